"""Conversations: list, planning, page, agenda, during, held, cancelled."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.once import once
from config.pages import CannotDo, carried_out, form_page, held_still, insist
from config.paging import page_of
from dialogue import rules
from dialogue.actions import links, meetings, promises, rounds
from dialogue.agreed import agreed_in_one
from dialogue.asked import rounds_of
from dialogue.forms.deciding import HoldForm
from dialogue.forms.meetings import AgendaForm, LineForm, MeetingChangeForm, PlanForm
from dialogue.letters import who_can_be_written_to, who_is_safe_with_a_name
from dialogue.models import Meeting, Participation
from dialogue.readiness import readiness_of
from dialogue.views.chosen import stakeholder_in
from stakeholders.actions.stakeholders import note_partner_was_asked
from stakeholders.models import Stakeholder


def meeting_list(request):
    insist(rules.can_see_conversations(request.user))
    guests = Participation.objects.select_related("stakeholder")
    found = Meeting.objects.visible_to(request.user)
    planned = request.GET.get("show") != "held"
    found = found.planned() if planned else found.exclude(held_at=None)
    order = ["starts_at", "pk"] if planned else ["-starts_at", "-pk"]
    page = page_of(
        found.select_related("organiser").prefetch_related(Prefetch("participations", guests)),
        request,
        order,
    )
    return render(
        request,
        "dialogue/meetings.html",
        {
            "page": page,
            "planned": planned,
            "can_plan": rules.can_plan_meetings(request.user),
            "here": "conversations",
        },
    )


@once
def meeting_new(request):
    insist(rules.can_plan_meetings(request.user))
    form = PlanForm(request.POST or None, user=request.user, chosen=stakeholder_in(request, "with"))
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        meeting = form.save(commit=False)
        if carried_out(
            form,
            meetings.plan_meeting,
            meeting,
            aim=wanted["aim"],
            guests=form.chosen_guests,
            risk=wanted["risk"],
            by=request.user,
            at=now(),
        ):
            messages.success(request, _("Planned."))
            return redirect("dialogue:round_ask", meeting.pk)
    return form_page(
        request,
        form,
        title=_("Plan a conversation"),
        submit_label=_("Next: ask what they expect"),
        here="conversations",
    )


def meeting_page(request, pk):
    meeting = visible_meeting(request, pk)
    can_work = rules.can_work_on(request.user, meeting)
    version = meeting.agreements_at_the_table()
    participations = [each for each in meeting.participations.all() if not each.withdrawn_at]
    asked = rounds_of(meeting, now())
    return render(
        request,
        "dialogue/meeting.html",
        {
            "meeting": meeting,
            "can_work": can_work,
            "participations": participations,
            "safe": who_is_safe_with_a_name({each.stakeholder_id for each in participations}),
            "reachable": {each.pk for each in who_can_be_written_to([meeting])},
            "readiness": readiness_of(meeting) if meeting.is_planned else [],
            "asked": asked,
            "to_answer": any(each.round.answered_at is None for each in asked),
            "version": version,
            "agreed": agreed_in_one(meeting.trajectory, now()) if version else None,
            "reads_all": rules.can_read_expectations(request.user, meeting),
            "agenda": meeting.agenda.all(),
            "outcomes": meeting.outcomes.all(),
            "promises": meeting.promises.with_parties(),
            "questions": meeting.questions.select_related("owner"),
            "report": getattr(meeting, "report", None),
            "has_begun": meeting.has_begun(now()),
            "here": "conversations",
        },
    )


@once
def meeting_edit(request, pk):
    meeting = workable_meeting(request, pk)
    form = MeetingChangeForm(
        request.POST or None, instance=meeting, initial={"aim": meeting.purpose.aim}
    )
    until = closing_days(meeting)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form,
            meetings.change_meeting,
            meeting,
            fields=form.Meta.fields,
            version=form.cleaned_data["version"],
            aim=form.cleaned_data["aim"],
        )
    ):
        messages.success(request, _("Saved."))
        _say_which_forms_close_sooner(request, until, closing_days(meeting))
        if {"starts_at", "zone", "place"} & set(form.changed_data) and meeting.rounds.exists():
            messages.warning(
                request, _("Nobody gets a letter about the change: tell them yourself.")
            )
        return redirect(meeting)
    return form_page(
        request,
        form,
        title=_("Change this conversation"),
        cancel_url=meeting.get_absolute_url(),
        here="conversations",
    )


@once
def meeting_hold(request, pk):
    """One button; but while points wait for a decision, a page that asks why we meet anyway (S29)."""
    meeting = workable_meeting(request, pk)
    waiting = list(meetings.rounds_with_undecided(meeting))
    is_sent = request.method == "POST" and ("despite" in request.POST or not waiting)
    form = HoldForm(request.POST if is_sent else None, points_wait=bool(waiting))
    if is_sent and form.is_valid():
        despite = form.cleaned_data.get("despite", "")
        if carried_out(form, meetings.hold_meeting, meeting, at=now(), despite=despite):
            messages.success(request, _("Held. Now tell everybody what came of it."))
            return redirect("dialogue:report", meeting.pk)
    return form_page(
        request,
        form,
        "dialogue/meeting_hold.html",
        meeting=meeting,
        waiting=waiting,
        count=sum(round_.undecided for round_ in waiting),
        can_decide=rules.can_read_expectations(request.user, meeting),
        here="conversations",
    )


def closing_days(meeting):
    return {round_.pk: round_.closes_on for round_ in meeting.rounds.filter(answered_at=None)}


def _say_which_forms_close_sooner(request, before, after):
    """The dates that hang on the day of a conversation move with it; say so (short notice)."""
    moved = sorted({day for pk, day in after.items() if day != before.get(pk)})
    for day in moved:
        messages.info(
            request,
            _("The form now closes on %(day)s, so that the answers still come in time.")
            % {"day": date_format(day, "DATE_FORMAT")},
        )


@once
@require_POST
def meeting_recap(request, pk):
    return _do(
        request,
        pk,
        meetings.recap_agreements,
        _("Noted: the agreements were read out."),
        "dialogue:during",
    )


@once
def meeting_cancel(request, pk):
    if request.method != "POST":
        meeting = workable_meeting(request, pk)
        return render(
            request, "dialogue/meeting_cancel.html", {"meeting": meeting, "here": "conversations"}
        )
    return _do(
        request,
        pk,
        meetings.cancel_meeting,
        _("Cancelled. Do tell them yourself, and why."),
        "dialogue:meeting",
    )


def _do(request, pk, verb, said, then):
    meeting = workable_meeting(request, pk)
    try:
        verb(meeting, at=now())
    except CannotDo as complaint:
        messages.error(request, str(complaint))
        return redirect(meeting)
    messages.success(request, said)
    return redirect(then, meeting.pk)


@once
def agenda_add(request, pk):
    meeting = workable_meeting(request, pk)
    form = AgendaForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, meetings.add_agenda_item, meeting, **form.cleaned_data)
    ):
        return redirect(meeting)
    return form_page(
        request,
        form,
        title=_("New point on the agenda"),
        lead=str(meeting),
        cancel_url=meeting.get_absolute_url(),
        here="conversations",
    )


@once
def during(request, pk):
    """One box while we talk; Enter saves; a leading letter says what kind of line it is."""
    meeting = workable_meeting(request, pk)
    form = LineForm(
        request.POST or None,
        meeting=meeting,
        initial={
            "owner": request.user.pk,
            "due_on": localdate() + timedelta(days=14),
            "agenda_item": request.GET.get("about"),
        },
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, _write, request, meeting, form)
    ):
        return redirect(_still_about(form.cleaned_data["agenda_item"], meeting))
    agreed = agreed_in_one(meeting.trajectory, meeting.held_at or now())
    return form_page(
        request,
        form,
        "dialogue/during.html",
        meeting=meeting,
        has_begun=meeting.has_begun(now()),
        text=agreed.in_force or agreed.newest,
        is_in_force=agreed.in_force is not None,
        newcomers=agreed.newcomers,
        reads_all=rules.can_read_expectations(request.user, meeting),
        agenda=meeting.agenda.all(),
        outcomes=meeting.outcomes.all(),
        promises=meeting.promises.with_parties(),
        questions=meeting.questions.all(),
        here="conversations",
    )


def _still_about(agenda_item, meeting):
    """The next line is mostly about the same point."""
    page = reverse("dialogue:during", args=[meeting.pk])
    return f"{page}?about={agenda_item.pk}" if agenda_item else page


def _write(request, meeting, form):
    wanted, kinds = form.cleaned_data, form.Kind
    if wanted["kind"] == kinds.PROMISE:
        parties = {
            each.stakeholder for each in meeting.participations.select_related("stakeholder")
        }
        return promises.propose_promise(
            wording=wanted["text"],
            parties=sorted(parties, key=lambda party: party.pk),
            due_on=wanted["due_on"],
            owner=wanted["owner"],
            meeting=meeting,
            by=request.user,
            on=localdate(),
        )
    if wanted["kind"] == kinds.QUESTION:
        return meetings.take_question(
            meeting, wording=wanted["text"], by=request.user, on=localdate()
        )
    return meetings.write_down(
        meeting,
        kind=form.outcome_kind,
        wording=wanted["text"],
        agenda_item=wanted["agenda_item"],
        by=request.user,
        at=now(),
    )


@once
@require_POST
def purpose_told(request, pk):
    """They heard from us why we want to talk, without a letter."""
    meeting = workable_meeting(request, pk)
    rounds.share_purpose(meeting, at=now())
    messages.success(request, _("Noted."))
    return redirect(meeting)


@once
@require_POST
def partner_asked(request, pk, stakeholder_pk):
    """Somebody they trust was asked, so a link with a name on it may go out (S30)."""
    meeting = workable_meeting(request, pk)
    stakeholder = stakeholder_at(meeting, stakeholder_pk)
    note_partner_was_asked(stakeholder, by=request.user, at=now())
    messages.success(request, _("Noted. Their letter goes out with the next post."))
    return redirect(meeting)


@require_POST
def link_copy(request, pk, participation_pk):
    """A fresh link as a text for a messaging app, shown once."""
    meeting = workable_meeting(request, pk)
    participation = get_object_or_404(
        meeting.participations.filter(withdrawn_at=None).select_related(
            "stakeholder", "contact_person", "meeting"
        ),
        pk=participation_pk,
    )
    insist(participation.stakeholder_id in who_is_safe_with_a_name([participation.stakeholder_id]))
    code = links.mint_link(participation, at=now())
    return render(
        request,
        "dialogue/link_copy.html",
        {
            "meeting": meeting,
            "participation": participation,
            "code": code,
            "fragment": code.replace(" ", ""),
            "here": "conversations",
        },
    )


def visible_meeting(request, pk):
    meetings_ = Meeting.objects.visible_to(request.user).with_people()
    meetings_ = meetings_.select_related("organiser", "report")
    return get_object_or_404(held_still(request, meetings_, pk), pk=pk)


def stakeholder_at(meeting, pk):
    """Somebody at this table."""
    at_the_table = Stakeholder.objects.filter(participations__meeting=meeting).distinct()
    return get_object_or_404(at_the_table, pk=pk)


def workable_meeting(request, pk):
    meeting = visible_meeting(request, pk)
    insist(rules.can_work_on(request.user, meeting))
    return meeting
