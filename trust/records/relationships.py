"""Our conduct in one relationship, and in a page of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate

from stakeholders.models import Stakeholder
from trust.conduct import (
    Dimension,
    Fact,
    Ledger,
    Row,
    Suggestion,
    ledgers,
    overall,
    what_would_help,
)
from trust.facts import facts_of
from trust.relationships import Relationship, relationships_with

JUST_BEGUN = timedelta(days=60)
THREE_MONTHS = timedelta(days=91)


@dataclass(frozen=True)
class Conduct:
    """How we conducted ourselves towards one stakeholder, as known on one day."""

    stakeholder: Stakeholder
    as_of: date
    bands_from: date  # until then the relationship has just begun: facts, no bands
    facts: list[Fact]
    ledgers: dict[Dimension, Ledger]

    @property
    def is_just_begun(self) -> bool:
        return self.as_of < self.bands_from

    @property
    def shows_figures(self) -> bool:
        return not self.is_just_begun

    @property
    def overall(self) -> Ledger | None:
        """The weakest dimension with enough evidence; never a mean."""
        return None if self.is_just_begun else overall(self.ledgers)

    @property
    def open_breaches(self) -> list[Row]:
        found = [row for each in self.ledgers.values() for row in each.open_breaches]
        return sorted(found, key=lambda row: row.fact.happened_on)

    @property
    def newest_first(self) -> list[Fact]:
        return sorted(self.facts, key=lambda fact: fact.happened_on, reverse=True)

    @property
    def mended_first(self) -> list[Fact]:
        """What we reported ourselves and put right stands first, then the newest."""

        def waits(fact):
            return not (fact.is_bad and fact.is_addressed(self.as_of))

        return sorted(self.newest_first, key=waits)

    def what_would_help(self, dimension: Dimension | None = None) -> list[Suggestion]:
        asked = {each: its for each, its in self.ledgers.items() if dimension in (None, each)}
        return what_would_help({self.stakeholder.pk: asked})


def conduct_towards(stakeholder: Stakeholder, as_of: date) -> Conduct:
    return conduct_in(_relationship_with(stakeholder), stakeholder, as_of)


def now_and_before(stakeholder: Stakeholder, as_of: date) -> tuple[Conduct, Conduct]:
    """Today, and three months ago as we know it now."""
    relationship = _relationship_with(stakeholder)
    return (
        conduct_in(relationship, stakeholder, as_of),
        conduct_in(relationship, stakeholder, as_of - THREE_MONTHS),
    )


def _relationship_with(stakeholder):
    return relationships_with([stakeholder.pk])[stakeholder.pk]


def conduct_in(relationship: Relationship, stakeholder: Stakeholder, as_of: date) -> Conduct:
    facts = facts_of(relationship, as_of)
    bands_from = began_on(relationship, stakeholder) + JUST_BEGUN
    return Conduct(stakeholder, as_of, bands_from, facts, ledgers(facts, as_of))


def began_on(relationship: Relationship, stakeholder: Stakeholder) -> date:
    """The day we entered them, or an earlier day on which somebody of us already had them."""
    held_from = [assignment.from_on for assignment in relationship.assignments]
    return min([localdate(stakeholder.created_at), *held_from])


@dataclass(frozen=True)
class Advice:
    """A suggestion, and the relationship it is for."""

    stakeholder_id: int
    name: str
    suggestion: Suggestion


@dataclass(frozen=True)
class Overview:
    rows: list[Conduct]
    advice: list[Advice]


def overview(stakeholders: Iterable[Stakeholder], others: dict[int, str], as_of: date) -> Overview:
    """Our conduct towards these stakeholders; advice looks at `others` (id → name) as well."""
    stakeholders = list(stakeholders)
    names = others | {stakeholder.pk: stakeholder.name for stakeholder in stakeholders}
    relationships = relationships_with(names)
    rows = [conduct_in(relationships[each.pk], each, as_of) for each in stakeholders]
    found = {row.stakeholder.pk: row.ledgers for row in rows}
    for pk in others.keys() - found.keys():
        found[pk] = ledgers(facts_of(relationships[pk], as_of), as_of)
    helpful = what_would_help(found)
    return Overview(
        rows, [Advice(each.relationship, names[each.relationship], each) for each in helpful]
    )
