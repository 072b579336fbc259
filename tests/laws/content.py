"""What a store holds, as a value: it is never changed, a write gives another one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.store import Item, Key, Page, Put, Query, Rejected, Table, TransactionCancelled, Write

_Place = tuple[str, str, str]  # of which table, with which hash and range key
# Counters that the projector never reads: without them, far more contents are equal.
_UNREAD = (keys.VERSION, keys.DAY_VERSIONS)


class Content:
    """The items of all tables. What a write does, and how a query sorts, is asked of the store in memory."""

    def __init__(self, items: Mapping[_Place, tuple[Table, Item]]) -> None:
        self._items = items

    @classmethod
    def of(cls, store: MemoryStore, tables: Iterable[Table]) -> "Content":
        """What these tables of a store hold."""
        return cls({_place(table, item): (table, item) for table in tables for item in store.items(table)})

    def get(self, table: Table, key: Key) -> Item | None:
        found = self._items.get(_place(table, key))
        return None if found is None else dict(found[1])

    def query(self, query: Query) -> Page:
        return _store_of(each for each in self._items.values() if each[0] == query.table).query(query)

    def scan(self, table: Table, **_: Any) -> Page:
        """Everything on one page; serves the checks."""
        return Page([item for owner, item in self._items.values() if owner == table], None)

    def after(self, writes: Sequence[Write]) -> "tuple[Content, Exception | None]":
        """The content after a transaction, or the same one and why it was refused."""
        places = {_place(write.table, _key_of(write)): write for write in writes}
        store = _store_of(self._items[place] for place in places if place in self._items)
        try:
            store.transact(writes)
        except (TransactionCancelled, Rejected) as error:
            return self, error
        items = {place: each for place, each in self._items.items() if place not in places}
        for place, write in places.items():
            if not place[1].startswith(_UNREAD) and (item := store.get(write.table, _key_of(write))) is not None:
                items[place] = (write.table, item)
        return Content(items), None

    def items(self) -> Iterable[tuple[_Place, Item]]:
        """Every item and its place."""
        return ((place, item) for place, (_, item) in self._items.items())


class Freezer:
    """Contents as hashable values; an item is shared by many contents, and frozen once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Item, Any]] = {}

    def content(self, content: Content) -> Any:
        """A hashable value that is equal for equal contents."""
        return frozenset((place, self._item(item)) for place, item in content.items())

    def _item(self, item: Item) -> Any:
        if id(item) not in self._known:
            self._known[id(item)] = (item, frozen(item))
        return self._known[id(item)][1]


def frozen(value: Any) -> Any:
    """A hashable value that is equal for equal answers."""
    if isinstance(value, Mapping):
        return frozenset((name, frozen(each)) for name, each in value.items())
    if isinstance(value, Page):
        return tuple(frozen(each) for each in value.items)
    if isinstance(value, list | tuple):
        return tuple(frozen(each) for each in value)
    return value


def _store_of(items: Iterable[tuple[Table, Item]]) -> MemoryStore:
    store = MemoryStore()
    for table, item in items:
        store.write(Put(table, item))
    return store


def _key_of(write: Write) -> Key:
    return write.table.key_of(write.item) if isinstance(write, Put) else write.key


def _place(table: Table, key: Key) -> _Place:
    return table.name, key[table.hash_key], "" if table.range_key is None else key[table.range_key]
