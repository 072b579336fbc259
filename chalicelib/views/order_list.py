"""The list of orders and credits: of a shop, a customer or a reference, in a range of days."""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from datetime import date

from chalicelib.instants import day_end, day_start, text_of, zone_of
from chalicelib.projections import keys
from chalicelib.store import Item, Query
from chalicelib.views.customers import DOCUMENT_FIELDS, document_of
from chalicelib.views.paging import Cursors, Slice, page_of
from chalicelib.views.source import Source

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


def orders_page(source: Source, wanted: OrderFilter, *, descending: bool, limit: int, cursor: str | None) -> Slice:
    """A page of orders and credits by their date."""
    page = order_rows(source, wanted, descending=descending, limit=limit, cursor=cursor)
    return Slice([_answer(item, source) for item in page.items], page.limit, page.next_cursor, page.is_short)


def order_rows(source: Source, wanted: OrderFilter, *, descending: bool, limit: int, cursor: str | None) -> Slice:
    """The same page as rows of the view."""
    zone = zone_of(source.rules.zone)
    partition = _partition(source, wanted)
    cursors = Cursors(("sk",), ("orders", source.client_id, descending, astuple(wanted)))
    start = None if cursor is None else cursors.read(cursor) | {"pk": partition}
    query = Query(
        source.tables.views,
        partition,
        low=keys.DOCUMENT + ("" if wanted.first is None else text_of(day_start(wanted.first, zone))),
        high=keys.DOCUMENT + ("" if wanted.last is None else text_of(day_end(wanted.last, zone))) + keys.HIGHEST,
        forward=not descending,
        start=start,
    )
    return page_of(source.store, query, limit=limit, cursors=cursors, matches=_matcher(source, wanted))


def _partition(source: Source, wanted: OrderFilter) -> str:
    if wanted.reference is not None:
        return keys.references(source.client_id, wanted.reference)
    if wanted.contact_id is not None:
        return keys.customer_documents(source.client_id, source.stored_id(wanted.contact_id))
    return keys.documents(source.client_id)


def _matcher(source: Source, wanted: OrderFilter) -> Callable[[Item], bool] | None:
    """What the partition and the range do not decide; None where nothing is left."""
    contact = wanted.contact_id if wanted.reference is not None else None
    if contact is None and wanted.status is None and wanted.kind is None:
        return None
    stored = None if contact is None else source.stored_id(contact)
    status = None if wanted.status is None else wanted.status.strip().casefold()

    def matches(item: Item) -> bool:
        return (
            stored in (None, item.get("contactID"))
            and wanted.kind in (None, item["kind"])
            and status in (None, item["status"].strip().casefold())
        )

    return matches


def _answer(item: Item, source: Source) -> Item:
    contact = item.get("contactID")
    return document_of(item, source) | {
        "contactID": source.own_id(contact) if contact else None,
        "customerName": item.get("name"),
        "customerEmail": item.get("email"),
    }
