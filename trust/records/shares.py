"""A share is always shown with how many it is of."""

from dataclasses import dataclass

ENOUGH = 5  # a share of fewer says more about chance than about us


@dataclass(frozen=True)
class Share:
    good: int
    of: int

    @property
    def is_enough(self) -> bool:
        return self.of >= ENOUGH

    @property
    def percent(self) -> int:
        return round(100 * self.good / self.of)
