"""The reads as tables and charts."""

from collections.abc import Sequence

from benchmarks.designs import AFTER, BEFORE
from benchmarks.pairs import shown
from benchmarks.results import Chart, Section, Table
from benchmarks.routes import ROUTES, Route

_SCALED = (
    "Designs that read all orders are not run at this size: theirs is the time of the next smaller shop, times as many "
    "orders as there are. DynamoDB Local's scan would take longer yet, by its own fault."
)
_OF_HITS = (
    *("calls", "units", "p50"),
    *("cached-calls", "cached-units", "cached-p50"),
    *("times-cached", "before-times-ours", "before-times-cached"),
)
_CHARTED = ("customers", "product-orders", "sales-of-a-year")


def fill(section: Section, sizes: Sequence[int]) -> None:
    """Make the tables and charts from the figures."""
    values = {figure.name.removeprefix("reads/"): figure.value for figure in section.figures}
    section.tables += [_work(values, sizes), _times(values, sizes[-1]), *(_designs(values, size) for size in sizes)]
    section.tables.append(_hits(values, sizes))
    section.charts += [_chart(values, name, sizes) for name in _CHARTED if len(sizes) > 1]
    section.notes += [_about_units(values)] if "units-beside-reported" in values else []


def _work(values: dict[str, float], sizes: Sequence[int]) -> Table:
    headings = ["route", "calls", "calls, nothing kept", "items"]
    headings += [f"read units at {size:,}" for size in sizes]
    rows = [_work_row(values, route, sizes) for route in ROUTES]
    note = (
        "A process keeps the client, the generations and the freshness for one or two seconds. "
        "The calls are those of the largest shop; where a smaller one has others, they are named after it."
    )
    return Table("What an answer reads", headings, rows, note)


def _work_row(values: dict[str, float], route: Route, sizes: Sequence[int]) -> list[str]:
    calls = [_by_size(values, route, kind, sizes) for kind in ("calls", "calls-fresh", "items")]
    return [route.name, *calls, *(shown(values[f"{route.name}/{size}/units"]) for size in sizes)]


def _by_size(values: dict[str, float], route: Route, kind: str, sizes: Sequence[int]) -> str:
    found = [values[f"{route.name}/{size}/{kind}"] for size in sizes]
    smaller = "" if len(set(found)) == 1 else f" ({', '.join(f'{each:.0f}' for each in found[:-1])})"
    return f"{found[-1]:.0f}{smaller}"


def _times(values: dict[str, float], size: int) -> Table:
    headings = ["route", "p50 ms", "p95 ms", "p99 ms", "floor p50 ms", "beside the floor", "beside our client's calls"]
    headings += ["own code, CPU ms", "growth"]
    rows = []
    for route in ROUTES:
        place = f"{route.name}/{size}"
        times = [shown(values[f"{place}/{each}"]) for each in ("p50", "p95", "p99", "floor-p50")]
        growth = _spread(values, f"{route.name}/growth")
        own = shown(values[f"{place}/own-code-p50"])
        beside = [_spread(values, f"{place}/beside-{each}") for each in ("floor", "client")]
        rows.append([route.name, *times, *beside, own, growth])
    note = (
        "The floor is the same calls alone, by botocore as it comes. By our client items go past botocore's parser, "
        "which is faster. Ratios are medians of pairs, with the middle half in parentheses; growth is the largest shop "
        "beside the smallest. Own code is processor time without that inside botocore."
    )
    return Table(f"How long an answer takes at {size:,} orders", headings, rows, note)


def _spread(values: dict[str, float], name: str) -> str:
    if name not in values:
        return "–"
    return f"{shown(values[name])} ({shown(values[f'{name}-low'])}–{shown(values[f'{name}-high'])})"


def _designs(values: dict[str, float], size: int) -> Table:
    headings = ["route", "ours ms", "units", "before ms", "units", "× ours", "after ms", "units", "× ours"]
    rows = []
    for route in ROUTES:
        place = f"{route.name}/{size}"
        ours = [shown(values[f"{place}/p50"]), shown(values[f"{place}/units"])]
        theirs = [_design(values, f"{place}/{design}") for design in (BEFORE, AFTER)]
        rows.append([route.name, *ours, *theirs[0], *theirs[1]])
    return Table(f"Beside the other designs at {size:,} orders", headings, rows, _SCALED if size > 10_000 else "")


def _design(values: dict[str, float], place: str) -> list[str]:
    if f"{place}-p50" not in values:
        return ["–", "–", "–"]
    return [shown(values[f"{place}-{each}"]) for each in ("p50", "units", "times-ours")]


def _hits(values: dict[str, float], sizes: Sequence[int]) -> Table:
    headings = ["route", "orders", "calls", "units", "p50 ms", "hit: calls", "units", "p50 ms"]
    headings += ["ours, × a hit", "scan, × ours", "scan, × a hit"]
    rows = [
        [route.name, f"{size:,}", *(_shown(values, f"{route.name}/{size}/{each}") for each in _OF_HITS)]
        for route in ROUTES
        if route.is_cached
        for size in sizes
    ]
    note = (
        "With the result cache in memory, which is the default, beside ours without it and the scan of the design "
        "before. What is left of a hit is reading the versions of the days, and what is not made of days."
    )
    return Table("Reports of a year from the result cache", headings, rows, note)


def _shown(values: dict[str, float], name: str) -> str:
    return shown(values[name]) if name in values else "–"


def _chart(values: dict[str, float], route: str, sizes: Sequence[int]) -> Chart:
    kinds = {"WebOrders": "p50", "bare calls": "floor-p50", "brief, before": "before-p50", "brief, after": "after-p50"}
    lines = {
        name: [(float(size), values[f"{route}/{size}/{kind}"]) for size in sizes if f"{route}/{size}/{kind}" in values]
        for name, kind in kinds.items()
    }
    return Chart(f"reads-{route}", f"{route}: p50 by orders in the shop", "orders", "ms", lines)


def _about_units(values: dict[str, float]) -> str:
    ratio = values["units-beside-reported"]
    return f"Read units are computed from the sizes of items; DynamoDB Local reports {1 / ratio:.4f} times as many."
