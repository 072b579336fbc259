"""The rows of customers and products that a round of the projector needs: read once, and kept as committed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.orders.order import ORDER
from chalicelib.projections import keys
from chalicelib.projections.customer_items import customer_of
from chalicelib.projections.customers import Customer, End
from chalicelib.projections.effects import CustomerKey, Delta, ProductDocument, ProductKey
from chalicelib.projections.product_rows import Newest, ProductRow, Remaining, row_of
from chalicelib.projections.products import newest_of_row
from chalicelib.store import Item, Key, Query, Store, Table, all_matches
from chalicelib.tables import Tables


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer's row and the rev under which it was read; None where there is no row."""

    customer: Customer
    rev: str | None


class KnownRows:
    """The rows of one round."""

    def __init__(self, store: Store, tables: Tables) -> None:
        self._store = store
        self._tables = tables
        self._customers: dict[CustomerKey, CustomerRow] = {}
        self._products: dict[ProductKey, ProductRow] = {}

    def load(self, delta: Delta) -> None:
        """Read the rows that a delta changes and that are not here yet, all at once."""
        customers = [key for key in delta.customers if key not in self._customers]
        products = [key for key in delta.products if key not in self._products]
        wanted: list[tuple[Table, Key]] = [(self._tables.customers, _customer_key(key)) for key in customers]
        wanted += [(self._tables.views, keys.product(*key)) for key in products]
        items = iter(self._store.get_many(wanted) if wanted else [])
        self._customers |= {key: _customer_row(key, next(items)) for key in customers}
        self._products |= {key: row_of(next(items)) for key in products}

    def customer(self, key: CustomerKey) -> CustomerRow:
        """The customer's row as it was read or committed last."""
        return self._customers[key]

    def product(self, key: ProductKey) -> ProductRow:
        """The product's row as it was read or committed last."""
        return self._products[key]

    def remember(self, customers: Mapping[CustomerKey, CustomerRow], products: Mapping[ProductKey, ProductRow]) -> None:
        """Keep rows as they were committed."""
        self._customers |= customers
        self._products |= products

    def forget(self, delta: Delta) -> None:
        """Have the rows that a delta changes read again."""
        for customer in delta.customers:
            self._customers.pop(customer, None)
        for product in delta.products:
            self._products.pop(product, None)

    def end_of(self, key: CustomerKey) -> End:
        """The reader of one end of a customer's documents."""
        contact, client = key

        def end(prefix: str, newest: bool, count: int) -> list[Mapping[str, Any]]:
            partition = keys.customer_documents(client, contact)
            query = Query(
                self._tables.views,
                partition,
                low=prefix,
                high=prefix + keys.HIGHEST,
                forward=not newest,
                limit=count,
                consistent=True,
            )
            return list(self._store.query(query).items)

        return end

    def remaining_of(self, key: ProductKey) -> Remaining:
        """The reader of the newest of a product's documents: mostly one of the first that it finds."""

        def remaining(leaving: Sequence[ProductDocument]) -> Newest | None:
            gone = {each.order_id for each in leaving}
            partition = keys.product_documents(*key)
            query = Query(self._tables.views, partition, forward=False, limit=len(gone) + 1, consistent=True)
            newest_credit: Newest | None = None
            for row in all_matches(self._store, query):
                if row["orderID"] in gone:
                    continue
                if row["kind"] == ORDER:
                    return newest_of_row(row)
                newest_credit = newest_credit or newest_of_row(row)
            return newest_credit

        return remaining


def _customer_key(key: CustomerKey) -> dict[str, str]:
    return {"contactID": key[0], "clientID": key[1]}


def _customer_row(key: CustomerKey, item: Item | None) -> CustomerRow:
    return CustomerRow(Customer(*key), None) if item is None else CustomerRow(customer_of(item), item["rev"])
