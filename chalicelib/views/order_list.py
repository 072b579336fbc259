"""The list of orders and credits: of a shop, a customer or a reference, in a range of days."""

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from datetime import date

from chalicelib.instants import day_end, day_start, text_of, zone_of
from chalicelib.projections import keys
from chalicelib.projections.words import ORDER
from chalicelib.store import Item, Query
from chalicelib.views.customers import DOCUMENT_FIELDS, document_of
from chalicelib.views.paging import Cursors, Slice, page_of
from chalicelib.views.source import Source
from chalicelib.words import reference_word, same_reference

ORDER_FIELDS = (*DOCUMENT_FIELDS, "contactID", "customerName", "customerEmail")


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders to list; the days are sales days, both inclusive."""

    first: date | None = None
    last: date | None = None
    status: str | None = None
    kind: str | None = None
    contact_id: str | None = None
    reference: str | None = None
    product: str | None = None


def orders_page(source: Source, wanted: OrderFilter, *, descending: bool, limit: int, cursor: str | None) -> Slice:
    """A page of orders and credits by their date."""
    page = order_rows(source, wanted, descending=descending, limit=limit, cursor=cursor)
    return replace(page, items=[order_of(row, source) for row in page.items])


def order_rows(
    source: Source, wanted: OrderFilter, *, descending: bool, limit: int, cursor: str | None, name: str = "orders"
) -> Slice:
    """The same page as rows of the view; `name` is the list that its cursors belong to."""
    zone = zone_of(source.rules.zone)
    partition = _partition(source, wanted)
    prefix = keys.DOCUMENT if wanted.reference is None else _place_of(wanted.reference)
    cursors = Cursors(("sk",), (name, source.client_id, descending, astuple(wanted)))
    start = None if cursor is None else cursors.read(cursor) | {"pk": partition}
    query = Query(
        source.tables.views,
        partition,
        low=prefix + ("" if wanted.first is None else text_of(day_start(wanted.first, zone))),
        high=prefix + ("" if wanted.last is None else text_of(day_end(wanted.last, zone))) + keys.HIGHEST,
        forward=not descending,
        start=start,
    )
    return page_of(source.store, query, limit=limit, cursors=cursors, matches=_matcher(source, wanted))


def order_of(item: Item, source: Source) -> Item:
    """An order or credit as a list of orders shows it."""
    contact = item.get("contactID")
    return document_of(item, source) | {
        "contactID": source.own_id(contact) if contact else None,
        "customerName": item.get("name"),
        "customerEmail": item.get("email"),
    }


def _partition(source: Source, wanted: OrderFilter) -> str:
    if wanted.reference is not None:
        return keys.words(source.client_id)
    if wanted.product is not None:
        return keys.product_documents(source.client_id, wanted.product)
    if wanted.contact_id is not None:
        return keys.customer_documents(source.client_id, source.stored_id(wanted.contact_id))
    return keys.documents(source.client_id)


def _place_of(reference: str) -> str:
    """Where the documents with a reference are, by time."""
    return keys.word(reference_word(reference), ORDER, "")


def _matcher(source: Source, wanted: OrderFilter) -> Callable[[Item], bool] | None:
    """What the partition and the range do not decide; None where nothing is left."""
    is_elsewhere = wanted.reference is not None or wanted.product is not None
    contact = wanted.contact_id if is_elsewhere else None
    if contact is None and wanted.reference is None and wanted.status is None and wanted.kind is None:
        return None
    stored = None if contact is None else source.stored_id(contact)
    status = None if wanted.status is None else wanted.status.strip().casefold()

    def matches(item: Item) -> bool:
        return (
            stored in (None, item.get("contactID"))
            and (wanted.reference is None or same_reference(item["reference"], wanted.reference))
            and wanted.kind in (None, item["kind"])
            and status in (None, item["status"].strip().casefold())
        )

    return matches
