"""One dated fact about our conduct, whatever record it was read from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trust.conduct.catalogue import CATALOGUE, FactKind
from trust.conduct.words import Dimension


class UnknownKind(ValueError):
    """A fact names a kind that the catalogue does not have."""


@dataclass(frozen=True)
class Fact:
    """One dated fact about our conduct, in one relationship (domain.md §4.4).

    `addressed_on` is the day we acted upon a bad fact; `repair_confirmed` says that the harmed
    party confirms it. `disputed` means the counterpart contradicts the row: a good fact then counts
    as own word, a bad one keeps counting. `taken_over` is imported history: listed, never scored.
    """

    kind: str
    happened_on: date
    confirmed: bool = False
    addressed_on: date | None = None
    repair_confirmed: bool = False
    disputed: bool = False
    taken_over: bool = False
    wording: str = ""
    url: str = ""

    def __post_init__(self):
        if self.kind not in CATALOGUE:
            raise UnknownKind(self.kind)

    @property
    def catalogued(self) -> FactKind:
        return CATALOGUE[self.kind]

    @property
    def dimension(self) -> Dimension:
        return self.catalogued.dimension

    @property
    def weight(self) -> Decimal:
        """Signed base weight, before own word halves it."""
        return self.catalogued.weight

    @property
    def is_good(self) -> bool:
        return self.weight > 0

    @property
    def is_bad(self) -> bool:
        return self.weight < 0

    @property
    def is_scored(self) -> bool:
        return self.weight != 0 and not self.taken_over

    def is_addressed(self, as_of: date) -> bool:
        """Whether we had acted upon it by that day; a later repair is not yet known."""
        return self.addressed_on is not None and self.addressed_on <= as_of
