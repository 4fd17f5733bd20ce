"""From facts to rows: what each fact weighs on a day, factor by factor (domain.md §4.4)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from trust.conduct.arithmetic import fading, in_fixed_point, rounded
from trust.conduct.facts import Fact
from trust.conduct.parameters import PARAMETERS, Parameters


@dataclass(frozen=True)
class Row:
    """One line of the evidence ledger.

    contribution = weight × breach_factor × age_factor × saturation × repair_factor, rounded to four
    places. Every factor stands here as it was used, so the line can be checked by hand.
    """

    fact: Fact
    age_days: int
    weight: Decimal  # signed, after own word has halved it
    breach_factor: Decimal  # λ on bad facts, 1 elsewhere
    age_factor: Decimal
    rank: int | None  # place among the same kind in the same quarter, good facts only
    saturation: Decimal
    repair_factor: Decimal
    contribution: Decimal  # signed
    is_open: bool  # a bad fact that nobody has acted upon

    @property
    def confirmed(self) -> bool:
        return self.fact.confirmed and not self.fact.disputed


@in_fixed_point
def weigh(
    facts: Iterable[Fact], as_of: date, parameters: Parameters = PARAMETERS
) -> tuple[Row, ...]:
    """The rows of a ledger, newest first. What happened after the as-of day is left out."""
    known = sorted((fact for fact in facts if fact.happened_on <= as_of), key=_reading_order)
    ranks = _ranks_within_quarters(known, as_of, parameters)
    return tuple(
        _row(fact, ranks.get(place), as_of, parameters) for place, fact in enumerate(known)
    )


def _reading_order(fact: Fact) -> tuple:
    """Newest first; every field takes part, so that the order of arrival never matters."""
    return (
        -fact.happened_on.toordinal(),
        fact.kind,
        str(fact.wording),
        fact.url,
        (fact.confirmed, fact.repair_confirmed, fact.disputed, fact.taken_over),
        fact.addressed_on or date.max,
    )


def _ranks_within_quarters(
    facts: list[Fact], as_of: date, parameters: Parameters
) -> dict[int, int]:
    """Places 1, 2, 3… by what each good fact is worth today, best first.

    Best first keeps an added good fact from ever lowering the sum: at every place stands a fact
    worth at least as much as the one that stood there before. By date this would not hold.
    """
    piles = defaultdict(list)
    for place, fact in enumerate(facts):
        if fact.is_good and fact.is_scored:
            piles[fact.kind, quarter_of(fact.happened_on)].append(place)
    ranks = {}
    for pile in piles.values():
        pile.sort(key=lambda place: -_worth_today(facts[place], as_of, parameters))
        ranks.update((place, rank) for rank, place in enumerate(pile, start=1))
    return ranks


def quarter_of(day: date) -> tuple[int, int]:
    return day.year, (day.month + 2) // 3


def _worth_today(fact: Fact, as_of: date, parameters: Parameters) -> Decimal:
    return _counted_weight(fact, parameters) * _age_factor(fact, as_of, parameters)


def _counted_weight(fact: Fact, parameters: Parameters) -> Decimal:
    if fact.taken_over:
        return Decimal(0)
    return fact.weight * parameters.own_word if _is_only_our_word(fact) else fact.weight


def _is_only_our_word(fact: Fact) -> bool:
    unconfirmed = fact.catalogued.halved_when_own_word and not fact.confirmed
    return fact.is_good and (fact.disputed or unconfirmed)


def _age_factor(fact: Fact, as_of: date, parameters: Parameters) -> Decimal:
    """Good facts fade. Bad ones do not: only a repair makes them fade."""
    if not fact.is_good:
        return Decimal(1)
    age_days = (as_of - fact.happened_on).days
    return rounded(fading(age_days, parameters.good_half_life_days))


def _saturation(fact: Fact, rank: int | None, parameters: Parameters) -> Decimal:
    beyond_free = max(0, (rank or 0) - fact.catalogued.free_per_quarter)
    return parameters.next_in_quarter**beyond_free


def _repair_factor(fact: Fact, as_of: date, parameters: Parameters) -> Decimal:
    if not (fact.is_bad and fact.is_addressed(as_of)):
        return Decimal(1)
    left = parameters.confirmed_repair if fact.repair_confirmed else parameters.own_word_repair
    days = (as_of - fact.addressed_on).days
    return rounded(left * fading(days, parameters.repaired_half_life_days))


def _row(fact: Fact, rank: int | None, as_of: date, parameters: Parameters) -> Row:
    weight = _counted_weight(fact, parameters)
    breach_factor = parameters.breach_factor if fact.is_bad else Decimal(1)
    age_factor = _age_factor(fact, as_of, parameters)
    saturation = _saturation(fact, rank, parameters)
    repair_factor = _repair_factor(fact, as_of, parameters)
    return Row(
        fact=fact,
        age_days=(as_of - fact.happened_on).days,
        weight=weight,
        breach_factor=breach_factor,
        age_factor=age_factor,
        rank=rank,
        saturation=saturation,
        repair_factor=repair_factor,
        contribution=rounded(weight * breach_factor * age_factor * saturation * repair_factor),
        is_open=fact.is_bad and fact.is_scored and not fact.is_addressed(as_of),
    )
