"""What shall hold of a run; each target is judged by the worst of its figures."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.pairs import shown
from benchmarks.results import Results
from benchmarks.routes import ROUTES

_LIGHT = ("customers", "customer", "product-orders", "orders")
_HEAVY = ("sales-of-a-year", "overview-of-a-year")
_ALL = tuple(route.name for route in ROUTES)
_REPORTS = tuple(route.name for route in ROUTES if route.is_cached)
_PAGES = tuple(route.name for route in ROUTES if route.scanned_before and route.name not in _REPORTS)
_BESIDE_THE_SCAN = (
    ("pages and single rows", _PAGES, "before-times-ours"),
    ("a year's reports, worked out", _REPORTS, "before-times-ours"),
    ("a year's reports, from the result cache", _REPORTS, "before-times-cached"),
)
_DIGITS = 1.1  # sums of more orders have more digits, and so more bytes


class Verdict(StrEnum):
    """How a target was met."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    UNKNOWN = "not measured"


@dataclass(frozen=True)
class Target:
    """A promise: the figures that it is about, and how large or small the worst of them may be."""

    text: str
    values: Callable[[Results], Iterable[float | None]]
    limit: float
    at_least: bool = False

    def worst(self, results: Results) -> float | None:
        """The figure farthest from the promise; None where one is missing."""
        values = list(self.values(results))
        known = [each for each in values if each is not None]
        if not known or len(known) < len(values):
            return None
        return min(known) if self.at_least else max(known)

    def judged(self, results: Results) -> Verdict:
        """Whether it holds."""
        worst = self.worst(results)
        if worst is None:
            return Verdict.UNKNOWN
        holds = worst >= self.limit if self.at_least else worst <= self.limit
        return Verdict.PASS if holds else Verdict.FAIL

    def row(self, results: Results) -> Sequence[str]:
        """The target as a row of a table."""
        worst = self.worst(results)
        wanted = f"{'≥' if self.at_least else '≤'} {shown(self.limit)}"
        return [self.text, wanted, "–" if worst is None else shown(worst), self.judged(results).value]


def sizes(results: Results) -> list[int]:
    """The sizes of shop that the reads were measured at."""
    found = {each.name.split("/")[2] for each in results.matching("reads/customers/", "/calls")}
    return sorted(int(each) for each in found)


def _named(*names: str) -> Callable[[Results], Iterable[float | None]]:
    return lambda results: [results.value(each) for each in names]


def _growth(kind: str, routes: Iterable[str]) -> Callable[[Results], Iterable[float | None]]:
    """How much more the largest shop takes than the smallest, by route; None where there is one size only."""
    named = tuple(routes)

    def growth(results: Results) -> Iterable[float | None]:
        known = sizes(results)
        if len(known) < 2:
            return [None]
        return [
            _ratio(results, f"reads/{route}/{known[-1]}/{kind}", f"reads/{route}/{known[0]}/{kind}") for route in named
        ]

    return growth


def _ratio(results: Results, one: str, other: str) -> float | None:
    first, second = results.value(one), results.value(other)
    return None if first is None or not second else first / second


def _of_routes(
    routes: Iterable[str], suffix: str, size: int | None = None
) -> Callable[[Results], Iterable[float | None]]:
    """A figure of some routes at a size; else at the largest one."""
    named = tuple(routes)

    def of_routes(results: Results) -> Iterable[float | None]:
        known = sizes(results)
        if not known or (size is not None and size not in known):
            return [None]
        return [results.value(f"reads/{route}/{size or known[-1]}/{suffix}") for route in named]

    return of_routes


_HISTORY = "projector/history-"
TARGETS = (
    Target("Reads: calls at the most orders, times those at the fewest", _growth("calls", _ALL), 1.0),
    Target(
        "Reads: read units of lists and single rows at the most orders, times those at the fewest (digits grow)",
        _growth("units", (each for each in _ALL if each not in _REPORTS)),
        _DIGITS,
    ),
    Target(
        "Reads: read units of a year's reports at the most orders, times those at the fewest (digits grow)",
        _growth("units", _REPORTS),
        _DIGITS,
    ),
    Target(
        "Reads: p50 at the most orders, times that at the fewest, in pairs",
        lambda results: [results.value(f"reads/{route.name}/growth") for route in ROUTES],
        1.3,
    ),
    Target(
        "Reads: p50 of customers, customer, product orders, orders: times the floor",
        _of_routes(_LIGHT, "beside-floor"),
        1.5,
    ),
    Target("Reads: p50 of a year's sales and overview: times the floor", _of_routes(_HEAVY, "beside-floor"), 2.0),
    *(
        Target(
            f"Reads: the scan of {size:,} orders before takes so many times ours, {name}",
            _of_routes(routes, figure, size),
            limit,
            at_least=True,
        )
        for size, limit in ((10_000, 100), (100_000, 1_000))
        for name, routes, figure in _BESIDE_THE_SCAN
    ),
    Target("Reads: a 304 takes so many times one GetItem", _named("reads/not-modified/beside-one-get"), 1.5),
    Target(
        "Own code without the store: processor time of pages and single rows, ms p50",
        lambda results: [results.value(f"own-code/{name}/p50") for name in _ALL if name not in _REPORTS],
        1.0,
    ),
    Target("Reads: JSON of 100 customers, ms p50", _named("reads/json-of-100-customers/p50"), 1.0),
    Target("Projector: calls a change in batches of 100", _named("projector/batch-100/calls"), 1.0),
    Target(
        "Projector: calls of a change alone, besides the note of how fresh the views are",
        lambda results: [
            None if (calls := results.value("projector/batch-1/calls")) is None else calls - 1,
        ],
        4.0,
    ),
    Target(
        "Projector: calls at a history of 10,000 orders, times those at 10",
        lambda results: [_ratio(results, f"{_HISTORY}10000/ours/calls", f"{_HISTORY}10/ours/calls")],
        1.0,
    ),
    Target(
        "Projector: units at a history of 10,000 orders, times those at 10 and at 1,000 (digits grow)",
        lambda results: [
            _ratio(results, f"{_HISTORY}10000/ours/write", f"{_HISTORY}{length}/ours/write") for length in (10, 1_000)
        ],
        _DIGITS,
    ),
    Target(
        "Projector: changes/s at customers with 1,000 orders, times re-query, on MiniStack, ours at once",
        _named("projector/MiniStack-1000/batch-10/beside-requery"),
        10,
        at_least=True,
    ),
    Target(
        "Projector: changes/s at customers with 1,000 orders, times re-query, on DynamoDB Local, ours in parts",
        _named("projector/DynamoDB-Local-1000/batch-10/beside-requery"),
        10,
        at_least=True,
    ),
    Target(
        "Projector: changes/s at customers with 10 orders, times re-query, on MiniStack, ours at once",
        _named("projector/MiniStack-10/batch-10/beside-requery"),
        1,
        at_least=True,
    ),
    Target(
        "Projector: changes/s in batches of 100 at 10 orders, times re-query, modelled for AWS",
        lambda results: [
            _ratio(results, "projector/batch-100/modelled-rate", f"{_HISTORY}10/requery/modelled-rate"),
        ],
        1,
        at_least=True,
    ),
    Target("Recount of 16,459 real orders in memory, peak MB", _named("upkeep/recount-real-orders/memory"), 512),
    Target("Lag on the local system, ms p50", _named("lag/p50"), 150),
    Target("Lag on the local system, ms p99", _named("lag/p99"), 1_000),
)
