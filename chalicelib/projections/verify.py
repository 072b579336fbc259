"""Verification: the views against the ledger, and the ledger against the orders, row by row.

Views equal to what the ledger counts, and a ledger that counts every order as it stands, are views equal to a
recount of the orders. Beside live traffic a row may be in motion while it is looked at: such rows are left
out of a pass, and only what differs in every pass is a difference.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from chalicelib import clock
from chalicelib.clients import Rules
from chalicelib.instants import text_of
from chalicelib.orders.repository import Orders
from chalicelib.projections import keys
from chalicelib.projections.contribution import Contribution, contribution
from chalicelib.projections.effects import Document, ProductDocument, Row, Sum
from chalicelib.projections.expand import expand
from chalicelib.projections.ledger import Entry, entry_of
from chalicelib.projections.recount import CUSTOMERS, VIEWS, Place, Rows, place_of
from chalicelib.projections.rows import LEDGER, Difference, digest, expected_rows, stored_rows
from chalicelib.store import Item, Put, Store, all_items
from chalicelib.tables import Tables

PASSES = 3
Progress: TypeAlias = Callable[[str], None]
# As it is stored: a body that is unpacked takes many times the memory, so one is unpacked at a time.
_Ledger: TypeAlias = Mapping[str, Item]


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification saw.

    `in_motion` are places that changed in every pass, so that nothing can be said of them.
    """

    orders: int
    rows: int
    differences: tuple[Difference, ...]
    parked: tuple[str, ...]
    in_motion: tuple[Place, ...] = ()


@dataclass(slots=True)
class _Pass:
    """What one look at all tables saw."""

    orders: int = 0
    rows: int = 0
    differences: dict[Place, Difference] = field(default_factory=dict)
    parked: list[str] = field(default_factory=list)
    in_motion: set[Place] = field(default_factory=set)


def verify(
    store: Store,
    tables: Tables,
    clients: Callable[[], Mapping[str, Rules]],
    *,
    progress: Progress = lambda _: None,
    pause: Callable[[float], None] = clock.sleep,
) -> Verified:
    """Compare everything; up to three passes where something differs or moves.

    `clients` gives the rules of this moment: clients may be registered while a verification runs.
    """
    look = _look(store, tables, clients, progress)
    doubtful = look.differences.keys() | look.in_motion
    for attempt in range(1, PASSES):
        if not doubtful:
            break
        pause(float(attempt))
        look = _look(store, tables, clients, progress)
        look.differences = {place: each for place, each in look.differences.items() if place in doubtful}
        doubtful = look.differences.keys() | (look.in_motion & doubtful)
    differences = sorted(look.differences.values(), key=lambda each: each.place)
    in_motion = sorted(look.in_motion & doubtful)
    return Verified(look.orders, look.rows, tuple(differences), tuple(look.parked), tuple(in_motion))


def note_verified(store: Store, tables: Tables, verified: Verified, at: datetime) -> None:
    """Keep when the views were verified last, and with what result."""
    figures = {"at": text_of(at), "differences": len(verified.differences), "orders": verified.orders}
    store.write(Put(tables.views, {**keys.VERIFIED, **figures}))


def _look(store: Store, tables: Tables, current: Callable[[], Mapping[str, Rules]], progress: Progress) -> _Pass:
    look = _Pass()
    progress("reading the ledger")
    before = _ledger(store, tables)
    progress("reading the views")
    found = {place: digest(row) for place, row in _found_rows(store, tables)}
    progress("reading the ledger again")
    after = _ledger(store, tables)
    clients = current()
    look.in_motion = _in_motion(before, after, clients)
    look.rows = len(found)
    progress("comparing the views with the ledger")
    _compare_rows(look, found, after, clients)
    progress("comparing the ledger with the orders")
    _compare_orders(look, store, tables, after, clients)
    _show_found(look, store, tables)
    return look


def _ledger(store: Store, tables: Tables) -> _Ledger:
    return {item["orderID"]: item for item in all_items(store, tables.ledger)}


def _entries(ledger: _Ledger) -> Iterator[Entry]:
    return (entry_of(order_id, item) for order_id, item in ledger.items())


def _found_rows(store: Store, tables: Tables) -> Rows:
    return stored_rows(all_items(store, tables.views), all_items(store, tables.customers))


def _in_motion(before: _Ledger, after: _Ledger, clients: Mapping[str, Rules]) -> set[Place]:
    """The places that orders touch which were written while the views were read."""
    changed = {each for each in before.keys() | after.keys() if _rev(before, each) != _rev(after, each)}
    entries = [entry_of(each, ledger[each]) for each in changed for ledger in (before, after) if each in ledger]
    touched = {(LEDGER, each, "") for each in changed}
    for entry in entries:
        touched |= set(_touched(entry, clients))
    return touched


def _touched(entry: Entry, clients: Mapping[str, Rules]) -> Iterator[Place]:
    for effect in expand(entry.order_id, entry.body):
        match effect:
            case Row() | Sum():
                yield VIEWS, effect.pk, effect.sk
            case Document():
                yield CUSTOMERS, effect.contact_id, effect.client_id
            case ProductDocument():
                yield place_of(keys.product(effect.client_id, effect.code))
    # A customer that moves may change any of the shop's segment counts, and words.
    for client in clients:
        yield VIEWS, keys.segments(client), ""
        yield VIEWS, keys.words(client), ""


def _rev(ledger: _Ledger, order_id: str) -> str | None:
    return ledger[order_id]["rev"] if order_id in ledger else None


def _compare_rows(look: _Pass, found: dict[Place, int], ledger: _Ledger, clients: Mapping[str, Rules]) -> None:
    for place, row in expected_rows(_entries(ledger), clients):
        if found.pop(place, None) != digest(row):
            _differs(look, place, row, None)
    for place in found:
        _differs(look, place, None, {})


def _compare_orders(look: _Pass, store: Store, tables: Tables, ledger: _Ledger, clients: Mapping[str, Rules]) -> None:
    uncounted = dict(ledger)
    for item in Orders(store, tables.orders).all():
        look.orders += 1
        order_id = item["orderID"]
        _compare_order(look, entry_of(order_id, uncounted.pop(order_id, None)), contribution(item, clients))
    for entry in _entries(uncounted):
        _compare_order(look, entry, {})


def _compare_order(look: _Pass, entry: Entry, body: Contribution) -> None:
    if entry.parked:
        look.parked.append(entry.order_id)
    elif entry.body != body:
        changed = [name for name in {**entry.body, **body} if entry.body.get(name) != body.get(name)]
        expected = {name: body[name] for name in changed if name in body}
        counted = {name: entry.body[name] for name in changed if name in entry.body}
        _differs(look, (LEDGER, entry.order_id, ""), expected, counted)


def _differs(look: _Pass, place: Place, expected: Mapping[str, Any] | None, found: Mapping[str, Any] | None) -> None:
    is_derived = place[0] == VIEWS and keys.is_derived(place[1])
    if place not in look.in_motion and not (is_derived and (*place[:2], "") in look.in_motion):
        look.differences[place] = Difference(place, expected, found)


def _show_found(look: _Pass, store: Store, tables: Tables) -> None:
    """Read the rows that differ, to show what is there."""
    wanted = {place for place in look.differences if place[0] != LEDGER}
    if wanted:
        rows = {place: row for place, row in _found_rows(store, tables) if place in wanted}
        for place in wanted:
            look.differences[place] = Difference(place, look.differences[place].expected, rows.get(place))
