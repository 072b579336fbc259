"""Request units of DynamoDB, counted by its own rules while a store is used.

    read    4 KB of an item, begun ones whole; of a query or scan 4 KB of all its items together. Strongly; else half.
    write   1 KB of the larger of what was and what is there, and as much for each index whose entry changes:
            twice where it moves. In a transaction everything in the tables counts twice, what fails included.

The rules are held against the figures that AWS's own DynamoDB Local reports (`tests/contracts/test_units.py`).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from chalicelib.limits import item_size
from chalicelib.store import (
    ConditionFailed,
    Delete,
    Index,
    Item,
    Key,
    Page,
    Put,
    Query,
    Store,
    Table,
    TransactionCancelled,
    Update,
    Write,
)

READ_BYTES = 4 * 1024
WRITE_BYTES = 1024
INDEXING_BYTES = 100  # that storage counts for each item, and for each entry of an index
_ONE, _HALF = Decimal(1), Decimal("0.5")
_TRANSACTION = 2
_KEYS_PER_CALL = 100


@dataclass(slots=True)
class Units:
    """What some calls have used: request units, calls, and the bytes of what was read."""

    read: Decimal = Decimal(0)
    write: Decimal = Decimal(0)
    calls: Decimal = Decimal(0)
    bytes_read: Decimal = Decimal(0)

    def add(self, other: "Units") -> None:
        """Count these too."""
        self.read += other.read
        self.write += other.write
        self.calls += other.calls
        self.bytes_read += other.bytes_read

    def times(self, factor: Decimal) -> "Units":
        """So many times these."""
        return Units(self.read * factor, self.write * factor, self.calls * factor, self.bytes_read * factor)


class MeteredStore:
    """A store that counts the units of what passes through it; for one thread.

    It looks at each item before and after a write; these reads are its own and not counted.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._used = Units()

    @contextmanager
    def metered(self) -> Iterator[Units]:
        """The units of a block."""
        before, self._used = self._used, Units()
        try:
            yield self._used
        finally:
            before.add(self._used)
            self._used = before

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        item = self._store.get(table, key, consistent=consistent)
        self._read([item], consistent=consistent)
        return item

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        items = self._store.get_many(wanted, consistent=consistent)
        size = sum(item_size(item) for item in items if item is not None)
        units = (read_units(_size(item), consistent=consistent) for item in items)
        calls = -(-len(wanted) // _KEYS_PER_CALL)
        self._used.add(Units(read=sum(units, Decimal(0)), calls=Decimal(calls), bytes_read=Decimal(size)))
        return items

    def query(self, query: Query) -> Page:
        page = self._store.query(query)
        self._read(page.items, consistent=query.consistent)
        return page

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
        page = self._store.scan(
            table, start=start, limit=limit, segment=segment, segments=segments, consistent=consistent
        )
        self._read(page.items, consistent=consistent)
        return page

    def write(self, write: Put | Update | Delete) -> None:
        with self._writing([write], times=1):
            self._store.write(write)

    def transact(self, writes: Sequence[Write]) -> None:
        with self._writing(writes, times=_TRANSACTION):
            self._store.transact(writes)

    def _read(self, items: Sequence[Item | None], *, consistent: bool) -> None:
        size = sum(item_size(item) for item in items if item is not None)
        self._used.add(Units(read=read_units(size, consistent=consistent), calls=_ONE, bytes_read=Decimal(size)))

    @contextmanager
    def _writing(self, writes: Sequence[Write], *, times: int) -> Iterator[None]:
        before = [self._now(each) for each in writes]
        try:
            yield
        except (ConditionFailed, TransactionCancelled):
            self._wrote(times * sum(_table_units(item, item) for item in before))
            raise
        after = [self._now(each) for each in writes]
        moves = list(zip(writes, before, after, strict=True))
        in_tables = sum(_table_units(was, item) for _, was, item in moves)
        self._wrote(times * in_tables + sum(_index_units(write.table, was, item) for write, was, item in moves))

    def _now(self, write: Write) -> Item | None:
        key = write.table.key_of(write.item) if isinstance(write, Put) else write.key
        return self._store.get(write.table, key)

    def _wrote(self, units: int) -> None:
        self._used.add(Units(write=Decimal(units), calls=_ONE))


def read_units(size: int, *, consistent: bool = True) -> Decimal:
    """The units of reading so many bytes in one call; nothing found costs as much as something small."""
    units = Decimal(max(1, -(-size // READ_BYTES)))
    return units if consistent else units * _HALF


def write_units(size: int) -> int:
    """The units of writing so many bytes."""
    return max(1, -(-size // WRITE_BYTES))


def stored_bytes(table: Table, item: Item) -> int:
    """What an item takes of the storage that is paid for, its indexes included."""
    entries = 1 + sum(_entry(index, item) is not None for index in table.indexes.values())
    return entries * (item_size(item) + INDEXING_BYTES)


def _table_units(before: Item | None, after: Item | None) -> int:
    return write_units(max(_size(before), _size(after)))


def _index_units(table: Table, before: Item | None, after: Item | None) -> int:
    if before == after:
        return 0
    return sum(_entry_units(_entry(each, before), _entry(each, after)) for each in table.indexes.values())


def _entry_units(before: "_Entry | None", after: "_Entry | None") -> int:
    """A new, changed or removed entry is one write, a moved one two."""
    if before is not None and after is not None and before.keys == after.keys:
        return write_units(max(before.size, after.size))
    return sum(write_units(each.size) for each in (before, after) if each is not None)


@dataclass(frozen=True, slots=True)
class _Entry:
    """An item as an index holds it: our indexes hold whole items."""

    keys: tuple[object, ...]
    size: int


def _entry(index: Index, item: Item | None) -> _Entry | None:
    if item is None or any(name not in item for name in index.key_names()):
        return None
    return _Entry(tuple(item[name] for name in index.key_names()), item_size(item))


def _size(item: Item | None) -> int:
    return 0 if item is None else item_size(item)
