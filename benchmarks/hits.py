"""The reports that the result cache keeps, as hits: what is left to ask of the database, and the time beside ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from benchmarks.handler import CACHED, Handler, NotAnswered, result_of, standing_still
from benchmarks.options import Options
from benchmarks.pairs import Pairs, in_milliseconds, paired
from benchmarks.recording import Recording, recorded
from benchmarks.results import Kind, Section
from benchmarks.routes import ROUTES, Route
from benchmarks.shop import Shop

_PAIRS = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """What a report asks of the database as a hit, and the times of ours without the cache and of the hit in turn."""

    recording: Recording
    pairs: Pairs


def hits_of(ask: Handler, shop: Shop, caching: Shop, options: Options) -> dict[str, Hit]:
    """The reports of a shop as hits; `caching` is the same shop with a result cache."""
    options.say(f"timing the reports of a year at {shop.size:,} orders beside those that are cached")
    return {
        route.name: Hit(
            recorded_hit(ask, caching, route),
            paired(
                partial(ask.ask, shop, route),
                partial(ask.ask, caching, route),
                most=_PAIRS,
                seconds=options.seconds_per_route,
            ),
        )
        for route in ROUTES
        if route.is_cached
    }


def recorded_hit(ask: Handler, caching: Shop, route: Route) -> Recording:
    """What a hit asks of the database, its client and the generations known. Raises: `NotAnswered` where it is none."""
    with standing_still():
        ask.ask(caching, route)
        with recorded() as recording:
            result = result_of(ask.ask(caching, route))
    if result != CACHED:
        raise NotAnswered(f"{route.name} should have been cached, and was {result}")
    return recording


def note_hits(section: Section, hits: Mapping[int, Mapping[str, Hit]]) -> None:
    """Note the figures of the reports by the size of the shop."""
    for size, routes in hits.items():
        for name, each in routes.items():
            place = f"{name}/{size}"
            section.add(f"{place}/cached-calls", len(each.recording.calls), "calls", Kind.COUNT)
            section.add(f"{place}/cached-units", each.recording.read_units, "read units", Kind.UNITS)
            section.add(f"{place}/cached-p50", in_milliseconds(each.pairs.second), "ms", Kind.TIME)
            section.add(f"{place}/times-cached", each.pairs.ratio.median, "ratio", Kind.RATIO, is_better_high=True)
