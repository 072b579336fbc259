"""What the figures of a document must agree on: line totals, totals, and whether it is an order or a credit.

The rules, where §6 of the design leaves room:

- A line's total is quantity × unitPrice less the line's discount, where it is not given. It can't be worked out
  from less, and nothing is invented: quantity and unitPrice may be missing only beside a lineTotal.
- Of the totals, discount, tax and shipping are 0 where missing; subtotal is the sum of the lines (without lines:
  what the total leaves); total follows. No tax at all means that prices include it.
- A discount is stored by its size and always makes the document smaller: total = subtotal − discount + … for an
  order, total = subtotal + discount + … for a credit, whose other figures are negative. Crediting an order of
  50.00 − 20.00 = 30.00 whole is subtotal −50.00, discount 20.00, total −30.00.
- An order's total is never negative. A credit's may be positive, as books are adjusted (the shop has a bad debt
  adjusted up and twice down), unless it names the order that it takes money back from.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chalicelib.errors import FieldError
from chalicelib.money import ZERO, add, digits, parse_amount, times, total
from chalicelib.orders.order import CREDIT, ORDER

_TOLERANCE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Given:
    """The totals as they were sent: None is missing, a discount may have either sign."""

    subtotal: Decimal | None = None
    discount: Decimal | None = None
    tax: Decimal | None = None
    shipping: Decimal | None = None
    total: Decimal | None = None
    tax_included: bool | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """The totals, complete; `kind` is order or credit."""

    kind: str
    subtotal: Decimal
    discount: Decimal
    tax: Decimal
    shipping: Decimal
    total: Decimal
    tax_included: bool


def line_total(quantity: Decimal, price: Decimal, discount: Decimal | None) -> Decimal:
    """The quantity × price less the discount's size, in the direction of the quantity.

    Raises: ValueError where it has more digits than an amount may have.
    """
    size = abs(discount or ZERO)
    return _amount(add(times(quantity, price), size if quantity < 0 else -size))


def complete(given: Given, kind: str | None, line_totals: Sequence[Decimal]) -> Figures:
    """The totals with what was missing; `kind` None is decided by the sign of the total.

    Raises: ValueError where a sum has more digits than an amount may have.
    """
    discount, tax, shipping = abs(given.discount or ZERO), given.tax or ZERO, given.shipping or ZERO
    included = given.tax is None if given.tax_included is None else given.tax_included
    kind = kind or _kind(given, line_totals)
    others = total((discount if kind == CREDIT else -discount, ZERO if included else tax, shipping))
    subtotal = _subtotal(given, line_totals, others)
    final = _amount(add(subtotal, others)) if given.total is None else given.total
    return Figures(kind, subtotal, discount, tax, shipping, final, included)


def faults(figures: Figures, credit_for: str | None) -> Iterable[FieldError]:
    """What the totals contradict: each other, the type, or the order that they credit."""
    expected = _expected(figures)
    if abs(add(figures.total, -expected)) > _TOLERANCE:
        yield FieldError("totals.total", _mismatch(figures, expected))
    if figures.kind == ORDER and figures.total < 0:
        yield FieldError("type", f"is order, but the total is {digits(figures.total)}; a refund has the type credit")
    if figures.kind == ORDER and credit_for is not None:
        yield FieldError("creditFor", "only a credit names the order that it credits; give the type credit")
    if figures.kind == CREDIT and figures.total > 0 and credit_for is not None:
        yield FieldError(
            "type", f"is credit, but the total is {digits(figures.total)}; a credit's figures are negative"
        )


def _kind(given: Given, line_totals: Sequence[Decimal]) -> str:
    decisive = given.total if given.total is not None else given.subtotal
    return CREDIT if (total(line_totals) if decisive is None else decisive) < 0 else ORDER


def _subtotal(given: Given, line_totals: Sequence[Decimal], others: Decimal) -> Decimal:
    if given.subtotal is not None:
        return given.subtotal
    if given.total is None or line_totals:
        return _amount(total(line_totals))
    return _amount(add(given.total, -others))


def _expected(figures: Figures) -> Decimal:
    discount = figures.discount if figures.kind == CREDIT else -figures.discount
    return add(figures.subtotal, discount, ZERO if figures.tax_included else figures.tax, figures.shipping)


def _mismatch(figures: Figures, expected: Decimal) -> str:
    sign = "+" if figures.kind == CREDIT else "−"
    tax = "(tax included)" if figures.tax_included else f"+ tax {digits(figures.tax)}"
    return (
        f"is {digits(figures.total)}, but subtotal {digits(figures.subtotal)} {sign} discount "
        f"{digits(figures.discount)} {tax} + shipping {digits(figures.shipping)} is {digits(expected)}"
    )


def _amount(sum_of_amounts: Decimal) -> Decimal:
    return parse_amount(sum_of_amounts)
