"""From rows to a figure, and the words that go with it (domain.md §4.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from trust.conduct.arithmetic import in_fixed_point, rounded
from trust.conduct.parameters import PARAMETERS, Parameters
from trust.conduct.weighing import Row
from trust.conduct.words import Band, Confidence


@dataclass(frozen=True)
class Balance:
    """The sums of the rounded rows and what follows from them (domain.md §4.4, formula)."""

    positive: Decimal  # P
    negative: Decimal  # N, as a positive number
    value: Decimal  # (P + a) / (P + N + a + b), strictly between 0 and 1
    indicator: int  # the value in whole points, 0–100
    uncertainty: Decimal  # (a + b) / (P + N + a + b), four places
    parameters: Parameters

    @property
    def band(self) -> Band:
        return band_of(self.indicator, self.parameters)

    @property
    def confidence(self) -> Confidence:
        return confidence_of(self.uncertainty, self.parameters)

    @property
    def worked_sum(self) -> str:
        """The formula with the numbers filled in: "(6.12 + 2) / (6.12 + 3.00 + 4) = 0.62"."""
        good, bad = printed(self.positive), printed(self.negative)
        prior = self.parameters.good_prior
        priors = prior + self.parameters.bad_prior
        outcome = printed(Decimal(self.indicator) / 100)
        return f"({good} + {prior}) / ({good} + {bad} + {priors}) = {outcome}"


def printed(number: Decimal) -> str:
    """At least two decimals and never a rounded one, so that a printed sum is the sum itself."""
    whole, _point, decimals = f"{number:.4f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


@in_fixed_point
def balance(rows: Iterable[Row], parameters: Parameters = PARAMETERS) -> Balance:
    contributions = [row.contribution for row in rows]
    positive = sum((each for each in contributions if each > 0), Decimal(0))
    negative = sum((-each for each in contributions if each < 0), Decimal(0))
    priors = parameters.good_prior + parameters.bad_prior
    everything = positive + negative + priors
    value = (positive + parameters.good_prior) / everything
    return Balance(
        positive=positive,
        negative=negative,
        value=value,
        indicator=int((value * 100).to_integral_value(ROUND_HALF_EVEN)),
        uncertainty=rounded(priors / everything),
        parameters=parameters,
    )


def band_of(indicator: int, parameters: Parameters = PARAMETERS) -> Band:
    """The band of a printed indicator: 59.6 prints as 60 and so is *building*."""
    return [band for band in Band if indicator >= floor_of(band, parameters)][-1]


def floor_of(band: Band, parameters: Parameters = PARAMETERS) -> int:
    """The lowest indicator, in points, at which a band begins."""
    return {
        Band.NEEDS_REPAIR: 0,
        Band.FRAGILE: parameters.fragile_from,
        Band.BUILDING: parameters.building_from,
        Band.SOLID: parameters.solid_from,
    }[band]


def confidence_of(uncertainty: Decimal, parameters: Parameters = PARAMETERS) -> Confidence:
    if uncertainty > parameters.low_confidence_above:
        return Confidence.LOW
    if uncertainty < parameters.high_confidence_below:
        return Confidence.HIGH
    return Confidence.MEDIUM
