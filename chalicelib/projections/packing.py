"""Which orders go into one transaction: as many as fit, each item written once.

An order that is too big for any transaction moves group by group, in several.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chalicelib.projections.contribution import Contribution, text_of_body
from chalicelib.projections.effects import Delta, difference
from chalicelib.projections.expand import expand
from chalicelib.projections.ledger import Entry
from chalicelib.projections.versions import changed_days
from chalicelib.store import MAX_TRANSACTION_WRITES

MAX_BYTES = 2_000_000
_ROW_BYTES = 600
# Beside its own row, a customer may change two segment days, the total of the segments, two first days, and the version
# of the month of one of these: the other is that of the order.
_ITEMS_PER_CUSTOMER = 7
# The ledger row of an order, and the counters of the clients that it leaves and enters.
_BESIDE_VIEWS = 3


@dataclass(frozen=True)
class Step:
    """One order on its way: from what the ledger counts to the next contribution it shall count."""

    seen: Entry
    body: Contribution
    target: Contribution
    is_gone: bool

    @property
    def order_id(self) -> str:
        """The order."""
        return self.seen.order_id

    @property
    def is_last(self) -> bool:
        """Whether the order has arrived after this step."""
        return self.body == self.target

    @cached_property
    def clients(self) -> frozenset[str]:
        """The clients whose views it changes."""
        changed = _changed(self.seen.body, self.body)
        groups = [body[name] for body in (self.seen.body, self.body) for name in changed if name in body]
        return frozenset(group["client"] for group in groups)

    @cached_property
    def size(self) -> int:
        """Characters of the contribution that the ledger will hold."""
        return len(text_of_body(self.body))

    @cached_property
    def delta(self) -> Delta:
        """What this step writes to the views."""
        changed = _changed(self.seen.body, self.body)
        return difference(_effects(self.seen, changed, self.seen.body), _effects(self.seen, changed, self.body))


@dataclass(frozen=True, slots=True)
class Pack:
    """The steps of one transaction and their folded delta."""

    steps: list[Step]
    delta: Delta


def step_of(seen: Entry, target: Contribution, *, is_gone: bool, limit: int = MAX_TRANSACTION_WRITES) -> Step:
    """The whole way of an order, or its first part where the whole does not fit."""
    changed = sorted(_changed(seen.body, target))
    if len(changed) <= limit:  # every group writes something
        whole = Step(seen, target, target, is_gone)
        if _fits([whole], whole.delta, limit):
            return whole
    return Step(seen, _first_part(seen, changed, target, limit=limit), target, is_gone)


def packs(steps: Iterable[Step], *, most_orders: int, limit: int = MAX_TRANSACTION_WRITES) -> Iterator[Pack]:
    """The steps in their order, packed into transactions."""
    pack = Pack([], Delta())
    for step in steps:
        larger = _merged(pack, step)
        if pack.steps and (len(larger.steps) > most_orders or not _fits(larger.steps, larger.delta, limit)):
            yield pack
            larger = _merged(Pack([], Delta()), step)
        pack = larger
    if pack.steps:
        yield pack


def item_count(steps: list[Step], delta: Delta) -> int:
    """The items that a transaction of these steps writes; words that change may be more."""
    return len(steps) + sum(step.seen.parked for step in steps) + len(clients_of(steps)) + view_items(delta)


def clients_of(steps: Iterable[Step]) -> list[str]:
    """The clients whose views these steps change."""
    return sorted({client for step in steps for client in step.clients})


def view_items(delta: Delta) -> int:
    """The most rows of the views that a delta writes, those of its customers and products included."""
    written = len(delta.sums) + len(delta.rows) + len(delta.products) + len(changed_days(delta.sums))
    return written + _ITEMS_PER_CUSTOMER * len(delta.customers)


def _merged(pack: Pack, step: Step) -> Pack:
    delta = Delta()
    delta.merge(pack.delta)
    delta.merge(step.delta)
    return Pack([*pack.steps, step], delta)


def _fits(steps: list[Step], delta: Delta, limit: int) -> bool:
    if item_count(steps, delta) > limit:
        return False
    return (
        sum(step.size for step in steps) + _ROW_BYTES * (len(delta.sums) + len(delta.rows) + len(delta.products))
        <= MAX_BYTES
    )


def _first_part(seen: Entry, changed: Iterable[str], target: Contribution, *, limit: int) -> Contribution:
    """What the ledger counts now, with as many groups replaced as fit; always at least one."""
    taken: list[str] = []
    delta = Delta()
    for name in changed:
        delta.merge(_group_delta(seen, name, target))
        if taken and _BESIDE_VIEWS + seen.parked + view_items(delta) > limit:
            break
        taken.append(name)
    return _replaced(seen.body, taken, target)


def _group_delta(seen: Entry, name: str, target: Contribution) -> Delta:
    return difference(_effects(seen, [name], seen.body), _effects(seen, [name], target))


def _changed(before: Contribution, after: Contribution) -> list[str]:
    return [name for name in {**before, **after} if before.get(name) != after.get(name)]


def _replaced(body: Contribution, names: list[str], target: Contribution) -> Contribution:
    rest = {each: group for each, group in body.items() if each not in names}
    return rest | {name: target[name] for name in names if name in target}


def _effects(seen: Entry, names: list[str], body: Contribution) -> list[Any]:
    return expand(seen.order_id, {name: body[name] for name in names if name in body})
