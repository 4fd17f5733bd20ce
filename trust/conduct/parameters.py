"""The numbers of the formula that somebody had to choose (domain.md §4.4)."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Parameters:
    """The stated conventions of the formula (domain.md §4.4). A changed set gets another id."""

    id: str = "2026-1"
    good_prior: Decimal = Decimal("2")  # a
    bad_prior: Decimal = Decimal("2")  # b
    breach_factor: Decimal = Decimal("3")  # λ: a breach weighs this many kept promises
    good_half_life_days: int = 365  # h⁺
    repaired_half_life_days: int = 730  # h⁻
    confirmed_repair: Decimal = Decimal("0.5")  # ρ when the harmed party confirms the repair
    own_word_repair: Decimal = Decimal("0.75")  # ρ when only we say so
    own_word: Decimal = Decimal("0.5")
    next_in_quarter: Decimal = Decimal("0.5")  # per rank beyond the free ones
    enough_facts: int = 5
    enough_kinds: int = 2
    evidence_window_days: int = 730  # the last 24 months
    fragile_from: int = 40
    building_from: int = 60
    solid_from: int = 80
    low_confidence_above: Decimal = Decimal("0.6")
    high_confidence_below: Decimal = Decimal("0.35")


PARAMETERS = Parameters()
