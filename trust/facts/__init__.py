"""From the records of a relationship to dated facts about our conduct (domain.md §4.4).

Pure: plain records and a day go in, facts come out. A fact is only as good as its record, so each
kind says here which record makes it, and what counts as having acted upon it. What cannot be undone
is mended by doing it right the next time.
"""

from datetime import date

from trust.conduct import KINDS, Dimension, Fact, FactKind
from trust.facts.assignments import facts_of_assignments
from trust.facts.breaches import facts_of_breaches
from trust.facts.contacts import facts_of_contacts
from trust.facts.corrections import facts_of_corrections
from trust.facts.expectations import facts_of_expectations
from trust.facts.facilitators import facts_of_facilitators
from trust.facts.meetings import facts_of_meetings
from trust.facts.promises import facts_of_promises
from trust.facts.questions import facts_of_questions
from trust.relationships import Relationship

__all__ = ["RECORDED", "facts_of", "what_counts_for_us"]

SOURCES = (
    facts_of_promises,
    facts_of_expectations,
    facts_of_meetings,
    facts_of_questions,
    facts_of_corrections,
    facts_of_facilitators,
    facts_of_breaches,
    facts_of_contacts,
    facts_of_assignments,
)

# The outcomes of the catalogue for which Te Voet keeps records by now; the others wait for theirs.
ROWS = {f"D{n}" for n in range(7)} | {f"C{n}" for n in range(8)}
ROWS |= {"I1", "K1", "K2", "K3", "K4"}
RECORDED = {kind.slug for kind in KINDS if kind.id in ROWS} - {"success_shared"}


def facts_of(relationship: Relationship, as_of: date) -> list[Fact]:
    """Everything known by that day; what happened or was repaired later is left out."""
    found = (fact for source in SOURCES for fact in source(relationship, as_of))
    return [fact for fact in found if fact.happened_on <= as_of]


def what_counts_for_us(dimension: Dimension) -> list[FactKind]:
    """The good kinds of which records can be made by now: what to do where little is known."""
    return [
        kind
        for kind in KINDS
        if kind.dimension == dimension and kind.weight > 0 and kind.slug in RECORDED
    ]
