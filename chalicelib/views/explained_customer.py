"""Why a customer's figures are what they are, made by the functions that make the figures."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.clients import Rules
from chalicelib.orders.order import ORDER
from chalicelib.projections.customer_documents import document_in
from chalicelib.projections.customer_items import customer_of
from chalicelib.projections.customers import Customer, from_documents
from chalicelib.store import Item
from chalicelib.views.customers import document_of, found_customer
from chalicelib.views.explanation import (
    CREDIT_IS_NO_ORDER,
    MOST_DOCUMENTS,
    Explanation,
    joined,
    uncounted_statuses,
    why_not_counted,
)
from chalicelib.views.formulas import Formula, explained
from chalicelib.views.segments import (
    SEGMENT_RULES,
    Purchases,
    elapsed_between_orders,
    frequency_band,
    last_order_day,
    purchase_frequency,
    purchases_of,
)
from chalicelib.views.source import Source

CUSTOMER_FORMULAS = (
    Formula("orderCount", "the orders that count"),
    Formula("creditCount", "the credits that count"),
    Formula("totalSpend", "the totals of the orders and credits that count, in the shop's main currency"),
    Formula("spendByCurrency", "the totals of the orders and credits that count, in each currency"),
    Formula(
        "averageOrderValue",
        "what an order is worth after credits; nothing without an order",
        "totalSpend / orderCount",
        ("totalSpend", "orderCount"),
    ),
    Formula("firstOrderDate", "when the first order was made", "the earliest order that counts", ("firstOrderID",)),
    Formula("lastOrderDate", "when the last order was made", "the latest order that counts", ("lastOrderID",)),
    Formula("lastOrderReference", "what the last order is called", "that of the last order", ("lastOrderID",)),
    Formula(
        "lastOrderDaysAgo",
        "calendar days in the shop's zone; 0 for an order of the future",
        "today − lastOrderDay",
        ("today", "lastOrderDay"),
    ),
)
_FREQUENCY_FORMULA = "(lastOrderDate − firstOrderDate) / (orderCount − 1)"
_MICROSECONDS_OF_A_DAY = timedelta(days=1) // timedelta(microseconds=1)


def explained_customer(source: Source, contact_id: str) -> tuple[Item, Explanation]:
    """One customer, and why their figures are what they are. Raises: `NotFound`."""
    found = found_customer(source, contact_id, documents=MOST_DOCUMENTS)
    shown, customer = found.shown, customer_of(found.row)
    purchases = purchases_of(found.row, source.rules.currency)
    content = {
        "figures": explained(CUSTOMER_FORMULAS, shown | _named(source, customer, purchases)),
        "segment": _segment(purchases, source.rules, shown),
        "purchaseFrequency": _frequency(purchases),
        "uncountedStatuses": uncounted_statuses(source.rules),
        "documents": [_document(source, row) for row in found.documents.items],
        "shown": len(found.documents.items),
        "inAll": customer.documents,
    }
    return shown, Explanation(content, found.documents.next_cursor)


def _named(source: Source, customer: Customer, purchases: Purchases) -> Item:
    """What the formulas name beside the figures."""
    last_day = last_order_day(purchases, source.rules)
    return {
        "today": source.today.isoformat(),
        "lastOrderDay": None if last_day is None else last_day.isoformat(),
        "firstOrderID": None if customer.first is None else source.own_id(customer.first.order_id),
        "lastOrderID": None if customer.last is None else source.own_id(customer.last.order_id),
    }


def _segment(purchases: Purchases, rules: Rules, shown: Item) -> Item:
    """The rules in their order, to the first that holds."""
    tried = []
    for rule in SEGMENT_RULES:
        holds = rule.holds(purchases, rules, shown["lastOrderDaysAgo"])
        tried.append({"segment": rule.segment, "rule": rule.words(rules), "holds": holds})
        if holds:
            break
    return {
        "value": shown["segment"],
        "validUntil": shown["segmentValidUntil"],
        "rules": tried,
        "values": {name: shown[name] for name in ("orderCount", "totalSpend", "lastOrderDaysAgo")},
    }


def _frequency(purchases: Purchases) -> Item:
    """The average time between orders, and the days for which its name stands."""
    elapsed, intervals = elapsed_between_orders(purchases), max(0, purchases.orders - 1)
    band = None if elapsed is None else frequency_band(elapsed, intervals)
    return {
        "value": purchase_frequency(purchases),
        "formula": _FREQUENCY_FORMULA,
        "elapsedDays": None if elapsed is None else _days(elapsed, 1),
        "intervals": intervals,
        "averageDays": None if elapsed is None else _days(elapsed, intervals),
        "band": None if band is None else {"least": band.least, "below": band.below},
    }


def _days(elapsed: timedelta, intervals: int) -> Decimal | None:
    return money.ratio(Decimal(elapsed // timedelta(microseconds=1)), _MICROSECONDS_OF_A_DAY * intervals)


def _document(source: Source, row: Item) -> Item:
    adds = _added(source, row)
    return document_of(row, source) | {"adds": adds, "because": _because(source.rules, row)}


def _added(source: Source, row: Item) -> dict[str, Any]:
    """The figures of a customer who has this document alone, without those that are zero."""
    alone = from_documents([document_in(row, source.client_id)])
    amounts = {
        "orderCount": alone.orders,
        "creditCount": alone.credits,
        "totalSpend": money.plain(alone.spent(source.rules.currency)),
        "spendByCurrency": {name: money.plain(spend.amount) for name, spend in alone.spend.items()},
    }
    return {name: amount for name, amount in amounts.items() if amount}


def _because(rules: Rules, row: Item) -> str | None:
    """Why a document adds nothing, or not to everything; None for an order that adds to everything."""
    if not row["counts"]:
        return why_not_counted(row)
    reasons = [] if row["kind"] == ORDER else [CREDIT_IS_NO_ORDER]
    if row["currency"] != rules.currency:
        reasons.append(f"{row['currency']} adds to spendByCurrency; totalSpend is in {rules.currency}")
    return joined(reasons)
