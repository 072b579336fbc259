"""GET /api/status."""

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
    rules = call.client.rules
    meta = {name: data[name] for name in ("asOf", "lagSeconds")}
    return Answer(data, meta={**meta, "timezone": rules.zone, "currency": rules.currency})
