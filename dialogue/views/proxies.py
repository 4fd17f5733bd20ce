"""Writing down what somebody said on paper, by phone or in person."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from config.once import once
from config.pages import carried_out, form_page
from dialogue.actions.expectations import receive_expectations
from dialogue.forms.proxies import WriteDownForm
from dialogue.models import Voice
from dialogue.views.asking import workable_round


@once
def round_write_down(request, pk, round_pk):
    round_ = workable_round(request, pk, round_pk)
    form = WriteDownForm(request.POST or None, round_=round_)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, _write_down, request, round_, form)
    ):
        messages.success(request, _("Written down, and marked as told to you."))
        return redirect("dialogue:round_write_down", pk, round_pk)
    return form_page(
        request,
        form,
        title=_("Write down an answer"),
        lead=f"{round_.meeting} · {round_.get_mode_display()}",
        cancel_url=round_.meeting.get_absolute_url(),
        here="conversations",
    )


def _write_down(request, round_, form):
    """With their name in a named round; else as a voice that nothing joins to anybody."""
    sender = form.cleaned_data["who"] if round_.is_named else Voice.objects.create(round=round_)
    return receive_expectations(
        round_,
        sender,
        answers=form.answers,
        at=form.told_at,
        recorded_by=request.user,
        channel=form.cleaned_data["channel"],
    )
