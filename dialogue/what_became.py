"""“What you said, what we did”: a letter for each who took part, and a sheet for the wall (S20, S29).

In a letter stand the points that its reader sent with their name, never anybody else's, and never
what came confidentially or anonymously. On the wall stand our own words alone: nobody's name, and
nobody's sentences (security.md TH11). Days and standard phrases are written in the language that
is active while a page is made.
"""

from dataclasses import dataclass, field
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dialogue.check_words import check_words
from dialogue.models import (
    Expectation,
    ExpectationDecision,
    ExpectationRound,
    Outcome,
    Promise,
    Question,
    RoundQuestion,
)
from dialogue.portal.promises import in_words
from stakeholders.models import ContactAssignment

State = Promise.State


@dataclass(frozen=True)
class Point:
    """Something somebody sent with their name, and what became of it as far as we told them."""

    expectation: Expectation
    decision: ExpectationDecision | None
    outcomes: list[Outcome] = field(default_factory=list)


@dataclass(frozen=True)
class Letter:
    participation: object
    points: list[Point]
    outcomes: list[Outcome]
    promises: list[tuple[Promise, str]]
    questions: list[Question]
    contact_person: object
    deputy: object


class Letters:
    """The letters around one meeting; whatever their number, it is the same few queries."""

    def __init__(self, meeting, today):
        self.meeting = meeting
        self.today = today

    def letter_to(self, participation):
        ours = self._contacts.get(participation.stakeholder_id, {})
        part = ContactAssignment.Part
        return Letter(
            participation=participation,
            points=self._points.get(participation.pk, []),
            outcomes=self._outcomes,
            promises=[
                (promise, in_words(promise, self.today))
                for promise in self._promises
                if participation.stakeholder in promise.parties.all()
            ],
            questions=[
                question for question in self._questions if _is_for(question, participation)
            ],
            contact_person=ours.get(part.PRIMARY, self.meeting.organiser),
            deputy=ours.get(part.DEPUTY),
        )

    @cached_property
    def summary(self):
        """What we sent for checking; a summary we still write at is not shown."""
        report = getattr(self.meeting, "report", None)
        return report.summary if report and report.sent_at else ""

    @cached_property
    def has_unnamed_rounds(self):
        """Whether people could write without their name; says nothing about who did."""
        return self.meeting.rounds.exclude(mode=ExpectationRound.Mode.NAMED).exists()

    @cached_property
    def _points(self):
        found = {}
        sent = Expectation.objects.standing().filter(
            round__meeting=self.meeting, participation__isnull=False
        )
        for expectation in sent.select_related("round").with_fate():
            decision = expectation.decision if expectation.round.answered_at else None
            point = Point(expectation, decision, _outcomes_of(decision, self._outcomes))
            found.setdefault(expectation.participation_id, []).append(point)
        return found

    @cached_property
    def _outcomes(self):
        return list(self.meeting.outcomes.all())

    @cached_property
    def _promises(self):
        return list(_told(self.meeting.promises).with_parties().order_by("due_on", "pk"))

    @cached_property
    def _questions(self):
        return list(self.meeting.questions.all())

    @cached_property
    def _contacts(self):
        """Stakeholder → part → who of us."""
        found = {}
        stakeholders = {each.stakeholder_id for each in self.meeting.participations.all()}
        open_ones = ContactAssignment.objects.open().filter(stakeholder__in=stakeholders)
        for assignment in open_ones.select_related("user"):
            parts = found.setdefault(assignment.stakeholder_id, {})
            parts.setdefault(assignment.part, assignment.user)
        return found


def _is_for(question, participation):
    """What was asked at the table; what one person asked on their own page is theirs alone."""
    if question.participation_id:
        return question.participation_id == participation.pk
    return question.stakeholder_id in (None, participation.stakeholder_id)


def _told(promises):
    """Neither a promise that a colleague still has to say yes to, nor one they refused."""
    return promises.exclude(state__in=[State.PROPOSED, State.REFUSED])


def _outcomes_of(decision, outcomes):
    item = decision.agenda_item_id if decision else None
    return [each for each in outcomes if item and each.agenda_item_id == item]


# --- For the wall ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class DecidedPoint:
    """A decision as everybody may read it."""

    decision: ExpectationDecision
    outcomes: list[Outcome]

    @property
    def title(self):
        return title_of(self.decision)


@dataclass(frozen=True)
class Wall:
    round: ExpectationRound
    points: list[DecidedPoint]
    told_personally: int
    outcomes: list[Outcome]
    promises: list[tuple[Promise, str]]

    @property
    def check_words(self):
        return check_words(self.round.digest) if self.round.is_anonymous else ""


def title_of(decision):
    """What a point was about, in our words. Empty when only its sender may read about it."""
    return decision.in_our_words or str(decision.agenda_item or decision.side_activity or "")


def _place(decision):
    return list(ExpectationDecision.Outcome).index(decision.outcome), title_of(decision)


def wall_of(round_, today):
    """The fate of every point of a round that was answered."""
    meeting = round_.meeting
    sent = round_.expectations.standing().filter(question__kind=RoundQuestion.Kind.TEXT)
    # Points that were told together have one decision, which stands here once.
    decisions = {each.decision.pk: each.decision for each in sent.with_fate() if each.decision}
    is_reported = bool(getattr(meeting, "report", None) and meeting.report.sent_at)
    outcomes = list(meeting.outcomes.all()) if is_reported else []
    promises = _promises_to_all(meeting) if is_reported else []
    # Not in the order in which they came: that could tell who sent what.
    shown = sorted((each for each in decisions.values() if title_of(each)), key=_place)
    return Wall(
        round=round_,
        points=[DecidedPoint(each, _outcomes_of(each, outcomes)) for each in shown],
        told_personally=len(decisions) - len(shown),
        outcomes=outcomes,
        promises=[(promise, for_everybody(promise, today)) for promise in promises],
    )


def _promises_to_all(meeting):
    """Of ours to everybody at the table: one to a single party would tell who asked for it."""
    everybody = set(meeting.parties)
    promises = _told(meeting.promises).ours().with_parties().order_by("due_on", "pk")
    return [promise for promise in promises if everybody <= set(promise.parties.all())]


def for_everybody(promise, today):
    """Where a promise stands, without asking whoever passes by to confirm it."""
    if promise.state != State.KEPT:
        return in_words(promise, today)
    return _("Kept on %(settled)s.") % {"settled": date_format(promise.settled_on, "DATE_FORMAT")}
