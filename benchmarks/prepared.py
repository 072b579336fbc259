"""A store that has its answers prepared: of the database only the decoding of its format is left."""

from collections.abc import Sequence
from typing import Any

from chalicelib.attribute_values import decode, encode
from chalicelib.memory import MemoryStore
from chalicelib.store import Item, Key, Page, Query, Table


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
