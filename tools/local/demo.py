"""Demo orders: two years of a packaging shop that does not exist, the same ones for the same seed and day.

Customers differ in how often they come back; days differ by season and weekday, hours by office life. Every name is
made of word lists and every address is at example.com or example.org, so that nobody is meant by anything.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib.instants import local_to_utc, text_of
from tools.local.catalogue import Product, catalogue

DEMO_SEED = 20
_DAYS = 730
_CENT = Decimal("0.01")
_GST = Decimal("0.1")
_FREE_SHIPPING_FROM = Decimal(250)
_NEWEST_MINUTES = 6  # the last order came in minutes ago

# How many customers of a kind there are, and the days between their orders.
_KINDS = {
    "weekly": (3, 7),
    "fortnightly": (5, 14),
    "monthly": (20, 31),
    "quarterly": (50, 92),
    "lapsed": (55, 60),
    "new": (18, 12),
    "one-time": (190, 0),
}
_GUESTS = 45
_SEASON = (0.75, 0.85, 0.95, 0.9, 1.0, 1.05, 0.95, 0.95, 1.0, 1.1, 1.35, 1.3)  # January first
_WEEKDAYS = (1.2, 1.25, 1.15, 1.1, 0.95, 0.4, 0.35)  # Monday first
_HOURS = (0, 0, 0, 0, 0, 1, 3, 6, 12, 17, 18, 16, 12, 14, 15, 14, 12, 9, 6, 5, 6, 5, 3, 1)

_FIRST_NAMES = "Avery Billie Casey Dana Ellis Frankie Gray Harper Indigo Jules Kit Lane Marlo Noor Oakley Perry".split()
_LAST_NAMES = "Boxwood Cardwell Crate Foldham Glue Kraft Labelle Mailer Packard Reel Satchel Tape Twine Wrapson".split()
_COMPANY_NAMES = "Acacia Banksia Coral Dune Ember Fern Gumnut Harbour Ibis Jarrah Karri Lagoon Mallee Opal".split()
_COMPANY_KINDS = "Candles;Ceramics;Coffee;Books;Cosmetics;Homewares;Jewellery;Plants;Prints;Skincare;Teas;Toys".split(
    ";"
)


@dataclass(frozen=True)
class Customer:
    """Someone who orders: how often, since when, and what they like."""

    contact: dict[str, Any]
    contact_id: str | None
    days: tuple[date, ...]
    favourites: tuple[Product, ...]
    size: int
    currency: str = "AUD"


@dataclass(order=True)
class _Draft:
    """An order before it has its number."""

    at: datetime
    tie: int
    order: dict[str, Any] = field(compare=False)
    credits: "_Draft | None" = field(default=None, compare=False)


def demo_orders(now: datetime, *, zone: ZoneInfo, seed: int = DEMO_SEED) -> list[dict[str, Any]]:
    """The demo shop's orders until `now`, oldest first, in the import contract."""
    return _Shop(now, zone, random.Random(f"{seed}/{now.astimezone(zone):%Y-%m-%d}")).orders()  # noqa: S311 - a demo


class _Shop:
    """One seeded run of the shop's last two years."""

    def __init__(self, now: datetime, zone: ZoneInfo, choice: random.Random) -> None:
        self._now = now.astimezone(UTC).replace(second=0, microsecond=0)
        self._zone = zone
        self._today = now.astimezone(zone).date()
        self._first_day = self._today - timedelta(days=_DAYS)
        self._random = choice
        self._products = catalogue()
        self._ties = count()
        self._drafts: list[_Draft] = []

    def orders(self) -> list[dict[str, Any]]:
        """All documents, numbered by time."""
        for customer in self._customers():
            for day in customer.days:
                self._add_order(customer, self._instant_on(day))
        self._add_order(self._newest_customer(), self._now - timedelta(minutes=_NEWEST_MINUTES))
        self._drafts = sorted(draft for draft in self._drafts if self._is_past(draft))
        self._add_credits()
        return self._numbered()

    def _is_past(self, draft: _Draft) -> bool:
        return draft.at <= self._now - timedelta(minutes=_NEWEST_MINUTES)

    # Customers

    def _customers(self) -> Iterator[Customer]:
        number = 0
        for kind, (customers, gap) in _KINDS.items():
            for _ in range(customers):
                number += 1
                yield self._customer(number, self._order_days(kind, gap))
        for _ in range(_GUESTS):
            yield self._guest()

    def _customer(self, number: int, days: tuple[date, ...]) -> Customer:
        is_company = self._random.random() < 0.55
        return Customer(
            contact=self._contact(number, is_company),
            contact_id=f"DEMO-{number:04d}" if self._random.random() < 0.85 else None,
            days=days,
            favourites=self._favourites(),
            size=self._random.choice((3, 6, 10)) if is_company else 1,
            currency="NZD" if number % 19 == 0 else "AUD",
        )

    def _contact(self, number: int, is_company: bool) -> dict[str, Any]:
        first, last = self._random.choice(_FIRST_NAMES), self._random.choice(_LAST_NAMES)
        company = f"{self._random.choice(_COMPANY_NAMES)} {self._random.choice(_COMPANY_KINDS)} (demo)"
        domain = "example.org" if is_company else "example.com"
        return {
            "name": f"{first} {last}",
            "email": f"{first}.{last}.{number}@{domain}".lower(),
            "company": company if is_company else None,
            "phone": f"+61 400 000 {number:03d}" if self._random.random() < 0.7 else None,
        }

    def _guest(self) -> Customer:
        name = f"{self._random.choice(_FIRST_NAMES)} {self._random.choice(_LAST_NAMES)}"
        contact = {"name": name if self._random.random() < 0.8 else None}
        return Customer(contact, None, (self._day_between(0, _DAYS),), self._favourites(), 1)

    def _newest_customer(self) -> Customer:
        return self._customer(0, ())

    def _favourites(self) -> tuple[Product, ...]:
        weights = [product.weight for product in self._products]
        return tuple(self._random.choices(self._products, weights, k=self._random.randint(3, 7)))

    # Days

    def _order_days(self, kind: str, gap: int) -> tuple[date, ...]:
        if kind == "one-time":
            return (self._day_between(0, _DAYS),)
        if kind == "new":
            return self._repeats(self._day_between(_DAYS - 28, _DAYS), self._today, gap)
        if kind == "lapsed":
            begin = self._random.randint(0, _DAYS - 330)
            end = min(begin + self._random.randint(90, 320), _DAYS - 95)
            return self._repeats(self._day(begin), self._day(end), gap)
        return self._repeats(self._day_between(0, _DAYS // 2), self._today, gap)

    def _repeats(self, begin: date, end: date, gap: int) -> tuple[date, ...]:
        days = []
        day = begin
        while day <= end:
            days.append(self._busy_day_near(day, end))
            day += timedelta(days=max(1, round(self._random.gauss(gap, gap * 0.2))))
        return tuple(sorted(set(days)))

    def _day_between(self, first: int, last: int) -> date:
        days = [self._day(self._random.randint(first, last)) for _ in range(4)]
        weights = [_SEASON[day.month - 1] ** 2 for day in days]
        return self._busy_day_near(self._random.choices(days, weights)[0], self._today)

    def _day(self, number: int) -> date:
        return self._first_day + timedelta(days=number)

    def _busy_day_near(self, day: date, end: date) -> date:
        """The day, or one of the days before and after it that is busier by season and weekday."""
        nearby = [day + timedelta(days=shift) for shift in range(-3, 4)]
        candidates = [each for each in nearby if self._first_day <= each <= end] or [end]
        weights = [_SEASON[each.month - 1] * _WEEKDAYS[each.weekday()] for each in candidates]
        return self._random.choices(candidates, weights)[0]

    def _instant_on(self, day: date) -> datetime:
        hour = self._random.choices(range(24), _HOURS)[0]
        local = datetime.combine(day, time(hour, self._random.randrange(60), self._random.randrange(60)))
        return local_to_utc(local, self._zone)

    # Orders

    def _add_order(self, customer: Customer, at: datetime) -> None:
        lines = self._lines(customer)
        order = {
            "type": "order",
            "contactID": customer.contact_id,
            "customer": customer.contact,
            "createdAt": text_of(at),
            "lines": lines,
            "totals": self._totals(lines, customer, at),
            "currency": customer.currency,
            "status": self._status(at),
            "channel": self._random.choices(("web", "phone", "email"), (8, 1, 1))[0],
        }
        self._drafts.append(_Draft(at, next(self._ties), order))

    def _lines(self, customer: Customer) -> list[dict[str, Any]]:
        pool = [*customer.favourites, self._random.choice(self._products)]
        chosen = self._random.sample(
            pool, k=min(len(pool), self._random.choices((1, 2, 3, 4, 5), (30, 30, 20, 12, 8))[0])
        )
        unique = {product.code: product for product in chosen}
        return [_line(product, self._quantity(product, customer)) for product in unique.values()]

    def _quantity(self, product: Product, customer: Customer) -> int:
        if product.price < 6:
            return self._random.choice((10, 20, 25, 50)) * customer.size // (1 if customer.size < 6 else 2)
        return self._random.randint(1, max(2, customer.size // 2))

    def _totals(self, lines: Sequence[dict[str, Any]], customer: Customer, at: datetime) -> dict[str, Any]:
        subtotal = sum((line["lineTotal"] for line in lines), Decimal(0))
        discount = _cents(subtotal * self._discount_rate(subtotal, customer, at))
        shipping = (
            Decimal(0) if subtotal >= _FREE_SHIPPING_FROM else self._random.choice((Decimal("9.95"), Decimal("14.95")))
        )
        # What leaves the country carries no GST.
        tax = Decimal(0) if customer.currency != "AUD" else _cents((subtotal - discount + shipping) * _GST)
        return _totals(subtotal, discount=discount, tax=tax, shipping=shipping)

    def _discount_rate(self, subtotal: Decimal, customer: Customer, at: datetime) -> Decimal:
        if at.month == 11 and self._random.random() < 0.5:
            return Decimal("0.15")
        if customer.size > 1 and subtotal > 400:
            return Decimal("0.05")
        return Decimal("0.1") if self._random.random() < 0.05 else Decimal(0)

    def _status(self, at: datetime) -> str:
        if self._now - at < timedelta(days=2):
            return "processing"
        return "cancelled" if self._random.random() < 0.02 else "completed"

    # Credits

    def _add_credits(self) -> None:
        completed = [draft for draft in self._drafts if draft.order["status"] == "completed"]
        for draft in self._random.sample(completed, k=len(completed) // 25):
            at = draft.at + timedelta(days=self._random.randint(2, 20), minutes=self._random.randrange(300))
            credit = _Draft(at, next(self._ties), self._credit(draft.order, at), credits=draft)
            if self._is_past(credit):
                self._drafts.append(credit)
        self._drafts.sort()

    def _credit(self, order: dict[str, Any], at: datetime) -> dict[str, Any]:
        """A refund of the whole order, or of one of its lines."""
        is_full = self._random.random() < 0.4
        lines = order["lines"] if is_full else [self._random.choice(order["lines"])]
        returned = [line | {"quantity": -line["quantity"], "lineTotal": -line["lineTotal"]} for line in lines]
        totals = _negated(order["totals"]) if is_full else _line_refund(returned[0], order)
        return order | {
            "type": "credit",
            "createdAt": text_of(at),
            "lines": returned,
            "totals": totals,
            "status": "completed",
        }

    def _numbered(self) -> list[dict[str, Any]]:
        references: dict[int, str] = {}
        for number, draft in enumerate(self._drafts, 10001):
            references[draft.tie] = f"CR-{number}" if draft.credits else f"WEB-{number}"
        return [_with_reference(draft, references) for draft in self._drafts]


def _with_reference(draft: _Draft, references: dict[int, str]) -> dict[str, Any]:
    reference = references[draft.tie]
    document = {"orderID": reference, "orderReference": reference} | draft.order
    if draft.credits is not None:
        document["creditFor"] = references[draft.credits.tie]
    return {name: value for name, value in document.items() if value is not None}


def _line(product: Product, quantity: int) -> dict[str, Any]:
    return {
        "productCode": product.code,
        "name": product.name,
        "quantity": quantity,
        "unitPrice": product.price,
        "lineTotal": product.price * quantity,
    }


def _totals(subtotal: Decimal, *, discount: Decimal, tax: Decimal, shipping: Decimal) -> dict[str, Any]:
    """A discount makes orders and credits smaller alike."""
    return {
        "subtotal": subtotal,
        "discount": discount,
        "tax": tax,
        "shipping": shipping,
        "total": subtotal + (discount if subtotal < 0 else -discount) + tax + shipping,
        "taxIncluded": False,
    }


def _negated(totals: dict[str, Any]) -> dict[str, Any]:
    """The whole money back."""
    return _totals(-totals["subtotal"], discount=totals["discount"], tax=-totals["tax"], shipping=-totals["shipping"])


def _line_refund(line: dict[str, Any], order: dict[str, Any]) -> dict[str, Any]:
    """The money of one line back, less its share of the order's discount."""
    totals = order["totals"]
    discount = _cents(-line["lineTotal"] * totals["discount"] / totals["subtotal"])
    tax = _cents((line["lineTotal"] + discount) * _GST) if totals["tax"] else Decimal(0)
    return _totals(line["lineTotal"], discount=discount, tax=tax, shipping=Decimal(0))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
