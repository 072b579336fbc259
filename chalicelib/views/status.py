"""How the views are: complete or not, read or not, how fresh, what is parked, when they were last verified."""

from typing import Any

from chalicelib.instants import shown
from chalicelib.projections import keys
from chalicelib.projections.contribution import PROJECTION_VERSION
from chalicelib.projections.generations import BUILDING, RECOUNT, Generation
from chalicelib.store import Item, Query, Store
from chalicelib.tables import Tables
from chalicelib.views.freshness import Watermark

_MOST_COUNTED = 1000
_COUNTS = ("verifiedCustomers", "skippedCustomers", "sweptOrders", "repairedOrders", "differences")


def status(
    store: Store,
    tables: Tables,
    generations: tuple[Generation, ...],
    active: Generation | None,
    *,
    reads: str,
    watermark: Watermark,
    client: str,
) -> dict[str, Any]:
    """The state of the views, for people and for monitoring; `dataQuality` counts the client's orders with notes."""
    details = {"parked": None, "dataQuality": None, "lastVerified": None, "nightly": None}
    return {
        "complete": active is not None,
        "generation": (active.suffix or "g1") if active else None,
        "reads": reads if active else RECOUNT,
        "building": any(each.state == BUILDING for each in generations),
        "projectionVersion": PROJECTION_VERSION,
        "asOf": shown(watermark.as_of) if watermark.as_of else None,
        "lagSeconds": watermark.lag_seconds,
        **(_details(store, tables.of_generation(active.suffix), client) if active else details),
    }


def _details(store: Store, tables: Tables, client: str) -> dict[str, Any]:
    verified, night = store.get_many([(tables.views, keys.VERIFIED), (tables.views, keys.NIGHTLY)])
    return {
        "parked": _count(store, tables, keys.PARKED),
        "dataQuality": _count(store, tables, keys.quality(client)),
        "lastVerified": None
        if verified is None
        else {"at": shown(verified["at"]), "differences": int(verified["differences"])},
        "nightly": None if night is None else _night(night),
    }


def _night(item: Item) -> dict[str, Any]:
    instants = {name: shown(item[name]) if name in item else None for name in ("at", "customersSince", "ordersSince")}
    counts = {name: int(item[name]) for name in _COUNTS}
    return {**instants, "seconds": item["seconds"], "complete": item["complete"], **counts}


def _count(store: Store, tables: Tables, partition: str) -> int:
    """How many rows a partition has, up to 1,000."""
    return len(store.query(Query(tables.views, partition, limit=_MOST_COUNTED)).items)
