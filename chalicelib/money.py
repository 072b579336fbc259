"""Exact decimals: sums without rounding, ratios rounded half-even to 6 places."""

import re
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal, Inexact, localcontext
from functools import lru_cache, reduce
from typing import Any

ZERO = Decimal(0)
ONE = Decimal(1)
RATIO_PLACES = Decimal("0.000001")
AMOUNT_PLACES = Decimal("1e-10")
_EXACT = Context(prec=76, traps=[Inexact])
_WIDE = Context(prec=76, rounding=ROUND_HALF_EVEN)

_MOST_INTEGER_DIGITS = 15
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,9})?", re.ASCII)

# A sort key holds any sum of amounts (15 integer digits each) as text of fixed width.
_OFFSET = 10**20
_WIDTH = 32


def add(*amounts: Decimal) -> Decimal:
    """The exact sum."""
    return total(amounts)


def subtract(amount: Decimal, *others: Decimal) -> Decimal:
    """The exact rest of an amount without the others."""
    return reduce(_EXACT.subtract, others, amount)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum of any number of amounts."""
    return reduce(_EXACT.add, amounts, ZERO)


def add_up(sums: dict[str, Decimal], amounts: Mapping[str, Any]) -> None:
    """Add to each sum the amount of its name, where there is one, exactly."""
    add_exactly = _EXACT.add
    for name, amount in amounts.items():
        if name in sums:
            sums[name] = add_exactly(sums[name], amount)


def times(quantity: Decimal, price: Decimal) -> Decimal:
    """The product of quantity and price, half-even to 10 decimals, the most an amount may have."""
    return round_amount(_EXACT.multiply(quantity, price))


def round_amount(amount: Decimal) -> Decimal:
    """Half-even to 10 decimals where there are more."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -10:
        return amount
    return _WIDE.quantize(amount, AMOUNT_PLACES)


def ratio(amount: Decimal, count: Decimal | int) -> Decimal | None:
    """The quotient of amount and count, half-even to 6 places; None where the count is 0."""
    if count == 0:
        return None
    quotient = _WIDE.quantize(_WIDE.divide(amount, count), RATIO_PLACES)
    return plain(_WIDE.normalize(quotient))


def plain(amount: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent."""
    text = str(amount)
    if "E" in text or text == "-0" or ("." in text and text.endswith("0")):
        return Decimal(digits(amount))
    return amount


def digits(amount: Decimal) -> str:
    """The shortest exact text of a number: no exponent, no trailing zeros, no -0."""
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@lru_cache(maxsize=16_384)  # the same amounts come again and again; read once, they take little time and memory
def amount_of(text: str) -> Decimal:
    """The plain number that a text names."""
    return plain(Decimal(text))


def sortable(amount: Decimal) -> str:
    """Text of fixed width that sorts as the numbers do, negative ones included."""
    with localcontext(_WIDE):
        return format(amount + _OFFSET, f"0{_WIDTH}.10f")


def parse_amount(value: object) -> Decimal:
    """A number or a numeric text as an exact decimal; a tail beyond 10 decimals is rounded half-even.

    Raises: ValueError saying what would be right.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise ValueError("must be a number, like 12.50")
    text = str(value).strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"must be a plain number, like 1234.50, not {text[:40]!r}")
    amount = Decimal(text)
    if amount and amount.adjusted() >= _MOST_INTEGER_DIGITS:
        raise ValueError(f"must have at most {_MOST_INTEGER_DIGITS} digits before the point")
    if amount.adjusted() < -20:
        return ZERO
    return plain(round_amount(amount))
