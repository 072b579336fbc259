"""A store on which many processes take turns: each database call, and each key of a batch, is a switch point.

What may go wrong with a call goes wrong here, as often as `Faults` says: throttles, conflicts, failed
conditions with other reasons beside them, calls that never arrive, answers that are lost after the write
was applied, and crashes. Whoever does not ask for a strong read is answered from a replica that lags.
"""

import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import greenlet

from chalicelib.errors import StorageUnavailable, Throttled
from chalicelib.memory import MemoryStore
from chalicelib.store import (
    ConditionFailed,
    Delete,
    Item,
    Key,
    Page,
    Put,
    Query,
    Table,
    TransactionCancelled,
    Update,
    Write,
)

_REASONS = ("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "ConditionalCheckFailed")


class Crashed(BaseException):
    """The process ends here; nothing catches it but whoever started the process."""


class Turns:
    """Processes that run one at a time; chance says who is next."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._running: list[greenlet.greenlet] = []

    def add(self, process: Callable[[], None]) -> None:
        """Let a process take part."""
        self._running.append(greenlet.greenlet(process))

    def run(self) -> None:
        """Give turns until every process has ended."""
        while self._running:
            process = self._chance.choice(self._running)
            process.switch()
            if process.dead:
                self._running.remove(process)

    def pass_on(self) -> None:
        """The end of the running process's turn."""
        parent = greenlet.getcurrent().parent
        assert parent is not None, "only a process has a turn"
        parent.switch()


@dataclass(slots=True)
class Faults:
    """What goes wrong: how likely each call fails, and how many more may."""

    likely: float = 0.0
    left: int = 0

    def strike(self, chance: random.Random) -> bool:
        """Whether it is this call's turn to fail."""
        if self.left and chance.random() < self.likely:
            self.left -= 1
            return True
        return False


class Replica:
    """A copy of the store that gets each write later, in their order."""

    def __init__(self, chance: random.Random, *, lags: bool = True) -> None:
        self._chance = chance
        self._lags = lags
        self._copy = MemoryStore()
        self._late: deque[tuple[Write, ...]] = deque()

    def follow(self, writes: Sequence[Write]) -> None:
        """A transaction that will arrive some time; its conditions have held already."""
        self._late.append(tuple(writes))

    def read(self) -> MemoryStore:
        """The copy as it is now, some of the late writes behind."""
        late = len(self._late)
        for _ in range(self._chance.randint(0, late) if self._lags else late):
            self._copy.transact(self._late.popleft())
        return self._copy


class SwitchingStore:
    """One process's access to a store that others use at the same time."""

    def __init__(
        self,
        store: MemoryStore,
        turns: Turns,
        *,
        chance: random.Random,
        replica: Replica,
        faults: Faults,
        written: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._turns = turns
        self._chance = chance
        self._replica = replica
        self._faults = faults
        self._written = written

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        self._reach()
        return (self._store if consistent else self._replica.read()).get(table, key)

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        return [self.get(table, key, consistent=consistent) for table, key in wanted]

    def query(self, query: Query) -> Page:
        self._reach()
        is_strong = query.consistent and query.index is None
        return (self._store if is_strong else self._replica.read()).query(query)

    def scan(self, table: Table, *, consistent: bool = True, **options: Any) -> Page:
        self._reach()
        return (self._store if consistent else self._replica.read()).scan(table, **options)

    def write(self, write: Put | Update | Delete) -> None:
        try:
            self.transact([write])
        except TransactionCancelled as cancelled:
            # What has no condition can't fail it, whatever chance says.
            if write.condition is not None and set(cancelled.reasons) == {"ConditionalCheckFailed"}:
                raise ConditionFailed from cancelled
            raise StorageUnavailable("a single write has no cancellation reasons") from cancelled

    def transact(self, writes: Sequence[Write]) -> None:
        self._turns.pass_on()
        if self._faults.strike(self._chance):
            self._refuse(writes)
        self._store.transact(writes)
        self._replica.follow(writes)
        self._written()
        if self._faults.strike(self._chance):
            raise self._chance.choice([Crashed(), StorageUnavailable("the answer was lost")])

    def _reach(self) -> None:
        self._turns.pass_on()
        if self._faults.strike(self._chance):
            raise self._chance.choice([Crashed(), Throttled("too fast"), StorageUnavailable("no answer")])

    def _refuse(self, writes: Sequence[Write]) -> None:
        reasons = [self._chance.choice([*_REASONS, "None", "None"]) for _ in writes]
        all_conflicts = ["TransactionConflict"] * len(writes)
        reasons[0] = reasons[0] if any(reason != "None" for reason in reasons) else "TransactionConflict"
        raise self._chance.choice(
            [
                Crashed(),
                Throttled("too fast"),
                StorageUnavailable("it never arrived"),
                TransactionCancelled(all_conflicts),
                TransactionCancelled(reasons),
            ]
        )
