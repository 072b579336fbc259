"""The customers' rows that a round of the projector needs: read once, and kept as committed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.projections import keys
from chalicelib.projections.customer_items import customer_of
from chalicelib.projections.customers import Customer
from chalicelib.projections.effects import CustomerKey
from chalicelib.store import Item, Query, Store
from chalicelib.tables import Tables


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer's row and the rev under which it was read; None where there is no row."""

    customer: Customer
    rev: str | None


class CustomerRows:
    """The customers' rows of one round: read once, and kept as committed."""

    def __init__(self, store: Store, tables: Tables) -> None:
        self._store = store
        self._tables = tables
        self._rows: dict[CustomerKey, CustomerRow] = {}

    def load(self, customers: Iterable[CustomerKey]) -> None:
        """Read the rows that are not here yet."""
        missing = [key for key in customers if key not in self._rows]
        items = self._store.get_many(self._tables.customers, [_key_of(key) for key in missing]) if missing else []
        found = {(item["contactID"], item["clientID"]): item for item in items}
        self._rows |= {key: _row_of(key, found.get(key)) for key in missing}

    def row(self, key: CustomerKey) -> CustomerRow:
        """The row as it was read or committed last."""
        return self._rows[key]

    def remember(self, rows: Mapping[CustomerKey, CustomerRow]) -> None:
        """Keep rows as they were committed."""
        self._rows |= rows

    def forget(self, customers: Iterable[CustomerKey]) -> None:
        """Have these rows read again."""
        for key in customers:
            self._rows.pop(key, None)

    def end_of(self, key: CustomerKey) -> Callable[[str, bool, int], list[Mapping[str, Any]]]:
        """The reader of one end of a customer's documents."""
        contact, client = key

        def end(prefix: str, newest: bool, count: int) -> list[Mapping[str, Any]]:
            partition = keys.customer_documents(client, contact)
            page = self._store.query(
                Query(
                    self._tables.views,
                    partition,
                    low=prefix,
                    high=prefix + keys.HIGHEST,
                    forward=not newest,
                    limit=count,
                    consistent=True,
                )
            )
            return list(page.items)

        return end


def _key_of(key: CustomerKey) -> dict[str, str]:
    return {"contactID": key[0], "clientID": key[1]}


def _row_of(key: CustomerKey, item: Item | None) -> CustomerRow:
    return CustomerRow(Customer(*key), None) if item is None else CustomerRow(customer_of(item), item["rev"])
