"""The orders in their table."""

from collections.abc import Iterator, Sequence

from chalicelib.store import Item, Query, Store, Table
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
        items = self._store.get_many(self._table, [{"orderID": order_id} for order_id in order_ids])
        return {item["orderID"]: item for item in items}

    def all(self) -> Iterator[Item]:
        """Every order of every client, strongly read, page by page."""
        page = self._store.scan(self._table)
        yield from page.items
        while page.next_key is not None:
            page = self._store.scan(self._table, start=page.next_key)
            yield from page.items

    def of_client(self, client_id: str) -> Iterator[Item]:
        """A client's orders by the shops' own index, oldest first."""
        query = Query(self._table, client_id, index=BY_CLIENT_CREATED)
        page = self._store.query(query)
        yield from page.items
        while page.next_key is not None:
            page = self._store.query(Query(self._table, client_id, index=BY_CLIENT_CREATED, start=page.next_key))
            yield from page.items

    def is_empty(self) -> bool:
        """Whether there is no order at all."""
        return not self._store.scan(self._table, limit=1).items
