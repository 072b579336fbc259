"""What our own code costs in a request: the handler with a store that has every answer prepared.

`python -m benchmarks.overhead` prints the processor's time of each route, whatever else the machine does meanwhile:
what the benchmark calls own code, without botocore. DynamoDB's format is decoded in it.
"""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median
from time import thread_time
from typing import Any, cast

from benchmarks.handler import Handler, handler
from benchmarks.orders import orders
from benchmarks.pairs import MILLISECONDS
from benchmarks.routes import NAMED, ROUTES, Route
from benchmarks.shop import Shop, load_in_memory, rows_of, shop_in_memory
from chalicelib.attribute_values import decode, encode
from chalicelib.memory import MemoryStore
from chalicelib.runtime import Runtime
from chalicelib.store import Item, Key, Page, Query, Store, Table
from chalicelib.timing import TimedStore

ORDERS = 1_000
TIMES = 100
_MANY = replace(NAMED["customers"], name="customers, 100 of them", query={"limit": "100"})


class Prepared:
    """A store that asks another for each read once, and from then on only decodes what DynamoDB would have sent."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._known: dict[tuple[Any, ...], Any] = {}

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        """The item with this key."""
        del consistent
        asked = (table.name, *key.values())
        if asked not in self._known:
            item = self._store.get(table, key)
            self._known[asked] = None if item is None else encode(item)
        found = self._known[asked]
        return None if found is None else decode(found)

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        """The item of each key."""
        del consistent
        return [self.get(table, key) for table, key in wanted]

    def query(self, query: Query) -> Page:
        """A page."""
        start = None if query.start is None else tuple(query.start.values())
        asked = (query.table.name, query.hash_value, query.index, query.low, query.high, query.forward, query.limit)
        if (*asked, start) not in self._known:
            page = self._store.query(query)
            self._known[*asked, start] = [encode(item) for item in page.items], page.next_key
        items, next_key = self._known[*asked, start]
        return Page([decode(item) for item in items], next_key)


def shop() -> Shop:
    """A shop with a year of orders, and its views as the projector leaves them."""
    store = MemoryStore()
    made = shop_in_memory(ORDERS, store)
    load_in_memory(store, rows_of(orders(ORDERS), made.tables))
    load_in_memory(store, ((made.tables.orders, each) for each in orders(ORDERS)))
    return replace(made, parts=Runtime(made.parts.settings, TimedStore(cast("Store", Prepared(store)))))


def main() -> None:
    """Print the median of each route."""
    made = shop()
    with handler() as ask:
        for route in (*ROUTES, _MANY):
            print(f"{route.name:26} {_milliseconds(ask, made, route):6.2f} ms")


def _milliseconds(ask: Handler, made: Shop, route: Route) -> float:
    ask.ask(made, route)
    return median(_seconds(ask, made, route) for _ in range(TIMES)) * MILLISECONDS


def _seconds(ask: Handler, made: Shop, route: Route) -> float:
    began = thread_time()
    ask.ask(made, route)
    return thread_time() - began


if __name__ == "__main__":
    main()
