"""The stream: which orders a batch of records says have changed, and the batch's way through the projector."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from chalicelib import clock
from chalicelib.errors import Conflict
from chalicelib.instants import text_of
from chalicelib.projections import keys
from chalicelib.projections.attempt import Result
from chalicelib.projections.generations import Generation, Generations
from chalicelib.projections.projector import Projector
from chalicelib.projections.surroundings import Surroundings
from chalicelib.settings import Settings
from chalicelib.store import AbsentOrBelow, ConditionFailed, Store, Update
from chalicelib.tables import Tables

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OrderChange:
    """The notice that an order was written, decoded from a stream record; its images are not used."""

    order_id: str
    written_at: datetime


def order_changes(records: Iterable[Mapping[str, Any]]) -> list[OrderChange]:
    """The order changes of a batch of stream records."""
    return [_order_change(record["dynamodb"]) for record in records]


def project(
    changes: list[OrderChange],
    *,
    store: Store,
    settings: Settings,
    generations: Iterable[Generation],
    remaining: Callable[[], float],
) -> list[Result]:
    """Bring every generation up to these changes.

    Raises: `StorageUnavailable` when something is not done; the stream then delivers the whole batch again.
    """
    results = []
    for generation in generations:
        tables = settings.tables.of_generation(generation.suffix)
        projector = projector_of(generation, store=store, settings=settings, remaining=remaining)
        result = projector.apply(change.order_id for change in changes)
        if result.parked:
            _log.warning("Parked %d order changes; see `python -m tools parked list`", len(result.parked))
        results.append(result)
        note_watermark(store, tables, max(change.written_at for change in changes))
    return results


def projector_of(
    generation: Generation, *, store: Store, settings: Settings, remaining: Callable[[], float] | None = None
) -> Projector:
    """The projector of one generation."""
    surroundings = Surroundings()
    return Projector(
        store,
        settings.tables.of_generation(generation.suffix),
        generation.clients,
        write_shards=settings.write_shards,
        surroundings=replace(surroundings, remaining=remaining) if remaining else surroundings,
    )


def current_projector(suffix: str, *, store: Store, settings: Settings) -> Projector:
    """The projector of a generation under the rules that it has at this moment.

    Raises: `Conflict` where the generation is no longer there.
    """
    for generation in Generations(store, settings.tables.clients).all():
        if generation.suffix == suffix:
            return projector_of(generation, store=store, settings=settings)
    raise Conflict("another rebuild has replaced this generation")


def note_watermark(store: Store, tables: Tables, written_at: datetime) -> None:
    """Note the newest change that the views reflect, and how long it took. Never goes back."""
    lag = (clock.now() - written_at).total_seconds()
    as_of = text_of(written_at)
    seconds = Decimal(str(round(max(lag, 0), 3)))
    # The stream tells times in whole seconds: of the changes of one second, the slowest counts.
    place = f"{as_of}#{seconds:012.3f}"
    figures = {"asOf": as_of, "lagSeconds": seconds, "place": place}
    try:
        store.write(Update(tables.views, keys.WATERMARK, assign=figures, condition=AbsentOrBelow("place", place)))
    except ConditionFailed:
        return


def _order_change(record: Mapping[str, Any]) -> OrderChange:
    written_at = record["ApproximateCreationDateTime"]
    at = written_at if isinstance(written_at, datetime) else datetime.fromtimestamp(written_at, UTC)
    return OrderChange(record["Keys"]["orderID"]["S"], at)
