"""The work for a change does not grow with the customer's history."""

from collections import Counter
from functools import cache

import pytest

from chalicelib.projections.recount import CUSTOMERS, recount
from chalicelib.store import Delete, Item, Put, Write
from tests.laws.orders import CLIENTS, lines, order
from tests.laws.shop import TABLES, Shop

LAST = "9999-last"
CHANGES = {
    "insert": lambda shop: shop.take(order("new", "x", 15)),
    "edit": lambda shop: shop.take(order("10000005", "x", 10, status="refunded")),
    "an extreme that leaves": lambda shop: shop.take(order(LAST, "y", 28)),
    "delete": lambda shop: shop.apply(shop.delete("10000005")),
    "delete of the last": lambda shop: shop.apply(shop.delete(LAST)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_costs_the_same_with_10_and_with_10000_documents(change: str) -> None:
    assert cost(change, 10) == cost(change, 10_000)


def test_an_extreme_that_leaves_reads_two_rows_at_each_end() -> None:
    """The last order and the newest document of the customer, and the newest order of the product."""
    calls, _, _ = cost("delete of the last", 10)
    assert calls == {"get_many": 3, "query": 3, "transact": 1}


def cost(change: str, documents: int) -> tuple[Counter[str], int, list[int]]:
    """Calls, items read, and the bytes of each item written."""
    shop = with_history(documents)
    CHANGES[change](shop)
    written = [size(write) for writes in shop.recording.transactions for write in writes]
    return shop.recording.calls, shop.recording.items_read, written


def with_history(documents: int) -> Shop:
    """A customer with so many documents, as a projector that has seen all of them leaves the tables."""
    shop = Shop()
    for table, items in _tables(documents).items():
        for item in items:
            shop.store.write(Put(table, item))
    return shop


@cache
def _tables(documents: int) -> dict:
    shop = Shop()
    # Any ten of these make a VIP, so that nobody changes class here.
    dear = lines("p1", price="1000")
    history = [order(f"{10_000_000 + number}", "x", number % 20 + 1, lines=dear) for number in range(documents - 1)]
    shop.take(*history, order(LAST, "x", 28))
    recounted = dict(recount(shop.store.items(TABLES.orders), CLIENTS))
    assert recounted[CUSTOMERS, "x", "a"]["documents"] == documents
    return {table: list(shop.store.items(table)) for table in TABLES}


def size(write: Write) -> int:
    """Characters of the texts and numbers that a write sends, but for the digits of counts and sums."""
    sent = write.item if isinstance(write, Put) else {} if isinstance(write, Delete) else write.key
    return len(str(_without_numbers(sent)))


def _without_numbers(item: Item) -> Item:
    texts = ("byOrderCount", "bySpend")
    return {name: value for name, value in item.items() if isinstance(value, str) and name not in texts}
