"""How fresh the views are: the newest change they reflect, and how long it took to get there."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from chalicelib import clock
from chalicelib.projections import keys
from chalicelib.store import Store, Table

MAX_AGE = 1.0


@dataclass(frozen=True, slots=True)
class Watermark:
    """The newest change that is in the views, and how long it took; None before the first. Units: seconds."""

    as_of: str | None = None
    lag_seconds: Decimal | None = None


class Freshness:
    """The watermark of each generation, read at most once a second."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[str, tuple[datetime, Watermark]] = {}

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
