"""The items of one table in this process: packed, found by key, and in order where they are asked for.

A recount holds hundreds of thousands of rows that are much alike. So an item is kept as one tuple: the names of its
attributes, which all items of its kind share, and its values. Its key is where it lies, and not kept again.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, TypeAlias
from zlib import crc32

from chalicelib.limits import copied, item_size
from chalicelib.store import Index, Item, Key, Page, Query, Table

_PAGE_BYTES = 1024 * 1024
_WORTH_KEEPING = 64  # a shorter partition is sorted again for each query

Identity: TypeAlias = tuple[str, str]  # the table's hash and range key
_Packed: TypeAlias = tuple[Any, ...]  # the names of the attributes, then their values
_Entry: TypeAlias = tuple[Any, str, str]  # what sorts, a text or a number, and whose it is
_Partition: TypeAlias = tuple[str | None, str]  # of which index, with which hash key


class MemoryTable:
    """The items of one table.

    What a query or scan wants sorted is sorted once and then kept in order; so loading a table that nobody reads
    yet costs no sorting at all.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        self._items: dict[str, dict[str, _Packed]] = {}
        self._indexed: dict[_Partition, set[_Entry]] = {}
        self._orders: dict[_Partition, list[_Entry]] = {}
        self._hash_keys: list[str] | None = None

    def get(self, identity: Identity) -> Item | None:
        """The item with this key, for its reader to change."""
        packed = self._items.get(identity[0], {}).get(identity[1])
        return None if packed is None else self._unpacked(identity, packed)

    def replace(self, identity: Identity, item: Item | None) -> None:
        """Put this item where there was another or none, or remove the one that is there."""
        old = self.get(identity)
        if item is not None:
            self._put(identity, item)
        elif old is not None:
            self._remove(identity)
        before, after = self._places(identity, old), self._places(identity, item)
        if before != after:
            self._list(before, after)

    def query(self, query: Query) -> Page:
        """One page of a partition."""
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
        return self._page((self._item(hash_key, key) for _, hash_key, key in entries), query.limit, index)

    def scan(self, start: Key | None, limit: int | None, segment: int, segments: int) -> Page:
        """One page of the whole table, or of a segment of it."""
        after = ("", "") if start is None else identity_of(self._table, start)
        items = (
            self._item(hash_key, key)
            for hash_key in self._hash_keys_from(after[0])
            if segments == 1 or crc32(hash_key.encode()) % segments == segment
            for key in self._range_keys(hash_key, after)
        )
        return self._page(items, limit, None)

    def in_order(self) -> Iterator[Item]:
        """Every item that is there now, in the order of their keys."""
        found = [
            ((hash_key, key), partition[key])
            for hash_key, partition in sorted(self._items.items())
            for key in sorted(partition)
        ]
        return (self._unpacked(*each) for each in found)

    def _page(self, found: Iterable[Item], limit: int | None, index: Index | None) -> Page:
        items: list[Item] = []
        size = 0
        for item in islice(found, limit):
            items.append(item)
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

    def _item(self, hash_key: str, range_key: str) -> Item:
        return self._unpacked((hash_key, range_key), self._items[hash_key][range_key])

    def _unpacked(self, identity: Identity, packed: _Packed) -> Item:
        """A new item, so that its reader may change it."""
        names, *values = packed
        item = dict(zip(self._table.key_names(), identity, strict=False))
        item.update(zip(names, map(copied, values), strict=True))
        return item

    def _packed(self, item: Item) -> _Packed:
        keys = self._table.key_names()
        names = tuple(name for name in item if name not in keys)
        return _shared(names), *(item[name] for name in names)

    def _put(self, identity: Identity, item: Item) -> None:
        if self._hash_keys is not None and identity[0] not in self._items:
            insort(self._hash_keys, identity[0])
        self._items.setdefault(identity[0], {})[identity[1]] = self._packed(item)

    def _remove(self, identity: Identity) -> None:
        partition = self._items[identity[0]]
        del partition[identity[1]]
        if not partition:
            del self._items[identity[0]]
            if self._hash_keys is not None:
                self._hash_keys.pop(bisect_left(self._hash_keys, identity[0]))

    def _places(self, identity: Identity, item: Item | None) -> dict[_Partition, _Entry]:
        """Where an item is found: in its own partition and in those of the indexes that it has all keys of."""
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

    def _range_keys(self, hash_key: str, after: Identity) -> Iterator[str]:
        """A partition's range keys in order, from where a scan goes on."""
        order = self._order((None, hash_key))
        first = bisect_right(order, (after[1], *after)) if hash_key == after[0] else 0
        return (key for key, _, _ in islice(order, first, None))


def identity_of(table: Table, item: Key) -> Identity:
    """The values of an item's primary key."""
    return item[table.hash_key], "" if table.range_key is None else item[table.range_key]


@lru_cache(maxsize=1024)
def _shared(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names, as the same object for all who have the same."""
    return names


def _entry(table: Table, index: Index | None, item: Key) -> _Entry:
    identity = identity_of(table, item)
    if index is None:
        return identity[1], *identity
    return ("" if index.range_key is None else item[index.range_key]), *identity


def _sorted_by(entry: _Entry) -> Any:
    return entry[0]
