"""The customers: a list by spend, orders, last order or name, one customer, and a customer's documents."""

from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.errors import NotFound
from chalicelib.instants import day_end, day_start, shown, text_of, zone_of
from chalicelib.projections import keys
from chalicelib.store import Item, Query, Rejected
from chalicelib.tables import BY_LAST_ORDER, BY_NAME, BY_ORDER_COUNT, BY_SPEND
from chalicelib.views.customer_totals import customer_totals, documents_in, months, named, top_products
from chalicelib.views.paging import Cursors, Slice, page_of
from chalicelib.views.segments import Purchases, purchase_frequency, purchases_of, segment_counts, standing
from chalicelib.views.source import Source

RECENT_ORDERS = 10
_MOST_LOOKS = 3

# The sorts: the index, and its sort key.
_SORTS = {
    "totalSpend": (BY_SPEND, "bySpend"),
    "orderCount": (BY_ORDER_COUNT, "byOrderCount"),
    "lastOrderDate": (BY_LAST_ORDER, "byLastOrder"),
    "name": (BY_NAME, "byName"),
}
SORTS = tuple(_SORTS)


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    """Which customers to list; every bound is inclusive. Units: main currency, orders, sales days."""

    segment: str | None = None
    min_spend: Decimal | None = None
    max_spend: Decimal | None = None
    min_orders: int | None = None
    max_orders: int | None = None
    last_order_from: date | None = None
    last_order_to: date | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A customer's row, the customer as the API shows them, and the rows of the newest documents."""

    row: Item
    shown: Item
    documents: Slice


def customers_page(
    source: Source, wanted: CustomerFilter, *, sort: str, descending: bool, limit: int, cursor: str | None
) -> Slice:
    """A page of customers, sorted by an index of the view."""
    index, key = _SORTS[sort]
    low, high = _range(source, wanted)[sort]
    cursors = Cursors((key, "contactID"), ("customers", source.client_id, sort, descending, astuple(wanted)))
    start = None if cursor is None else cursors.read(cursor) | {"clientID": source.client_id}
    query = Query(
        source.tables.customers,
        source.client_id,
        index=index,
        low=low,
        high=high,
        forward=not descending,
        start=start,
    )
    matches = matcher(source, wanted, sort)
    page = page_of(source.store, query, limit=limit, cursors=cursors, matches=matches)
    return Slice([answer_of(item, source) for item in page.items], page.limit, page.next_cursor, page.is_short)


def counts_by_segment(source: Source) -> dict[str, int]:
    """How many customers are in each segment today."""
    return segment_counts(source.store, source.tables.views, source.client_id, rules=source.rules, today=source.today)


def customer(source: Source, contact_id: str) -> Item:
    """One customer with the newest documents, the months and the products. Raises: `NotFound`."""
    return found_customer(source, contact_id, documents=RECENT_ORDERS).shown


def found_customer(source: Source, contact_id: str, *, documents: int) -> Found:
    """One customer, with so many rows of the newest documents beside. Raises: `NotFound`.

    Three reads are no snapshot: while an order arrives between them, they are made again.
    """
    for _ in range(_MOST_LOOKS):
        found, totals = _look_at_customer(source, contact_id, documents)
        if _is_of_one_moment(found, totals):
            break
    return found


def _look_at_customer(source: Source, contact_id: str, documents: int) -> tuple[Found, list[Item]]:
    newest = _documents(source, contact_id, limit=documents, cursor=None)
    totals = customer_totals(source, contact_id)
    products = top_products(totals, source.rules.currency)
    item, *rows = _row_and_products(source, contact_id, [each["productCode"] for each in products])
    shown = answer_of(item, source) | {
        "recentOrders": [document_of(row, source) for row in newest.items[:RECENT_ORDERS]],
        "months": months(totals),
        "topProducts": named(products, rows),
    }
    return Found(item, shown, newest), totals


def _is_of_one_moment(found: Found, totals: Iterable[Item]) -> bool:
    """Whether the row, the list and the months tell of the same documents."""
    newest = found.documents.items[0]["orderID"] if found.documents.items else None
    return newest == found.row["newestOrderID"] and documents_in(totals) == (
        found.row["orderCount"],
        found.row["creditCount"],
    )


def documents_page(source: Source, contact_id: str, *, limit: int, cursor: str | None) -> Slice:
    """A page of a customer's orders and credits, newest first. Raises: `NotFound`."""
    if cursor is None:
        _row(source, contact_id)
    page = _documents(source, contact_id, limit=limit, cursor=cursor)
    return Slice([document_of(row, source) for row in page.items], page.limit, page.next_cursor)


def _documents(source: Source, contact_id: str, *, limit: int, cursor: str | None) -> Slice:
    partition = keys.customer_documents(source.client_id, source.stored_id(contact_id))
    cursors = Cursors(("sk",), ("customer-orders", source.client_id, contact_id))
    start = None if cursor is None else cursors.read(cursor) | {"pk": partition}
    query = Query(
        source.tables.views,
        partition,
        low=keys.DOCUMENT,
        high=keys.DOCUMENT + keys.HIGHEST,
        forward=False,
        start=start,
    )
    return page_of(source.store, query, limit=limit, cursors=cursors)


CUSTOMER_FIELDS = (
    "contactID",
    "name",
    "email",
    "company",
    "phone",
    "orderCount",
    "creditCount",
    "totalSpend",
    "averageOrderValue",
    "spendByCurrency",
    "firstOrderDate",
    "lastOrderDate",
    "lastOrderReference",
    "lastOrderDaysAgo",
    "segment",
    "segmentValidUntil",
    "purchaseFrequency",
    "lastUpdated",
)
DOCUMENT_FIELDS = (
    "orderID",
    "orderReference",
    "type",
    "status",
    "counts",
    "createdAt",
    "total",
    "currency",
    "itemsSold",
)


def answer_of(item: Item, source: Source) -> Item:
    """A customer as the API shows them, with what depends on today's date."""
    purchases = purchases_of(item, source.rules.currency)
    now = standing(purchases, source.rules, source.today)
    return {
        "contactID": source.own_id(item["contactID"]),
        "name": item.get("name"),
        "email": item.get("email"),
        "company": item.get("company"),
        "phone": item.get("phone"),
        "orderCount": purchases.orders,
        "creditCount": int(item["creditCount"]),
        "totalSpend": money.plain(purchases.spent),
        "averageOrderValue": money.ratio(purchases.spent, purchases.orders),
        "spendByCurrency": {name: money.plain(spend["amount"]) for name, spend in sorted(item["spend"].items())},
        "firstOrderDate": shown(item["firstOrderDate"]) if purchases.first else None,
        "lastOrderDate": shown(item["lastOrderDate"]) if purchases.last else None,
        "lastOrderReference": item.get("lastOrderReference"),
        "lastOrderDaysAgo": now.days_ago,
        "segment": now.segment,
        "segmentValidUntil": now.valid_until.isoformat() if now.valid_until else None,
        "purchaseFrequency": purchase_frequency(purchases),
        "lastUpdated": shown(item.get("lastUpdated") or text_of(source.now)),
    }


def _row(source: Source, contact_id: str) -> Item:
    key = {"contactID": source.stored_id(contact_id), "clientID": source.client_id}
    try:
        item = source.store.get(source.tables.customers, key, consistent=False)
    except Rejected:  # no key can be that long, or empty
        item = None
    if item is None:
        raise NotFound(f"there is no customer {contact_id}")
    return item


def _row_and_products(source: Source, contact_id: str, codes: list[str]) -> tuple[Item, *tuple[Item | None, ...]]:
    """A customer's row and those of products, in one call. Raises: `NotFound`."""
    key = {"contactID": source.stored_id(contact_id), "clientID": source.client_id}
    products = [(source.tables.views, keys.product(source.client_id, code)) for code in codes]
    try:
        item, *rows = source.read_many([(source.tables.customers, key), *products])
    except Rejected:  # no key can be that long, or empty
        item, rows = None, []
    if item is None:
        raise NotFound(f"there is no customer {contact_id}")
    return item, *rows


def _range(source: Source, wanted: CustomerFilter) -> dict[str, tuple[str | None, str | None]]:
    """The bounds of each sort's own filter as texts of its sort key."""
    zone = zone_of(source.rules.zone)
    return {
        "totalSpend": _bounds(wanted.min_spend, wanted.max_spend, money.sortable, money.sortable),
        "orderCount": _bounds(wanted.min_orders, wanted.max_orders, _count_key, _count_key),
        "lastOrderDate": _bounds(
            wanted.last_order_from,
            wanted.last_order_to,
            lambda day: text_of(day_start(day, zone)),
            lambda day: text_of(day_end(day, zone)),
        ),
        "name": (None, None),
    }


def _bounds(
    low: Any, high: Any, low_key: Callable[[Any], str], high_key: Callable[[Any], str]
) -> tuple[str | None, str | None]:
    return None if low is None else low_key(low), None if high is None else high_key(high) + keys.HIGHEST


def _count_key(count: int) -> str:
    return f"{count:010d}"


def matcher(source: Source, wanted: CustomerFilter, sort: str | None) -> Callable[[Item], bool] | None:
    """What the range of a sort does not decide; None where nothing is left."""
    bounds = [
        (_SORTS[name][1], low, high)
        for name, (low, high) in _range(source, wanted).items()
        if name != sort and (low is not None or high is not None)
    ]
    needs_order = wanted.last_order_to is not None
    if not bounds and wanted.segment is None and not needs_order:
        return None

    def matches(item: Item) -> bool:
        in_bounds = all((low or "") <= item[key] <= (high or keys.HIGHEST) for key, low, high in bounds)
        return in_bounds and _is_of(purchases_of(item, source.rules.currency), source, wanted)

    return matches


def _is_of(purchases: Purchases, source: Source, wanted: CustomerFilter) -> bool:
    if wanted.last_order_to is not None and purchases.last is None:
        return False
    return wanted.segment in (None, standing(purchases, source.rules, source.today).segment)


def document_of(item: Item, source: Source) -> Item:
    """An order or credit as a list shows it."""
    return {
        "orderID": source.own_id(item["orderID"]),
        "orderReference": item["reference"],
        "type": item["kind"],
        "status": item["status"],
        "counts": item["counts"],
        "createdAt": shown(item["at"]),
        "total": money.plain(item["total"]),
        "currency": item["currency"],
        "itemsSold": money.plain(item["items"]),
    }
