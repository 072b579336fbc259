"""GET /api/status."""

from typing import Any

from chalicelib.results.cache import ResultCache, Statistics
from chalicelib.settings import OFF
from chalicelib.views.freshness import Watermark
from chalicelib.views.status import status
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import Parameters, read_parameters


def show_status(call: Call) -> Answer:
    """How the views are."""
    read_parameters(Parameters, call.parameters())
    parts = call.parts
    generations = parts.generations.recent()
    active = parts.generations.active()
    tables = parts.settings.tables
    watermark = parts.freshness.of(tables.of_generation(active.suffix).views) if active else Watermark()
    data = status(
        parts.store,
        tables,
        generations,
        active,
        reads=parts.generations.reads().source,
        watermark=watermark,
        client=call.client.client_id,
    )
    data["resultCache"] = _result_cache(parts.results)
    rules = call.client.rules
    meta = {name: data[name] for name in ("asOf", "lagSeconds")}
    return Answer(data, meta={**meta, "timezone": rules.zone, "currency": rules.currency})


def _result_cache(cache: ResultCache | None) -> dict[str, Any]:
    """What this process has had of its result cache since it began."""
    found = Statistics() if cache is None else cache.statistics
    return {
        "backend": OFF if cache is None else cache.name,
        "hits": found.hits,
        "misses": found.misses,
        "bytes": found.bytes,
        "errors": found.errors,
        "tooLarge": found.too_large,
    }
