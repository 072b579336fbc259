"""The recount: the same views computed in memory from the orders. The fallback of the reads, and the oracle."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.clients import Rules
from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.projections.contribution import Contribution, contribution
from chalicelib.projections.customer_items import item_of
from chalicelib.projections.customers import Customer, from_documents, row_effects
from chalicelib.projections.effects import (
    CustomerKey,
    Delta,
    Document,
    Effect,
    ProductDocument,
    ProductKey,
    Row,
    Sum,
    ViewKey,
    without_zeros,
)
from chalicelib.projections.expand import expand
from chalicelib.projections.product_rows import Newest, amounts_of, product_effects
from chalicelib.projections.product_rows import item_of as product_item
from chalicelib.store import Item, Put, Rejected
from chalicelib.tables import Tables


@dataclass(slots=True)
class Recount:
    """Views as values, built one order after the other."""

    clients: Mapping[str, Rules]
    sums: Delta = field(default_factory=Delta)
    rows: dict[ViewKey, Mapping[str, Any]] = field(default_factory=dict)
    documents: dict[CustomerKey, list[Document]] = field(default_factory=dict)
    product_amounts: dict[ProductKey, dict[str, Decimal]] = field(default_factory=dict)
    newest: dict[ProductKey, Newest] = field(default_factory=dict)

    def count(self, order_id: str, body: Contribution) -> None:
        """Add one order's contribution."""
        for effect in expand(order_id, body):
            self.add(effect)

    def add(self, effect: Effect) -> None:
        """Add one effect."""
        match effect:
            case Sum():
                self.sums.merge(_delta(effect))
            case Row():
                self.rows[(effect.pk, effect.sk)] = effect.attributes
            case Document():
                self.documents.setdefault((effect.contact_id, effect.client_id), []).append(effect)
            case ProductDocument():
                self._add_product((effect.client_id, effect.code), effect)

    def customers(self) -> dict[CustomerKey, Customer]:
        """Every customer, counted from all documents at once."""
        return {key: from_documents(documents) for key, documents in self.documents.items()}

    def products(self) -> Iterator[tuple[ProductKey, Item]]:
        """Every product's row."""
        for key, newest in self.newest.items():
            yield key, product_item(newest, self.product_amounts[key])

    def _add_product(self, key: ProductKey, document: ProductDocument) -> None:
        amounts = self.product_amounts.setdefault(key, {})
        for name, amount in amounts_of([document], self.clients[document.client_id]).items():
            amounts[name] = money.add(amounts.get(name, money.ZERO), amount)
        if key not in self.newest or self.newest[key].place < document.place:
            self.newest[key] = Newest(document.place, document.name, document.category)

    def all_rows(self) -> Iterator[Row]:
        """Every row, those that follow from the rows of customers and products included."""
        yield from (Row(*key, attributes) for key, attributes in self.rows.items())
        yield from (effect for effect in self._derived() if isinstance(effect, Row))

    def total_sums(self) -> dict[ViewKey, dict[str, Decimal]]:
        """Every sum, those that follow from the customers included; amounts of zero are left out."""
        sums = Delta()
        sums.merge(self.sums)
        for effect in self._derived():
            if isinstance(effect, Sum):
                sums.merge(_delta(effect))
        return without_zeros(sums.sums)

    def _derived(self) -> Iterator[Effect]:
        for customer in self.customers().values():
            yield from row_effects(customer, self.clients[customer.client_id])
        for key, newest in self.newest.items():
            yield from product_effects(key, newest)


def recount(orders: Iterable[Item], clients: Mapping[str, Rules]) -> Recount:
    """The views of these orders."""
    views = Recount(clients)
    for item in orders:
        views.count(item["orderID"], contribution(item, clients))
    return views


def store_of(views: Recount, tables: Tables) -> MemoryStore:
    """The recount as a store, so that the same queries run over it.

    Rows that no store can hold are left out, as the projector parks their orders.
    """
    store = MemoryStore()
    for put in _puts(views, tables):
        with suppress(Rejected):
            store.write(put)
    return store


def _puts(views: Recount, tables: Tables) -> Iterator[Put]:
    for customer in views.customers().values():
        yield Put(tables.customers, item_of(customer, views.clients[customer.client_id]))
    for key, product in views.products():
        yield Put(tables.views, {**keys.product(*key), **product})
    for row in views.all_rows():
        yield Put(tables.views, {"pk": row.pk, "sk": row.sk, **row.attributes})
    for (pk, sk), amounts in views.total_sums().items():
        place = {"pk": pk, "sk": keys.sharded(sk, 0) if keys.is_sharded(pk) else sk}
        yield Put(tables.views, {**place, **amounts})


def _delta(each: Sum) -> Delta:
    return Delta({(each.pk, each.sk): dict(each.amounts)})
