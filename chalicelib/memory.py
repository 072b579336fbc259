"""A store in this process: the recount's views live in it, and the tests run on it.

It keeps DynamoDB's promises, its limits included: key sizes, item size, 38 digits, distinct items of a
transaction, all writes or none.
"""

import threading
import zlib
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any, TypeAlias

from chalicelib import money
from chalicelib.limits import (
    check_index_keys,
    check_key_part,
    check_limit,
    check_query,
    check_transaction,
    check_update,
    checked,
    copied,
    item_size,
    number,
    stored,
)
from chalicelib.store import (
    MAX_HASH_KEY_BYTES,
    MAX_ITEM_BYTES,
    MAX_RANGE_KEY_BYTES,
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
    Matches,
    Page,
    Put,
    Query,
    Rejected,
    Table,
    TransactionCancelled,
    Update,
    Write,
)

_PAGE_BYTES = 1024 * 1024
_WORTH_KEEPING = 64  # a shorter partition is sorted again for each query

_Identity: TypeAlias = tuple[str, str]  # the table's hash and range key
_Entry: TypeAlias = tuple[Any, str, str]  # what sorts, a text or a number, and whose it is
_Partition: TypeAlias = tuple[str | None, str]  # of which index, with which hash key
_MISSING = object()


class MemoryStore:
    """A store whose tables are dictionaries; safe for threads."""

    def __init__(self) -> None:
        self._tables: dict[str, _Rows] = {}
        self._lock = threading.RLock()

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        identity = _identity(table, key)
        with self._lock:
            item = self._rows(table).get(identity)
            return None if item is None else copied(item)

    def get_many(self, wanted: Sequence[tuple[Table, Key]]) -> list[Item | None]:
        identities = [(table, _identity(table, key)) for table, key in wanted]
        if len(set(identities)) < len(identities):
            raise Rejected("the same key is asked for twice")
        with self._lock:
            items = [self._rows(table).get(identity) for table, identity in identities]
        return [None if item is None else copied(item) for item in items]

    def query(self, query: Query) -> Page:
        check_query(query)
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
        if not 0 <= segment < segments:
            raise Rejected(f"there is no segment {segment} of {segments}")
        check_limit(limit)
        with self._lock:
            return self._rows(table).scan(start, limit, segment, segments)

    def write(self, write: Put | Update | Delete) -> None:
        try:
            self.transact([write])
        except TransactionCancelled as cancelled:
            if cancelled.reasons == (_Failed.CONDITION,):
                raise ConditionFailed from cancelled
            raise Rejected("the update does not fit the item") from cancelled

    def transact(self, writes: Sequence[Write]) -> None:
        identities = [_identity(write.table, write.item if isinstance(write, Put) else write.key) for write in writes]
        check_transaction(writes, identities)
        with self._lock:
            rows = [self._rows(write.table) for write in writes]
            results = [_result(write, each.get(identity)) for write, each, identity in _zip(writes, rows, identities)]
            reasons = [result.reason if isinstance(result, _Failed) else "None" for result in results]
            if any(reason != "None" for reason in reasons):
                raise TransactionCancelled(reasons)
            for result, each, identity in _zip(results, rows, identities):
                each.replace(identity, result)

    def items(self, table: Table) -> Iterator[Item]:
        """Every item of a table, in the order of their keys; they are the store's own, not to be changed."""
        with self._lock:
            return iter(list(self._rows(table).in_order()))

    def _rows(self, table: Table) -> "_Rows":
        if table.name not in self._tables:
            self._tables[table.name] = _Rows(table)
        return self._tables[table.name]


class _Rows:
    """The items of one table.

    What a query or scan wants sorted is sorted once and then kept in order; so loading a table that nobody reads
    yet costs no sorting at all.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._items: dict[str, dict[str, Item]] = {}
        self._indexed: dict[_Partition, set[_Entry]] = {}
        self._orders: dict[_Partition, list[_Entry]] = {}
        self._hash_keys: list[str] | None = None

    def get(self, identity: _Identity) -> Item | None:
        return self._items.get(identity[0], {}).get(identity[1])

    def replace(self, identity: _Identity, item: Item | None) -> None:
        """Put this item where there was another or none, or remove the one that is there."""
        before = self._places(identity)
        if item is not None:
            self._put(identity, item)
        elif before:
            self._remove(identity)
        after = self._places(identity)
        if before != after:
            self._list(before, after)

    def query(self, query: Query) -> Page:
        index = None if query.index is None else self._table.indexes[query.index]
        order = self._order((query.index, query.hash_value))
        first = 0 if query.low is None else bisect_left(order, query.low, key=_sorted_by)
        last = len(order) if query.high is None else bisect_right(order, query.high, key=_sorted_by)
        if query.start is not None:
            mark = _entry(self._table, index, query.start)
            if query.forward:
                first = max(first, bisect_right(order, mark))
            else:
                last = min(last, bisect_left(order, mark))
        entries = (order[i] for i in (range(first, last) if query.forward else range(last - 1, first - 1, -1)))
        return self._page((self._items[hash_key][key] for _, hash_key, key in entries), query.limit, index)

    def scan(self, start: Key | None, limit: int | None, segment: int, segments: int) -> Page:
        after = ("", "") if start is None else _identity(self._table, start)
        items = (
            self._items[hash_key][key]
            for hash_key in self._hash_keys_from(after[0])
            if segments == 1 or zlib.crc32(hash_key.encode()) % segments == segment
            for key in self._range_keys(hash_key, after)
        )
        return self._page(items, limit, None)

    def in_order(self) -> Iterator[Item]:
        for hash_key in sorted(self._items):
            for key in sorted(self._items[hash_key]):
                yield self._items[hash_key][key]

    def _page(self, found: Iterable[Item], limit: int | None, index: Index | None) -> Page:
        items: list[Item] = []
        size = 0
        for item in islice(found, limit):
            items.append(copied(item))
            size += item_size(item)
            if size >= _PAGE_BYTES:
                break
        else:
            if len(items) != limit:
                return Page(items, None)
        return Page(items, self._next_key(items[-1], index))

    def _next_key(self, item: Item, index: Index | None) -> Item:
        names = self._table.key_names() + (() if index is None else index.key_names())
        return {name: item[name] for name in names}

    def _put(self, identity: _Identity, item: Item) -> None:
        if self._hash_keys is not None and identity[0] not in self._items:
            insort(self._hash_keys, identity[0])
        self._items.setdefault(identity[0], {})[identity[1]] = item

    def _remove(self, identity: _Identity) -> None:
        partition = self._items[identity[0]]
        del partition[identity[1]]
        if not partition:
            del self._items[identity[0]]
            if self._hash_keys is not None:
                self._hash_keys.pop(bisect_left(self._hash_keys, identity[0]))

    def _places(self, identity: _Identity) -> dict[_Partition, _Entry]:
        """Where an item is found: in its own partition and in those of the indexes that it has all keys of."""
        item = self.get(identity)
        if item is None:
            return {}
        places: dict[_Partition, _Entry] = {(None, identity[0]): (identity[1], *identity)}
        for name, index in self._table.indexes.items():
            if all(each in item for each in index.key_names()):
                places[name, item[index.hash_key]] = _entry(self._table, index, item)
        return places

    def _list(self, before: dict[_Partition, _Entry], after: dict[_Partition, _Entry]) -> None:
        for partition, entry in before.items():
            if after.get(partition) != entry:
                self._unlist_one(partition, entry)
        for partition, entry in after.items():
            if before.get(partition) != entry:
                self._list_one(partition, entry)

    def _list_one(self, partition: _Partition, entry: _Entry) -> None:
        if partition[0] is not None:
            self._indexed.setdefault(partition, set()).add(entry)
        if partition in self._orders:
            insort(self._orders[partition], entry)

    def _unlist_one(self, partition: _Partition, entry: _Entry) -> None:
        if partition[0] is not None:
            self._indexed[partition].remove(entry)
        if partition in self._orders:
            order = self._orders[partition]
            order.pop(bisect_left(order, entry))

    def _order(self, partition: _Partition) -> list[_Entry]:
        if partition in self._orders:
            return self._orders[partition]
        name, hash_key = partition
        if name is None:
            order = [(key, hash_key, key) for key in sorted(self._items.get(hash_key, ()))]
        else:
            order = sorted(self._indexed.get(partition, ()))
        if len(order) > _WORTH_KEEPING:
            self._orders[partition] = order
        return order

    def _hash_keys_from(self, first: str) -> Iterator[str]:
        if self._hash_keys is None:
            self._hash_keys = sorted(self._items)
        return islice(self._hash_keys, bisect_left(self._hash_keys, first), None)

    def _range_keys(self, hash_key: str, after: _Identity) -> Iterator[str]:
        """A partition's range keys in order, from where a scan goes on."""
        order = self._order((None, hash_key))
        first = bisect_right(order, (after[1], *after)) if hash_key == after[0] else 0
        return (key for key, _, _ in islice(order, first, None))


class _Failed:
    """Why a write cannot be done, as DynamoDB names it."""

    CONDITION = "ConditionalCheckFailed"
    UPDATE = "ValidationError"

    def __init__(self, reason: str) -> None:
        self.reason = reason


def _result(write: Write, current: Item | None) -> Item | _Failed | None:
    """The item after a write."""
    match write:
        case Put():
            result: Item | None = checked(write.table, stored(write.item))
        case Update():
            check_update(write)
            assigned = stored(write.assign)
            check_index_keys(write.table, assigned)
            result = _updated(write, assigned, current)
        case Delete():
            result = None
        case Check():
            result = current
    if write.condition is not None and not _holds(write.condition, current):
        return _Failed(_Failed.CONDITION)
    if isinstance(write, Update) and (result is None or item_size(result) > MAX_ITEM_BYTES):
        return _Failed(_Failed.UPDATE)
    return result


def _holds(condition: Condition, item: Item | None) -> bool:
    match condition:
        case Absent():
            return _value(item, condition.attribute) is _MISSING
        case Equals():
            return _is_equal(_value(item, condition.attribute), condition.value)
        case AbsentOrBelow():
            value = _value(item, condition.attribute)
            return value is _MISSING or _is_below(value, condition.value)
        case Matches():
            return (
                all(_is_equal(_value(item, name), value) for name, value in condition.values.items())
                and all(_value(item, name) is _MISSING for name in condition.absent)
                and all(_is_below(_value(item, name), bound) for name, bound in condition.below.items())
                and all(_is_above(_value(item, name), bound) for name, bound in condition.above.items())
            )


def _value(item: Item | None, attribute: str) -> Any:
    return _MISSING if item is None else item.get(attribute, _MISSING)


def _is_equal(value: Any, wanted: Any) -> bool:
    wanted = stored(wanted)
    return type(value) is type(wanted) and bool(value == wanted)


def _is_below(value: Any, bound: Any) -> bool:
    bound = stored(bound)
    return type(value) is type(bound) and bool(value < bound)


def _is_above(value: Any, bound: Any) -> bool:
    bound = stored(bound)
    return type(value) is type(bound) and bool(value > bound)


def _updated(write: Update, assigned: Item, current: Item | None) -> Item | None:
    """The item after an update; None where a sum cannot be."""
    item = {**(current or stored(write.key)), **assigned}
    for name, amount in write.add.items():
        value = item.get(name, money.ZERO)
        if not isinstance(value, Decimal):
            return None
        try:
            item[name] = number(money.add(value, amount))
        except (ArithmeticError, Rejected):
            return None
    for name in write.remove:
        item.pop(name, None)
    return item


def _entry(table: Table, index: Index | None, item: Key) -> _Entry:
    identity = _identity_of(table, item)
    if index is None:
        return identity[1], *identity
    return ("" if index.range_key is None else item[index.range_key]), *identity


def _sorted_by(entry: _Entry) -> Any:
    return entry[0]


def _identity_of(table: Table, item: Key) -> _Identity:
    return item[table.hash_key], "" if table.range_key is None else item[table.range_key]


def _identity(table: Table, item: Key) -> _Identity:
    """The values of the primary key, checked."""
    check_key_part(table.hash_key, item.get(table.hash_key), MAX_HASH_KEY_BYTES)
    if table.range_key is not None:
        check_key_part(table.range_key, item.get(table.range_key), MAX_RANGE_KEY_BYTES)
    return _identity_of(table, item)


def _zip(*sequences: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    return zip(*sequences, strict=True)
