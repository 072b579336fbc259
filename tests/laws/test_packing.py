"""Packing: never more than a transaction takes, no item twice, every group once, for any order and any limit."""

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.projections.contribution import Contribution, contribution
from chalicelib.projections.ledger import Entry
from chalicelib.projections.packing import MAX_BYTES, Pack, Step, item_count, packs, step_of
from chalicelib.store import MAX_TRANSACTION_BYTES, Item, Rejected
from tests.laws.depth import examples
from tests.laws.orders import CLIENTS, lines, order
from tests.laws.programs import items
from tests.laws.shop import Shop

# An order's head that moves between customers of two shops, while it is parked: its ledger row, the parked
# row, the rows taken away and shown, the days and months that it leaves and enters, what ranks the customers in
# these months, and for each customer its own row and up to five counts; for each shop the counter of its changes, and
# those of its days.
SMALLEST = 36

limits = st.integers(SMALLEST, 100)
sizes = st.sampled_from([0, 1, 2, 5, 12, 40, 99, 100, 101, 300])
moves = st.tuples(sizes, sizes, st.sampled_from("xy"), st.sampled_from(["a", "b"]), st.booleans())


@examples(60)
@given(moves, limits)
def test_an_order_arrives_in_steps_that_fit_and_move_each_group_once(move: tuple, limit: int) -> None:
    before, after = bodies(*move)
    steps = list(way(before, after, limit))
    moved = [name for step in steps for name in changed(step.seen.body, step.body)]
    assert sorted(moved) == sorted(changed(before, after))
    assert all(item_count([step], step.delta) <= limit for step in steps)
    assert steps[-1].body == after


def test_an_order_of_1200_lines_arrives_at_any_limit() -> None:
    after = contribution(wide(1200), CLIENTS)
    for limit in (SMALLEST, 50, 100):
        assert all(item_count([step], step.delta) <= limit for step in way({}, after, limit))


@examples(60)
@given(st.lists(items, max_size=30, unique_by=lambda item: item["orderID"]), limits, st.integers(1, 40))
def test_packs_hold_every_step_once_in_order_within_all_limits(some: list[Item], limit: int, most: int) -> None:
    steps = [step_for({}, contribution(item, CLIENTS), limit, item["orderID"]) for item in some]
    packed = list(packs(steps, most_orders=most, limit=limit))
    assert [step for pack in packed for step in pack.steps] == steps
    assert all(1 <= len(pack.steps) <= most for pack in packed)
    assert all(item_count(pack.steps, pack.delta) <= limit for pack in packed)
    assert all(size(pack) <= MAX_BYTES for pack in packed)


@examples(40)
@given(st.lists(items, min_size=1, max_size=20), st.lists(items, max_size=20), limits)
def test_a_transaction_is_never_larger_than_its_pack_was_counted(
    first: list[Item], second: list[Item], limit: int
) -> None:
    # The store itself refuses an item that is named twice, and then the orders would be parked.
    shop = Shop(most_writes=limit)
    for some in (first, second):
        result = shop.apply([order_id for item in some for order_id in written(shop, item)])
        assert not any("twice" in reason for reason in result.parked.values())
    assert all(len(writes) <= limit for writes in shop.recording.transactions)


def test_a_pack_ends_before_it_has_too_many_bytes() -> None:
    steps = [step_for({}, contribution(order(f"o{n}", long_contact(n)), CLIENTS), 100, f"o{n}") for n in range(30)]
    packed = list(packs(steps, most_orders=100))
    assert len(packed) > 1
    assert all(size(pack) <= MAX_BYTES < MAX_TRANSACTION_BYTES for pack in packed)


def written(shop: Shop, item: Item) -> list[str]:
    """The item's ID, if the orders table takes it."""
    try:
        return shop.write(item)
    except Rejected:
        return []


def long_contact(number: int) -> str:
    """A contact whose ID is long."""
    return str(number) * 100_000


def bodies(before: int, after: int, contact: str, client: str, is_deleted: bool) -> tuple[Contribution, Contribution]:
    old = contribution(wide(before), CLIENTS)
    new = {} if is_deleted else contribution(wide(after, contact=contact, clientID=client, day=2), CLIENTS)
    return old, new


def wide(count: int, *, contact: str = "x", day: int = 1, **more: str) -> Item:
    return order("o", contact, day, lines=lines(*(f"p{number}" for number in range(count))), **more)


def way(before: Contribution, after: Contribution, limit: int) -> Iterator[Step]:
    """The steps of an order until it has arrived; a parked one, which has one row more."""
    step = step_for(before, after, limit, parked=True)
    yield step
    while not step.is_last:
        step = step_for(step.body, after, limit)
        yield step


def step_for(before: Contribution, after: Contribution, limit: int, order_id: str = "o", parked: bool = False) -> Step:
    return step_of(Entry(order_id, "rev", body=before, parked=parked), after, is_gone=not after, limit=limit)


def changed(before: Contribution, after: Contribution) -> list[str]:
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def size(pack: Pack) -> int:
    return sum(step.size for step in pack.steps)
