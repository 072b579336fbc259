"""How long the parts of a request take, and its database calls: a store that times the calls of another."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from chalicelib import clock
from chalicelib.store import Delete, Item, Key, Page, Put, Query, Store, Table, Update, Write

_MOST_KEPT = 99  # a line of the log holds 100 values of a metric, and Powertools ends it with the hundredth


@dataclass
class DatabaseTime:
    """The calls of one answer so far, the seconds that they took, and those of each of the first ones."""

    calls: int = 0
    seconds: float = 0.0
    each: list[float] = field(default_factory=list)

    def add(self, seconds: float) -> None:
        """Count a call."""
        self.calls += 1
        self.seconds += seconds
        if len(self.each) < _MOST_KEPT:
            self.each.append(seconds)


class Checkpoints:
    """How long the parts of a request took, each from one checkpoint to the next."""

    def __init__(self) -> None:
        self._since = clock.monotonic()
        self.seconds: dict[str, float] = {}

    def reach(self, part: str) -> None:
        """A part ends here; what comes is the next one's."""
        now = clock.monotonic()
        self.seconds[part] = self.seconds.get(part, 0.0) + now - self._since
        self._since = now


_current: ContextVar[DatabaseTime | None] = ContextVar("database_time", default=None)


@contextmanager
def database_time() -> Iterator[DatabaseTime]:
    """The time of the calls that are made inside, by this thread, through a `TimedStore`."""
    spent = DatabaseTime()
    before = _current.set(spent)
    try:
        yield spent
    finally:
        _current.reset(before)


class TimedStore:
    """A store that notes its calls where somebody wants to know their time."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        with _timed():
            return self._store.get(table, key, consistent=consistent)

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        with _timed():
            return self._store.get_many(wanted, consistent=consistent)

    def query(self, query: Query) -> Page:
        with _timed():
            return self._store.query(query)

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
        with _timed():
            return self._store.scan(
                table, start=start, limit=limit, segment=segment, segments=segments, consistent=consistent
            )

    def write(self, write: Put | Update | Delete) -> None:
        with _timed():
            self._store.write(write)

    def transact(self, writes: Sequence[Write]) -> None:
        with _timed():
            self._store.transact(writes)


@contextmanager
def _timed() -> Iterator[None]:
    started = clock.monotonic()
    try:
        yield
    finally:
        spent = _current.get()
        if spent is not None:
            spent.add(clock.monotonic() - started)
