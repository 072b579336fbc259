"""The recount: the same views computed in memory from the orders. The fallback of the reads, and the oracle.

Rows come out one by one as they are known, so that nobody needs to hold all of them: those of one order at once,
those that many orders add to at the end.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

from chalicelib import money
from chalicelib.clients import Rules
from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.projections.contribution import contribution
from chalicelib.projections.customer_items import item_of
from chalicelib.projections.customers import from_documents, row_effects
from chalicelib.projections.effects import (
    CustomerKey,
    Document,
    Effect,
    ProductDocument,
    ProductKey,
    Row,
    Sum,
    ViewKey,
    without_zero,
)
from chalicelib.projections.expand import expand
from chalicelib.projections.product_rows import Newest, amounts_of, product_effects
from chalicelib.projections.product_rows import item_of as product_item
from chalicelib.store import Item, Put, Rejected
from chalicelib.tables import Tables

CUSTOMERS, VIEWS = "customers", "views"

# (table, partition key, sort key)
Place: TypeAlias = tuple[str, str, str]
Rows: TypeAlias = Iterator[tuple[Place, Mapping[str, Any]]]
Amounts: TypeAlias = dict[str, Decimal]


def recount(orders: Iterable[Item], clients: Mapping[str, Rules]) -> Rows:
    """The rows of the views of these orders."""
    return rows_of((each for item in orders for each in expand(item["orderID"], contribution(item, clients))), clients)


def rows_of(effects: Iterable[Effect], clients: Mapping[str, Rules]) -> Rows:
    """The rows that effects make, and what follows from them; sums of all write shards together."""
    totals = _Totals(clients)
    for effect in effects:
        if isinstance(effect, Row):
            yield _row(effect)
        else:
            totals.add(effect)
    yield from totals.rows()


def store_of(rows: Rows, tables: Tables) -> MemoryStore:
    """The recount as a store, so that the same queries run over it.

    Rows that no store can hold are left out, as the projector parks their orders.
    """
    store = MemoryStore()
    for place, row in rows:
        with suppress(Rejected):
            store.write(_put(place, row, tables))
    return store


def place_of(key: Mapping[str, str]) -> Place:
    """The place of a row of the views."""
    return VIEWS, key["pk"], key["sk"]


@dataclass(slots=True)
class _Totals:
    """What many orders add to, until all have been counted."""

    clients: Mapping[str, Rules]
    sums: dict[ViewKey, Amounts] = field(default_factory=dict)
    documents: dict[CustomerKey, list[Document]] = field(default_factory=dict)
    products: dict[ProductKey, Amounts] = field(default_factory=dict)
    newest: dict[ProductKey, Newest] = field(default_factory=dict)

    def add(self, effect: Sum | Document | ProductDocument) -> None:
        """Add one effect."""
        match effect:
            case Sum():
                _add(self.sums.setdefault((effect.pk, effect.sk), {}), effect.amounts)
            case Document():
                self.documents.setdefault((effect.contact_id, effect.client_id), []).append(effect)
            case ProductDocument():
                self._add_product((effect.client_id, effect.code), effect)

    def rows(self) -> Rows:
        """Every row; what comes out is forgotten here."""
        yield from self._customers()
        yield from self._products()
        while self.sums:
            (pk, sk), sums = self.sums.popitem()
            if amounts := without_zero(sums):
                yield (VIEWS, pk, sk), amounts

    def _add_product(self, key: ProductKey, document: ProductDocument) -> None:
        _add(self.products.setdefault(key, {}), amounts_of([document], self.clients[document.client_id]))
        if key not in self.newest or self.newest[key].place < document.place:
            self.newest[key] = Newest(document.place, document.name, document.category)

    def _customers(self) -> Rows:
        """Each customer, counted from all documents at once, and the words they are found by."""
        for (contact, client), documents in self.documents.items():
            customer, rules = from_documents(documents), self.clients[client]
            yield (CUSTOMERS, contact, client), item_of(customer, rules)
            yield from self._derived(row_effects(customer, rules))

    def _products(self) -> Rows:
        """Each product, and the words it is found by."""
        for key, newest in self.newest.items():
            yield place_of(keys.product(*key)), product_item(newest, self.products[key])
            yield from self._derived(product_effects(key, newest))

    def _derived(self, effects: Iterable[Effect]) -> Rows:
        """The rows that follow from a customer or product; what is no row is added."""
        for effect in effects:
            if isinstance(effect, Row):
                yield _row(effect)
            else:
                self.add(effect)


def _add(amounts: Amounts, more: Mapping[str, Decimal]) -> None:
    for name, amount in more.items():
        amounts[name] = money.add(amounts[name], amount) if name in amounts else amount


def _row(row: Row) -> tuple[Place, Mapping[str, Any]]:
    return (VIEWS, row.pk, row.sk), row.attributes


def _put(place: Place, row: Mapping[str, Any], tables: Tables) -> Put:
    table, pk, sk = place
    if table == CUSTOMERS:
        return Put(tables.customers, dict(row))
    return Put(tables.views, {"pk": pk, "sk": keys.sharded(sk, 0) if keys.is_sharded(pk) else sk, **row})
