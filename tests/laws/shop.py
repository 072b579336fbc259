"""A shop in memory with its projector: orders are written, notices applied, views compared."""

from collections import Counter, deque
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from chalicelib.memory import MemoryStore
from chalicelib.projections.attempt import Result
from chalicelib.projections.projector import Projector
from chalicelib.projections.surroundings import Surroundings
from chalicelib.store import Delete, Item, Key, Page, Put, Query, Table, Update, Write
from chalicelib.tables import tables_named
from tests.laws.differences import broken_invariant, differences
from tests.laws.orders import CLIENTS

TABLES = tables_named()
NOW = datetime(2025, 6, 1, tzinfo=UTC)


class RecordingStore:
    """A store that counts what is asked of it, and fails transactions as it is told."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self.calls: Counter[str] = Counter()
        self.items_read = 0
        self.transactions: list[Sequence[Write]] = []
        self.failures: deque[Exception] = deque()
        self.lost_answers: deque[Exception] = deque()

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        self.calls["get"] += 1
        return self._store.get(table, key)

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        self.calls["get_many"] += 1
        items = self._store.get_many(wanted, consistent=consistent)
        self._counted([item for item in items if item is not None])
        return items

    def query(self, query: Query) -> Page:
        self.calls["query"] += 1
        page = self._store.query(query)
        self._counted(page.items)
        return page

    def scan(self, table: Table, **options: Any) -> Page:
        self.calls["scan"] += 1
        return self._store.scan(table, **options)

    def write(self, write: Put | Update | Delete) -> None:
        self.calls["write"] += 1
        self._store.write(write)

    def transact(self, writes: Sequence[Write]) -> None:
        self.calls["transact"] += 1
        if self.failures:
            raise self.failures.popleft()
        self._store.transact(writes)
        self.transactions.append(writes)
        if self.lost_answers:
            raise self.lost_answers.popleft()

    def _counted(self, items: list[Item]) -> list[Item]:
        self.items_read += len(items)
        return items


class Shop:
    """Orders, a projector and its store."""

    def __init__(self, *, most_writes: int = 100, remaining: Sequence[float] = ()) -> None:
        self.store = MemoryStore()
        self.recording = RecordingStore(self.store)
        self.pauses: list[float] = []
        times = iter(remaining)
        self.projector = Projector(
            self.recording,
            TABLES,
            CLIENTS,
            transaction_writes=most_writes,
            surroundings=Surroundings(
                now=lambda: NOW, pause=self.pauses.append, remaining=lambda: next(times, float("inf"))
            ),
        )

    def write(self, *items: Item) -> list[str]:
        """Orders are written; their notices are still to be applied."""
        for item in items:
            self.store.write(Put(TABLES.orders, item))
        return [item["orderID"] for item in items]

    def delete(self, *order_ids: str) -> list[str]:
        """Orders are deleted; their notices are still to be applied."""
        for order_id in order_ids:
            self.store.write(Delete(TABLES.orders, {"orderID": order_id}))
        return list(order_ids)

    def apply(self, order_ids: Sequence[str]) -> Result:
        """The notices reach the projector."""
        return self.projector.apply(order_ids)

    def take(self, *items: Item) -> Result:
        """Orders are written and projected."""
        return self.apply(self.write(*items))

    def ledger(self, order_id: str) -> Item | None:
        """The order's row in the ledger."""
        return self.store.get(TABLES.ledger, {"orderID": order_id})

    def customer(self, contact: str, client: str = "a") -> Item | None:
        """The customer's row."""
        return self.store.get(TABLES.customers, {"contactID": contact, "clientID": client})

    def differences(self) -> list[str]:
        """Views against ledgers, and both against the orders."""
        return broken_invariant(self.store, TABLES, CLIENTS) + differences(self.store, TABLES, CLIENTS)
