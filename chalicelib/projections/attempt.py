"""One round of the projector over the orders that are still to do: packs are cut, halved, parked or tried again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from chalicelib.errors import StorageUnavailable, Throttled
from chalicelib.projections.effects import Delta
from chalicelib.projections.known_rows import KnownRows
from chalicelib.projections.ledger import Entry
from chalicelib.projections.packing import Pack, Step
from chalicelib.store import Rejected


class Again(Exception):
    """These orders start over from reading; something else was faster, or the store was busy."""


class TooMany(Exception):
    """With what follows from the rows of customers and products, the transaction has more writes than it may."""

    def __init__(self, writes: int) -> None:
        super().__init__(f"{writes} writes")
        self.writes = writes


@dataclass(slots=True)
class Result:
    """What became of a batch: orders brought up to date, orders left equal, orders parked with their reason.

    `retried` counts how often an order had to start over.
    """

    applied: list[str] = field(default_factory=list)
    equal: list[str] = field(default_factory=list)
    parked: dict[str, str] = field(default_factory=dict)
    retried: int = 0


class Committing(Protocol):
    """What an attempt needs of the projector."""

    @property
    def has_time(self) -> bool:
        """Whether another transaction may be begun."""

    def read(self, order_ids: Sequence[str]) -> list[Step]:
        """The next step of each order."""

    def known_rows(self) -> KnownRows:
        """An empty set of rows, read on demand."""

    def steps_in_packs(self, steps: Iterable[Step], most_orders: int) -> Iterable[Pack]:
        """The steps packed into transactions."""

    def commit(self, pack: Pack, known: KnownRows) -> list[Entry]:
        """Write a pack in one transaction. Raises: `Again`, `TooMany`, `Rejected`."""

    def park(self, step: Step, reason: str) -> None:
        """Keep a change that no retry can cure. Raises: `Again`."""

    def smaller(self, step: Step, writes: int) -> Step | None:
        """A part of a step that has so many writes after all; None where it can't be cut."""

    def following(self, step: Step, entry: Entry) -> Step:
        """The next step of an order that is on its way."""


class Attempt:
    """One round over the orders that are still to do."""

    def __init__(self, projector: Committing, result: Result, most_orders: int, skip_equal: bool) -> None:
        self.again: list[str] = []
        self.failed = False
        self._projector = projector
        self._result = result
        self._most_orders = most_orders
        self._skip_equal = skip_equal
        self._known = projector.known_rows()
        self._on_their_way: list[Step] = []

    def settle(self, order_ids: Sequence[str]) -> None:
        """Bring each order one step further, or note that it has to start over."""
        try:
            steps = [step for step in self._projector.read(order_ids) if self._is_to_do(step)]
        except Throttled:
            self._start_over(order_ids)
            return
        self._prefetch(steps)
        for pack in self._projector.steps_in_packs(steps, self._most_orders):
            self._commit(pack)
        while self._on_their_way:
            self._go_on(self._on_their_way.pop())

    def _is_to_do(self, step: Step) -> bool:
        if self._skip_equal and step.seen.body == step.target and not step.seen.parked:
            self._result.equal.append(step.order_id)
            return False
        return True

    def _prefetch(self, steps: Iterable[Step]) -> None:
        """All rows of customers and products in one read; if that can't be, each pack reads its own."""
        delta = Delta()
        for step in steps:
            delta.merge(step.delta)
        try:
            self._known.load(delta)
        except (Rejected, StorageUnavailable):
            self._known.forget(delta)

    def _commit(self, pack: Pack) -> None:
        try:
            entries = self._projector.commit(pack, self._known)
        except (Again, StorageUnavailable):
            self._start_over([step.order_id for step in pack.steps])
        except TooMany as too_many:
            self._cut(pack, too_many.writes)
        except Rejected as rejected:
            self._halve(pack, rejected)
        else:
            self._done(pack, entries)

    def _cut(self, pack: Pack, writes: int) -> None:
        """Fewer orders in a transaction, or a part of one order."""
        part = self._projector.smaller(pack.steps[0], writes) if len(pack.steps) == 1 else None
        if part is None:
            self._halve(pack, Rejected("what follows from one part of the order does not fit in a transaction"))
        else:
            self._commit(Pack([part], part.delta))

    def _done(self, pack: Pack, entries: Iterable[Entry]) -> None:
        for step, entry in zip(pack.steps, entries, strict=True):
            if step.is_last:
                self._result.applied.append(step.order_id)
            else:
                self._on_their_way.append(self._projector.following(step, entry))

    def _go_on(self, step: Step) -> None:
        """The next transaction of an order that needs several."""
        if self._projector.has_time:
            self._commit(Pack([step], step.delta))
        else:
            self.again.append(step.order_id)

    def _halve(self, pack: Pack, rejected: Rejected) -> None:
        """Find the orders that make the store refuse, and park them; the others go on."""
        if len(pack.steps) > 1:
            for half in self._projector.steps_in_packs(pack.steps, (len(pack.steps) + 1) // 2):
                self._commit(half)
            return
        try:
            self._projector.park(pack.steps[0], str(rejected))
        except Again:
            self._start_over([pack.steps[0].order_id])
        else:
            self._result.parked[pack.steps[0].order_id] = str(rejected)

    def _start_over(self, order_ids: Iterable[str]) -> None:
        self.failed = True
        self.again.extend(order_ids)
