"""The models of the checker: small worlds in which each guard of the projector is needed (DESIGN §4)."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations_with_replacement, product
from typing import Any

from chalicelib.memory import MemoryStore
from chalicelib.projections.one_customer import OneCustomer, mark_verified
from chalicelib.projections.projector import Projector
from chalicelib.projections.surroundings import Surroundings
from chalicelib.store import Delete, Item, Put, Store, Write
from chalicelib.tables import tables_named
from tests.laws.content import Content
from tests.laws.differences import broken_invariant, differences
from tests.laws.explorer import Model
from tests.laws.orders import CLIENTS, OTHER_SHOP, SHOP, lines, order
from tests.laws.processes import NOTICES, Process, ProcessStore

TABLES = tables_named()
NOW = datetime(2025, 6, 1, tzinfo=UTC)
_FALSE_ALARM = "false alarm"
_SMALLEST = 26  # writes: what the head of such an order needs; more of them make far more states


class _NoChance(random.Random):
    """Chance that always says the lowest."""

    def randrange(self, *_: Any) -> int:
        return 0

    def uniform(self, low: float, high: float) -> float:
        return low


@dataclass(frozen=True)
class Design:
    """How changes are handled; a mutant replaces a part of it from outside."""

    projector: type[Projector] = Projector
    customer: type[OneCustomer] = OneCustomer
    store: Callable[[Store], Store] = lambda store: store
    rev: Callable[[str, int], str] = "{}-{}".format
    skips_equal: bool = False
    intruders: Sequence[Process] = field(default_factory=tuple)


Edit = Item | str  # the item that is written, or the ID of the order that is deleted


def two_updates(design: Design) -> Model:
    """An order is changed and changed back; a slow handler holds the change."""
    edits = [order("o", "x", 2), order("o", "x", 1)]
    return _model(design, [order("o", "x", 1)], [_writer("shop", edits), *_handlers(design, edits)])


def changed_thrice(design: Design) -> Model:
    """Three notices of one order at once, with a credit and a shop of another zone in between."""
    edits = [order("o", "x", 2), order("o", "x", 1, clientID=OTHER_SHOP), order("o", "y", 1, type="credit")]
    return _model(design, [order("o", "x", 1)], [_writer("shop", edits), *_handlers(design, edits)], faults=0)


def create_delete_late_duplicate(design: Design) -> Model:
    """The first notice comes a second time, at any moment; tombstones expire when they may."""
    edits = [order("o", "x"), "o"]
    late = _handler(design, "late", ["o"])
    processes = [_writer("shop", edits), *_handlers(design, edits), late, _reaper("o")]
    return _model(design, [], processes, faults=0)  # a fault more would make a large model


def an_extreme_leaves_while_another_enters(design: Design) -> Model:
    """A customer's last order is deleted, another moves beyond it, a third stays between them."""
    before = [order("a", "x", 5), order("b", "x", 1), order("c", "x", 3)]
    edits: list[Edit] = ["a", order("b", "x", 4)]
    return _model(design, before, [*_writers(edits), *_handlers(design, edits)])


def the_last_order_leaves_while_a_new_one_comes(design: Design) -> Model:
    """A customer's row goes and comes."""
    edits: list[Edit] = ["a", order("b", "x", 3)]
    return _model(design, [order("a", "x", 5)], [*_writers(edits), *_handlers(design, edits)])


def a_products_newest_order_leaves_while_another_enters(design: Design) -> Model:
    """As with a customer's last order, but the orders share nothing but their product."""
    before = [order("a", "x", 5), order("b", "y", 1), order("c", "z", 3)]
    edits: list[Edit] = ["a", order("b", "y", 4)]
    return _model(design, before, [*_writers(edits), *_handlers(design, edits)])


def a_product_is_sold_twice_at_once(design: Design) -> Model:
    """Two customers buy the same product."""
    edits: list[Edit] = [order("a", "x", 2), order("b", "y", 3)]
    return _model(design, [order("c", "z", 1)], [*_writers(edits), *_handlers(design, edits)])


def a_product_is_renamed(design: Design) -> Model:
    """An order calls the product by another name, a newer one still by the old."""
    old, new = lines("p1", name="old"), lines("p1", name="new")
    edits: list[Edit] = [order("a", "x", 3, lines=old), order("b", "y", 2, lines=new)]
    return _model(design, [order("c", "z", 1, lines=old)], [*_writers(edits), *_handlers(design, edits)])


def a_products_last_order_leaves_while_a_new_one_comes(design: Design) -> Model:
    """A product's row goes and comes; a credit alone makes a row too."""
    edits: list[Edit] = ["a", order("b", "y", 3, type="credit")]
    return _model(design, [order("a", "x", 5)], [*_writers(edits), *_handlers(design, edits)])


def an_older_order_comes_while_the_newest_moves(design: Design) -> Model:
    """An order before a product's newest one is written while that moves to another day."""
    edits: list[Edit] = [order("a", "x", 1), order("b", "y", 4)]
    return _model(design, [order("b", "y", 2)], [*_writers(edits), *_handlers(design, edits)])


def customers_swapped(design: Design) -> Model:
    """Two orders change places between two customers."""
    before = [order("a", "x", 1), order("b", "y", 2)]
    edits = [order("a", "y", 1), order("b", "x", 2)]
    return _model(design, before, [*_writers(edits), *_handlers(design, edits)])


def batches_in_two_orders(design: Design) -> Model:
    """Two handlers have the same two notices, in different orders."""
    edits = [order("a", "x", 2), order("b", "x", 3)]
    both = ["a", "b"]
    handlers = [
        _handler(design, "ab", both, after=["edit0", "edit1"]),
        _handler(design, "ba", both[::-1], after=["edit0", "edit1"]),
    ]
    return _model(design, [order("a", "x", 1)], [_writer("shop", edits), *handlers])


def batches_while_orders_change(design: Design) -> Model:
    """Batches of both orders are on their way while each order changes."""
    before = [order("a", "x", 1), order("b", "x", 2)]
    edits = [order("a", "x", 4), order("b", "x", 3)]
    handlers = [
        _handler(design, "ab", ["a", "b"], after=["edit0"]),
        _handler(design, "ba", ["b", "a"], after=["edit1"]),
    ]
    return _model(design, before, [*_writers(edits), *handlers])


def delete_and_recreate_moved(design: Design) -> Model:
    """An order comes back with another customer and another date."""
    edits: list[Edit] = ["o", order("o", "y", 7)]
    processes = [_writer("shop", edits), *_handlers(design, edits), _reaper("o")]
    return _model(design, [order("o", "x", 1)], processes)


def a_big_order_in_steps(design: Design) -> Model:
    """An order of more rows than a transaction may write changes while it is on its way."""
    wide = [order("o", "x", 1, lines=lines(*"abcd")), order("o", "y", 2, lines=lines("a", "b", "z", price="7"))]
    return _model(design, [], [_writer("shop", wide), *_handlers(design, wide, most_writes=_SMALLEST)])


def a_sweep_against_the_stream(design: Design) -> Model:
    """A sweep, which leaves equal orders alone, runs beside the handlers of a change and its return."""
    edits = [order("a", "x", 2), order("a", "x", 1)]
    processes = [_writer("shop", edits), *_handlers(design, edits), _handler(design, "sweep", ["a", "b"], sweeps=True)]
    return _model(design, [order("a", "x", 1), order("b", "x", 2)], processes, faults=0)


def park_against_a_fix(design: Design) -> Model:
    """An order that no view can hold is parked, while the shop mends it."""
    too_long = "c" * 2045  # fits the orders' own index, not the key of the customer's documents
    edits = [order("o", too_long), order("o", "x", 2)]
    return _model(design, [order("o", "x", 1)], [_writer("shop", edits), *_handlers(design, edits)])


def a_night_against_a_new_order(design: Design) -> Model:
    """A customer is verified while their next order arrives."""
    edits = [order("b", "x", 2)]
    processes = [*_writers(edits), *_handlers(design, edits), _night(design, "x", ["a"])]
    return _model(design, [order("a", "x", 1)], processes, faults=0)


def a_night_against_the_last_deletion(design: Design) -> Model:
    """A customer is verified while their only order is deleted, and with it their row."""
    edits: list[Edit] = ["a"]
    processes = [*_writers(edits), *_handlers(design, edits), _night(design, "x", ["a"])]
    return _model(design, [order("a", "x", 1)], processes, faults=0)


def a_night_against_a_change_of_an_order(design: Design) -> Model:
    """A customer is verified while an order changes that their own row does not show."""
    edits = [order("a", "x", 1, orderReference="other")]
    processes = [*_writers(edits), *_handlers(design, edits), _night(design, "x", ["a"])]
    return _model(design, [order("a", "x", 1), order("b", "x", 2)], processes, faults=0)


def a_night_against_two_changes_of_an_order(design: Design) -> Model:
    """The same rows move while the night looks at them, and again while it looks once more."""
    edits = [order("a", "x", 1, orderReference="other"), order("a", "x", 1)]
    handlers = [_handler(design, "h0", ["a"], after=["edit0"]), _handler(design, "h1", ["a"], after=["edit1"])]
    return _model(
        design, [order("a", "x", 1)], [_writer("shop", edits), *handlers, _night(design, "x", ["a"])], faults=0
    )


def pairs_of_edits(design: Design) -> Iterator[tuple[str, Model]]:
    """Every two edits of one or two orders, from every start, each edit with a handler of its own.

    Every schedule is looked at, so which of two edits of the same order is called the first makes no difference.
    """
    pairs = [*combinations_with_replacement(_EDITS_OF_A, 2), *product(_EDITS_OF_A, _EDITS_OF_B)]
    for start_a, start_b in product(_STARTS_OF_A, _STARTS_OF_B):
        before = [item for item in (start_a, start_b) if item is not None]
        for first, second in pairs:
            edits: list[Edit] = [first, second]
            model = _model(design, before, [*_writers(edits), *_handlers(design, edits)], faults=0)
            yield f"{before}, then {first} and {second}", model


_STARTS_OF_A = (None, order("a", "x", 1), order("a", "x", 3), order("a", "y", 3))
_STARTS_OF_B = (None, order("b", "x", 2))
_EDITS_OF_A = ("a", order("a", "x", 1), order("a", "x", 3), order("a", "y", 2), order("a", "x", 3, type="credit"))
_EDITS_OF_B = ("b", order("b", "x", 2, status="draft"), order("b", "x", 4), order("b", "y", 2))

MODELS: Mapping[str, Callable[[Design], Model]] = {
    model.__name__: model
    for model in (
        two_updates,
        changed_thrice,
        create_delete_late_duplicate,
        an_extreme_leaves_while_another_enters,
        the_last_order_leaves_while_a_new_one_comes,
        a_products_newest_order_leaves_while_another_enters,
        a_product_is_sold_twice_at_once,
        a_product_is_renamed,
        a_products_last_order_leaves_while_a_new_one_comes,
        an_older_order_comes_while_the_newest_moves,
        customers_swapped,
        batches_in_two_orders,
        batches_while_orders_change,
        delete_and_recreate_moved,
        a_big_order_in_steps,
        a_sweep_against_the_stream,
        park_against_a_fix,
        a_night_against_a_new_order,
        a_night_against_the_last_deletion,
        a_night_against_a_change_of_an_order,
        a_night_against_two_changes_of_an_order,
    )
}


def _model(design: Design, before: Sequence[Item], processes: Sequence[Process], *, faults: int = 1) -> Model:
    store = MemoryStore()
    for item in before:
        store.write(Put(TABLES.orders, item))
    _projector(Design(), store, "before").apply([item["orderID"] for item in before])
    return Model(
        Content.of(store, [*TABLES, NOTICES]),
        [*processes, *design.intruders],
        invariant=_broken,
        at_the_end=lambda reached: _broken(reached) + differences(reached, TABLES, CLIENTS),
        faults=faults,
    )


def _broken(reached: Content) -> list[str]:
    alarm = reached.get(NOTICES, {"notice": _FALSE_ALARM})
    return broken_invariant(reached, TABLES, CLIENTS) + ([] if alarm is None else [f"false alarm: {alarm['of']}"])


def _projector(design: Design, store: Store, process: str, *, most_writes: int = 100) -> Projector:
    world = _world(design, process)
    return design.projector(design.store(store), TABLES, CLIENTS, transaction_writes=most_writes, surroundings=world)


def _world(design: Design, process: str) -> Surroundings:
    count = iter(range(1_000_000))
    return Surroundings(
        now=lambda: NOW,
        pause=lambda _: None,
        new_rev=lambda: design.rev(process, next(count)),
        chance=_NoChance(),
    )


def _writers(edits: Sequence[Edit]) -> list[Process]:
    """Each edit by its own hand, so that they come in any order."""
    return [_writer(f"shop{number}", [edit], first=number) for number, edit in enumerate(edits)]


def _writer(name: str, edits: Sequence[Edit], *, first: int = 0) -> Process:
    """The shop writes its orders; with each write its notice is there."""

    def run(store: ProcessStore, _: str) -> None:
        for number, edit in enumerate(edits, first):
            store.transact([_write(edit), Put(NOTICES, {"notice": f"edit{number}"})])

    return Process(name, run, restarts=False)


def _write(edit: Edit) -> Write:
    return Delete(TABLES.orders, {"orderID": edit}) if isinstance(edit, str) else Put(TABLES.orders, edit)


def _handlers(design: Design, edits: Sequence[Edit], *, most_writes: int = 100) -> list[Process]:
    """One handler for each edit's notice, all at once."""
    ids = [edit if isinstance(edit, str) else edit["orderID"] for edit in edits]
    return [
        _handler(design, f"h{number}", [each], after=[f"edit{number}"], most_writes=most_writes)
        for number, each in enumerate(ids)
    ]


def _handler(
    design: Design,
    name: str,
    ids: Sequence[str],
    *,
    after: Sequence[str] = (),
    sweeps: bool = False,
    most_writes: int = 100,
) -> Process:
    def run(store: ProcessStore, incarnation: str) -> None:
        for notice in after:
            store.wait_for(notice)
        projector = _projector(design, store, incarnation, most_writes=most_writes)
        projector.apply(ids, skip_equal=sweeps or design.skips_equal)

    return Process(name, run)


def _night(design: Design, contact: str, ids: Sequence[str]) -> Process:
    """The night's look at one customer; it must never see a difference where there is none."""

    def run(store: ProcessStore, incarnation: str) -> None:
        rewritten = design.store(store)
        look = design.customer(rewritten, TABLES, CLIENTS, (contact, SHOP)).judge(ids, lambda _: None)
        if look.differences:
            store.transact([Put(NOTICES, {"notice": _FALSE_ALARM, "of": "; ".join(map(str, look.differences))})])
        elif look.rev is not None:
            mark_verified(rewritten, TABLES, (contact, SHOP), look.rev, _world(design, incarnation))

    return Process("night", run, restarts=False)


def _reaper(order_id: str) -> Process:
    """The database takes away a ledger row whose time has come, at any moment."""

    def run(store: ProcessStore, _: str) -> None:
        store.expire(TABLES.ledger, {"orderID": order_id}, int(NOW.timestamp()))

    return Process("reaper", run, restarts=False)


SUM_OF_P1 = {"pk": f"product-sales#{SHOP}#2025-03", "sk": "month#AUD#p1"}
