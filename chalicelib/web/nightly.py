"""The nightly schedule: a part of the views is verified and repaired, and what was done is noted."""

import logging
from typing import Any

from chalice.app import CloudWatchEvent

from chalicelib.projections.nightly import upkeep
from chalicelib.projections.surroundings import Surroundings
from chalicelib.runtime import runtime
from chalicelib.web.stream import remaining_seconds
from chalicelib.web.telemetry import report_night

_log = logging.getLogger(__name__)


def keep_up(event: CloudWatchEvent) -> dict[str, Any]:
    """Verify and repair as long as Lambda allows. Returns: the figures; none where there are no complete views."""
    parts = runtime()
    generation = parts.generations.active()
    if generation is None:
        _log.warning("There are no complete views to keep up; `python -m tools rebuild` makes them")
        return {}
    world = Surroundings(remaining=lambda: remaining_seconds(event))
    figures = upkeep(parts.store, parts.settings, generation, world=world).figures()
    report_night(figures)
    return figures
