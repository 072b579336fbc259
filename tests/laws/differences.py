"""What the views hold against what they should hold, row by row, on any store.

The expectation is added up here from contributions, not by the code that fills the views: rows, sums over
all write shards, customers counted from all of their documents at once, segments from those customers.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib import money
from chalicelib.clients import Rules
from chalicelib.instants import instant_of
from chalicelib.projections import keys
from chalicelib.projections.contribution import body_of_text, contribution, text_of_body
from chalicelib.projections.customer_items import item_of
from chalicelib.projections.customers import from_documents, segment_place
from chalicelib.projections.effects import Document, Effect, ProductDocument, Row, Sum
from chalicelib.projections.expand import expand
from chalicelib.projections.ledger import entry_of
from chalicelib.store import Item, Store, Table
from chalicelib.tables import Tables
from chalicelib.words import customer_words, product_words, sortable

Bodies = Mapping[str, str]  # order ID -> its contribution as the ledger writes it
Views = dict[str, dict[Any, Any]]  # kind of row -> key -> what the row holds


def differences(store: Store, tables: Tables, clients: Mapping[str, Rules]) -> list[str]:
    """Views and ledger against the orders table. An order that is parked counts as its ledger says."""
    ledger = {item["orderID"]: item for item in everything(store, tables.ledger)}
    bodies = {item["orderID"]: text_of_body(contribution(item, clients)) for item in everything(store, tables.orders)}
    bodies |= {order_id: _body(item) for order_id, item in ledger.items() if "parked" in item}
    counted = {order_id: _body(item) for order_id, item in ledger.items()}
    return [
        *_compared("ledger", _without_empty(counted), _without_empty(bodies)),
        *_all_compared(stored_views(store, tables), expected_views(bodies, clients)),
    ]


def broken_invariant(store: Store, tables: Tables, clients: Mapping[str, Rules]) -> list[str]:
    """Views against the ledgers: nothing may differ after any transaction of any run."""
    ledger = {item["orderID"]: item for item in everything(store, tables.ledger)}
    bodies = {order_id: _body(item) for order_id, item in ledger.items()}
    expected = expected_views(bodies, clients)
    expected["parked"] = {order_id: True for order_id, item in ledger.items() if "parked" in item}
    return _all_compared({**stored_views(store, tables), "parked": _parked(store, tables)}, expected)


def expected_views(bodies: Bodies, clients: Mapping[str, Rules]) -> Views:
    """Every row that these contributions ask for."""
    rows: dict[Any, Any] = {}
    sums: dict[Any, dict[str, Decimal]] = {}
    documents: dict[Any, list[Document]] = {}
    products: dict[Any, list[ProductDocument]] = {}
    for order_id, body in bodies.items():
        for effect in _effects(order_id, body):
            match effect:
                case Row():
                    assert (effect.pk, effect.sk) not in rows, f"two orders show the row {effect.pk} {effect.sk}"
                    rows[(effect.pk, effect.sk)] = effect.attributes
                case Sum():
                    _add(sums, (effect.pk, effect.sk), effect.amounts)
                case Document():
                    documents.setdefault((effect.contact_id, effect.client_id), []).append(effect)
                case ProductDocument():
                    products.setdefault((effect.client_id, effect.code), []).append(effect)
    customers = {}
    for key, some in documents.items():
        customer, rules = from_documents(some), clients[key[1]]
        customers[key] = item_of(customer, rules)
        _add_standing(sums, key[1], segment_place(customer, rules))
        if customer.first is not None:
            day = instant_of(customer.first.at).astimezone(ZoneInfo(rules.zone)).date().isoformat()
            place = keys.sales(key[1], day[:4]), keys.sales_day(day, customer.first.currency)
            _add(sums, place, {"newCustomers": Decimal(1)})
    product_rows = _products(products, clients)
    return {
        "row": rows,
        "word": _words_of_customers(customers) | _words_of_products(product_rows),
        "sum": without_zeros(sums),
        "customer": customers,
        "product": product_rows,
    }


def _words_of_customers(customers: Mapping[Any, Item]) -> dict[Any, Any]:
    rows = {}
    for (contact, client), item in customers.items():
        said = {name: item.get(name) for name in ("name", "email", "company", "phone")}
        words = customer_words(**said)
        row = {"contactID": contact, "words": words} | {name: text for name, text in said.items() if text}
        name = sortable(next(filter(None, (said["name"], said["company"], said["email"])), ""))
        rows |= {(keys.words(client), keys.word(word, "customer", name, contact)): row for word in words}
    return rows


def _words_of_products(products: Mapping[Any, Item]) -> dict[Any, Any]:
    rows = {}
    for (client, code), item in products.items():
        words = product_words(code, item.get("name"))
        row = {"productCode": code, "words": words}
        row |= {name: item[name] for name in ("name", "category") if name in item}
        name = sortable(item.get("name", code))
        rows |= {(keys.words(client), keys.word(word, "product", name, code)): row for word in words}
    return rows


def _products(documents: Mapping[Any, list[ProductDocument]], clients: Mapping[str, Rules]) -> dict[Any, Any]:
    """Each product's row, added up and sorted from all of its documents at once."""
    rows = {}
    for (client, code), some in documents.items():
        orders = [each for each in some if each.kind == "order"]
        newest = max(orders or some, key=lambda each: (each.at, each.order_id))
        row = {
            "byOrders": Decimal(len(orders)),
            "credits": Decimal(len(some) - len(orders)),
            "byUnits": money.total(each.units for each in some),
            "byLastSold": f"{1 if orders else 0}#{newest.at}#{newest.order_id}",
        }
        main = clients[client].currency
        for currency in {main, *(each.currency for each in some)}:
            own = [each.revenue for each in some if each.currency == currency]
            row["byRevenue" if currency == main else f"revenue#{currency}"] = money.total(own)
            row |= {} if currency == main else {f"documents#{currency}": Decimal(len(own))}
        face = {"name": newest.name, "category": newest.category}
        rows[(client, code)] = row | {name: each for name, each in face.items() if each}
    return rows


def _without_empty_parts(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row without the currencies in which no document is left."""
    gone = [name.partition("#")[2] for name, value in row.items() if name.startswith("documents#") and not value]
    return {name: value for name, value in row.items() if name.partition("#")[2] not in gone}


def stored_views(store: Store, tables: Tables) -> Views:
    """Every row that the views hold; sums over their write shards, without amounts of zero."""
    rows: dict[Any, Any] = {}
    sums: dict[Any, dict[str, Decimal]] = {}
    products: dict[Any, Any] = {}
    words: dict[Any, Any] = {}
    for item in everything(store, tables.views):
        pk, sk = item["pk"], item["sk"]
        held = {name: value for name, value in item.items() if name not in ("pk", "sk")}
        if pk.startswith("products#"):
            held.pop("rev", None)
            products[(pk.removeprefix("products#"), sk)] = _without_empty_parts(held)
        elif keys.is_sum(pk):
            _add(sums, (pk, keys.unsharded(sk) if keys.is_sharded(pk) else sk), held)
        elif pk.startswith("words#") and "\torder\t" not in sk:
            words[(pk, sk)] = held
        elif keys.is_of_orders(pk):
            rows[(pk, sk)] = held
    customers = {(item["contactID"], item["clientID"]): _figures(item) for item in everything(store, tables.customers)}
    return {"row": rows, "word": words, "sum": without_zeros(sums), "customer": customers, "product": products}


def everything(store: Store, table: Table) -> Iterator[Item]:
    """Every item of a table, strongly read, page by page."""
    page = store.scan(table)
    yield from page.items
    while page.next_key is not None:
        page = store.scan(table, start=page.next_key)
        yield from page.items


def _parked(store: Store, tables: Tables) -> dict[str, bool]:
    return {item["orderID"]: True for item in everything(store, tables.views) if item["pk"] == keys.PARKED}


def _body(item: Item) -> str:
    return item["body"] if isinstance(item["body"], str) else text_of_body(entry_of(item["orderID"], item).body)


@lru_cache(maxsize=50_000)
def _effects(order_id: str, body: str) -> tuple[Effect, ...]:
    return tuple(expand(order_id, body_of_text(body)))


def _add(sums: dict[Any, dict[str, Decimal]], key: Any, amounts: Mapping[str, Decimal]) -> None:
    row = sums.setdefault(key, {})
    for name, amount in amounts.items():
        row[name] = money.add(row.get(name, money.ZERO), amount)


def _add_standing(sums: dict[Any, dict[str, Decimal]], client: str, place: tuple[str, str] | None) -> None:
    assert place is not None, "a customer with documents has a standing"
    day, name = place
    for sort_key in filter(None, (keys.SEGMENT_TOTAL, day)):
        _add(sums, (keys.segments(client), sort_key), {name: Decimal(1)})


def _figures(item: Mapping[str, Any]) -> Item:
    return {name: value for name, value in item.items() if name not in ("rev", "lastUpdated")}


def without_zeros(sums: Mapping[Any, Mapping[str, Decimal]]) -> dict[Any, Any]:
    """Without rows that are all zero, and without amounts of zero but for those by which an index sorts."""
    rows = ((key, amounts) for key, amounts in sums.items() if any(amounts.values()))
    return {
        key: {name: amount for name, amount in amounts.items() if amount or name.startswith("by")}
        for key, amounts in rows
    }


def _without_empty(bodies: Bodies) -> dict[str, str]:
    return {order_id: body for order_id, body in bodies.items() if body != "{}"}


def _all_compared(stored: Views, expected: Views) -> list[str]:
    return [line for kind in expected for line in _compared(kind, stored[kind], expected[kind])]


def _compared(kind: str, stored: Mapping[Any, Any], expected: Mapping[Any, Any]) -> Iterable[str]:
    if stored == expected:
        return
    for key in sorted({*stored, *expected}):
        if stored.get(key) != expected.get(key):
            yield f"{kind} {key}: {stored.get(key, 'nothing')} is stored, {expected.get(key, 'nothing')} is right"
