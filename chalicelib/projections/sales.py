"""Sales by day and currency: the figures that every report adds up."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.orders.order import ORDER
from chalicelib.projections import keys
from chalicelib.projections.contribution import Group
from chalicelib.projections.effects import Effect, Sum

NEW_CUSTOMER = {"newCustomers": Decimal(1)}


def by_day(order_id: str, head: Group) -> Iterator[Effect]:
    """What a document adds to its sales day. Units: the document's currency, documents, pieces."""
    del order_id
    if head["counts"]:
        amounts = added(head, has_customer="contact" in head)
        yield _sum(head["client"], head["currency"], head["day"], amounts)


def added(document: Mapping[str, Any], *, has_customer: bool) -> dict[str, Decimal]:
    """What a head group, or a row of a list, adds to the figures where it counts."""
    figures = _of_order(document, has_customer) if document["kind"] == ORDER else _of_credit(document)
    return figures | {
        "taxes": _added_tax(document),
        "shipping": Decimal(document["shipping"]),
        "itemsSold": Decimal(document["items"]),
        "taxIncludedDocuments": Decimal(document["taxIncluded"]),
    }


def new_customer(client: str, currency: str, day: str) -> Sum:
    """A customer whose first order is of that day."""
    return _sum(client, currency, day, NEW_CUSTOMER)


def _sum(client: str, currency: str, day: str, amounts: Mapping[str, Decimal]) -> Sum:
    return Sum(keys.sales(client, day[:4]), keys.sales_day(day, currency), amounts)


def _of_order(document: Mapping[str, Any], has_customer: bool) -> dict[str, Decimal]:
    return {
        "orders": Decimal(1),
        "ordersWithCustomer": Decimal(has_customer),
        "grossSales": Decimal(document["subtotal"]),
        "discounts": money.add(Decimal(document["subtotal"]), -Decimal(document["goods"])),
    }


def _of_credit(document: Mapping[str, Any]) -> dict[str, Decimal]:
    return {"credits": Decimal(1), "returns": -Decimal(document["goods"])}


def _added_tax(document: Mapping[str, Any]) -> Decimal:
    """The tax beside the goods; tax that is included in the prices stays in them."""
    return Decimal(0) if document["taxIncluded"] else Decimal(document["tax"])
