"""Where an answer comes from: the views where they are complete, else a recount of the orders."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.errors import OutOfTime, StorageUnavailable, Throttled
from chalicelib.ids import own_id, stored_id
from chalicelib.instants import text_of
from chalicelib.marks import mark_of_code
from chalicelib.orders.repository import Orders
from chalicelib.projections.generations import VIEWS, Generation, Generations
from chalicelib.projections.recount import recount, store_of
from chalicelib.results.cache import ResultCache
from chalicelib.settings import Settings
from chalicelib.store import Item, Key, Query, Store, Table, all_matches
from chalicelib.tables import Tables
from chalicelib.views.freshness import Freshness, Watermark
from chalicelib.views.results import Results
from chalicelib.views.segments import today_in

VIEW, RECOUNT = "view", "recount"

_T = TypeVar("_T")


@dataclass(frozen=True)
class Source:
    """The tables that a query reads, for one client, at one moment.

    `known_by` names what they hold, so that the same name gives the same answers; None where that is not sure.
    `results` are kept of these tables, where any are. `is_strong`, where `read_all` and `read_many` see all that was
    written before.
    """

    kind: str
    store: Store
    tables: Tables
    client_id: str
    default_client: str
    rules: Rules
    now: datetime
    watermark: Watermark
    known_by: str | None = None
    results: Results | None = None
    is_strong: bool = False

    @cached_property
    def today(self) -> date:
        """Today's date in the shop's zone."""
        return today_in(self.rules.zone, self.now)

    def read_all(self, query: Query) -> Iterator[Item]:
        """Every item of a query, page by page."""
        is_strong = query.consistent or (self.is_strong and query.index is None)
        return all_matches(self.store, replace(query, consistent=is_strong))

    def read_many(self, wanted: Sequence[tuple[Table, Key]]) -> list[Item | None]:
        """The item of each key, or None, in one call; no key may come twice."""
        return self.store.get_many(wanted, consistent=self.is_strong)

    def stored_id(self, own: str) -> str:
        """The key of an ID that the shop uses."""
        return stored_id(own, client=self.client_id, default_client=self.default_client)

    def own_id(self, stored: str) -> str:
        """The ID as the shop uses it."""
        return own_id(stored, client=self.client_id, default_client=self.default_client)


@dataclass(frozen=True)
class Sources:
    """Makes the source of an answer."""

    store: Store
    settings: Settings
    generations: Generations
    freshness: Freshness
    results: ResultCache | None = None

    def ask(
        self, client: Client, question: Callable[[Source], _T], *, views: bool = True, now: datetime | None = None
    ) -> tuple[_T, Source]:
        """The answer of a query, from the views if they may and can be asked, else from a recount.

        They may not while reads are switched to the recount.
        Raises: `OutOfTime` when the recount takes longer than the settings allow.
        """
        moment = now or clock.now()
        generation = self._active(client)
        if views and generation is not None and self._uses_views():
            try:
                source = self._of_views(generation, client, moment)
                return question(source), source
            except Throttled:  # a recount would ask the busy database for far more
                raise
            except StorageUnavailable:  # the views can't be reached; the orders may
                pass
        rules = client.rules if generation is None else generation.clients[client.client_id]
        source = self._of_recount(client, rules, moment)
        return question(source), source

    def known_by(self, client: Client, now: datetime | None = None) -> str | None:
        """What the views of a client are known by at this moment; None where none are used, or they still move."""
        generation = self._active(client)
        if generation is None or not self._uses_views():
            return None
        return self._known_by(generation, client, now or clock.now())

    def _known_by(self, generation: Generation, client: Client, now: datetime) -> str | None:
        views = self.settings.tables.of_generation(generation.suffix).views
        version = self.freshness.version(views, client.client_id)
        if not version.is_settled(now):
            return None
        today = today_in(generation.clients[client.client_id].zone, now)
        # What was made of views before reads were switched away from them may have been wrong.
        switches = self.generations.reads().switches
        return f"{views.name} {client.client_id} {version.changes} {version.at} {today} {switches}"

    def _uses_views(self) -> bool:
        return self.generations.reads().source == VIEWS

    def _active(self, client: Client) -> Generation | None:
        generation = self.generations.active()
        return generation if generation and client.client_id in generation.clients else None

    def _of_views(self, generation: Generation, client: Client, now: datetime) -> Source:
        tables = self.settings.tables.of_generation(generation.suffix)
        return Source(
            kind=VIEW,
            store=self.store,
            tables=tables,
            client_id=client.client_id,
            default_client=self.settings.default_client,
            rules=generation.clients[client.client_id],
            now=now,
            watermark=self.freshness.of(tables.views),
            known_by=self._known_by(generation, client, now),
            results=self._results(tables.views.name, client, generation.clients[client.client_id], now),
        )

    def _results(self, views: str, client: Client, rules: Rules, now: datetime) -> Results | None:
        """The results that are kept of some views; other code, dates and switches have others.

        So have other rules, because they make another generation, with a table of views of its own.
        """
        if self.results is None:
            return None
        today, switches = today_in(rules.zone, now), self.generations.reads().switches
        known_by = (mark_of_code(), views, client.client_id, rules.currency, str(today), str(switches))
        return Results(self.results, known_by)

    def _of_recount(self, client: Client, rules: Rules, now: datetime) -> Source:
        orders = Orders(self.store, self.settings.tables.orders).of_client(client.client_id)
        rows = recount(_within(orders, self.settings.recount_seconds), {client.client_id: rules})
        return Source(
            kind=RECOUNT,
            store=store_of(rows, self.settings.tables),
            tables=self.settings.tables,
            client_id=client.client_id,
            default_client=self.settings.default_client,
            rules=rules,
            now=now,
            watermark=Watermark(text_of(now), None),
        )


def _within(orders: Iterable[Item], seconds: float) -> Iterator[Item]:
    ends = clock.monotonic() + seconds
    for order in orders:
        if clock.monotonic() > ends:
            raise OutOfTime(f"the views are not ready, and counting the orders again takes over {seconds:.0f} seconds")
        yield order
