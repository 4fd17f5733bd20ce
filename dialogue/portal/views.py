"""What the portal's few addresses answer. A GET shows nothing about anybody and changes nothing."""

import sys
from functools import wraps

from django.core.exceptions import BadRequest, SuspiciousOperation, ValidationError
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpResponse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from psycopg2.errors import (
    InsufficientPrivilege,
    UndefinedColumn,
    UndefinedFunction,
    UndefinedTable,
)

from config.pages import CannotDo
from dialogue.portal import anonymous, anonymous_pages, pages, receipts
from dialogue.portal.answering_pages import page
from dialogue.portal.fates import fate_page
from dialogue.portal.record import record_page
from dialogue.portal.showing import show
from dialogue.portal.turns import Busy
from dialogue.portal.uploads import FIELD, FORM_WITH_FILES, PLAIN_FORM, TooLarge, takes
from dialogue.portal.verbs import VERBS
from dialogue.portal.visits import arrive, digits_of, language_for_a_stranger


@takes(PLAIN_FORM)
def landing(request):
    with translation.override(language_for_a_stranger(request)):
        return pages.landing(request.POST)


def in_a_sentence(view):
    """Too many at once, or too much at once: a plain page, and nobody else notices."""

    @wraps(view)
    def wrapper(request):
        try:
            return view(request)
        except Busy:
            return busy(request)
        except TooLarge:
            return too_large(request)

    return wrapper


@in_a_sentence
@takes(PLAIN_FORM, FORM_WITH_FILES)
def door(request):
    """The one address behind which everything happens, so that no history tells what did.

    One field takes every kind of code; the number of its digits says which. A wrong one of any
    kind ends at the personal link, so that it takes as long and gives the same page.
    """
    language = language_for_a_stranger(request)
    with translation.override(language):
        answer = _let_in(request, language) if request.method == "POST" else None
        return answer or pages.code_page(request.POST.dict())


def _let_in(request, language):
    posted, files, at = request.POST.dict(), request.FILES.getlist(FIELD), now()
    if stranger := anonymous.arrive(posted, files, language=language, at=at):
        return _do(stranger, anonymous.VERBS, anonymous_pages.page)
    if holder := receipts.arrive(posted, language=language, at=at):
        return _do(holder, receipts.VERBS, receipts.page)
    if receipts.is_a_receipt(posted):
        return receipts.nothing_yet(language=language, at=at)
    if fate := fate_page(digits_of(posted), language=language, at=at):
        return fate
    if visit := arrive(posted, files, at=at):
        return _do(visit, VERBS, page)
    return None


def _do(visit, verbs, their_page):
    """Do what was asked; a refusal is a sentence on their page, with everything still in it."""
    with translation.override(visit.language):
        try:
            return verbs.get(visit.verb, their_page)(visit)
        except CannotDo as refusal:
            return their_page(visit, problem=str(refusal))
        except ValidationError as refusal:
            return their_page(visit, problem=" ".join(refusal.messages))


@in_a_sentence
@takes(PLAIN_FORM)
def record(request):
    with translation.override(language_for_a_stranger(request)):
        return record_page(request.POST)


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


def too_large(request):
    return _trouble(
        request,
        413,
        _("These files are too large"),
        _(
            "Nothing was sent and nothing was kept. Three files fit, of 10 MB each. Go back in your "
            "browser: your text is there. Choose smaller files, and send again."
        ),
    )


def busy(request):
    response = _trouble(
        request,
        503,
        _("Many people are here at this moment"),
        _(
            "What you typed is kept in this page; choose your files again. Wait a minute, and press."
        ),
        again=_what_was_posted(request),
    )
    response.headers["Retry-After"] = "10"
    return response


def server_error(request):
    """500, or 503 when the database or a table is away: then waiting helps. Nothing typed is lost."""
    fault = sys.exc_info()[1]
    away = isinstance(fault, (OperationalError, InterfaceError)) or _lacks_tables(fault)
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


def _lacks_tables(fault):
    """Migrations are still to come, among them those that give the portal its rights (DUR-5)."""
    return isinstance(fault, ProgrammingError) and isinstance(
        fault.__cause__, (UndefinedTable, UndefinedColumn, UndefinedFunction, InsufficientPrivilege)
    )


def _trouble(request, status, heading, text, again=()):
    with translation.override(_language_in_trouble(request)):
        return show("trouble", status=status, heading=str(heading), text=str(text), again=again)


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
