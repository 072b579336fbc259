"""Sales by day and currency: the figures that every report adds up."""

from collections.abc import Iterator
from decimal import Decimal

from chalicelib import money
from chalicelib.orders.order import ORDER
from chalicelib.projections import keys
from chalicelib.projections.contribution import Group
from chalicelib.projections.effects import Effect, Sum


def by_day(order_id: str, head: Group) -> Iterator[Effect]:
    """What a document adds to its sales day. Units: the document's currency, documents, pieces."""
    del order_id
    if head["counts"]:
        figures = _of_order(head) if head["kind"] == ORDER else _of_credit(head)
        shared = {"taxes": _added_tax(head), "shipping": Decimal(head["shipping"]), "itemsSold": Decimal(head["items"])}
        yield _sum(head["client"], head["currency"], head["day"], figures | shared)


def new_customer(client: str, currency: str, day: str) -> Sum:
    """A customer whose first order is of that day."""
    return _sum(client, currency, day, {"newCustomers": Decimal(1)})


def _sum(client: str, currency: str, day: str, amounts: dict[str, Decimal]) -> Sum:
    return Sum(keys.sales(client, day[:4]), keys.sales_day(day, currency), amounts)


def _of_order(head: Group) -> dict[str, Decimal]:
    return {
        "orders": Decimal(1),
        "ordersWithCustomer": Decimal("contact" in head),
        "grossSales": Decimal(head["subtotal"]),
        "discounts": money.add(Decimal(head["subtotal"]), -Decimal(head["goods"])),
    }


def _of_credit(head: Group) -> dict[str, Decimal]:
    return {"credits": Decimal(1), "returns": -Decimal(head["goods"])}


def _added_tax(head: Group) -> Decimal:
    """The tax beside the goods; tax that is included in the prices stays in them."""
    return Decimal(0) if head["taxIncluded"] else Decimal(head["tax"])
