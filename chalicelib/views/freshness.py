"""How fresh the views are: the newest change they reflect, and how long it took to get there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from chalicelib import clock
from chalicelib.instants import instant_of
from chalicelib.projections import keys
from chalicelib.store import Query, Store, Table, all_matches

MAX_AGE = 1.0
# So long after a change no index and no replica answers as if it had not happened.
SETTLED_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Watermark:
    """The newest change that is in the views, and how long it took; None before the first. Units: seconds."""

    as_of: str | None = None
    lag_seconds: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """How often a client's views have changed, and when they did last; None before the first change."""

    changes: int = 0
    at: str | None = None

    def is_settled(self, now: datetime) -> bool:
        """Whether every read is sure to see the last change."""
        return self.at is not None and instant_of(self.at) + SETTLED_AFTER < now


class Freshness:
    """The watermark of each generation, and the version of each client's views; both read at most once a second."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[datetime, Watermark]] = {}
        self._versions: dict[tuple[str, str], tuple[datetime, Version]] = {}

    def version(self, views: Table, client: str) -> Version:
        """The version of a client's views in the generation with this table."""
        read_at, version = self._versions.get((views.name, client), (clock.LONG_AGO, Version()))
        if clock.is_recent(read_at, MAX_AGE):
            return version
        asked_at = clock.now()
        rows = list(all_matches(self._store, Query(views, keys.version(client), consistent=True)))
        version = Version(int(sum(row["changes"] for row in rows)), max((row["at"] for row in rows), default=None))
        self._versions[views.name, client] = (asked_at, version)
        return version

    def of(self, views: Table) -> Watermark:
        """The watermark of the generation with this views table."""
        read_at, watermark = self._known.get(views.name, (clock.LONG_AGO, Watermark()))
        if clock.is_recent(read_at, MAX_AGE):
            return watermark
        watermark = self._read(views)
        self._known[views.name] = (clock.now(), watermark)
        return watermark

    def _read(self, views: Table) -> Watermark:
        item = self._store.get(views, keys.WATERMARK, consistent=False)
        return Watermark() if item is None else Watermark(item["asOf"], item["lagSeconds"])
