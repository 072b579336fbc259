"""A histogram of amounts whose percentiles are never wrong by more than a stated part of their size.

Each bucket is 2 % wider than the one before: `v5` holds the amounts above 1.02⁴ up to 1.02⁵, `n5` the same below
zero, `zero` holds 0. Whatever lies in a bucket is within 1 % of the bucket's middle.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, Context, Decimal
from itertools import accumulate

from chalicelib import money

GROWTH = Decimal("1.02")
# (GROWTH − 1) / (GROWTH + 1) is 0.0099; the rest is for the rounding of the middle.
RELATIVE_ERROR = Decimal("0.01")

ABOVE, BELOW, NOTHING = "v", "n", "zero"

# Logarithms of 40 digits are correctly rounded, so every machine finds the same bucket.
_PRECISE = Context(prec=40)
_SHOWN = Context(prec=5)
_STEP = _PRECISE.ln(GROWTH)
_BOTH_ENDS = _PRECISE.add(GROWTH, 1)


def bucket(amount: Decimal) -> str:
    """The name of the bucket that holds an amount."""
    if not amount:
        return NOTHING
    steps = _PRECISE.divide(_PRECISE.ln(amount.copy_abs()), _STEP)
    return f"{ABOVE if amount > 0 else BELOW}{int(steps.to_integral_value(ROUND_CEILING))}"


def is_bucket(name: str) -> bool:
    """Whether an attribute of a row is a bucket."""
    return name == NOTHING or name.startswith((ABOVE, BELOW))


def middle(name: str) -> Decimal:
    """The amount that a bucket stands for, to 5 digits: as far from either end, by its size."""
    if name == NOTHING:
        return money.ZERO
    upper = _PRECISE.power(GROWTH, int(name[1:]))
    size = _SHOWN.divide(_PRECISE.multiply(2, upper), _BOTH_ENDS)
    return money.plain(size if name.startswith(ABOVE) else size.copy_negate())


def percentiles(counts: Mapping[str, int], percents: Iterable[int]) -> list[Decimal | None]:
    """The amounts at or below which these parts of all amounts lie (nearest rank); None without amounts."""
    buckets = sorted((middle(name), count) for name, count in counts.items())
    reached = list(accumulate(count for _, count in buckets))
    if not reached:
        return [None for _ in percents]
    ranks = (-(-percent * reached[-1] // 100) for percent in percents)
    return [buckets[bisect_left(reached, rank)][0] for rank in ranks]
