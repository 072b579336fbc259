"""Sums spread over write shards only where transactions meet."""

import random
from itertools import pairwise

import pytest

from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.projections.projector import Projector
from chalicelib.projections.surroundings import Surroundings
from chalicelib.projections.write_shards import CONFLICT, WriteShards
from chalicelib.store import Put, TransactionCancelled, Write
from tests.crowded import Crowded
from tests.laws.orders import CLIENTS, order
from tests.laws.shop import TABLES

VERSIONED = (keys.VERSION, keys.DAY_VERSIONS)


class Meeting(MemoryStore):
    """A store in which the first transactions meet others on some of the partitions."""

    def __init__(self, *partitions: str, times: int = 1) -> None:
        super().__init__()
        self._partitions = partitions
        self._times = times

    def transact(self, writes: list[Write]) -> None:
        """Cancelled so many times, then done."""
        reasons = [CONFLICT if self._meets(each) else "None" for each in writes]
        if self._times and CONFLICT in reasons:
            self._times -= 1
            raise TransactionCancelled(reasons)
        super().transact(writes)

    def _meets(self, write: Write) -> bool:
        key = write.item if isinstance(write, Put) else write.key
        return str(key.get("pk", "")).startswith(self._partitions)


def shards_after(store: MemoryStore | Crowded, *items, write_shards: int = 4) -> list[set[str]]:
    """The write shards on which the sums and versions stand after each of the orders, taken by one projector."""
    world = Surroundings(pause=lambda _: None, chance=random.Random(5))
    projector = Projector(store, TABLES, CLIENTS, write_shards=write_shards, surroundings=world)
    found = []
    for item in items:
        store.write(Put(TABLES.orders, item))
        projector.apply([item["orderID"]])
        rows = store.items(TABLES.views)
        shards = {row["sk"].rpartition("#")[2] for row in rows if is_spread(row["pk"])}
        found.append(shards)
    return found


def is_spread(partition: str) -> bool:
    return keys.is_sharded(partition) or partition.startswith(VERSIONED)


ORDERS = [order(f"o{number}", day=number % 3 + 1) for number in range(9)]


def test_a_projector_that_meets_no_other_keeps_one_row_for_each_sum():
    assert shards_after(MemoryStore(), *ORDERS)[-1] == {"0"}


@pytest.mark.parametrize("partition", ["sales#", "statistics#", "segments#", keys.VERSION, keys.DAY_VERSIONS])
def test_transactions_that_meet_on_a_shared_row_go_to_another_write_shard_and_stay_there(partition):
    found = shards_after(Meeting(partition), *ORDERS)
    assert [len(shards) for shards in found] == [1] * len(ORDERS)
    assert found[0] == found[-1] != {"0"}


def test_a_meeting_at_a_customer_or_a_product_spreads_nothing():
    store = Meeting("products#", "customer-totals#", "product-sales#", times=3)
    assert shards_after(store, *ORDERS)[-1] == {"0"}


def test_meetings_spread_over_no_more_rows_than_are_allowed():
    assert shards_after(Crowded(MemoryStore()), *ORDERS, write_shards=2)[-1] == {"0", "1"}
    assert shards_after(Crowded(MemoryStore()), *ORDERS, write_shards=1)[-1] == {"0"}


def test_another_write_shard_is_never_the_same_and_may_be_any_other():
    shards = WriteShards(4, random.Random(1))
    seen = [shards.current]
    for _ in range(200):
        shards.note(["None", CONFLICT])
        seen.append(shards.current)
    assert set(seen) == {0, 1, 2, 3}
    assert all(before != after for before, after in pairwise(seen))


def test_other_reasons_to_cancel_move_nothing():
    shards = WriteShards(4, random.Random(1))
    shards.note(["ConditionalCheckFailed", "ThrottlingError", "None"])
    assert shards.current == 0
