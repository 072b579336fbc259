"""A recount holds its rows in little memory, and the orders not at all."""

import json
import random
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from benchmarks import child
from chalicelib.clients import Rules
from chalicelib.memory import MemoryStore
from chalicelib.projections.recount import recount, store_of
from chalicelib.store import Item
from chalicelib.tables import tables_named

ORDERS, LINES = 500, 10
MOST_BYTES = 8_000  # with the line's share of its order, its customer and its product; it was 11,900
SHOP = "gift-shop"
FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)


def made_orders(orders: int, lines: int) -> Iterator[Item]:
    """Orders that are much like a gift shop's: few customers and products come often, most come seldom."""
    chance = random.Random(1)
    for number in range(orders):
        contact = f"c-{often_low(chance, 3_000)}"
        yield {
            "orderID": f"{500_000 + number}",
            "clientID": SHOP,
            "contactID": contact,
            "customer": {"name": f"Client {contact}", "email": f"{contact}@example.invalid"},
            "createdAt": (FIRST_DAY + timedelta(minutes=24 * number)).isoformat(),
            "lines": [line(chance) for _ in range(lines)],
            "currency": "GBP",
            "status": "completed",
        }


def line(chance: random.Random) -> Item:
    product = often_low(chance, 3_700)
    return {
        "productCode": f"P{product:05d}",
        "name": f"PRODUCT NUMBER {product} OF THE GIFT SHOP",
        "quantity": Decimal(chance.choice((1, 1, 2, 3, 6, 12, 24))),
        "unitPrice": Decimal(product % 1_500 + 42).scaleb(-2),
    }


def often_low(chance: random.Random, most: int) -> int:
    return int(most * chance.random() ** 2)


def recounted(orders: int, lines: int) -> MemoryStore:
    rules = {SHOP: Rules(zone="UTC", currency="GBP")}
    return store_of(recount(made_orders(orders, lines), rules), tables_named())


def test_a_recount_takes_little_memory_for_each_line():
    recounted(1, 1)  # what is made once is not a line's
    tracemalloc.start()
    try:
        store = recounted(ORDERS, LINES)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(list(store.items(tables_named().customers))) > 1
    assert peak / (ORDERS * LINES) < MOST_BYTES


@pytest.mark.parametrize("from_file", [False, True])
def test_a_process_of_its_own_counts_all_orders_of_a_number_or_a_file(tmp_path, from_file):
    file = tmp_path / "orders.jsonl"
    some = [{name: value for name, value in each.items() if name != "clientID"} for each in made_orders(3, 3)]
    file.write_text("".join(json.dumps(each, default=str) + "\n" for each in some))
    told = child.run(["-m", "benchmarks.recount_memory", str(file) if from_file else "3"]).told
    assert (told["orders"], told["lines"]) == (3, 9)
    assert told["rows"] > 3 + 9
    assert told["seconds"] > 0
