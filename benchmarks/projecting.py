"""What the projector's measurements share: a shop whose customers have a history, and its next orders."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from benchmarks.orders import contact, order
from benchmarks.shop import Row, Shop, rows_of
from chalicelib import clock
from chalicelib.projections import keys
from chalicelib.projections.attempt import Result
from chalicelib.projections.stream import OrderChange, project
from chalicelib.store import Item, Put, Store, Write

_MOST_WRITES = 10  # of a transaction in DynamoDB Local's build of 2020
_WRITTEN = timedelta(seconds=1)


@dataclass
class Histories:
    """Customers who have so many orders each, and go on ordering."""

    customers: int
    length: int
    _next: Iterator[int] = field(default_factory=count)

    def orders(self) -> Iterator[Item]:
        """The orders so far, oldest first."""
        numbers = range(self.customers * self.length)
        return (self._order(each) for each in numbers)

    def next_orders(self, many: int) -> list[Item]:
        """The next orders, of one customer after the other."""
        return [self._order(self.customers * self.length + next(self._next)) for _ in range(many)]

    def _order(self, number: int) -> Item:
        # A year has room for twice as many, so that the next ones are the newest of their customers.
        of = 2 * self.customers * self.length
        return order(number, customer=number % self.customers, nth=number // self.customers, of=of)

    def contacts(self) -> list[str]:
        """Who they are."""
        return [contact(each) for each in range(self.customers)]


def known_rows(orders: Sequence[Item], shop: Shop) -> Iterator[Row]:
    """The rows of views that the projector reads before it writes: customers, products, notes."""
    for table, item in rows_of(orders, shop.tables):
        if "pk" not in item or not keys.is_of_orders(item["pk"]) or keys.is_product(item["pk"]):
            yield table, item


def write_orders(store: Store, shop: Shop, orders: Sequence[Item]) -> None:
    """Write orders, as any program may."""
    for each in orders:
        store.write(Put(shop.tables.orders, each))


def apply(store: Store, shop: Shop, orders: Sequence[Item]) -> Result:
    """Bring the views up to these orders as the stream handler does with a batch of notices."""
    changes = [OrderChange(each["orderID"], clock.now() - _WRITTEN) for each in orders]
    parts = shop.parts
    [result] = project(
        changes,
        store=store,
        settings=parts.settings,
        generations=parts.generations.to_project(),
        remaining=lambda: float("inf"),
    )
    assert not result.parked, f"a change was parked: {result.parked}"
    return result


class SmallTransactions:
    """A store that takes few writes in a transaction: ours go in parts, so that ours looks slower there than it is.

    For one writer only, since a part may fail when others are written.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.get, self.get_many = store.get, store.get_many
        self.query, self.scan, self.write = store.query, store.scan, store.write

    def transact(self, writes: Sequence[Write]) -> None:
        """All writes, ten at a time."""
        for at in range(0, len(writes), _MOST_WRITES):
            self._store.transact(writes[at : at + _MOST_WRITES])
