"""Our own code: the handler with a store that has every answer prepared, so that nothing is waited for.

It is the processor's time of a request without the database and without botocore; DynamoDB's format is decoded in it.
"""

from collections.abc import Sequence
from dataclasses import replace
from time import thread_time
from typing import cast

from benchmarks.handler import Handler, handler
from benchmarks.options import Options
from benchmarks.orders import orders
from benchmarks.pairs import MILLISECONDS, percentile, shown
from benchmarks.prepared import Prepared
from benchmarks.results import Kind, Section, Table
from benchmarks.routes import NAMED, ROUTES, Route
from benchmarks.shop import Shop, load_in_memory, rows_of, shop_in_memory
from chalicelib.memory import MemoryStore
from chalicelib.runtime import Runtime
from chalicelib.store import Store
from chalicelib.timing import TimedStore

ORDERS = 1_000
TIMES = 100
_MANY = replace(NAMED["customers"], name="customers-100", query={"limit": "100"})


def shop() -> Shop:
    """A shop with a year of orders, and its views as the projector leaves them."""
    store = MemoryStore()
    made = shop_in_memory(ORDERS, store)
    load_in_memory(store, rows_of(orders(ORDERS), made.tables))
    load_in_memory(store, ((made.tables.orders, each) for each in orders(ORDERS)))
    return replace(made, parts=Runtime(made.parts.settings, TimedStore(cast("Store", Prepared(store)))))


def measure(options: Options) -> Section:
    """Measure each route."""
    options.say(f"timing our own code with the answers of {ORDERS:,} orders prepared")
    section, made = Section("own-code", "Our own code", "memory, every answer prepared"), shop()
    with handler() as ask:
        rows = [[route.name, *_noted(section, route.name, _seconds(ask, made, route))] for route in (*ROUTES, _MANY)]
    note = (
        f"Processor time of {TIMES} answers in a row, without a database and without botocore. Beside a database on "
        "the same machine it is about twice as much (own code, in the reads): in between its caches go cold."
    )
    section.tables.append(Table("A request without the store", ["route", "p50 ms", "p95 ms"], rows, note))
    return section


def _noted(section: Section, name: str, seconds: Sequence[float]) -> list[str]:
    times = {percent: percentile(seconds, percent) * MILLISECONDS for percent in (50, 95)}
    for percent, value in times.items():
        section.add(f"{name}/p{percent}", value, "ms", Kind.TIME)
    return [shown(value) for value in times.values()]


def _seconds(ask: Handler, made: Shop, route: Route) -> list[float]:
    """The processor's time of each answer, after one that is not counted."""
    ask.ask(made, route)
    return [_second(ask, made, route) for _ in range(TIMES)]


def _second(ask: Handler, made: Shop, route: Route) -> float:
    began = thread_time()
    ask.ask(made, route)
    return thread_time() - began
