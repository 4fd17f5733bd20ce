"""Fixed-point arithmetic: the same ledger prints the same figure on every machine."""

from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from functools import lru_cache, wraps

ARITHMETIC = Context(prec=28, rounding=ROUND_HALF_EVEN)
FOUR_PLACES = Decimal("0.0001")
LN_2 = ARITHMETIC.ln(Decimal(2))


def in_fixed_point(function: Callable) -> Callable:
    """Run under our own decimal context, so that no setting elsewhere can move a figure."""

    @wraps(function)
    def under_our_context(*args, **kwargs):
        with localcontext(ARITHMETIC):
            return function(*args, **kwargs)

    return under_our_context


def rounded(number: Decimal) -> Decimal:
    return number.quantize(FOUR_PLACES, rounding=ROUND_HALF_EVEN)


@lru_cache(maxsize=4096)
@in_fixed_point
def fading(days: int, half_life_days: int) -> Decimal:
    """2^(−days / half-life). The exponential of a Decimal is correctly rounded on every machine."""
    return (-LN_2 * days / half_life_days).exp()
