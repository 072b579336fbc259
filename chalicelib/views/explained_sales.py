"""Why the figures of a report are what they are, made by the functions that make the figures."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib import money
from chalicelib.instants import instant_of, sales_day, zone_of
from chalicelib.orders.order import ORDER
from chalicelib.projections.sales import NEW_CUSTOMER, added
from chalicelib.store import Item
from chalicelib.views.customers import document_of
from chalicelib.views.explanation import (
    CREDIT_IS_NO_ORDER,
    MOST_DOCUMENTS,
    Explanation,
    joined,
    uncounted_statuses,
    why_not_counted,
)
from chalicelib.views.formulas import Formula, explained
from chalicelib.views.order_list import OrderFilter, order_rows
from chalicelib.views.periods import Period
from chalicelib.views.sales import figures_of_amounts
from chalicelib.views.source import Source

SALES_FORMULAS = (
    Formula("grossSales", "the orders' subtotals before discount"),
    Formula("discounts", "the orders' discounts"),
    Formula("returns", "the credits, without their tax and shipping, on their own day"),
    Formula(
        "netSales",
        "what the goods have brought",
        "grossSales − discounts − returns",
        ("grossSales", "discounts", "returns"),
    ),
    Formula("taxes", "tax beside the prices, less that of credits; tax that is included in the prices stays in them"),
    Formula("shipping", "the orders' shipping, less that of credits"),
    Formula(
        "totalSales",
        "what the documents come to, with tax and shipping",
        "netSales + taxes + shipping",
        ("netSales", "taxes", "shipping"),
    ),
    Formula("orders", "the orders that count"),
    Formula("credits", "the credits that count"),
    Formula("itemsSold", "the pieces of the orders, less those of credits"),
    Formula(
        "averageOrderValue",
        "what an order is worth after credits; nothing without an order",
        "netSales / orders",
        ("netSales", "orders"),
    ),
    Formula("newCustomers", "customers whose first ever order is of this range and currency"),
    Formula("returningOrders", "orders with a customer that are not the customer's first"),
    Formula(
        "returningRate",
        "the returning orders among all with a customer; nothing without one",
        "returningOrders / (newCustomers + returningOrders)",
        ("returningOrders", "newCustomers"),
    ),
    Formula("taxIncludedDocuments", "the orders and credits that count whose prices include the tax"),
)
_RATIOS = frozenset({"averageOrderValue", "returningRate"})


def explained_sales(source: Source, period: Period, by_currency: Mapping[str, Mapping[str, Any]]) -> Explanation:
    """Why the figures of a period are what they are, in each currency, with the newest documents."""
    page = order_rows(
        source, OrderFilter(period.first, period.last), descending=True, limit=MOST_DOCUMENTS, cursor=None
    )
    firsts = _first_orders(source, page.items)
    content = {
        "figures": [
            {"currency": currency, **each}
            for currency, figures in by_currency.items()
            for each in explained(SALES_FORMULAS, figures)
        ],
        "uncountedStatuses": uncounted_statuses(source.rules),
        "documents": [_document(source, row, firsts) for row in page.items],
        "shown": len(page.items),
    }
    return Explanation(content, page.next_cursor)


def _first_orders(source: Source, rows: Iterable[Item]) -> frozenset[str]:
    """The orders that are their customers' first, of the customers of these rows; one call."""
    contacts = {row["contactID"] for row in rows if _is_of_customer(row)}
    table, client = source.tables.customers, source.client_id
    keys = [(table, {"contactID": contact, "clientID": client}) for contact in sorted(contacts)]
    found = source.store.get_many(keys) if keys else []
    return frozenset(row["firstOrderID"] for row in found if row is not None and "firstOrderID" in row)


def _document(source: Source, row: Item, firsts: frozenset[str]) -> Item:
    is_first = row["orderID"] in firsts if _is_of_customer(row) else None
    contact = row.get("contactID")
    return document_of(row, source) | {
        "day": sales_day(instant_of(row["at"]), zone_of(source.rules.zone)).isoformat(),
        "contactID": source.own_id(contact) if contact else None,
        "isFirstOrder": is_first,
        "subtotal": money.plain(row["subtotal"]),
        "discount": money.plain(abs(money.add(row["subtotal"], -row["goods"]))),
        "tax": money.plain(row["tax"]),
        "taxIncluded": row["taxIncluded"],
        "shipping": money.plain(row["shipping"]),
        "adds": _added(source, row, is_first=bool(is_first)) if row["counts"] else {},
        "because": _because(row),
    }


def _added(source: Source, row: Item, *, is_first: bool) -> dict[str, Any]:
    """The figures of a day that has this document alone, without ratios and those that are zero."""
    amounts = added(row, has_customer="contactID" in row) | (NEW_CUSTOMER if is_first else {})
    day = sales_day(instant_of(row["at"]), zone_of(source.rules.zone))
    figures = figures_of_amounts(amounts, day=day, currency=row["currency"])
    return {name: amount for name, amount in figures.items() if amount and name not in _RATIOS}


def _because(row: Item) -> str | None:
    """Why a document adds nothing, or not to everything; None for a customer's order that counts."""
    if not row["counts"]:
        return why_not_counted(row)
    reasons = [] if row["kind"] == ORDER else [CREDIT_IS_NO_ORDER]
    if row["kind"] == ORDER and "contactID" not in row:
        reasons.append("a guest's order: its customer is not known, so it is neither a first nor a returning one")
    return joined(reasons)


def _is_of_customer(row: Item) -> bool:
    """Whether it is an order that counts for a customer."""
    return bool(row["counts"] and row["kind"] == ORDER and "contactID" in row)
