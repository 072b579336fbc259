"""A shop that writes orders while many handlers and a sweep bring the views after them.

A notice may come twice, late, in any order, in any batch, again after a crash, or never; what is never
noticed is found by a sweep at the end. The invariant is checked after every transaction.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from chalicelib.errors import StorageUnavailable
from chalicelib.memory import MemoryStore
from chalicelib.projections.projector import Projector
from chalicelib.projections.surroundings import Surroundings
from chalicelib.store import Delete, Item, Put, Rejected, Store
from chalicelib.tables import tables_named
from tests.laws.differences import broken_invariant, differences
from tests.laws.orders import CLIENTS
from tests.laws.switching import Crashed, Faults, Replica, SwitchingStore, Turns

TABLES = tables_named()
Edit: TypeAlias = Item | str  # the item that is written, or the ID of the order that is deleted


@dataclass(frozen=True, slots=True)
class Notice:
    """What the stream tells of one write; the projector uses the ID only."""

    order_id: str
    old: Item | None
    new: Item | None


Handle: TypeAlias = Callable[[Store, Sequence[Notice]], None]


@dataclass(frozen=True)
class Conditions:
    """Under which conditions a program runs. All chance follows from the seed."""

    seed: int = 0
    handlers: int = 8
    most_in_a_batch: int = 5
    write_shards: int = 1
    transaction_writes: int = 100
    duplicates: float = 0.2
    reorders: bool = True
    lags: bool = True
    drops: float = 0.0
    sweeps: int = 1
    faults: Faults = field(default_factory=Faults)


class World:
    """A store, its writers and its handlers, run to the end by `run`."""

    def __init__(self, conditions: Conditions, *, handle: Handle | None = None) -> None:
        self.store = MemoryStore()
        self.transactions = 0
        self._conditions = conditions
        self._faults = replace(conditions.faults)
        self._handle = handle or self._project
        self._is_ours = handle is None
        self._chance = random.Random(conditions.seed)
        self._turns = Turns(self._chance)
        self._replica = Replica(self._chance, lags=conditions.lags)
        self._notices: list[Notice] = []
        self._ids: list[str] = []
        self._is_writing = True

    def run(self, edits: Sequence[Edit]) -> None:
        """All edits, and all that follows from them."""
        self._turns.add(lambda: self._write(edits))
        for _ in range(self._conditions.handlers):
            self._turns.add(self._serve)
        for _ in range(self._conditions.sweeps):
            self._turns.add(self._sweep)
        self._turns.run()
        if self._conditions.drops and self._is_ours:
            self._repair()

    def differences(self) -> list[str]:
        """Views and ledgers against the orders, when all is done."""
        broken = broken_invariant(self.store, TABLES, CLIENTS) if self._is_ours else []
        return broken + differences(self.store, TABLES, CLIENTS)

    def _write(self, edits: Sequence[Edit]) -> None:
        """The shop's own programs; they know nothing of the views."""
        for edit in edits:
            self._turns.pass_on()
            order_id = edit if isinstance(edit, str) else edit["orderID"]
            write = Delete(TABLES.orders, {"orderID": edit}) if isinstance(edit, str) else Put(TABLES.orders, edit)
            old = self.store.get(TABLES.orders, {"orderID": order_id})
            try:
                self.store.write(write)
            except Rejected:  # the orders table has keys and limits of its own
                continue
            self._replica.follow([write])
            self._ids = list(dict.fromkeys([*self._ids, order_id]))
            if self._chance.random() >= self._conditions.drops:
                self._notices.append(Notice(order_id, old, self.store.get(TABLES.orders, {"orderID": order_id})))
        self._is_writing = False

    def _serve(self) -> None:
        """A handler: a batch after the other; what is not acknowledged is delivered again."""
        store = self._access(self._faults)
        while self._is_writing or self._notices:
            batch = self._take()
            if not batch:
                self._turns.pass_on()
                continue
            try:
                self._handle(store, batch)
            except (StorageUnavailable, Crashed):
                self._notices.extend(batch)
                continue
            if self._chance.random() < self._conditions.duplicates:
                self._notices.append(self._chance.choice(batch))

    def _take(self) -> list[Notice]:
        """Some notices in any order; Lambda may cut and repeat its batches."""
        if self._conditions.reorders:
            self._chance.shuffle(self._notices)
        size = self._chance.randint(1, self._conditions.most_in_a_batch)
        batch, self._notices = self._notices[:size], self._notices[size:]
        return batch

    def _sweep(self) -> None:
        store = self._access(self._faults)
        while self._is_writing:
            try:
                self._projector(store).apply(self._ids, skip_equal=True)
            except (StorageUnavailable, Crashed):
                continue
            self._turns.pass_on()

    def _repair(self) -> None:
        """What was never noticed is found by a sweep."""
        self._projector(self.store).apply(self._ids, skip_equal=True)

    def _project(self, store: Store, batch: Sequence[Notice]) -> None:
        self._projector(store).apply(notice.order_id for notice in batch)

    def _projector(self, store: Store) -> Projector:
        return Projector(
            store,
            TABLES,
            CLIENTS,
            write_shards=self._conditions.write_shards,
            transaction_writes=self._conditions.transaction_writes,
            surroundings=Surroundings(pause=lambda _: None, chance=self._chance),
        )

    def _access(self, faults: Faults) -> SwitchingStore:
        return SwitchingStore(
            self.store,
            self._turns,
            chance=self._chance,
            replica=self._replica,
            faults=faults,
            written=self._check,
        )

    def _check(self) -> None:
        self.transactions += 1
        if self._is_ours:
            wrong = broken_invariant(self.store, TABLES, CLIENTS)
            assert not wrong, "\n".join(wrong)
