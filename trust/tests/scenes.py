"""Short ways to let something have happened, always through the actions that people use."""

from datetime import UTC, datetime, timedelta

from dialogue.actions import agreements, expectations, meetings, promises, rounds
from dialogue.actions.contacts import log_contact
from dialogue.models import InformalContact, Meeting, Participation, Voice
from dialogue.tests.hands import hand_of
from stakeholders.models import ContactPerson, SafetyAssessment
from stakeholders.tests.cast import TODAY
from trust.facts import facts_of
from trust.relationships import relationships_with

DUE = TODAY - timedelta(days=100)


def days(count):
    return timedelta(days=count)


def noon_of(day):
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def promise_to(*parties, by, due_on=DUE, **fields):
    fields = {"wording": "Pay the deposit", "owner": by, "on": due_on - days(30)} | fields
    return promises.propose_promise(parties=parties, due_on=due_on, by=by, **fields)


def meet(*guests, by, on, mode=Meeting.Mode.ONLINE, is_held=True, **fields):
    """A meeting on a day, planned a month before, and held unless told otherwise."""
    starts_at = noon_of(on)
    meeting = meetings.plan_meeting(
        Meeting(title="Dust in the quarries", starts_at=starts_at, mode=mode, **fields),
        aim="We want to know what you need.",
        guests=[meetings.Guest(stakeholder) for stakeholder in guests],
        risk=SafetyAssessment.Risk.NO,
        by=by,
        at=starts_at - days(30),
    )
    if is_held:
        hold(meeting)
    return meeting


def hold(meeting):
    meetings.hold_meeting(
        meeting, at=meeting.starts_at + timedelta(hours=2), despite="It slipped through."
    )


def ask(meeting, *, by, at=None, lines=(), **more):
    """Open a round three weeks ahead: it shares the purpose and proposes the agreements."""
    at = at or meeting.starts_at - days(21)
    fields = {
        "message": "",
        "closes_on": meeting.starts_at.date() - days(1),
        "questions": ["What should we talk about?"],
        "agreements": lines,
    }
    return rounds.open_round(meeting, **fields | more, by=by, at=at)


def ask_in_confidence(meeting, *, by):
    """With two more seats of the first stakeholder, as fewer than three would be guessed."""
    party = meeting.participations.first().stakeholder
    for name in ("First", "Second"):
        person = ContactPerson.objects.create(stakeholder=party, name=name)
        meetings.invite(meeting, meetings.Guest(party, person))
    return ask(meeting, by=by, mode="confidential")


def say_in_confidence(round_, at, words="SECRET-VOICE"):
    """A point of somebody of whom nobody knows who it is, these tests included."""
    return send_point(round_, Voice.objects.create(round=round_), at, words)


def send_point(round_, sender, at, words="SECRET-WISH"):
    question = round_.questions.get()
    answers = {question: words}
    (point,) = expectations.receive_expectations(round_, sender, answers=answers, at=at)
    return point


def decide(point, *, by, at):
    return expectations.decide(
        point, outcome="agenda", agenda_title="Masks", reason="SECRET-REASON", by=by, at=at
    )


def agree(meeting, stakeholder, *, at, answer="accepted"):
    """With their own hand."""
    version = meeting.trajectory.agreement_versions.last()
    seat = meeting.participations.filter(stakeholder=stakeholder).first()
    return agreements.endorse(version, hand=hand_of(seat, at=at), answer=answer, at=at)


def contact(stakeholder, kind, *, by, on):
    return log_contact(
        InformalContact(stakeholder=stakeholder, kind=kind, happened_at=noon_of(on)), by=by
    )


def facts_about(stakeholder, as_of=TODAY):
    return facts_of(relationships_with([stakeholder.pk])[stakeholder.pk], as_of)


def told(stakeholder, *slugs, as_of=TODAY):
    """Facts of these kinds as (kind, day, weight, day it was addressed), oldest first."""
    found = [
        (fact.kind, fact.happened_on, str(fact.weight), fact.addressed_on)
        for fact in facts_about(stakeholder, as_of)
        if not slugs or fact.kind in slugs
    ]
    return sorted(found, key=lambda row: row[1])


def change_together(promise, *, by, on, **change):
    """We write down what was agreed, and each party says the same with its own hand that day."""
    proposal = promises.change_together(promise, agreed_with="Both", by=by, on=on, **change)
    for party in promise.parties.all():
        seats = Participation.objects.filter(stakeholder=party)
        seat = seats.last() or meet(party, by=by, on=on).participations.get()
        promises.accept_change(promise, proposal, hand=hand_of(seat), on=on)
