"""Small things every page does the same way: insist on a right, carry out a verb, show a form."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import render


class CannotDo(Exception):
    """A verb refuses. Said to the person who tried, so keep the wording plain."""


def insist(is_allowed):
    """Visible but not allowed is 403; what is not visible was a 404 before."""
    if not is_allowed:
        raise PermissionDenied


def carried_out(form, verb, *args, **kwargs):
    """Run a verb; when it refuses, its complaint stands in the form and nothing has changed."""
    try:
        with transaction.atomic():
            form.result = verb(*args, **kwargs)
    except CannotDo as complaint:
        form.add_error(None, str(complaint))
    except ValidationError as complaint:
        _complain(form, complaint)
    return form.is_valid()


def _complain(form, complaint):
    """Put each message at its field; what has no field here stands above the form."""
    if not hasattr(complaint, "error_dict"):
        form.add_error(None, complaint)
        return
    for field, errors in complaint.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


def form_page(request, form, template="form_page.html", **context):
    """A page around one form; when its record was saved by somebody else first, both versions."""
    context |= {"form": form}
    if getattr(form, "is_stale", False):
        context["differences"] = form.differences()
        form.offer_again()
        return render(request, "409.html", context, status=409)
    return render(request, template, context, status=422 if form.errors else 200)
