"""What happens next, with days: what they may expect from us, and what we ask from them (S92)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dialogue.actions.meetings import REPORT_WORKING_DAYS, working_days_after


@dataclass(frozen=True, order=True)
class Step:
    day: date
    text: str


def from_us(facts):
    """What we do, soonest first. What is behind us is told elsewhere on the page."""
    return _to_come(facts.today, [*_around_the_conversation(facts), *_owed(facts)])


def from_them(facts):
    """What we ask of them. Each is an offer: nobody has to answer."""
    return _to_come(facts.today, [*_asked(facts), *_promised_by_them(facts)])


def _to_come(today, steps):
    return sorted({step for step in steps if step.day >= today})


def _around_the_conversation(facts):
    meeting = facts.meeting
    if meeting.cancelled_at:
        return
    if meeting.is_planned:
        if facts.is_waiting_for_decisions:
            yield Step(
                facts.day, _("Before this day you hear what we do with each point, and why.")
            )
        yield Step(facts.day, _("We have the conversation."))
    if facts.report is None:
        yield Step(
            _report_due_on(facts), _("At the latest you hear what the conversation brought.")
        )


def _report_due_on(facts):
    if facts.planned_report:
        return facts.planned_report.due_on
    return working_days_after(facts.day, REPORT_WORKING_DAYS)


def _owed(facts):
    for promised in facts.open_promises:
        yield Step(
            promised.promise.due_on, _("We promised: %(what)s") % {"what": promised.promise.wording}
        )
    if facts.visit.may_read:
        for question in facts.own_questions:
            if question.answered_on is None:
                yield Step(question.answer_due_on, _("You get an answer to your question."))


def _asked(facts):
    for round_ in facts.rounds_to_answer:
        yield Step(round_.closes_on, _("You can send your points until the end of this day."))
    if facts.meeting.is_planned:
        yield Step(facts.day, _("You take part in the conversation, if you wish."))
    yield Step(facts.visit.link.ends_on, _("Until this day this page opens with your link."))


def _promised_by_them(facts):
    for promised in facts.open_promises_of_theirs:
        yield Step(
            promised.promise.due_on,
            _("You promised: %(what)s") % {"what": promised.promise.wording},
        )
