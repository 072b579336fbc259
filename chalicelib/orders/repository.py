"""The orders in their table."""

from collections.abc import Iterator, Sequence

from chalicelib.store import Item, Query, Store, Table, all_items, all_matches
from chalicelib.tables import BY_CLIENT_CREATED


class Orders:
    """Strong reads of single orders, and walks over all of them."""

    def __init__(self, store: Store, table: Table) -> None:
        self._store = store
        self._table = table

    def get(self, order_id: str) -> Item | None:
        """The order with this stored ID."""
        return self._store.get(self._table, {"orderID": order_id})

    def get_many(self, order_ids: Sequence[str]) -> dict[str, Item]:
        """The orders that exist among these stored IDs."""
        items = self._store.get_many([(self._table, {"orderID": each}) for each in order_ids])
        return {item["orderID"]: item for item in items if item is not None}

    def all(self) -> Iterator[Item]:
        """Every order of every client, strongly read."""
        return all_items(self._store, self._table)

    def of_client(self, client_id: str) -> Iterator[Item]:
        """A client's orders by the shops' own index, oldest first."""
        return all_matches(self._store, Query(self._table, client_id, index=BY_CLIENT_CREATED))

    def is_empty(self) -> bool:
        """Whether there is no order at all."""
        return not self._store.scan(self._table, limit=1).items
