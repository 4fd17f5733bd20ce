"""What became of each point somebody sent, as far as we told it (S29).

The same for everybody who may ask: a person behind their PIN, a receipt, a page that was forwarded.
Only tables that the portal's database role may read (migrations 0003 and 0007).
"""

from dataclasses import dataclass, field

from dialogue.models import Expectation, ExpectationDecision

DECIDED = ("decisions__remark", "decisions__agenda_item", "decisions__side_activity")


@dataclass
class Point:
    """Something that was sent to us, and what became of it as far as we told its sender."""

    expectation: Expectation
    decision: ExpectationDecision | None = None
    outcomes: list = field(default_factory=list)
    # Its meeting was held and it was answered: now they can say whether it was met.
    may_be_judged: bool = False
    word: object = None

    @property
    def is_taken_back(self):
        return self.expectation.withdrawn_at is not None

    @property
    def is_choice(self):
        """One of the answers we offered: it travels with the others and needs no decision."""
        return self.expectation.question.is_choice

    @property
    def is_answered_with_another(self):
        """Told together with a similar point; never whose that is."""
        return self.decision is not None and self.expectation.merged_into_id is not None

    @property
    def verdict(self):
        """What they said last about whether it was met."""
        verdicts = list(self.expectation.verdicts.all())
        return verdicts[-1] if verdicts else None

    @property
    def box(self):
        return f"word_point{self.expectation.pk}"


def with_their_fate(expectations):
    return expectations.select_related(
        "round__meeting", "question", "merged_into"
    ).prefetch_related(*DECIDED, *(f"merged_into__{each}" for each in DECIDED), "verdicts__remark")


def points_among(expectations, outcomes):
    """These expectations as points. `outcomes`: those that the report told, if it was sent."""
    found = by_agenda_item(outcomes)
    return [what_became_of(expectation, found) for expectation in with_their_fate(expectations)]


def what_became_of(expectation, outcomes):
    """Before the answers are sent a decision may still change, so it is not shown."""
    is_told = expectation.round.answered_at is not None and expectation.withdrawn_at is None
    decision = expectation.decision if is_told else None
    return Point(
        expectation=expectation,
        decision=decision,
        outcomes=outcomes.get(decision.agenda_item_id, []) if decision else [],
        may_be_judged=decision is not None and expectation.round.meeting.held_at is not None,
    )


def by_agenda_item(outcomes):
    found = {}
    for outcome in outcomes:
        if outcome.agenda_item_id:
            found.setdefault(outcome.agenda_item_id, []).append(outcome)
    return found
