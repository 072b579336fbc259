"""Parked changes: those that no retry could cure, kept with their reason until somebody acts."""

from collections.abc import Iterator
from dataclasses import dataclass

from chalicelib.errors import Conflict, NotFound
from chalicelib.projections import keys
from chalicelib.projections.ledger import entry_of, put_entry
from chalicelib.store import Delete, Query, Store, TransactionCancelled, Write, all_matches
from chalicelib.tables import Tables


@dataclass(frozen=True, slots=True)
class Parked:
    """A parked change."""

    order_id: str
    reason: str
    at: str


def parked_changes(store: Store, tables: Tables) -> Iterator[Parked]:
    """All parked changes, by order ID."""
    for item in all_matches(store, Query(tables.views, keys.PARKED, consistent=True)):
        yield Parked(item["orderID"], item["reason"], item["at"])


def drop(store: Store, tables: Tables, order_id: str, *, rev: str) -> None:
    """Forget a parked change: what is counted of the order stays until it is written again, or a sweep tries it.

    Raises: `NotFound`; `Conflict` where the order was written meanwhile.
    """
    entry = entry_of(order_id, store.get(tables.ledger, {"orderID": order_id}))
    if not entry.parked:
        raise NotFound(f"no change of order {order_id} is parked")
    writes: list[Write] = [
        put_entry(tables.ledger, entry, entry.body, rev=rev),
        Delete(tables.views, keys.parked(order_id)),
    ]
    try:
        store.transact(writes)
    except TransactionCancelled as cancelled:
        raise Conflict(f"order {order_id} was written meanwhile; look again") from cancelled
