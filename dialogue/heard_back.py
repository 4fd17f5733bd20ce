"""What they say to it afterwards: did we hear them right, and was their point met (S36, S29).

Verdicts of anonymous senders come out with the weekly hour; only those are there to be counted.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from dialogue.answers import mark_of
from dialogue.models import (
    Correction,
    Expectation,
    ExpectationRound,
    ExpectationVerdict,
    RoundQuestion,
)

Verdict = ExpectationVerdict.Verdict


@dataclass(frozen=True)
class Party:
    """Somebody at the table, and everything they said to our summary, newest last."""

    participation: object
    corrections: list[Correction]

    @property
    def last(self):
        return self.corrections[-1] if self.corrections else None


@dataclass(frozen=True)
class Judged:
    """A point, and what its sender said last: met, partly or not."""

    expectation: Expectation
    verdict: ExpectationVerdict | None

    @property
    def look(self):
        return LOOKS[self.verdict.verdict] if self.verdict else ""


@dataclass(frozen=True)
class JudgedRound:
    round: ExpectationRound
    points: list[Judged]

    @property
    def said(self):
        return [point for point in self.points if point.verdict]

    @property
    def silent(self):
        return len(self.points) - len(self.said)

    @property
    def counts(self):
        """(verdict in words, how it looks, how many), in the order met, partly, not met."""
        found = Counter(point.verdict.verdict for point in self.said)
        return [(label, LOOKS[value], found[value]) for value, label in WORDS]


LOOKS = {Verdict.MET: "ok", Verdict.PARTLY: "soon", Verdict.NOT_MET: "late"}
WORDS = [(value, value.label) for value in Verdict]


class HeardBack:
    """What came back about one meeting; the same few queries for any number of people and points."""

    def __init__(self, meeting):
        self.meeting = meeting

    @cached_property
    def parties(self):
        said = {}
        corrections = Correction.objects.filter(report__meeting=self.meeting)
        for correction in corrections.select_related("remark"):
            said.setdefault(correction.participation_id, []).append(correction)
        return [
            Party(participation, said.get(participation.pk, []))
            for participation in self.meeting.participations.all()
            if participation.pk in said or not participation.withdrawn_at
        ]

    @property
    def right(self):
        return [party for party in self.parties if party.last and party.last.is_right]

    @property
    def different(self):
        return [party for party in self.parties if party.last and not party.last.is_right]

    @property
    def not_heard(self):
        return [party for party in self.parties if party.last is None]

    @cached_property
    def rounds(self):
        """Rounds that were answered, with every point that got a decision."""
        by_round = {}
        for expectation in self._points:
            last = list(expectation.verdicts.all())[-1:]
            judged = Judged(expectation, last[0] if last else None)
            by_round.setdefault(expectation.round_id, []).append(judged)
        return [JudgedRound(each, by_round.get(each.pk, [])) for each in self.answered_rounds]

    @cached_property
    def answered_rounds(self):
        return list(self.meeting.rounds.exclude(answered_at=None))

    @property
    def _points(self):
        points = Expectation.objects.standing().filter(
            round__in=self.answered_rounds, question__kind=RoundQuestion.Kind.TEXT
        )
        decided = points.with_fate().prefetch_related("verdicts__remark")
        # Keys count upward, so the order of voices may not follow them (TH14).
        return sorted(filter(_has_decision, decided), key=_place)


def _has_decision(expectation):
    return expectation.decision is not None


def _place(expectation):
    return (expectation.pk, "") if expectation.participation_id else (0, mark_of(expectation))
