"""What one customer has spent in each month, and bought of each product: all of it in one query."""

from collections.abc import Iterable
from typing import Any

from chalicelib import money
from chalicelib.money import ZERO
from chalicelib.projections import keys
from chalicelib.store import Item, Query, Rejected
from chalicelib.views.product_sales import figures
from chalicelib.views.source import Source

TOP_PRODUCTS = 10


def customer_totals(source: Source, contact_id: str) -> list[Item]:
    """The rows of a customer that some document still counts in."""
    partition = keys.customer_totals(source.client_id, source.stored_id(contact_id))
    try:
        rows = list(source.read_all(Query(source.tables.views, partition)))
    except Rejected:  # no key can be that long
        rows = []
    return [row for row in rows if row.get("orders") or row.get("credits")]


def documents_in(totals: Iterable[Item]) -> tuple[int, int]:
    """How many orders and credits count, by the months."""
    rows = [row for row in totals if row["sk"].startswith(keys.MONTH)]
    return sum(int(row.get("orders", 0)) for row in rows), sum(int(row.get("credits", 0)) for row in rows)


def months(totals: Iterable[Item]) -> list[Item]:
    """The months with documents that count, newest first."""
    found = [row for row in totals if row["sk"].startswith(keys.MONTH)]
    return [_month(row) for row in sorted(found, key=lambda row: str(row["sk"]), reverse=True)]


def top_products(totals: Iterable[Item], currency: str) -> list[Item]:
    """The products for which the customer spent most in a currency, the best first, ties by code."""
    prefix = keys.customer_product("", currency)
    found = [row for row in totals if row["sk"].startswith(prefix)]
    best = sorted(found, key=lambda row: (-row.get("revenue", ZERO), row["sk"]))[:TOP_PRODUCTS]
    return [{"productCode": row["sk"].removeprefix(prefix), **figures(row)} for row in best]


def named(products: Iterable[Item], rows: Iterable[Item | None]) -> list[dict[str, Any]]:
    """The products with the names that their own rows give them."""
    pairs = zip(products, rows, strict=True)
    return [{"productCode": each["productCode"], "name": (row or {}).get("name")} | each for each, row in pairs]


def _month(row: Item) -> Item:
    month, currency = keys.month_and_currency(row["sk"])
    return {
        "month": month,
        "currency": currency,
        "spend": money.plain(row.get("spend", ZERO)),
        "orderCount": int(row.get("orders", 0)),
        "creditCount": int(row.get("credits", 0)),
    }
