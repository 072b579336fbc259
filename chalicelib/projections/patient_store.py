"""A store for work that nobody waits for: where the database is busy it waits, and it stops when the time is over."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from chalicelib.errors import OutOfTime, StorageUnavailable
from chalicelib.projections.surroundings import Surroundings
from chalicelib.store import Delete, Item, Key, Page, Put, Query, Store, Table, Update, Write

_T = TypeVar("_T")

_TRIES = 5
_MOST_PAUSE = 4.0
_KEYS_AT_ONCE = 100


class PatientStore:
    """Asks again what was not answered; writes are its user's to repeat. Raises: `OutOfTime`."""

    def __init__(self, store: Store, world: Surroundings) -> None:
        self._store = store
        self._world = world

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        return self._patiently(lambda: self._store.get(table, key, consistent=consistent))

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        parts = [wanted[first : first + _KEYS_AT_ONCE] for first in range(0, len(wanted), _KEYS_AT_ONCE)]
        return [item for part in parts for item in self._get_some(part, consistent)]

    def query(self, query: Query) -> Page:
        return self._patiently(lambda: self._store.query(query))

    def scan(
        self,
        table: Table,
        *,
        start: Key | None = None,
        limit: int | None = None,
        segment: int = 0,
        segments: int = 1,
        consistent: bool = True,
    ) -> Page:
        return self._patiently(
            lambda: self._store.scan(
                table, start=start, limit=limit, segment=segment, segments=segments, consistent=consistent
            )
        )

    def write(self, write: Put | Update | Delete) -> None:
        self._store.write(write)

    def transact(self, writes: Sequence[Write]) -> None:
        self._store.transact(writes)

    def _get_some(self, wanted: Sequence[tuple[Table, Key]], consistent: bool) -> list[Item | None]:
        return self._patiently(lambda: self._store.get_many(wanted, consistent=consistent))

    def _patiently(self, call: Callable[[], _T]) -> _T:
        for attempt in range(_TRIES):
            if self._world.remaining() <= 0:
                raise OutOfTime("the time is over")
            try:
                return call()
            except StorageUnavailable:
                if attempt == _TRIES - 1:
                    raise
            self._world.pause(self._world.chance.uniform(0, min(_MOST_PAUSE, 0.1 * 4**attempt)))
        raise AssertionError("the last try returns or raises")
