"""Small things every page does the same way: insist on a right, carry out a verb, show a form."""

from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.shortcuts import render

from config.versions import OVERTAKEN


class CannotDo(Exception):
    """A verb refuses. Said to the person who tried, so keep the wording plain."""


def insist(is_allowed):
    """Visible but not allowed is 403; what is not visible was a 404 before."""
    if not is_allowed:
        raise PermissionDenied


def held_still(request, records, pk):
    """The same `records`; of the one that a POST changes, nobody else saves before we have (CON-3, CON-6).

    Who comes second waits here, and then meets the record, and the rights, as the first left them.
    A view that answers a POST inside config.once is in the transaction that this needs.
    """
    if request.method == "POST" and connection.in_atomic_block:
        # The lock comes before the look: what is joined to the row is then as fresh as the row.
        bare = records.select_related(None).prefetch_related(None).order_by().only("pk")
        list(bare.filter(pk=pk).select_for_update(of=("self",), no_key=True))
    return records


def carried_out(form, verb, *args, **kwargs):
    """Run a verb; when it refuses, its complaint stands in the form and nothing has changed."""
    try:
        with transaction.atomic():
            form.result = verb(*args, **kwargs)
    except CannotDo as complaint:
        form.add_error(None, str(complaint))
    except ValidationError as complaint:
        _complain(form, complaint)
    except IntegrityError as refusal:
        form.add_error(None, _sentence_of(refusal))
    return form.is_valid()


def _sentence_of(refusal):
    """What the model says to a constraint; somebody made it true between our look and our save."""
    name = getattr(getattr(refusal.__cause__, "diag", None), "constraint_name", None)
    for constraint in (each for model in apps.get_models() for each in model._meta.constraints):
        ours = constraint.violation_error_message != constraint.default_violation_error_message
        if constraint.name == name and ours:
            return constraint.get_violation_error_message()
    raise refusal


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
        context |= form.both_versions()
        form.offer_again()
        return render(request, "409.html", context, status=409)
    return render(request, template, context, status=status_of(form))


def status_of(*forms):
    """409 when somebody else was first, 422 when something is not right yet (security.md INP-1)."""
    if any(form.has_error("__all__", code=OVERTAKEN) for form in forms):
        return 409
    return 422 if any(form.errors for form in forms) else 200
