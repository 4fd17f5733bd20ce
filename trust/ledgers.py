"""A ledger as it is printed: on a page and as a table for a spreadsheet."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import get_format
from django.utils.translation import gettext as _

from trust.conduct import Band, Ledger, Row, promises_to_get_back
from trust.templatetags.trust import exact

MOST_ROWS = 200
# A cell that begins with one of these is a formula to a spreadsheet (security.md TH19).
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Printed:
    """The newest rows in full; what is older only as the two sums it adds."""

    rows: tuple[Row, ...]
    older: tuple[Row, ...]

    @property
    def older_for(self) -> Decimal:
        return sum((max(row.contribution, Decimal(0)) for row in self.older), Decimal(0))

    @property
    def older_against(self) -> Decimal:
        return sum((-min(row.contribution, Decimal(0)) for row in self.older), Decimal(0))


def as_printed(ledger: Ledger) -> Printed:
    return Printed(ledger.rows[:MOST_ROWS], ledger.rows[MOST_ROWS:])


def promises_for_the_heaviest_breach(ledger: Ledger) -> int:
    """How many kept promises an open breach takes if we leave it open (domain.md §4.4)."""
    weights = [row.fact.weight for row in ledger.open_breaches]
    return promises_to_get_back(min(weights), Band.BUILDING, ledger.parameters) if weights else 0


def delimiter():
    """Where a comma is in the numbers, a spreadsheet expects semicolons between the cells."""
    return ";" if get_format("DECIMAL_SEPARATOR") == "," else ","


def table_of(ledger: Ledger) -> list[list[str]]:
    """For and against stand in columns of their own, so no number needs a sign."""
    head = [
        _("date"),
        _("row of the catalogue"),
        _("fact"),
        _("said by"),
        _("acted upon"),
        _("weight"),
        _("times for a breach"),
        _("left by age"),
        _("left by number in the quarter"),
        _("left after repair"),
        _("for us"),
        _("against us"),
    ]
    return [head, *(_cells(row) for row in ledger.rows)]


def _cells(row):
    fact = row.fact
    contribution = exact(abs(row.contribution))
    return [
        fact.happened_on.isoformat(),
        fact.catalogued.id,
        harmless(fact.wording),
        whose_word(row),
        fact.addressed_on.isoformat() if fact.is_bad and fact.addressed_on else "",
        exact(abs(row.weight)),
        exact(row.breach_factor),
        exact(row.age_factor),
        exact(row.saturation),
        exact(row.repair_factor),
        contribution if row.contribution > 0 else "",
        contribution if row.contribution < 0 else "",
    ]


def whose_word(row: Row) -> str:
    """Whether they confirmed it, contradict it, or only we say so; elsewhere the record speaks."""
    if row.fact.disputed:
        return _("us, they contradict it")
    if row.confirmed or (row.fact.is_bad and row.fact.repair_confirmed):
        return _("them")
    return _("us alone") if row.fact.catalogued.halved_when_own_word else _("the record")


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text
