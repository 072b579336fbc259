"""The nightly upkeep: verifies and repairs a part of the views each night, the least recently verified first.

Two walks take turns until both are through or the time is over; the next night goes on where they ended.

- Customers: orders whose notices were lost are applied, then all rows that the customer's documents make are
  compared with the ledger. A row that is right is marked as verified now. One that does not follow from the ledger
  can't be mended here: it is a difference, and asks for a rebuild.
- Orders, and the ledger for orders that are gone: those that the views do not count as they stand are applied.

Only the active generation is looked at. It is safe beside live traffic, and safe to be stopped at any moment.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from math import isfinite

from chalicelib import clock
from chalicelib.errors import Conflict, OutOfTime, StorageUnavailable
from chalicelib.instants import text_of
from chalicelib.orders.repository import Orders
from chalicelib.projections.attempt import Result
from chalicelib.projections.effects import CustomerKey
from chalicelib.projections.generations import ACTIVE, Generation, Generations
from chalicelib.projections.night import Night, Places, note_night, note_places, noted_places
from chalicelib.projections.one_customer import Look, OneCustomer, mark_verified
from chalicelib.projections.parked import parked_changes
from chalicelib.projections.patient_store import PatientStore
from chalicelib.projections.projector import Projector
from chalicelib.projections.surroundings import Surroundings
from chalicelib.projections.walks import BATCH, LEDGER, CustomerWalk, OrderWalk
from chalicelib.settings import Settings
from chalicelib.store import Query, Store
from chalicelib.tables import BY_LAST_UPDATED

# What a night leaves of its time: for the work that it has in hand, and to note how far it came.
RESERVE_SECONDS = 20.0
_PART_FOR_ONE = 0.25  # of the night, so that no customer takes it all
_LEAST_FOR_ONE = 15.0
_CUSTOMERS_IN_TURN = 10
_SECONDS_BETWEEN_NOTES = 30.0

_log = logging.getLogger(__name__)

Progress = Callable[[int], None]


def upkeep(
    store: Store,
    settings: Settings,
    generation: Generation,
    *,
    world: Surroundings | None = None,
    progress: Progress = lambda _: None,
) -> Night:
    """One night: verify and repair what the time allows, and note how far it came.

    `world.remaining` is the time until everything must be over; `RESERVE_SECONDS` of it are left.
    """
    return _Shift(store, settings, generation, world or Surroundings(), progress).run()


class _Shift:
    """The work of one night."""

    def __init__(
        self, store: Store, settings: Settings, generation: Generation, world: Surroundings, progress: Progress
    ) -> None:
        self._store = store
        self._settings = settings
        self._suffix = generation.suffix
        self._tables = settings.tables.of_generation(generation.suffix)
        self._generations = Generations(store, settings.tables.clients)
        self._world = world
        self._progress = progress
        self._share = max(_LEAST_FOR_ONE, _PART_FOR_ONE * self._left())
        self._noted_at = self._started = clock.monotonic()
        self._night = Night(text_of(world.now()))
        places = noted_places(store, self._tables, self._night.at)
        self._night.orders_since = places.orders_since
        patient = PatientStore(store, self._until())
        self._orders = OrderWalk(patient, self._tables, places.began, places.orders)
        self._customers = CustomerWalk(
            patient, self._tables.customers, generation.clients, self._night.at, places.customers
        )

    def run(self) -> Night:
        """The walks in turns; whatever ends the night, how far it came is noted."""
        turns = [self._sweep_orders(), self._verify_customers()]
        try:
            while turns and self._left() > 0:
                turn = turns.pop(0)
                turns += [turn] if next(turn, False) else []
                self._note_now_and_then()
            self._night.is_complete = not turns
        except OutOfTime:
            pass
        except (Conflict, StorageUnavailable) as stopped:
            _log.warning("The nightly upkeep stopped early: %s", stopped.message)
        finally:
            self._end()
        return self._night

    def _verify_customers(self) -> Iterator[bool]:
        """Customers, some in each turn."""
        behind = self._customers.place
        for number, key in zip(count(1), self._customers, strict=False):
            try:
                self._verify(key)
            except OutOfTime:
                if self._left() <= 0:
                    self._customers.place = behind  # this one comes first in the next night
                    raise
                self._night.skipped_customers += 1
                _log.warning("A customer took too long for the nightly upkeep; `python -m tools verify` looks at all")
            behind = self._customers.place
            self._progress(1)
            if number % _CUSTOMERS_IN_TURN == 0:
                yield True

    def _sweep_orders(self) -> Iterator[bool]:
        """Orders, a batch in each turn."""
        behind = self._orders.place
        for name, order_ids in self._orders:
            try:
                self._sweep(name, order_ids)
            except StorageUnavailable:
                self._orders.place = behind
                raise
            behind = self._orders.place
            self._progress(len(order_ids))
            yield True
        self._night.orders_since = self._orders.began

    def _sweep(self, name: str, order_ids: list[str]) -> None:
        if name == LEDGER:
            self._apply(self._gone(order_ids), self._until())
        else:
            self._apply(order_ids, self._until())
            self._night.swept_orders += len(order_ids)

    def _verify(self, key: CustomerKey) -> None:
        world = self._until(max(0.0, self._left() - self._share) if isfinite(self._share) else 0.0)
        customer = OneCustomer(PatientStore(self._store, world), self._tables, self._known().clients, key)
        order_ids = customer.order_ids()
        for first in range(0, len(order_ids), BATCH):
            self._apply(order_ids[first : first + BATCH], world)
        self._note_judged(key, customer.judge(order_ids, self._world.pause))

    def _note_judged(self, key: CustomerKey, look: Look) -> None:
        if look.is_in_motion:
            self._night.skipped_customers += 1
            return
        self._night.verified_customers += 1
        self._night.differences |= {each.place: each for each in look.differences}
        if look.rev is not None and not look.differences:
            mark_verified(self._store, self._tables, key, look.rev, self._world)

    def _gone(self, order_ids: list[str]) -> list[str]:
        patient = PatientStore(self._store, self._until())
        there = Orders(patient, self._tables.orders).get_many(order_ids)
        return [each for each in order_ids if each not in there]

    def _apply(self, order_ids: list[str], world: Surroundings) -> None:
        """Apply what the views do not count as it stands."""
        # The projector keeps a spare of its own, and ours is larger.
        spared = replace(world, remaining=lambda: world.remaining() + RESERVE_SECONDS)
        projector = Projector(
            PatientStore(self._store, world),
            self._tables,
            self._known().clients,
            write_shards=self._settings.write_shards,
            surroundings=spared,
        )
        result: Result = projector.apply(order_ids, skip_equal=True)
        self._night.repaired_orders += len(result.applied)

    def _known(self) -> Generation:
        """The generation as it is now. Raises: `Conflict` where reads use another one."""
        for each in self._generations.recent():
            if each.suffix == self._suffix and each.state == ACTIVE and each.is_ours:
                return each
        raise Conflict("another generation has taken over")

    def _left(self) -> float:
        return self._world.remaining() - RESERVE_SECONDS

    def _until(self, end: float = 0.0) -> Surroundings:
        """The world until so much is left of the night."""
        return replace(self._world, remaining=lambda: self._left() - end)

    def _note_now_and_then(self) -> None:
        """A night that is killed has not been for nothing."""
        if clock.monotonic() - self._noted_at >= _SECONDS_BETWEEN_NOTES:
            self._note_places()

    def _note_places(self) -> None:
        self._noted_at = clock.monotonic()
        places = Places(self._orders.began, self._customers.place, self._orders.place, self._night.orders_since)
        note_places(self._store, self._tables, places)

    def _end(self) -> None:
        """Note everything, unless the tables may be gone by now."""
        self._night.seconds = clock.monotonic() - self._started
        try:
            self._known()
        except Conflict:
            return
        self._note_places()
        self._night.open_parked = sum(1 for _ in parked_changes(self._store, self._tables))
        self._night.customers_since = self._oldest()
        note_night(self._store, self._tables, self._night)

    def _oldest(self) -> str | None:
        """When the customer was written or verified that waits the longest."""
        queries = (
            Query(self._tables.customers, client, index=BY_LAST_UPDATED, limit=1) for client in self._known().clients
        )
        return min((each["lastUpdated"] for query in queries for each in self._store.query(query).items), default=None)
