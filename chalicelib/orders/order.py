"""An order as it stands, read from an item that any program may have written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.clients import Rules
from chalicelib.instants import parse_instant, zone_of
from chalicelib.money import ZERO, parse_amount

ORDER = "order"
CREDIT = "credit"
DELETED = "trash"
_DEFAULT_STATUS = "completed"
_TOLERANCE = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Profile:
    """Who ordered, as the order says."""

    name: str | None = None
    email: str | None = None
    company: str | None = None
    phone: str | None = None


NOBODY = Profile()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an order; `total` is after the line's discount."""

    code: str
    name: str | None
    category: str | None
    quantity: Decimal
    price: Decimal | None
    total: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """An order's figures in its currency; `discount` is a size, credits have negative figures."""

    subtotal: Decimal
    discount: Decimal
    tax: Decimal
    shipping: Decimal
    total: Decimal
    tax_included: bool

    @property
    def discounted(self) -> Decimal:
        """The subtotal after the discount, which makes a credit smaller, too."""
        return money.add(self.subtotal, self.discount if self.subtotal < 0 else -self.discount)


@dataclass(frozen=True, slots=True)
class Order:
    """An order or credit; `notes` say what in the item could not be read."""

    order_id: str
    client_id: str
    contact_id: str | None
    at: datetime
    reference: str
    kind: str
    status: str
    counts: bool
    currency: str
    profile: Profile
    lines: tuple[Line, ...]
    totals: Totals
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    """An item being read, and what was wrong with it so far."""

    item: Mapping[str, Any]
    rules: Rules
    notes: list[str] = field(default_factory=list)


class Unreadable(Exception):
    """The item has no date or no total that could be counted; `notes` say why."""

    def __init__(self, notes: tuple[str, ...]) -> None:
        super().__init__("; ".join(notes))
        self.notes = notes


def read_order(item: Mapping[str, Any], rules: Rules) -> Order:
    """The order that an item holds; what can't be read has its default and a note.

    Raises: `Unreadable` where nothing can be counted.
    """
    reading = _Reading(item, rules)
    at = _instant(reading)
    lines = tuple(_lines(reading))
    totals = _totals(reading, lines)
    kind = _kind(reading, totals.total)
    status = _text(item, "status", reading) or _DEFAULT_STATUS
    return Order(
        order_id=item["orderID"],
        client_id=item["clientID"],
        contact_id=_contact(reading),
        at=at,
        reference=_text(item, "orderReference", reading) or item["orderID"],
        kind=kind,
        status=status,
        counts=counts(kind, status, rules),
        currency=_currency(reading),
        profile=_profile(reading),
        lines=lines,
        totals=totals,
        notes=tuple(reading.notes),
    )


def counts(kind: str, status: str, rules: Rules) -> bool:
    """Whether a document of that kind and status enters the figures."""
    uncounted = rules.uncounted_orders if kind == ORDER else rules.uncounted_credits
    return status.strip().casefold() not in uncounted


def _instant(reading: _Reading) -> datetime:
    try:
        return parse_instant(reading.item.get("createdAt"), zone_of(reading.rules.zone))
    except ValueError as error:
        raise Unreadable((*reading.notes, f"createdAt: {error}")) from error


def _kind(reading: _Reading, total: Decimal) -> str:
    kind = reading.item.get("type")
    if kind in (ORDER, CREDIT):
        if total < 0 if kind == ORDER else total > 0:
            reading.notes.append(f"type: is {kind}, the total is {money.digits(total)}")
        return str(kind)
    if kind is not None:
        reading.notes.append("type: must be order or credit")
    return CREDIT if total < 0 else ORDER


def _contact(reading: _Reading) -> str | None:
    contact = _text(reading.item, "contactID", reading)
    return None if contact == "0" else contact


def _currency(reading: _Reading) -> str:
    currency = _text(reading.item, "currency", reading)
    return currency.upper() if currency else reading.rules.currency


def _profile(reading: _Reading) -> Profile:
    customer = reading.item.get("customer")
    if not isinstance(customer, Mapping):
        if customer is not None:
            reading.notes.append("customer: must be an object")
        return Profile()
    return Profile(*(_text(customer, name, reading) for name in ("name", "email", "company", "phone")))


def _lines(reading: _Reading) -> Iterator[Line]:
    lines = reading.item.get("lines")
    if not isinstance(lines, list):
        if lines is not None:
            reading.notes.append("lines: must be a list")
        return
    for number, line in enumerate(lines):
        read = _line(line, f"lines[{number}]", reading)
        if read is not None:
            yield read


def _line(line: Any, place: str, reading: _Reading) -> Line | None:
    if not isinstance(line, Mapping):
        reading.notes.append(f"{place}: must be an object")
        return None
    code = _product_code(line)
    if code is None:
        reading.notes.append(f"{place}.productCode: must be a text")
        return None
    quantity = _amount(line, "quantity", reading, place) or ZERO
    price = _amount(line, "unitPrice", reading, place)
    return Line(
        code=code,
        name=_text(line, "name", reading),
        category=_text(line, "category", reading),
        quantity=quantity,
        price=price,
        total=_line_total(line, quantity, price, reading, place),
    )


def _product_code(line: Mapping[str, Any]) -> str | None:
    code = line.get("productCode")
    if isinstance(code, Decimal):
        return money.digits(code)
    return code if isinstance(code, str) and code else None


def _line_total(
    line: Mapping[str, Any], quantity: Decimal, price: Decimal | None, reading: _Reading, place: str
) -> Decimal:
    total = _amount(line, "lineTotal", reading, place)
    if total is not None:
        return total
    discount = _amount(line, "discount", reading, place) or ZERO
    product = money.add(money.times(quantity, price or ZERO), -abs(discount) if quantity >= 0 else abs(discount))
    # A product of two amounts may be longer than an amount; no sum could hold it.
    return _amount({"quantity × unitPrice": product}, "quantity × unitPrice", reading, place) or ZERO


def _totals(reading: _Reading, lines: tuple[Line, ...]) -> Totals:
    given = reading.item.get("totals")
    totals: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    if given is not None and not isinstance(given, Mapping):
        reading.notes.append("totals: must be an object")
    discount = abs(_amount(totals, "discount", reading, "totals") or ZERO)
    split_tax = _amount(totals, "tax", reading, "totals")
    tax = split_tax or ZERO
    shipping = _amount(totals, "shipping", reading, "totals") or ZERO
    said = totals.get("taxIncluded")
    included = split_tax is None if said is None else said is True
    beside = money.add(ZERO if included else tax, shipping)
    total = _total(reading, totals)
    subtotal = _amount(totals, "subtotal", reading, "totals")
    if subtotal is None:
        subtotal = _subtotal(lines, total, discount, beside)
    parts = Totals(subtotal, discount, tax, shipping, ZERO, included)
    expected = money.add(parts.discounted, beside)
    if total is not None and abs(money.add(total, -expected)) > _TOLERANCE:
        reading.notes.append(f"totals.total: is {money.digits(total)}, its parts add up to {money.digits(expected)}")
    return replace(parts, total=expected if total is None else total)


def _total(reading: _Reading, totals: Mapping[str, Any]) -> Decimal | None:
    total = _amount(totals, "total", reading, "totals")
    if total is None and totals.get("total") is not None:
        raise Unreadable(tuple(reading.notes))
    return total


def _subtotal(lines: tuple[Line, ...], total: Decimal | None, discount: Decimal, beside: Decimal) -> Decimal:
    """The sum of the lines; without lines, what the total leaves for the goods."""
    if lines or total is None:
        return money.total(line.total for line in lines)
    goods = money.add(total, -beside)
    return money.add(goods, -discount if goods < 0 else discount)


def _amount(values: Mapping[str, Any], name: str, reading: _Reading, place: str) -> Decimal | None:
    value = values.get(name)
    if value is None:
        return None
    try:
        return parse_amount(value)
    except ValueError as error:
        reading.notes.append(f"{place}.{name}: {error}")
        return None


def _text(values: Mapping[str, Any], name: str, reading: _Reading) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    if isinstance(value, Decimal):
        return money.digits(value)
    if not isinstance(value, str):
        reading.notes.append(f"{name}: must be a text")
        return None
    return value.strip() or None
