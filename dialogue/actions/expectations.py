"""Asking what people expect, deciding each point with a reason, and telling them."""

from django.db import transaction
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.actions.agreements import propose_agreements, standard_or_own
from dialogue.actions.meetings import add_agenda_item
from dialogue.models import (
    Draft,
    Expectation,
    ExpectationDecision,
    ExpectationRound,
    Meeting,
    PurposeStatement,
    Remark,
    RoundQuestion,
)

STANDARD_QUESTIONS = list(RoundQuestion.Standard)
Outcome = ExpectationDecision.Outcome


@transaction.atomic
def open_round(meeting, *, message, closes_on, questions, agreements, by, at, purpose=None):
    """Send the questions, the purpose and the process agreements to everybody invited.

    `questions` and `agreements` are lists of standard names or of our own words; `purpose` says
    more about why: fields of PurposeStatement. The letters themselves follow from the sweep (dialogue.reminders), one for each person.
    """
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    if not meeting.is_planned:
        raise CannotDo(_("This conversation is no longer planned."))
    if meeting.rounds.filter(answered_at=None).exists():
        raise CannotDo(_("These people were asked already; the answers are on their way."))
    if not questions:
        raise CannotDo(_("Ask at least one question."))
    round_ = ExpectationRound.objects.create(
        meeting=meeting, message=message, closes_on=closes_on, opened_at=at, opened_by=by
    )
    RoundQuestion.objects.bulk_create(
        RoundQuestion(round=round_, position=position, **standard_or_own(RoundQuestion, words))
        for position, words in enumerate(questions, start=1)
    )
    if agreements and not meeting.trajectory.agreement_versions.exists():
        propose_agreements(meeting.trajectory, lines=agreements, by=by, at=at)
    PurposeStatement.objects.filter(meeting=meeting).update(**(purpose or {}))
    share_purpose(meeting, at=at)
    return round_


def share_purpose(meeting, *, at):
    """They know why we want to talk, by our letter or because we told them (S60)."""
    PurposeStatement.objects.filter(meeting=meeting, shared_at=None).update(shared_at=at)


@transaction.atomic
def receive_expectations(round_, participation, *, answers, at):
    """Store what somebody sent: one point for each answered question. `answers`: question → text."""
    if not round_.is_open_on(at.date()):
        raise CannotDo(_("This form is closed. Your contact person can still hear from you."))
    received = [
        Expectation(
            round=round_,
            participation=participation,
            question=question,
            wording=text,
            received_at=at,
        )
        for question, text in answers.items()
        if text
    ]
    for expectation in received:
        expectation.full_clean()
        expectation.save()
    Draft.objects.filter(round=round_, participation=participation).delete()
    return received


def save_draft(round_, participation, *, answers, at):
    """Keep an unfinished form. `answers`: question id as text → text."""
    draft, _created = Draft.objects.update_or_create(
        round=round_, participation=participation, defaults={"answers": answers, "saved_at": at}
    )
    return draft


@transaction.atomic
def decide(
    expectation, *, outcome, reason, by, at, agenda_item=None, agenda_title="", parked_until=None
):
    """Decide what becomes of a point, with a reason its sender can read (S29).

    On the agenda means an item that is there already, or a new one called `agenda_title`.
    """
    if not reason.strip():
        raise CannotDo(_("Give a reason; its sender will read it."))
    meeting = expectation.round.meeting
    if outcome == Outcome.AGENDA and agenda_item is None:
        if not agenda_title:
            raise CannotDo(_("Name the new point yourself: everybody reads the agenda."))
        agenda_item = add_agenda_item(meeting, title=agenda_title)
    decision = ExpectationDecision(
        expectation=expectation,
        outcome=outcome,
        agenda_item=agenda_item if outcome == Outcome.AGENDA else None,
        parked_until=parked_until if outcome == Outcome.PARKED else None,
        remark=Remark.objects.create(text=reason.strip()),
        by=by,
        decided_at=at,
    )
    decision.full_clean()
    decision.save()
    return decision


@transaction.atomic
def answer_round(round_, *, at):
    """Tell every sender what was decided, and everybody the agenda. Letters follow from the sweep."""
    if round_.expectations.undecided().exists():
        raise CannotDo(_("Decide every point first: nobody should be left without an answer."))
    first = ExpectationRound.objects.filter(pk=round_.pk, answered_at=None).update(answered_at=at)
    if not first:
        raise CannotDo(_("These answers were sent already."))
    Meeting.objects.filter(pk=round_.meeting_id, agenda_sent_at=None).update(agenda_sent_at=at)
    round_.refresh_from_db()
    return round_
