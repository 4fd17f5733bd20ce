"""A form that is sent twice makes one record (CON-4, DUR-4).

Every form carries a random `once` key. The key is stored in the same transaction as the change,
so a double click, a retry after a lost answer and two tabs all end at the page of the first.
"""

import uuid
from functools import wraps

from django.db import IntegrityError, transaction
from django.http import HttpResponseRedirect

from accounts.models import Submission


def once(view):
    """Decorate a view whose POST changes something and answers with a redirect."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        key = _key(request)
        if key is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            submission = claim(key, by=request.user)
            if submission is None:
                return HttpResponseRedirect(_where_the_first_went(key, request))
            response = view(request, *args, **kwargs)
            if response.status_code == 302:
                submission.went_to = response.url
                submission.save(update_fields=["went_to"])
            else:
                # Nothing was changed: the same form may be sent again, corrected.
                transaction.set_rollback(True)
        return response

    return wrapper


def _key(request):
    if request.method != "POST":
        return None
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def claim(key, *, by):
    """None when the form was sent before; waits while the first sending is still under way."""
    try:
        with transaction.atomic():
            return Submission.objects.create(key=key, by=by)
    except IntegrityError:
        return None


def _where_the_first_went(key, request):
    first = Submission.objects.filter(key=key, by=request.user).first()
    return first.went_to if first and first.went_to else request.path
