"""The customer's row: counts and money that add up, and the first, last and newest document.

Sums follow the documents that leave and enter. An extreme (first, last, newest) that leaves asks for one
strong query at that end of the customer's documents; row and query are not a snapshot, so a contradiction
between them is raised and the change is tried again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.clients import Rules
from chalicelib.instants import instant_of, sales_day, zone_of
from chalicelib.orders.order import NOBODY, ORDER, Profile
from chalicelib.projections import keys, words
from chalicelib.projections.effects import Contradiction, Document, Effect, Moves, Sum
from chalicelib.projections.sales import new_customer

PROSPECT, VIP, SINGLE, REPEAT = "prospect", "vip", "single", "repeat"


@dataclass(frozen=True, slots=True)
class Mark:
    """A document that is the first, the last or the newest."""

    at: str
    order_id: str
    reference: str = ""
    currency: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Its place in the order of time, ties by ID."""
        return self.at, self.order_id


@dataclass(frozen=True, slots=True)
class Spend:
    """The money of one currency, and of how many documents."""

    documents: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer's row as a value; without documents there is no row."""

    contact_id: str
    client_id: str
    documents: int = 0
    orders: int = 0
    credits: int = 0
    spend: Mapping[str, Spend] = field(default_factory=dict)
    first: Mark | None = None
    last: Mark | None = None
    newest: Mark | None = None
    profile: Profile = NOBODY

    def spent(self, currency: str) -> Decimal:
        """The sum of the orders and credits in a currency."""
        return self.spend[currency].amount if currency in self.spend else money.ZERO


# (prefix, newest end?, how many) -> the rows at that end of the customer's documents, nearest first
End = Callable[[str, bool, int], list[Mapping[str, Any]]]


def moved(customer: Customer, moves: Moves[Document], end: End) -> Customer:
    """The customer after documents have left and entered.

    Raises: `Contradiction` where `end` does not fit the row.
    """
    sums = _added(_removed(customer, moves.leaving), moves.entering)
    if not sums.documents:
        return Customer(customer.contact_id, customer.client_id)
    newest, profile = _newest(customer, moves, end)
    return replace(
        sums,
        first=_order_mark(customer.first, customer.orders, moves, end, is_newest=False),
        last=_order_mark(customer.last, customer.orders, moves, end, is_newest=True),
        newest=newest,
        profile=profile,
    )


def from_documents(documents: Sequence[Document]) -> Customer:
    """The customer counted from all of their documents at once."""
    customer = _added(Customer(documents[0].contact_id, documents[0].client_id), documents)
    orders = sorted((_mark_of(each) for each in documents if each.is_counted_order), key=_place)
    newest = max(documents, key=lambda each: each.place)
    return replace(
        customer,
        first=orders[0] if orders else None,
        last=orders[-1] if orders else None,
        newest=Mark(*newest.place),
        profile=newest.profile,
    )


def segment_place(customer: Customer, rules: Rules) -> tuple[str, str] | None:
    """(sales day of the last order, class): with today's date this gives the segment. None without documents."""
    if not customer.documents:
        return None
    if customer.last is None:
        return "", PROSPECT
    day = sales_day(instant_of(customer.last.at), zone_of(rules.zone))
    return keys.segment_day(day), _class(customer, rules)


def is_vip(orders: int, spent: Decimal, rules: Rules) -> bool:
    """Whether somebody has ordered often enough, or spent enough in the main currency."""
    return orders >= rules.vip_orders or spent >= rules.vip_spend


def row_effects(customer: Customer, rules: Rules) -> list[Effect]:
    """What a customer's row adds to other views: one to the segment counts, a new customer on the first day, words."""
    place = segment_place(customer, rules)
    if place is None:
        return []
    day, name = place
    always = [
        Sum(keys.segments(customer.client_id), keys.SEGMENT_TOTAL, {name: Decimal(1)}),
        *words.of_customer(customer.client_id, customer.contact_id, customer.profile),
    ]
    if customer.first is None:
        return always
    first_day = sales_day(instant_of(customer.first.at), zone_of(rules.zone)).isoformat()
    return [
        *always,
        Sum(keys.segments(customer.client_id), day, {name: Decimal(1)}),
        new_customer(customer.client_id, customer.first.currency, first_day),
    ]


def _removed(customer: Customer, documents: Iterable[Document]) -> Customer:
    for document in documents:
        customer = _counting(customer, document, -1)
    if customer.documents < 0 or customer.orders < 0 or customer.credits < 0:
        raise Contradiction(f"{customer.contact_id} would have less than no documents")
    return customer


def _added(customer: Customer, documents: Iterable[Document]) -> Customer:
    for document in documents:
        customer = _counting(customer, document, 1)
    return customer


def _counting(customer: Customer, document: Document, sign: int) -> Customer:
    counted = sign if document.counts else 0
    is_order = document.kind == ORDER
    return replace(
        customer,
        documents=customer.documents + sign,
        orders=customer.orders + (counted if is_order else 0),
        credits=customer.credits + (0 if is_order else counted),
        spend=_spend(customer.spend, document, sign) if document.counts else customer.spend,
    )


def _spend(spend: Mapping[str, Spend], document: Document, sign: int) -> dict[str, Spend]:
    old = spend.get(document.currency, Spend(0, money.ZERO))
    new = Spend(old.documents + sign, money.add(old.amount, document.total * sign))
    return {name: each for name, each in {**spend, document.currency: new}.items() if each.documents}


def _order_mark(old: Mark | None, count: int, moves: Moves[Document], end: End, *, is_newest: bool) -> Mark | None:
    """The first or last counted order."""
    leaving = [each for each in moves.leaving if each.is_counted_order]
    entering = [_mark_of(each) for each in moves.entering if each.is_counted_order]
    extreme = max if is_newest else min
    best = extreme(entering, key=_place, default=None)
    if old is None or len(leaving) == count:
        return best
    if old.place not in [each.place for each in leaving]:
        return old if best is None else extreme(old, best, key=_place)
    if best is not None and extreme(best, old, key=_place) is best:
        return best
    row = _remaining(end(keys.ORDER, is_newest, len(leaving) + 1), leaving)
    _, at, order_id = row["sk"].split("#", 2)
    stays = Mark(at, order_id, row["reference"], row["currency"])
    return stays if best is None else extreme(stays, best, key=_place)


def _newest(customer: Customer, moves: Moves[Document], end: End) -> tuple[Mark | None, Profile]:
    """The newest document of any kind, and the profile on it."""
    best = max(moves.entering, key=lambda each: each.place, default=None)
    old = customer.newest
    if best is not None and (old is None or len(moves.leaving) == customer.documents or best.place >= old.place):
        return Mark(*best.place), best.profile
    assert old is not None, "documents remain, so one of them is the newest"
    if old.place not in [each.place for each in moves.leaving]:
        return old, customer.profile
    row = _remaining(end(keys.DOCUMENT, True, len(moves.leaving) + 1), moves.leaving)
    if best is not None and best.place >= (row["at"], row["orderID"]):
        return Mark(*best.place), best.profile
    return Mark(row["at"], row["orderID"]), Profile(*(row.get(name) for name in ("name", "email", "company", "phone")))


def _remaining(rows: Iterable[Mapping[str, Any]], leaving: Iterable[Document]) -> Mapping[str, Any]:
    """The first of the rows at an end that does not leave."""
    gone = {each.order_id for each in leaving}
    for row in rows:
        if row["orderID"] not in gone:
            return row
    raise Contradiction("documents should remain, but none is found")


def _mark_of(document: Document) -> Mark:
    return Mark(document.at, document.order_id, document.reference, document.currency)


def _place(mark: Mark) -> tuple[str, str]:
    return mark.place


def _class(customer: Customer, rules: Rules) -> str:
    if is_vip(customer.orders, customer.spent(rules.currency), rules):
        return VIP
    return SINGLE if customer.orders == 1 else REPEAT
