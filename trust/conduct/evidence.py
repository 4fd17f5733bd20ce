"""The ledger: the evidence of one dimension, and what it adds up to (domain.md §4.4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

from trust.conduct.arithmetic import in_fixed_point
from trust.conduct.balances import Balance, balance, floor_of
from trust.conduct.facts import Fact
from trust.conduct.parameters import PARAMETERS, Parameters
from trust.conduct.weighing import Row, weigh
from trust.conduct.words import Band, Confidence, Dimension


@dataclass(frozen=True)
class Ledger:
    """The evidence for one relationship × dimension × as-of day, and what it adds up to.

    Show figure and band only when `shown`; otherwise say "not enough evidence (count of needed)".
    Open breaches are announced whatever the count.
    """

    dimension: Dimension
    as_of: date
    rows: tuple[Row, ...]
    balance: Balance
    parameters: Parameters

    @property
    def positive(self) -> Decimal:
        return self.balance.positive

    @property
    def negative(self) -> Decimal:
        return self.balance.negative

    @property
    def indicator(self) -> int:
        return self.balance.indicator

    @property
    def uncertainty(self) -> Decimal:
        return self.balance.uncertainty

    @property
    def confidence(self) -> Confidence:
        return self.balance.confidence

    @property
    def band(self) -> Band:
        return self.balance.band

    @property
    def worked_sum(self) -> str:
        return self.balance.worked_sum

    @property
    def recent_evidence(self) -> list[Row]:
        """The rows that count towards *enough*: scored, and within the last 24 months.

        Rows without weight do not count: they tell something, but neither for nor against us.
        """
        days = self.parameters.evidence_window_days
        return [row for row in self.rows if row.fact.is_scored and row.age_days <= days]

    @property
    def count(self) -> int:
        return len(self.recent_evidence)

    @property
    def needed(self) -> int:
        return self.parameters.enough_facts

    @property
    def kinds_count(self) -> int:
        """How many rows of the catalogue are met: on time and late are one kind of evidence."""
        return len({row.fact.catalogued.id for row in self.recent_evidence})

    @property
    def kinds_needed(self) -> int:
        return self.parameters.enough_kinds

    @property
    def shown(self) -> bool:
        return self.count >= self.needed and self.kinds_count >= self.kinds_needed

    @property
    def open_negatives(self) -> list[Row]:
        return [row for row in self.rows if row.is_open]

    @property
    def open_breaches(self) -> list[Row]:
        return [row for row in self.open_negatives if row.fact.catalogued.is_breach]


def ledger(
    facts: Iterable[Fact],
    as_of: date,
    dimension: Dimension,
    parameters: Parameters = PARAMETERS,
) -> Ledger:
    """The ledger of one dimension; facts of the other dimensions are left aside."""
    rows = weigh((fact for fact in facts if fact.dimension == dimension), as_of, parameters)
    return Ledger(dimension, as_of, rows, balance(rows, parameters), parameters)


def ledgers(
    facts: Iterable[Fact], as_of: date, parameters: Parameters = PARAMETERS
) -> dict[Dimension, Ledger]:
    """The four ledgers of one relationship."""
    facts = tuple(facts)
    return {dimension: ledger(facts, as_of, dimension, parameters) for dimension in Dimension}


def overall(ledgers_of_relationship: Mapping[Dimension, Ledger]) -> Ledger | None:
    """The weakest dimension with enough evidence. Never a mean: strength does not hide weakness."""
    enough = [each for each in ledgers_of_relationship.values() if each.shown]
    return min(enough, key=_weakest_first, default=None)


def _weakest_first(each: Ledger) -> tuple[Decimal, int]:
    return each.balance.value, list(Dimension).index(each.dimension)


@in_fixed_point
def promises_to_get_back(
    weight: Decimal, to_band: Band, parameters: Parameters = PARAMETERS
) -> int:
    """How many kept promises undo one open breach of this weight, standing where the band begins.

    λ·w·s/(1−s) with s the floor of the band, rounded up; for fresh, confirmed promises that count
    in full (domain.md §4.4, "to get back").
    """
    level = Decimal(floor_of(to_band, parameters)) / 100
    exact = parameters.breach_factor * abs(weight) * level / (1 - level)
    return int(exact.to_integral_value(ROUND_CEILING))
