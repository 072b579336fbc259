"""What the result cache saves and costs, question by question: calls, request units, and the processor's time.

Units are those of DynamoDB's rules (`tools/units.py`). The processor's time is that of this process, in turns with the
cache and without, the median of some rounds; the database's own time and the network's are not in it.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from statistics import median
from typing import Any
from unittest.mock import PropertyMock, patch

from chalicelib.memory import MemoryStore
from chalicelib.projections.generations import Generations
from chalicelib.results.backend import Backend
from chalicelib.results.cache import ResultCache
from chalicelib.results.content import content_of, result_of
from chalicelib.results.memory import MemoryBackend
from chalicelib.results.table import TableBackend
from chalicelib.settings import DYNAMODB, MEMORY, REDIS, Settings
from chalicelib.store import Store
from chalicelib.views.best_sellers import best_sellers
from chalicelib.views.customers import CustomerFilter, customers_page
from chalicelib.views.freshness import Freshness
from chalicelib.views.kept import Question as KeptQuestion
from chalicelib.views.order_list import OrderFilter, orders_page
from chalicelib.views.overview import overview
from chalicelib.views.periods import Period, whole_months
from chalicelib.views.sales import sales_report
from chalicelib.views.source import Source, Sources
from chalicelib.views.statistics import statistics
from chalicelib.web.json import json_of
from tools.measuring.history import LAST_DAY, SHOP, WireStore, shop_of_years
from tools.units import MeteredStore, Units

_SETTINGS = Settings()
_WEEK, _MONTH, _YEAR = 7, 30, 365
_MOST_DAYS_OF_PRODUCTS = 731
_MISSED, _HIT = "missed", "hit"
_TODAY = LAST_DAY + timedelta(days=1)

Question = Callable[[Source], Any]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer a question. Units: request units; milliseconds of the processor."""

    name: str
    units: Units
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A question, the bytes of its result, and the ways to answer it."""

    question: str
    years: int
    size: int
    ways: list[Way]


def measure(years: int, *, orders_a_day: int, rounds: int, redis_url: str | None = None) -> Iterator[Measured]:
    """Every question to a shop of so many years, those that are too short to be kept included."""
    store = shop_of_years(years, orders_a_day=orders_a_day, settings=_SETTINGS)
    with patch.object(KeptQuestion, "pays", PropertyMock(return_value=True)):
        for name, question in questions(years).items():
            yield _measured(store, name, question, years=years, rounds=rounds, redis_url=redis_url)


def questions(years: int) -> dict[str, Question]:
    """The questions, over what they are asked for most and over as much as they may be."""
    days = years * _YEAR
    months = whole_months((LAST_DAY - timedelta(days=days - 31)).date(), LAST_DAY.date())
    products = _last(min(days, _MOST_DAYS_OF_PRODUCTS))
    return {
        "sales, a week by day": lambda source: sales_report(source, _last(_WEEK), "day"),
        "sales, 30 days by day": lambda source: sales_report(source, _last(_MONTH), "day"),
        "sales, all by month": lambda source: sales_report(source, _last(days), "month"),
        "sales, all by day": lambda source: sales_report(source, _last(days), "day"),
        "overview, 30 days": lambda source: overview(source, _last(_MONTH), "previous"),
        "overview, all": lambda source: overview(source, _last(days), None),
        "products, 30 days": lambda source: best_sellers(source, _last(_MONTH), sort="revenue", limit=10),
        f"products, {products.days} days": lambda source: best_sellers(source, products, sort="revenue", limit=10),
        "statistics, all": lambda source: statistics(source, months),
        "customers, a page of 50": _customers,
        "orders, a page of 50": _orders,
    }


def _last(days: int) -> Period:
    return Period((LAST_DAY - timedelta(days=days - 1)).date(), LAST_DAY.date())


def _customers(source: Source) -> Any:
    page = customers_page(source, CustomerFilter(), sort="totalSpend", descending=True, limit=50, cursor=None)
    return page.items


def _orders(source: Source) -> Any:
    return orders_page(source, OrderFilter(), descending=True, limit=50, cursor=None).items


def _measured(
    store: MemoryStore, name: str, question: Question, *, years: int, rounds: int, redis_url: str | None
) -> Measured:
    metered, wire = MeteredStore(store), WireStore(store)
    answer, source = _sources(store, ResultCache(MEMORY, MemoryBackend(10**8), seconds=60)).ask(
        SHOP, question, now=_TODAY
    )
    is_kept = source.results is not None and source.results.misses > 0
    kinds = [MEMORY, DYNAMODB, *([REDIS] if redis_url else [])] if is_kept else []
    units = {"none": _units(metered, question, None)}
    for kind in kinds:
        cache = _cache(kind, metered, redis_url)
        cache.backend.clear()
        units |= {f"{kind}, {outcome}": _units(metered, question, cache) for outcome in (_MISSED, _HIT)}
    times = _times(wire, question, [_cache(kind, wire, redis_url) for kind in kinds], rounds)
    ways = [Way(way, used, median(times[way])) for way, used in units.items()]
    if not is_kept:
        ways.append(_as_one_item(metered, wire, answer, rounds))
    return Measured(name, years, len(json_of(answer)), ways)


def _times(wire: Store, question: Question, caches: list[ResultCache], rounds: int) -> dict[str, list[float]]:
    """The processor's time of each way, in turns. Units: milliseconds."""
    times: dict[str, list[float]] = {}
    without, with_caches = _sources(wire, None), [_sources(wire, cache) for cache in caches]
    for _ in range(rounds):
        times.setdefault("none", []).append(_milliseconds(partial(_answer, without, question)))
        for cache, sources in zip(caches, with_caches, strict=True):
            cache.backend.clear()
            for outcome in (_MISSED, _HIT):
                spent = _milliseconds(partial(_answer, sources, question))
                times.setdefault(f"{cache.name}, {outcome}", []).append(spent)
    return times


def _answer(sources: Sources, question: Question) -> Any:
    return sources.ask(SHOP, question, now=_TODAY)[0]


def _as_one_item(metered: MeteredStore, wire: WireStore, answer: Any, rounds: int) -> Way:
    """What reading an answer that is not kept would take, were it a result: one item, without its versions."""
    table = _SETTINGS.tables.results
    TableBackend(metered, table).put("page", content_of(answer), seconds=3600)
    with metered.metered() as used:
        TableBackend(metered, table).get("page")
    backend = TableBackend(wire, table)
    times = [_milliseconds(lambda: result_of(backend.get("page") or b"")) for _ in range(rounds)]
    return Way("as one item", used, median(times))


def _cache(kind: str, store: Store, redis_url: str | None) -> ResultCache:
    return ResultCache(kind, _backend(kind, store, redis_url), seconds=3600)


def _backend(kind: str, store: Store, redis_url: str | None) -> Backend:
    if kind == MEMORY:
        return MemoryBackend(10**9)
    if kind == DYNAMODB:
        return TableBackend(store, _SETTINGS.tables.results)
    from chalicelib.results.redis import RedisBackend  # noqa: PLC0415 - the package is optional

    return RedisBackend(redis_url or "", timeout=1)


def _units(metered: MeteredStore, question: Question, cache: ResultCache | None) -> Units:
    sources = _sources(metered, cache)
    sources.ask(SHOP, lambda _: None, now=_TODAY)  # the generations and the watermark are kept for a second or more
    with metered.metered() as used:
        sources.ask(SHOP, question, now=_TODAY)
    return used


def _sources(store: Store, cache: ResultCache | None) -> Sources:
    generations = Generations(store, _SETTINGS.tables.clients)
    return Sources(store, _SETTINGS, generations, Freshness(store), cache)


def _milliseconds(work: Callable[[], Any]) -> float:
    """The processor's time of an answer up to its JSON."""
    started = time.process_time()
    json_of(work())
    return (time.process_time() - started) * 1000
