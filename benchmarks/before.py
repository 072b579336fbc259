"""The brief's design before: nothing is kept ready; each answer reads the orders it is about, mostly all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeAlias

from benchmarks import figures
from benchmarks.orders import SHOP, YEAR
from chalicelib.dynamo import DynamoStore
from chalicelib.store import Index, Item, Query, Store, Table, all_matches
from chalicelib.tables import BY_CLIENT_CREATED, BY_CONTACT_CREATED, Tables
from chalicelib.web.json import json_of

# The customer cache as the brief has it; beside the orders it is all that the design after has.
CACHE = Table("brief-customer-cache", "contactID", indexes={"lastUpdated-index": Index("clientID", "lastUpdated")})

Work: TypeAlias = Callable[[Sequence[Item]], Any]


class Reading(Enum):
    """What a way reads of the database."""

    ORDERS = auto()  # a scan of all orders
    YEAR = auto()  # the orders of a year, through the index of clients
    PAGE = auto()  # fifty orders, through the index of clients
    HISTORY = auto()  # a customer's orders, through the index of contacts
    CACHED = auto()  # a scan of all rows of the cache
    ROW = auto()  # one row of the cache
    ONE = auto()  # one order


@dataclass(frozen=True)
class Way:
    """A way to answer: what is read, and what is made of it."""

    reading: Reading
    work: Work

    def answer(self, items: Sequence[Item]) -> str:
        """The answer as it is sent."""
        return json_of(self.work(items))


@dataclass(frozen=True)
class Reader:
    """Reads what the other designs read, with the store that ours uses too."""

    store: Store
    tables: Tables
    cache: Table
    contact: str
    order: str

    def read(self, reading: Reading) -> list[Item]:  # noqa: PLR0911 - one line per reading
        """The items of a reading, every page of them."""
        match reading:
            case Reading.ORDERS:
                return [order for order in self._scan(self.tables.orders) if order["clientID"] == SHOP.client_id]
            case Reading.CACHED:
                return self._scan(self.cache)
            case Reading.ROW:
                return self._got(self.cache, {"contactID": self.contact})
            case Reading.ONE:
                return self._got(self.tables.orders, {"orderID": self.order})
            case Reading.PAGE:
                return self.store.query(self._query(forward=False, limit=figures.PAGE)).items
            case Reading.YEAR:
                return list(all_matches(self.store, self._query(low=f"{YEAR}", high=f"{YEAR}~")))
            case Reading.HISTORY:
                return list(all_matches(self.store, Query(self.tables.orders, self.contact, index=BY_CONTACT_CREATED)))

    def _query(self, **options: Any) -> Query:
        return Query(self.tables.orders, SHOP.client_id, index=BY_CLIENT_CREATED, **options)

    def _got(self, table: Table, key: dict[str, str]) -> list[Item]:
        item = self.store.get(table, key, consistent=False)
        return [] if item is None else [item]

    def _scan(self, table: Table) -> list[Item]:
        page = self.store.scan(table, consistent=False)
        items = list(page.items)
        while page.next_key is not None:
            page = self.store.scan(table, start=page.next_key, consistent=False)
            items += page.items
        return items


def reader(client: Any, tables: Tables, cache: Table, *, contact: str, order: str) -> Reader:
    """A reader of a shop in DynamoDB."""
    return Reader(DynamoStore(client), tables, cache, contact, order)
