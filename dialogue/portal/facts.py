"""What the pages tell, and to whom: half of it only after the PIN.

Everything here is asked with the columns that the portal's database role may read
(dialogue/migrations/0003_portal_rights.py).
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from dialogue.models import (
    AgreementVersion,
    Draft,
    Endorsement,
    Expectation,
    ExpectationDecision,
    Outcome,
    Promise,
    PurposeStatement,
    Question,
    ReportBack,
)
from stakeholders.models import ContactAssignment

State = Promise.State
PROMISE_COLUMNS = (
    "side",
    "wording",
    "state",
    "due_on",
    "settled_on",
    "is_confirmed",
    "meeting",
    "owner",
    "owner__name",
)


@dataclass
class Point:
    """Something they sent us, and what became of it as far as we told everybody."""

    expectation: Expectation
    decision: ExpectationDecision | None
    outcomes: list = field(default_factory=list)


class Facts:
    """Each fact is asked when a page first needs it."""

    def __init__(self, visit):
        self.visit = visit
        self.meeting = visit.meeting
        self.participation = visit.participation
        self.today = visit.today

    # --- The conversation -----------------------------------------------------------------------

    @property
    def when(self):
        start = self.meeting.starts_there
        return f"{date_format(start, 'l j F Y')}, {time_format(start, 'TIME_FORMAT')}"

    @property
    def city(self):
        """Whose clock that is, in a word people know."""
        return self.meeting.zone.rpartition("/")[2].replace("_", " ")

    @property
    def day(self):
        return self.meeting.starts_there.date()

    @cached_property
    def purpose(self):
        return PurposeStatement.objects.filter(meeting=self.meeting).first()

    @cached_property
    def contacts(self):
        """Our contact person and deputy at this stakeholder, in that order."""
        return list(
            ContactAssignment.objects.open()
            .filter(stakeholder=self.participation.stakeholder_id)
            .select_related("user")
            .only("part", "user", "user__name")
        )

    @property
    def who_to_ask(self):
        return self.contacts[0].user if self.contacts else self.meeting.organiser

    # --- What we ask ----------------------------------------------------------------------------

    @cached_property
    def round(self):
        return self.meeting.rounds.exclude(opened_at=None).last()

    @property
    def takes_points(self):
        return self.round is not None and self.round.is_open_on(self.today)

    @cached_property
    def questions(self):
        return list(self.round.questions.all()) if self.round else []

    @cached_property
    def agreements(self):
        """The latest version, as long as there is a conversation to have it in."""
        if not self.meeting.is_planned:
            return None
        versions = AgreementVersion.objects.filter(trajectory=self.meeting.trajectory_id)
        return versions.prefetch_related("agreements").last()

    @property
    def may_choose_a_pin(self):
        """Not after points were sent without one: it would open them to whoever has the link."""
        return not self.visit.has_a_pin and not self.has_sent_points

    @cached_property
    def has_sent_points(self):
        return Expectation.objects.filter(participation=self.participation).exists()

    # --- What we promised -----------------------------------------------------------------------

    @cached_property
    def _given_promises(self):
        return list(
            Promise.objects.ours()
            .filter(parties=self.participation.stakeholder_id, state__in=[State.GIVEN, State.KEPT])
            .select_related("owner")
            .only(*PROMISE_COLUMNS)
            .order_by("due_on", "pk")
        )

    @property
    def promises_to_confirm(self):
        return [promise for promise in self._given_promises if promise.awaits_confirmation]

    @property
    def open_promises(self):
        """Those of this conversation are told with its report, once that is readable."""
        told = self.meeting.pk if self.may_tell_everybodys and self.report else None
        given = [
            promise
            for promise in self._given_promises
            if promise.is_open and (told is None or promise.meeting_id != told)
        ]
        return [(promise, in_words(promise, self.today)) for promise in given]

    # --- After the PIN --------------------------------------------------------------------------

    @cached_property
    def draft(self):
        drafts = Draft.objects.filter(round=self.round, participation=self.participation)
        return drafts.first() if self.round else None

    @cached_property
    def endorsement(self):
        """What their side last said about the agreements that are shown."""
        answers = Endorsement.objects.filter(
            version=self.agreements, stakeholder=self.participation.stakeholder_id
        )
        return answers.select_related("remark").last()

    @property
    def may_tell_everybodys(self):
        """Agenda and report are for all who take part; a PIN somebody chose closes them too."""
        return self.visit.may_read or not self.visit.has_a_pin

    @cached_property
    def agenda(self):
        return list(self.meeting.agenda.all()) if self.meeting.agenda_sent_at else []

    @cached_property
    def report(self):
        return ReportBack.objects.filter(meeting=self.meeting, sent_at__isnull=False).first()

    @cached_property
    def points(self):
        sent = (
            Expectation.objects.filter(participation=self.participation)
            .select_related("round", "question")
            .prefetch_related("decisions__remark", "decisions__agenda_item")
        )
        outcomes = self._outcomes_by_agenda_item if self.report else {}
        return [_what_became_of(expectation, outcomes) for expectation in sent]

    @cached_property
    def _outcomes_by_agenda_item(self):
        found = {}
        for outcome in Outcome.objects.filter(meeting=self.meeting, agenda_item__isnull=False):
            found.setdefault(outcome.agenda_item_id, []).append(outcome)
        return found

    @cached_property
    def promises_of_the_meeting(self):
        promises = (
            self.meeting.promises.filter(parties=self.participation.stakeholder_id)
            .exclude(state__in=[State.PROPOSED, State.REFUSED])
            .select_related("owner")
            .only(*PROMISE_COLUMNS)
            .order_by("due_on", "pk")
        )
        return [(promise, in_words(promise, self.today)) for promise in promises]

    @cached_property
    def outcomes(self):
        return list(Outcome.objects.filter(meeting=self.meeting))

    @cached_property
    def questions_asked(self):
        """What was asked at the table, and what their own side asked."""
        theirs = Q(stakeholder=None) | Q(stakeholder=self.participation.stakeholder_id)
        return list(Question.objects.filter(theirs, meeting=self.meeting))


def _what_became_of(expectation, outcomes):
    """Before the answers are sent a decision may still change, so it is not shown."""
    decision = expectation.decision if expectation.round.answered_at else None
    return Point(
        expectation=expectation,
        decision=decision,
        outcomes=outcomes.get(decision.agenda_item_id, []) if decision else [],
    )


def in_words(promise, today):
    """Where a promise stands, as you would say it."""
    if promise.state == State.KEPT and promise.is_ours:
        return _kept_in_words(promise)
    sentence = {
        State.KEPT: _("Kept on %(settled)s."),
        State.BROKEN: _("Not kept. It was for %(due)s."),
        State.WITHDRAWN: _("Withdrawn together on %(settled)s."),
        State.GIVEN: _("Late: it was for %(due)s.")
        if promise.is_late(today)
        else _("Open, for %(due)s."),
    }[State(promise.state)]
    return sentence % _days_of(promise)


def _kept_in_words(promise):
    sentence = {
        None: _("Kept on %(settled)s, we say. Was it? You can tell us."),
        True: _("Kept on %(settled)s, and you confirmed it."),
        False: _("Kept on %(settled)s, we said; you told us it was not."),
    }[promise.is_confirmed]
    return sentence % _days_of(promise)


def _days_of(promise):
    return {
        "due": date_format(promise.due_on, "DATE_FORMAT"),
        "settled": date_format(promise.settled_on, "DATE_FORMAT") if promise.settled_on else "",
    }
