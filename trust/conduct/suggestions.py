"""What would help: the practices that open facts ask for, by what they would change."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from trust.conduct.evidence import Ledger, ledger
from trust.conduct.facts import Fact
from trust.conduct.practices import PRACTICE_FOR, Practice
from trust.conduct.words import Dimension


@dataclass(frozen=True)
class Suggestion:
    """One practice that open facts ask for, and what the figure would be once they are addressed.

    The gain is recomputed through the formula for a repair today that the harmed party confirms.
    """

    relationship: Hashable  # the key the ledgers came under
    dimension: Dimension
    practice: Practice
    facts: tuple[Fact, ...]
    before: Ledger
    after: Ledger

    @property
    def slug(self) -> str:
        return self.practice.slug

    @property
    def label(self):
        return self.practice.label

    @property
    def gain(self) -> int | None:
        """In printed points; none while there is too little evidence to print any."""
        return self.after.indicator - self.before.indicator if self.before.shown else None

    @property
    def exact_gain(self) -> Decimal:
        return self.after.balance.value - self.before.balance.value


def what_would_help(
    ledgers_by_relationship: Mapping[Hashable, Mapping[Dimension, Ledger]], limit: int = 3
) -> list[Suggestion]:
    """The practices that open facts ask for, those that would move a figure most first.

    Facts that ask for the same practice in one relationship and dimension make one suggestion.
    """
    suggestions = [
        _suggestion(relationship, before, practice, facts)
        for relationship, its_ledgers in ledgers_by_relationship.items()
        for before in its_ledgers.values()
        for practice, facts in _open_facts_by_practice(before).items()
    ]
    return sorted(suggestions, key=_most_gain_first)[:limit]


def _open_facts_by_practice(before: Ledger) -> dict[Practice, list[Fact]]:
    found = defaultdict(list)
    for row in before.open_negatives:
        found[PRACTICE_FOR[row.fact.kind]].append(row.fact)
    return found


def _suggestion(
    relationship: Hashable, before: Ledger, practice: Practice, facts: list[Fact]
) -> Suggestion:
    after = _ledger_once_addressed(before, practice)
    return Suggestion(relationship, before.dimension, practice, tuple(facts), before, after)


def _ledger_once_addressed(before: Ledger, practice: Practice) -> Ledger:
    repaired = {"addressed_on": before.as_of, "repair_confirmed": True}
    facts = [
        replace(row.fact, **repaired)
        if row.is_open and row.fact.kind in practice.kinds
        else row.fact
        for row in before.rows
    ]
    return ledger(facts, before.as_of, before.dimension, before.parameters)


def _most_gain_first(suggestion: Suggestion) -> tuple:
    # The relationship may be any key; as text it still gives ties one fixed order.
    relationship = str(suggestion.relationship)
    return -suggestion.exact_gain, relationship, suggestion.dimension, suggestion.slug
