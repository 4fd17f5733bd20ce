"""What the portal's few addresses answer. A GET shows nothing about anybody and changes nothing."""

import sys
from functools import wraps

from django.core.exceptions import BadRequest, SuspiciousOperation, ValidationError
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from config.pages import CannotDo
from dialogue.portal import pages
from dialogue.portal.verbs import VERBS
from dialogue.portal.visits import arrive, language_for_a_stranger

PLAIN_FORM = "application/x-www-form-urlencoded"


def plain_form_only(view):
    """Anything else is refused unread: an upload would be written to a temporary file."""

    @wraps(view)
    def wrapper(request):
        if request.method == "POST" and request.content_type != PLAIN_FORM:
            raise BadRequest("Only plain forms are taken here.")
        return view(request)

    return require_http_methods(["GET", "HEAD", "POST"])(wrapper)


@plain_form_only
def landing(request):
    with translation.override(language_for_a_stranger(request)):
        return pages.landing(request.POST)


@plain_form_only
def door(request):
    """The one address behind which everything happens, so that no history tells what did."""
    posted = request.POST.dict()
    visit = arrive(posted, at=now()) if request.method == "POST" else None
    if visit is None:
        with translation.override(language_for_a_stranger(request)):
            return pages.code_page(posted)
    with translation.override(visit.language):
        return let_them(visit)


def let_them(visit):
    """Do what was asked; a refusal is a sentence on their page, with everything still in it."""
    try:
        return VERBS.get(visit.verb, pages.home)(visit)
    except CannotDo as refusal:
        return pages.home(visit, problem=str(refusal))
    except ValidationError as refusal:
        return pages.home(visit, problem=" ".join(refusal.messages))


@require_safe
def robots(request):
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


@require_safe
def healthz(request):
    return HttpResponse("ok\n", content_type="text/plain")


# --- When it goes wrong ---------------------------------------------------------------------------


def not_found(request, exception=None):
    return _trouble(
        request,
        404,
        _("There is nothing at this address"),
        _("Do you have a code? It opens your own page."),
    )


def bad_request(request, exception=None):
    return _trouble(
        request,
        400,
        _("This could not be read"),
        _(
            "What your browser sent was too much, or not in a form that we can read; none of it "
            "was kept. Did you paste a long text? Then paste a part of it: 5,000 characters fit in "
            "one box."
        ),
    )


def server_error(request):
    """500, or 503 when the database is away: then waiting helps. Nothing that was typed is lost."""
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    response = _trouble(
        request,
        503 if away else 500,
        _("This did not work, and it is not your doing"),
        _("What you typed is kept in this page. Wait a minute and press the button."),
        again=_what_was_posted(request),
    )
    if away:
        response.headers["Retry-After"] = "30"
    return response


def _trouble(request, status, heading, text, again=()):
    with translation.override(_language_in_trouble(request)):
        return pages.show(
            "trouble", status=status, heading=str(heading), text=str(text), again=again
        )


def _language_in_trouble(request):
    try:
        return language_for_a_stranger(request)
    except (BadRequest, SuspiciousOperation, OSError):
        return translation.get_language_from_request(request)


def _what_was_posted(request):
    try:
        return list(request.POST.dict().items())
    except (BadRequest, SuspiciousOperation, OSError):
        return []
