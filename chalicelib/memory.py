"""A store in this process: the recount's views live in it, and the tests run on it.

It keeps DynamoDB's promises, its limits included: key sizes, item size, 38 digits, distinct items of a
transaction, all writes or none.
"""

import threading
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from chalicelib.money import plain
from chalicelib.store import (
    MAX_HASH_KEY_BYTES,
    MAX_ITEM_BYTES,
    MAX_RANGE_KEY_BYTES,
    MAX_TRANSACTION_WRITES,
    Absent,
    AbsentOrBelow,
    Check,
    Condition,
    ConditionFailed,
    Delete,
    Equals,
    Index,
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

_LOWEST = ""
_HIGHEST = "\U0010ffff"
_PAGE_BYTES = 1024 * 1024


class MemoryStore:
    """A store whose tables are dictionaries with sorted keys; safe for threads."""

    def __init__(self) -> None:
        self._tables: dict[str, _Rows] = {}
        self._lock = threading.RLock()

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        _check_key(table, key)
        with self._lock:
            item = self._rows(table).items.get(_identity(table, key))
            return None if item is None else dict(item)

    def get_many(self, table: Table, keys: Sequence[Key]) -> list[Item]:
        found = [self.get(table, key) for key in keys]
        return [item for item in found if item is not None]

    def query(self, query: Query) -> Page:
        with self._lock:
            return self._rows(query.table).query(query)

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
        with self._lock:
            return self._rows(table).scan(start, limit, segment, segments)

    def write(self, write: Put | Update | Delete) -> None:
        try:
            self.transact([write])
        except TransactionCancelled as cancelled:
            raise ConditionFailed from cancelled

    def transact(self, writes: Sequence[Write]) -> None:
        _check_transaction(writes)
        with self._lock:
            results = [(write.table, _key_of(write), self._result_of(write)) for write in writes]
            reasons = ["ConditionalCheckFailed" if isinstance(each, _Failed) else "None" for _, _, each in results]
            if any(reason != "None" for reason in reasons):
                raise TransactionCancelled(reasons)
            for table, key, result in results:
                if not isinstance(result, _Failed):
                    self._rows(table).replace(key, result)

    def items(self, table: Table) -> Iterator[Item]:
        """Every item of a table, in the order of their keys."""
        with self._lock:
            rows = self._rows(table)
            return iter([rows.items[identity] for identity in rows.order])

    def _rows(self, table: Table) -> "_Rows":
        return self._tables.setdefault(table.name, _Rows(table))

    def _result_of(self, write: Write) -> "Item | None | _Failed":
        current = self._rows(write.table).items.get(_identity(write.table, _key_of(write)))
        if write.condition is not None and not _holds(write.condition, current):
            return _Failed()
        match write:
            case Put():
                return _checked(write.table, _stored(write.item))
            case Update():
                return _checked(write.table, _updated(write, current))
            case Delete():
                return None
            case Check():
                return current


class _Failed:
    """The condition did not hold."""


class _Rows:
    """The items of one table and the order of their keys in the table and in its indexes."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.items: dict[tuple[str, str], Item] = {}
        self.order: list[tuple[str, str]] = []
        self.partitions: dict[str, list[tuple[str, str, str]]] = {}
        self.indexes: dict[str, dict[str, list[tuple[str, str, str]]]] = {name: {} for name in table.indexes}

    def replace(self, key: Key, item: Item | None) -> None:
        identity = _identity(self.table, key)
        old = self.items.pop(identity, None)
        if old is not None:
            self._unlist(identity, old)
        if item is not None:
            self.items[identity] = item
            self._list(identity, item)

    def query(self, query: Query) -> Page:
        index = None if query.index is None else self.table.indexes[query.index]
        partitions = self.partitions if query.index is None else self.indexes[query.index]
        entries = partitions.get(query.hash_value, [])
        first = bisect_left(entries, (query.low or _LOWEST, _LOWEST, _LOWEST))
        last = len(entries) if query.high is None else bisect_right(entries, (query.high, _HIGHEST, _HIGHEST))
        if query.start is not None:
            mark = _entry(self.table, index, query.start)
            if query.forward:
                first = max(first, bisect_right(entries, mark))
            else:
                last = min(last, bisect_left(entries, mark))
        wanted = entries[first:last] if query.forward else entries[first:last][::-1]
        return self._page(wanted, query.limit, index)

    def scan(self, start: Key | None, limit: int | None, segment: int, segments: int) -> Page:
        first = 0 if start is None else bisect_right(self.order, _identity(self.table, start))
        wanted = [("", *identity) for identity in self.order[first:] if hash(identity) % segments == segment]
        return self._page(wanted, limit, None)

    def _page(self, entries: Sequence[tuple[str, str, str]], limit: int | None, index: Index | None) -> Page:
        items: list[Item] = []
        size = 0
        for _, *identity in entries[:limit]:
            item = self.items[(identity[0], identity[1])]
            size += _size(item)
            items.append(dict(item))
            if size >= _PAGE_BYTES:
                break
        cut = len(items) < len(entries) or (limit is not None and len(items) == limit)
        return Page(items, self._next_key(items[-1], index) if cut and items else None)

    def _next_key(self, item: Item, index: Index | None) -> Item:
        names = self.table.key_names() + (() if index is None else index.key_names())
        return {name: item[name] for name in names}

    def _list(self, identity: tuple[str, str], item: Item) -> None:
        insort(self.order, identity)
        for entries, entry in self._entries(identity, item):
            insort(entries, entry)

    def _unlist(self, identity: tuple[str, str], item: Item) -> None:
        self.order.pop(bisect_left(self.order, identity))
        for entries, entry in self._entries(identity, item):
            entries.pop(bisect_left(entries, entry))

    def _entries(self, identity: tuple[str, str], item: Item) -> Iterator[tuple[list[Any], tuple[str, str, str]]]:
        yield self.partitions.setdefault(identity[0], []), (identity[1], *identity)
        for name, index in self.table.indexes.items():
            if all(isinstance(item.get(each), str) for each in index.key_names()):
                yield self.indexes[name].setdefault(item[index.hash_key], []), _entry(self.table, index, item)


def _entry(table: Table, index: Index | None, item: Key) -> tuple[str, str, str]:
    identity = _identity(table, item)
    if index is None:
        return identity[1], *identity
    return ("" if index.range_key is None else item[index.range_key]), *identity


def _identity(table: Table, key: Key) -> tuple[str, str]:
    return key[table.hash_key], "" if table.range_key is None else key[table.range_key]


def _key_of(write: Write) -> Item:
    return write.table.key_of(write.item if isinstance(write, Put) else write.key)


def _holds(condition: Condition, item: Item | None) -> bool:
    value = None if item is None else item.get(condition.attribute)
    match condition:
        case Absent():
            return value is None
        case Equals():
            return bool(value == condition.value)
        case AbsentOrBelow():
            return value is None or bool(value < condition.value)


def _updated(write: Update, current: Item | None) -> Item:
    item = dict(current or _stored(write.key))
    for name, amount in write.add.items():
        item[name] = plain(item.get(name, Decimal(0)) + amount)
    for name, value in write.assign.items():
        item[name] = _stored(value)
    for name in write.remove:
        item.pop(name, None)
    return item


def _stored(value: Any) -> Any:
    """The value as the database would give it back."""
    if isinstance(value, bool) or value is None or isinstance(value, str | bytes | set | frozenset):
        return value
    if isinstance(value, Decimal | int):
        return _number(Decimal(value))
    if isinstance(value, Mapping):
        return {name: _stored(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_stored(each) for each in value]
    raise TypeError(f"a {type(value).__name__} has no place in an item")


def _number(number: Decimal) -> Decimal:
    if not number.is_finite() or len(number.normalize().as_tuple().digits) > 38:
        raise Rejected("a number has more than 38 digits")
    return plain(number)


def _check_transaction(writes: Sequence[Write]) -> None:
    if not 1 <= len(writes) <= MAX_TRANSACTION_WRITES:
        raise Rejected(f"a transaction has 1 to {MAX_TRANSACTION_WRITES} writes, not {len(writes)}")
    for write in writes:
        _check_key(write.table, _key_of(write))
    if len({(write.table.name, _identity(write.table, _key_of(write))) for write in writes}) < len(writes):
        raise Rejected("a transaction names the same item twice")


def _checked(table: Table, item: Item) -> Item:
    if _size(item) > MAX_ITEM_BYTES:
        raise Rejected(f"an item of {table.name} is larger than 400 KB")
    for index in table.indexes.values():
        _check_index_key(index.hash_key, item, MAX_HASH_KEY_BYTES)
        if index.range_key is not None:
            _check_index_key(index.range_key, item, MAX_RANGE_KEY_BYTES)
    return item


def _check_key(table: Table, key: Key) -> None:
    _check_key_part(table.hash_key, key[table.hash_key], MAX_HASH_KEY_BYTES)
    if table.range_key is not None:
        _check_key_part(table.range_key, key[table.range_key], MAX_RANGE_KEY_BYTES)


def _check_index_key(name: str, item: Item, most: int) -> None:
    if name in item:
        _check_key_part(name, item[name], most)


def _check_key_part(name: str, value: Any, most: int) -> None:
    if not isinstance(value, str) or not value:
        raise Rejected(f"the key {name} is not a text, or is empty")
    if len(value.encode()) > most:
        raise Rejected(f"the key {name} is longer than {most} bytes")


def _size(value: Any) -> int:
    """Bytes by DynamoDB's rules, near enough for its limits."""
    if isinstance(value, str):
        return len(value) if value.isascii() else len(value.encode())
    if isinstance(value, Decimal):
        return len(value.as_tuple().digits) // 2 + 2
    if isinstance(value, Mapping):
        return 3 + sum(_size(name) + _size(each) + 1 for name, each in value.items())
    if isinstance(value, list | set | frozenset):
        return 3 + sum(_size(each) + 1 for each in value)
    return len(value) if isinstance(value, bytes) else 1
