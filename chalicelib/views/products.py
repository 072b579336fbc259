"""The products: a list by revenue, units, orders or last sale, one product with its trend, its documents."""

from dataclasses import replace

from chalicelib import money
from chalicelib.errors import NotFound
from chalicelib.instants import shown
from chalicelib.projections import keys
from chalicelib.projections.product_rows import REVENUE, Newest, newest_in, other_currencies
from chalicelib.store import Item, Query, Rejected
from chalicelib.tables import BY_LAST_SOLD, BY_ORDERS, BY_REVENUE, BY_UNITS
from chalicelib.views.order_list import ORDER_FIELDS, OrderFilter, order_of, order_rows
from chalicelib.views.paging import Cursors, Slice, page_of
from chalicelib.views.periods import Period
from chalicelib.views.product_sales import trend
from chalicelib.views.source import Source

# The sorts: the index, and its sort key.
_SORTS = {
    "revenue": (BY_REVENUE, "byRevenue"),
    "units": (BY_UNITS, "byUnits"),
    "orders": (BY_ORDERS, "byOrders"),
    "lastSold": (BY_LAST_SOLD, "byLastSold"),
}
SORTS = tuple(_SORTS)
_NUMBERS = frozenset({"byRevenue", "byUnits", "byOrders"})
_OF_AN_ORDER = "1#"

PRODUCT_FIELDS = (
    "productCode",
    "name",
    "category",
    "orders",
    "credits",
    "units",
    "revenue",
    "revenueByCurrency",
    "lastSold",
)
PRODUCT_DOCUMENT_FIELDS = (*ORDER_FIELDS, "units", "revenue")


def products_page(
    source: Source, *, sort: str, descending: bool, category: str | None, limit: int, cursor: str | None
) -> Slice:
    """A page of products, sorted by an index of the view."""
    index, key = _SORTS[sort]
    partition = keys.products(source.client_id)
    cursors = Cursors((key, "sk"), ("products", source.client_id, sort, descending, category), _NUMBERS)
    start = None if cursor is None else cursors.read(cursor) | {"pk": partition}
    query = Query(source.tables.views, partition, index=index, forward=not descending, start=start)
    matches = None if category is None else lambda item: item.get("category") == category
    page = page_of(source.store, query, limit=limit, cursors=cursors, matches=matches)
    return Slice([_answer(item, source) for item in page.items], page.limit, page.next_cursor, page.is_short)


def product(source: Source, code: str, period: Period, interval: str) -> Item:
    """One product and what it has sold in each interval. Raises: `NotFound`."""
    answer = _answer(_row(source, code), source)
    return answer | {"trend": trend(source, code, list(answer["revenueByCurrency"]), period=period, interval=interval)}


def documents_page(source: Source, wanted: OrderFilter, *, descending: bool, limit: int, cursor: str | None) -> Slice:
    """A page of the orders and credits that name a product, by their date. Raises: `NotFound`."""
    page = order_rows(source, wanted, descending=descending, limit=limit, cursor=cursor, name="product-orders")
    if not page.items and cursor is None:
        _row(source, str(wanted.product))
    return replace(page, items=[product_document_of(row, source) for row in page.items])


def names_of(source: Source, codes: list[str]) -> dict[str, Newest]:
    """What the products with these codes are called at this moment, in one call."""
    rows = source.store.get_many([(source.tables.views, keys.product(source.client_id, code)) for code in codes])
    return {code: newest_in(row) for code, row in zip(codes, rows, strict=True) if row is not None}


def _row(source: Source, code: str) -> Item:
    try:
        item = source.store.get(source.tables.views, keys.product(source.client_id, code), consistent=False)
    except Rejected:  # no key can be that long, or empty
        item = None
    if item is None:
        raise NotFound(f"there is no product {code}")
    return item


def _answer(item: Item, source: Source) -> Item:
    newest = newest_in(item)
    main = {source.rules.currency: item["byRevenue"]}
    others = {currency: item[REVENUE + currency] for currency in other_currencies(item)}
    return {
        "productCode": item["sk"],
        "name": newest.name,
        "category": newest.category,
        "orders": int(item["byOrders"]),
        "credits": int(item["credits"]),
        "units": money.plain(item["byUnits"]),
        "revenue": money.plain(item["byRevenue"]),
        "revenueByCurrency": {name: money.plain(value) for name, value in (main | others).items()},
        "lastSold": _last_sold(newest),
    }


def _last_sold(newest: Newest) -> str | None:
    """When it was ordered last; None where only credits name it."""
    return shown(newest.place.split("#")[1]) if newest.place.startswith(_OF_AN_ORDER) else None


def product_document_of(item: Item, source: Source) -> Item:
    """An order or credit as a product's list shows it."""
    sold = {name: money.plain(item[name]) for name in ("units", "revenue")}
    return order_of(item, source) | sold
