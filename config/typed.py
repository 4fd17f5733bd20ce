"""What somebody typed, for a page that could not take it: nobody types a long text twice (CON-3, DUR-6).

Only what was typed into our own forms comes back; a password or a code never does.
"""

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.urls import Resolver404, resolve

IN_EVERY_FORM = {"csrfmiddlewaretoken", "once"}
# Goes along with a form, and is nothing that anybody wrote (config.versions).
NOT_TYPED = {*IN_EVERY_FORM, "version", "served", "points"}


def words_typed(request):
    """What was written in words, not chosen or ticked, in the order of the form."""
    return [
        value
        for name, values in _posted(request)
        for value in values
        if name not in NOT_TYPED and len(value.split()) > 1
    ]


def to_send_again(request, **instead):
    """Every field of the form as (name, value), to go along hidden; `instead` replaces some."""
    fields = [(name, value) for name, values in _posted(request) for value in values]
    return [(name, instead.get(name, value)) for name, value in fields]


def _posted(request):
    if request.method != "POST" or not _is_sent_to_a_page_of_ours(request):
        return []
    try:
        return list(request.POST.lists())
    except (BadRequest, SuspiciousOperation, OSError):
        return []  # a body that cannot be read


def _is_sent_to_a_page_of_ours(request):
    """The forms of allauth have no such name; what failed at the door was not looked up yet."""
    try:
        place = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        return False
    return bool(place.app_names)
