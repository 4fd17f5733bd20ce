"""Somebody from outside who leads the conversation, once every party agrees (S101)."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _

from config.once import once
from config.pages import carried_out, form_page, held_still
from dialogue.actions import facilitators
from dialogue.facilitation import facilitation_of, parties_of
from dialogue.forms.facilitators import ConsentForm, FacilitatorForm
from dialogue.models import Trajectory
from dialogue.views.meetings import workable_meeting


@once
def facilitator_propose(request, pk):
    meeting = workable_meeting(request, pk)
    standing = _facilitation(request, meeting)
    before = standing and standing.facilitator
    form = FacilitatorForm(request.POST or None, before=before)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form,
            facilitators.propose_facilitator,
            form.save(commit=False),
            trajectory=meeting.trajectory,
            by=request.user,
            at=now(),
        )
    ):
        messages.success(
            request,
            _("Proposed. It stands on their page; nobody is appointed before everybody agrees."),
        )
        return redirect(meeting)
    return form_page(
        request,
        form,
        title=_("Propose somebody else") if before else _("Propose who leads the conversation"),
        lead=_("%(name)s makes way, and everybody is asked anew.") % {"name": before}
        if before
        else _("Somebody from outside whom everybody trusts. Every party is asked."),
        submit_label=_("Propose"),
        cancel_url=meeting.get_absolute_url(),
        here="conversations",
    )


@once
def facilitator_heard(request, pk, stakeholder_pk):
    """They told us what they think: written down as our word until they say so themselves."""
    meeting = workable_meeting(request, pk)
    party = {party.pk: party for party in parties_of(meeting.trajectory)}.get(stakeholder_pk)
    if party is None:
        raise Http404
    facilitation = _facilitation(request, meeting)
    if facilitation is None:
        messages.info(request, _("Nobody is proposed at this moment."))
        return redirect(meeting)
    form = ConsentForm(request.POST or None, facilitator=facilitation.facilitator)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        if carried_out(
            form,
            facilitators.record_consent,
            facilitation.facilitator,
            stakeholder=party,
            answer=wanted["answer"],
            remark=wanted["remark"].strip(),
            on=wanted["on"],
            by=request.user,
        ):
            messages.success(request, _("Noted, as our word."))
            return redirect(meeting)
    return form_page(
        request,
        form,
        title=_("What they say to who leads"),
        lead=f"{party} · {facilitation.facilitator}",
        cancel_url=meeting.get_absolute_url(),
        here="conversations",
    )


def _facilitation(request, meeting):
    """Who is proposed; several conversations may share one."""
    held_still(request, Trajectory.objects.all(), meeting.trajectory_id)
    return facilitation_of(meeting.trajectory)
