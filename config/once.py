"""A form that is sent twice makes one record (CON-4, DUR-4).

Every form carries a random `once` key. The key is stored in the same transaction as the change,
so a double click, a retry after a lost answer and two tabs all end at the page of the first.
"""

import hashlib
import hmac
import json
import uuid
from functools import wraps
from urllib.parse import quote

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect
from django.shortcuts import render

from accounts.models import Submission
from config.typed import IN_EVERY_FORM, to_send_again, words_typed

# Tells the browser which draft it need not keep any more (static/js/te-voet.js).
SENT = "sent"


def once(view):
    """Decorate a view whose POST changes something and answers with a redirect.

    All of the POST is one transaction; when the answer is no redirect, nothing was changed.
    """

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            answer = _answered_once(request, lambda: view(request, *args, **kwargs))
        if answer.status_code == 302:
            _forget_the_draft(answer, request)
        return answer

    return wrapper


def _answered_once(request, answered):
    key, words = _key(request), _fingerprint(request)
    submission = claim(key, by=request.user, words=words) if key else None
    if key and submission is None:
        return _as_the_first(request, key, words)
    response = answered()
    if response.status_code != 302:
        # Nothing was changed: the same form may be sent again, corrected.
        transaction.set_rollback(True)
    elif submission:
        submission.went_to = response.url
        submission.save(update_fields=["went_to"])
    return response


def _key(request):
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def claim(key, *, by, words=""):
    """None when the form was sent before; waits while the first sending is still under way."""
    try:
        with transaction.atomic():
            return Submission.objects.create(key=key, by=by, words=words)
    except IntegrityError:
        return None


def _as_the_first(request, key, words):
    """To the page of the first; but words that came after it are shown, not dropped."""
    first = Submission.objects.filter(key=key, by=request.user).first()
    if first and first.words not in ("", words):
        return render(
            request,
            "409_sent_before.html",
            {
                "first": first.went_to or request.path,
                "typed": words_typed(request),
                "again": to_send_again(request, once=uuid.uuid4()),
            },
            status=409,
        )
    return HttpResponseRedirect(first.went_to if first and first.went_to else request.path)


def _fingerprint(request):
    """Whether it is the same form with the same words; without our key it says nothing about them."""
    typed = sorted(
        (name, values) for name, values in request.POST.lists() if name not in IN_EVERY_FORM
    )
    said = json.dumps([request.path, typed]).encode()
    return hmac.digest(settings.SECRET_KEY.encode(), said, hashlib.sha256).hex()


def _forget_the_draft(response, request):
    response.set_cookie(
        SENT,
        quote(request.get_full_path(), safe=""),
        max_age=60,
        secure=settings.USES_HTTPS,
        samesite="Lax",
    )
