"""The walks of the night: through customers and through orders, each going on where the last night ended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from chalicelib.projections.effects import CustomerKey
from chalicelib.store import Item, Key, Query, Store, Table
from chalicelib.tables import BY_LAST_UPDATED, Tables

ORDERS, LEDGER = "orders", "ledger"
BATCH = 100
_ROWS_AT_ONCE = 25


@dataclass(slots=True)
class CustomerWalk:
    """Customers, client by client, the least recently written or verified first; only those of before `until`.

    A right row moves to the end of its client, so a walk from the beginning would do. But rows that are wrong, or
    too much for one night, stay at the beginning: a night goes on behind `place`, so that they can't take them all.
    """

    store: Store
    customers: Table
    clients: Iterable[str]
    until: str
    place: Item | None = None

    def __iter__(self) -> Iterator[CustomerKey]:
        began_at = self.place
        for item in self._round(began_at):
            self.place = {name: item[name] for name in ("clientID", "lastUpdated", "contactID")}
            yield item["contactID"], item["clientID"]
        self.place = None

    def _round(self, place: Item | None) -> Iterator[Item]:
        """From behind the place to the end, and from the beginning to the place."""
        clients = sorted(self.clients)
        if place is None or place["clientID"] not in clients:
            for client in clients:
                yield from self._of_client(client)
            return
        first = clients.index(place["clientID"])
        yield from self._of_client(clients[first], start=place)
        for client in (*clients[first + 1 :], *clients[:first]):
            yield from self._of_client(client)
        yield from self._of_client(clients[first], high=place["lastUpdated"])

    def _of_client(self, client: str, *, start: Item | None = None, high: str | None = None) -> Iterator[Item]:
        high = self.until if high is None else min(high, self.until)
        while True:
            query = Query(self.customers, client, index=BY_LAST_UPDATED, high=high, start=start, limit=_ROWS_AT_ONCE)
            page = self.store.query(query)
            yield from (each for each in page.items if each["lastUpdated"] < self.until)
            if page.next_key is None:
                return
            start = dict(page.next_key)


@dataclass(slots=True)
class OrderWalk:
    """All orders, then the ledger for orders that are gone; `began` is when this walk did, perhaps nights ago."""

    store: Store
    tables: Tables
    began: str
    place: Item | None = None

    def __iter__(self) -> Iterator[tuple[str, list[str]]]:
        """Batches: of which table, and the order IDs; the place is behind the batch already."""
        place = self.place or {"table": ORDERS}
        if place["table"] == ORDERS:
            yield from self._batches(ORDERS, _key(place))
            place = {"table": LEDGER}
        yield from self._batches(LEDGER, _key(place))

    def _batches(self, name: str, start: Key | None) -> Iterator[tuple[str, list[str]]]:
        while True:
            page = self.store.scan(getattr(self.tables, name), start=start, limit=BATCH)
            start = page.next_key
            self.place = _place_behind(name, start)
            yield name, [each["orderID"] for each in page.items if name == ORDERS or "ttl" not in each]
            if start is None:
                return


def _place_behind(name: str, start: Key | None) -> Item | None:
    if start is not None:
        return {"table": name, "orderID": start["orderID"]}
    return {"table": LEDGER} if name == ORDERS else None


def _key(place: dict[str, Any]) -> Key | None:
    return {"orderID": place["orderID"]} if "orderID" in place else None
