"""How the views are: complete or not, how fresh, what is parked, when they were last verified."""

from typing import Any

from chalicelib.instants import shown
from chalicelib.projections import keys
from chalicelib.projections.contribution import PROJECTION_VERSION
from chalicelib.projections.generations import BUILDING, Generation
from chalicelib.store import Query, Store
from chalicelib.tables import Tables
from chalicelib.views.freshness import Watermark

_MOST_COUNTED = 1000


def status(
    store: Store, tables: Tables, generations: tuple[Generation, ...], active: Generation | None, watermark: Watermark
) -> dict[str, Any]:
    """The state of the views, for people and for monitoring."""
    return {
        "complete": active is not None,
        "generation": (active.suffix or "g1") if active else None,
        "building": any(each.state == BUILDING for each in generations),
        "projectionVersion": PROJECTION_VERSION,
        "asOf": shown(watermark.as_of) if watermark.as_of else None,
        "lagSeconds": watermark.lag_seconds,
        **(_details(store, tables.of_generation(active.suffix)) if active else {"parked": None, "lastVerified": None}),
    }


def _details(store: Store, tables: Tables) -> dict[str, Any]:
    verified = store.get(tables.views, keys.VERIFIED, consistent=False)
    parked = store.query(Query(tables.views, keys.PARKED, limit=_MOST_COUNTED)).items
    return {
        "parked": len(parked),
        "lastVerified": None
        if verified is None
        else {"at": shown(verified["at"]), "differences": int(verified["differences"])},
    }
