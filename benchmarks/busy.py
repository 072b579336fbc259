"""A database that takes its time and refuses transactions that meet: what no emulator shows.

Each call takes as long as is said; a transaction whose items are in another one at that moment is cancelled with
TransactionConflict, as DynamoDB does.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from chalicelib import clock
from chalicelib.memory import MemoryStore
from chalicelib.store import Delete, Item, Key, Page, Put, Query, Table, TransactionCancelled, Update, Write

CALL_SECONDS = 0.005
TRANSACTION_SECONDS = 0.015


class BusyStore:
    """A store in memory whose calls take time. Safe for threads."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._busy: set[tuple[Any, ...]] = set()
        self._lock = threading.Lock()

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        clock.sleep(CALL_SECONDS)
        return self._store.get(table, key, consistent=consistent)

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        clock.sleep(CALL_SECONDS)
        return self._store.get_many(wanted, consistent=consistent)

    def query(self, query: Query) -> Page:
        clock.sleep(CALL_SECONDS)
        return self._store.query(query)

    def scan(
        self,
        table: Table,
        *,
        start: Key | None = None,
        limit: int | None = None,
        segment: int = 0,
        segments: int = 1,
        consistent: bool = True,
    ) -> Page:
        clock.sleep(CALL_SECONDS)
        return self._store.scan(table, start=start, limit=limit, segment=segment, segments=segments)

    def write(self, write: Put | Update | Delete) -> None:
        clock.sleep(CALL_SECONDS)
        self._store.write(write)

    def transact(self, writes: Sequence[Write]) -> None:
        with self._alone(writes):
            clock.sleep(TRANSACTION_SECONDS)
            self._store.transact(writes)

    @contextmanager
    def _alone(self, writes: Sequence[Write]) -> Iterator[None]:
        places = [_place(each) for each in writes]
        with self._lock:
            reasons = ["TransactionConflict" if each in self._busy else "None" for each in places]
            if any(each != "None" for each in reasons):
                raise TransactionCancelled(reasons)
            self._busy.update(places)
        try:
            yield
        finally:
            with self._lock:
                self._busy.difference_update(places)


def _place(write: Write) -> tuple[Any, ...]:
    key = write.table.key_of(write.item) if isinstance(write, Put) else write.key
    return write.table.name, *(key[name] for name in write.table.key_names())
