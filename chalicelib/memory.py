"""A store in this process: the recount's views live in it, and the tests run on it.

It keeps DynamoDB's promises, its limits included: key sizes, item size, 38 digits, distinct items of a
transaction, all writes or none.
"""

import threading
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from chalicelib.limits import check_key_part, check_limit, check_query, check_transaction
from chalicelib.memory_table import Identity, MemoryTable, identity_of
from chalicelib.outcomes import CONDITION, Failed, outcome
from chalicelib.store import (
    MAX_HASH_KEY_BYTES,
    MAX_RANGE_KEY_BYTES,
    ConditionFailed,
    Delete,
    Item,
    Key,
    Page,
    Put,
    Query,
    Rejected,
    Table,
    TransactionCancelled,
    Update,
    Write,
)


class MemoryStore:
    """A store whose tables are dictionaries; safe for threads."""

    def __init__(self) -> None:
        self._tables: dict[str, MemoryTable] = {}
        self._lock = threading.RLock()

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        identity = _identity(table, key)
        with self._lock:
            return self._items(table).get(identity)

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        identities = [(table, _identity(table, key)) for table, key in wanted]
        if len(set(identities)) < len(identities):
            raise Rejected("the same key is asked for twice")
        with self._lock:
            return [self._items(table).get(identity) for table, identity in identities]

    def query(self, query: Query) -> Page:
        check_query(query)
        with self._lock:
            return self._items(query.table).query(query)

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
        if not 0 <= segment < segments:
            raise Rejected(f"there is no segment {segment} of {segments}")
        check_limit(limit)
        with self._lock:
            return self._items(table).scan(start, limit, segment, segments)

    def write(self, write: Put | Update | Delete) -> None:
        identity = _identity_of_write(write)
        with self._lock:
            items = self._items(write.table)
            result = outcome(write, items.get(identity))
            if isinstance(result, Failed):
                raise ConditionFailed if result.reason == CONDITION else Rejected("the update does not fit the item")
            items.replace(identity, result)

    def transact(self, writes: Sequence[Write]) -> None:
        identities = [_identity_of_write(write) for write in writes]
        check_transaction(writes, identities)
        with self._lock:
            tables = [self._items(write.table) for write in writes]
            results = [outcome(write, each.get(identity)) for write, each, identity in _zip(writes, tables, identities)]
            reasons = [result.reason if isinstance(result, Failed) else "None" for result in results]
            if any(reason != "None" for reason in reasons):
                raise TransactionCancelled(reasons)
            for result, each, identity in _zip(results, tables, identities):
                each.replace(identity, result)

    def items(self, table: Table) -> Iterator[Item]:
        """Every item of a table as it is now, in the order of their keys."""
        with self._lock:
            return self._items(table).in_order()

    def _items(self, table: Table) -> MemoryTable:
        if table.name not in self._tables:
            self._tables[table.name] = MemoryTable(table)
        return self._tables[table.name]


def _identity_of_write(write: Write) -> Identity:
    return _identity(write.table, write.item if isinstance(write, Put) else write.key)


def _identity(table: Table, item: Key) -> Identity:
    """The values of the primary key, checked."""
    check_key_part(table.hash_key, item.get(table.hash_key), MAX_HASH_KEY_BYTES)
    if table.range_key is not None:
        check_key_part(table.range_key, item.get(table.range_key), MAX_RANGE_KEY_BYTES)
    return identity_of(table, item)


def _zip(*sequences: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    return zip(*sequences, strict=True)
