"""A shop whose reports are kept, on a store whose replica is behind until it is told to catch up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.clients import Client
from chalicelib.memory import MemoryStore
from chalicelib.projections.generations import Generation, Generations, open_first, register
from chalicelib.projections.projector import Projector
from chalicelib.projections.surroundings import Surroundings
from chalicelib.results.backend import Backend
from chalicelib.results.cache import ResultCache
from chalicelib.results.memory import MemoryBackend
from chalicelib.settings import Settings
from chalicelib.store import Delete, Item, Key, Page, Put, Query, Table
from chalicelib.views.best_sellers import best_sellers
from chalicelib.views.freshness import SETTLED_AFTER, Freshness
from chalicelib.views.overview import overview
from chalicelib.views.periods import Period
from chalicelib.views.sales import sales_report
from chalicelib.views.source import Source, Sources
from chalicelib.views.statistics import statistics
from chalicelib.web.json import json_of
from tests.crowded import Crowded
from tests.laws.orders import CLIENTS

SETTINGS = Settings(write_shards=2)
TABLES = SETTINGS.tables
Question = Callable[[Source], Any]

MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))
FIRST_WEEK = Period(date(2025, 3, 1), date(2025, 3, 7))
SPRING = Period(date(2025, 1, 10), date(2025, 4, 20))


def statistics_of_months(source: Source, period: Period) -> Any:
    """The part of the statistics that is kept; the rest is read from an index or late."""
    found = statistics(source, period)
    return {name: found[name] for name in ("months", "returningRate", "weekdayHours", "orderValues")}


QUESTIONS: dict[str, Question] = {
    "sales by day": lambda source: sales_report(source, MARCH, "day"),
    "sales by month": lambda source: sales_report(source, SPRING, "month"),
    "sales of a week": lambda source: sales_report(source, FIRST_WEEK, "day"),
    "overview": lambda source: overview(source, MARCH, "previous"),
    "overview of a week beside the year before": lambda source: overview(source, FIRST_WEEK, "year"),
    "best sellers of a month": lambda source: best_sellers(source, MARCH, sort="revenue", limit=10),
    "best sellers of a week": lambda source: best_sellers(source, FIRST_WEEK, sort="units", limit=1),
    "statistics": lambda source: statistics_of_months(source, MARCH),
}


class Lagging:
    """A store that answers what is not asked strongly as it was when it last caught up."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._replica = MemoryStore()
        self.queries: list[Query] = []

    def catch_up(self) -> None:
        self._replica = MemoryStore()
        for table in TABLES:
            for item in self._store.items(table):
                self._replica.write(Put(table, item))

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        return (self._store if consistent else self._replica).get(table, key)

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        return (self._store if consistent else self._replica).get_many(wanted)

    def query(self, query: Query) -> Page:
        self.queries.append(query)
        is_strong = query.consistent and query.index is None
        return (self._store if is_strong else self._replica).query(query)


@dataclass
class Time:
    """A clock that stands until it is moved."""

    now: datetime = datetime(2025, 6, 1, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_on(self, *, seconds: float = 0, days: int = 0) -> None:
        self.now += timedelta(seconds=seconds, days=days)


@dataclass
class KeptShop:
    """Orders, their views, and two ways to ask: with the result cache on a late store, and without on the true one."""

    time: Time
    backend: Backend = field(default_factory=lambda: MemoryBackend(10_000_000))
    store: MemoryStore = field(default_factory=MemoryStore)

    def __post_init__(self) -> None:
        for name, rules in CLIENTS.items():
            register(self.store, TABLES, Client(name, name, rules))
        open_first(self.store, TABLES)
        self.late = Lagging(self.store)
        self.cache = ResultCache("memory", self.backend, seconds=3600)
        self.generations = Generations(self.store, TABLES.clients)
        self.kept = Sources(self.late, SETTINGS, self.generations, Freshness(self.late), self.cache)
        self.plain = Sources(self.store, SETTINGS, self.generations, Freshness(self.store))

    def write(self, *items: Item) -> None:
        """Orders are written, and in the views."""
        for item in items:
            self.store.write(Put(TABLES.orders, item))
        self.project(*(item["orderID"] for item in items))

    def delete(self, *order_ids: str) -> None:
        """Orders are deleted, also from the views."""
        for order_id in order_ids:
            self.store.write(Delete(TABLES.orders, {"orderID": order_id}))
        self.project(*order_ids)

    def project(self, *order_ids: str) -> None:
        """Order changes reach the views of every generation."""
        for generation in self.generations.to_project():
            self._projector(generation).apply(order_ids)

    def _projector(self, generation: Generation) -> Projector:
        tables = TABLES.of_generation(generation.suffix)
        world, shards = Surroundings(now=self.time, pause=lambda _: None), SETTINGS.write_shards
        return Projector(Crowded(self.store), tables, generation.clients, write_shards=shards, surroundings=world)

    def settle(self) -> None:
        """So much time goes by that every replica has caught up."""
        self.late.catch_up()
        self.time.pass_on(seconds=SETTLED_AFTER.total_seconds() + 1)

    def midnight(self) -> None:
        """It is another day."""
        self.late.catch_up()
        self.time.pass_on(days=1)

    def ask(self, question: Question, client: str = "a") -> tuple[Any, bool]:
        """The answer with the cache, and whether it was a hit; it is the one without the cache, to the digit."""
        shop = Client(client, client, CLIENTS[client])
        answer, source = self.kept.ask(shop, question)
        expected, _ = self.plain.ask(shop, question)
        assert json_of(answer) == json_of(expected)
        assert source.results is not None
        assert source.results.hits + source.results.misses == 1
        return answer, source.results.hits == 1

    def is_hit(self, question: Question, client: str = "a") -> bool:
        """Whether the answer was kept."""
        return self.ask(question, client)[1]
