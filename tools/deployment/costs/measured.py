"""Measures what orders and questions take: the demo orders go through the import and the projector, in memory.

Time stands still meanwhile and chance is seeded, so that each run measures the same.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from unittest.mock import patch

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.ingest.importing import import_order
from chalicelib.instants import instant_of, zone_of
from chalicelib.limits import item_size
from chalicelib.memory import MemoryStore
from chalicelib.projections.generations import Generations, open_first, register
from chalicelib.projections.projector import Projector
from chalicelib.projections.stream import note_watermark
from chalicelib.projections.surroundings import Surroundings
from chalicelib.projections.sweep import sweep
from chalicelib.runtime import Runtime
from chalicelib.settings import Settings
from chalicelib.store import Table
from chalicelib.tokens import READ
from tools.deployment.costs.questions import QUESTIONS, Question, Typical, call_of
from tools.local.demo import demo_orders
from tools.units import INDEXING_BYTES, MeteredStore, Units, stored_bytes

NOW = datetime(2025, 11, 20, 4, 30, tzinfo=UTC)
FOLDED = 25  # orders of a batch, where many come at once
SMALLER = 4  # the smaller shop has each fourth order
_SHOP = Client("packprod", "Packing shop (demo)")
_SETTLED = timedelta(hours=1)


@dataclass(frozen=True)
class Measured:
    """What the demo shop's orders and questions take. Means per order are of documents, credits included."""

    orders: int
    customers: int
    history: Decimal  # documents that the customer of a document has then, itself included
    order_bytes: Decimal
    stored: Decimal  # bytes per order, all tables with their indexes
    recoverable: Decimal  # bytes per order, all tables without
    orders_stored: Decimal  # bytes per order, the orders and contacts tables with their indexes
    orders_recoverable: Decimal
    importing: Units
    projecting: Units
    folded: Units
    first_projecting: Units
    last_projecting: Units
    sweeping: Units
    authorizing: Units
    questions: Mapping[str, Units]


def measure() -> tuple[Measured, Measured]:
    """The demo shop, and the same shop with a fourth of its orders."""
    documents = demo_orders(NOW, zone=zone_of(_SHOP.rules.zone))
    with _time_stands_still():
        return _measured(documents), _measured(_each_fourth(documents))


@contextmanager
def _time_stands_still() -> Iterator[None]:
    with patch.object(clock, "now", lambda: NOW):
        yield


def _each_fourth(documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each fourth order, with the credits for it."""
    orders = [each for each in documents if each["type"] == "order"][::SMALLER]
    kept = {each["orderID"] for each in orders}
    return [each for each in documents if each["orderID"] in kept or each.get("creditFor") in kept]


def _measured(documents: Sequence[dict[str, Any]]) -> Measured:
    shop = _DemoShop()
    imports = [shop.import_one(each) for each in documents]
    projects = [shop.project([each]) for each in documents]
    folding = _DemoShop()
    for each in documents:
        folding.import_one(each)
    batches = [folding.project(documents[at : at + FOLDED]) for at in range(0, len(documents), FOLDED)]
    number = len(documents)
    orders = list(shop.store.items(shop.tables.orders))
    typical = _typical(documents, orders)
    tables = list(shop.tables)
    of_orders = [shop.tables.orders, shop.tables.contacts]
    return Measured(
        orders=number,
        customers=len({each["contactID"] for each in orders if "contactID" in each}),
        history=_history(documents, {each["orderID"]: each.get("contactID") for each in orders}),
        order_bytes=_mean(map(item_size, orders), number),
        stored=shop.stored(tables) / number,
        recoverable=shop.recoverable(tables) / number,
        orders_stored=shop.stored(of_orders) / number,
        orders_recoverable=shop.recoverable(of_orders) / number,
        importing=mean_units(imports, number),
        projecting=mean_units(projects, number),
        folded=mean_units(batches, number),
        first_projecting=mean_units(projects[: number // 4], number // 4),
        last_projecting=mean_units(projects[-(number // 4) :], number // 4),
        sweeping=mean_units([shop.sweep()], number),
        authorizing=shop.authorize(),
        questions={each.text: shop.ask(each, typical) for each in QUESTIONS},
    )


def mean_units(some: Sequence[Units], number: int) -> Units:
    """The units of each of a number of things that took some units together."""
    total = Units()
    for each in some:
        total.add(each)
    return total.times(Decimal(1) / number)


class _DemoShop:
    """A shop in memory whose calls are metered."""

    def __init__(self) -> None:
        self.settings = Settings()
        self.tables = self.settings.tables
        self.store = MemoryStore()
        self.metered = MeteredStore(self.store)
        register(self.store, self.tables, _SHOP)
        open_first(self.store, self.tables)
        self._secret = Runtime(self.settings, self.store).tokens.create(_SHOP.client_id, {READ}, "dashboard")
        revs = count(1)
        self._surroundings = Surroundings(
            now=lambda: NOW - _SETTLED,
            pause=lambda _: None,
            new_rev=lambda: f"{next(revs):032x}",
            chance=random.Random(20),  # noqa: S311 - a measurement
        )

    def import_one(self, document: dict[str, Any]) -> Units:
        """Import an order as a request of its own."""
        with self.metered.metered() as used:
            parts = Runtime(self.settings, self.metered)
            client = parts.recent_client(_SHOP.client_id)
            assert client is not None, "the shop is registered"
            import_order(
                document,
                client=client,
                store=self.metered,
                tables=self.tables,
                default_client=self.settings.default_client,
                now=NOW,
            )
        return used

    def project(self, documents: Sequence[Mapping[str, Any]]) -> Units:
        """Project orders as a batch of the stream."""
        with self.metered.metered() as used:
            Generations(self.metered, self.tables.clients).to_project()
            self._projector().apply([each["orderID"] for each in documents])
            note_watermark(self.metered, self.tables, max(instant_of(each["createdAt"]) for each in documents))
        return used

    def sweep(self) -> Units:
        """Look at every order, all of which are counted right."""
        with self.metered.metered() as used:
            sweep(self.metered, self.tables, self._projector)
        return used

    def authorize(self) -> Units:
        """Look a token up."""
        with self.metered.metered() as used:
            Runtime(self.settings, self.metered).tokens.find(self._secret)
        return used

    def ask(self, question: Question, typical: Typical) -> Units:
        """Answer a question, with nothing kept from the one before."""
        with self.metered.metered() as used:
            question.answer(call_of(question, Runtime(self.settings, self.metered), _SHOP.client_id), typical)
        return used

    def stored(self, tables: Sequence[Table]) -> Decimal:
        """The bytes of tables with their indexes."""
        return Decimal(sum(stored_bytes(table, item) for table in tables for item in self.store.items(table)))

    def recoverable(self, tables: Sequence[Table]) -> Decimal:
        """The bytes of tables without their indexes."""
        items = (item for table in tables for item in self.store.items(table))
        return Decimal(sum(item_size(item) + INDEXING_BYTES for item in items))

    def _projector(self) -> Projector:
        return Projector(
            self.metered,
            self.tables,
            {_SHOP.client_id: _SHOP.rules},
            write_shards=self.settings.write_shards,
            surroundings=self._surroundings,
        )


def _typical(documents: Sequence[dict[str, Any]], orders: Sequence[Mapping[str, Any]]) -> Typical:
    """The customer of the middle order, sorted by how many orders its customer has; the product of the middle line."""
    lines = [line["productCode"] for each in documents for line in each["lines"]]
    contacts = [each["contactID"] for each in orders if "contactID" in each]
    return Typical(_middle(contacts), _middle(lines), documents[len(documents) // 2]["orderID"])


def _middle(names: Sequence[str]) -> str:
    counted = Counter(names)
    return sorted(names, key=lambda name: (counted[name], name))[len(names) // 2]


def _history(documents: Sequence[dict[str, Any]], contacts: Mapping[str, str | None]) -> Decimal:
    counted: Counter[str] = Counter()
    lengths = []
    for each in documents:
        contact = contacts[each["orderID"]]
        if contact is not None:
            counted[contact] += 1
            lengths.append(counted[contact])
    return _mean(lengths, len(lengths))


def _mean(values: Any, number: int) -> Decimal:
    return Decimal(sum(values)) / number
