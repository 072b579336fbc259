"""What our own code costs in a request: the handler with a store that has every answer prepared.

`python -m benchmarks.overhead` prints the processor's time of each question, whatever else the machine does meanwhile.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from statistics import median
from time import process_time
from typing import Any, cast
from unittest.mock import patch
from urllib.parse import quote

from app import app
from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.ingest.importing import import_order
from chalicelib.instants import instant_of, zone_of
from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.projections.generations import open_first, register
from chalicelib.projections.projector import Projector
from chalicelib.projections.stream import note_watermark
from chalicelib.runtime import Runtime
from chalicelib.settings import OFF, Settings
from chalicelib.store import Item, Key, Page, Query, Store, Table
from chalicelib.tables import BY_ORDERS, BY_SPEND
from chalicelib.tokens import READ
from tools.local.demo import demo_orders

SHOP = Client("packprod", "Packing shop (demo)")
SETTINGS = Settings(result_cache=OFF)
TABLES = SETTINGS.tables
TIMES = 100
_YEAR = timedelta(days=364)


class Prepared:
    """A store that asks another for each read once, and then only gives the answer out."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._known: dict[tuple[Any, ...], Any] = {}

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        """The item with this key."""
        asked = (table.name, *key.values())
        if asked not in self._known:
            self._known[asked] = self._store.get(table, key)
        found: Item | None = self._known[asked]
        return found

    def get_many(self, wanted: Sequence[tuple[Table, Key]]) -> list[Item | None]:
        """The item of each key."""
        return [self.get(table, key) for table, key in wanted]

    def query(self, query: Query) -> Page:
        """A page; the questions here never ask for the next one."""
        asked = (query.table.name, query.hash_value, query.index, query.low, query.high, query.forward, query.limit)
        if asked not in self._known:
            self._known[asked] = self._store.query(query)
        found: Page = self._known[asked]
        return found


def filled(now: datetime) -> MemoryStore:
    """The demo shop with its views."""
    store = MemoryStore()
    register(store, TABLES, SHOP)
    open_first(store, TABLES)
    documents = demo_orders(now, zone=zone_of(SHOP.rules.zone))
    for each in documents:
        import_order(each, client=SHOP, store=store, tables=TABLES, default_client=SHOP.client_id, now=now)
    Projector(store, TABLES, {SHOP.client_id: SHOP.rules}).apply([each["orderID"] for each in documents])
    note_watermark(store, TABLES, max(instant_of(each["createdAt"]) for each in documents))
    return store


def questions(store: MemoryStore, now: datetime) -> dict[str, dict[str, Any]]:
    """The questions as events of the gateway."""
    best = store.query(Query(TABLES.customers, SHOP.client_id, index=BY_SPEND, forward=False, limit=1)).items[0]
    products = keys.products(SHOP.client_id)
    sold = store.query(Query(TABLES.views, products, index=BY_ORDERS, forward=False, limit=1)).items[0]
    year = {"from": f"{now - _YEAR:%Y-%m-%d}", "to": f"{now:%Y-%m-%d}"}
    return {
        "50 customers": _event("/api/customers", limit="50"),
        "100 customers": _event("/api/customers", limit="100"),
        "one customer": _event("/api/customers/{contactID}", best["contactID"]),
        "50 orders of a product": _event("/api/products/{productCode}/orders", sold["sk"], limit="50"),
        "50 orders": _event("/api/orders", limit="50"),
        "a year of sales by day": _event("/api/reports/sales", interval="day", **year),
        "the overview of a year": _event("/api/reports/overview", **year),
    }


def main() -> None:
    """Print the median of each question."""
    now = clock.now()
    store = filled(now)
    parts = Runtime(SETTINGS, cast("Store", Prepared(store)))
    with patch("chalicelib.web.calls.runtime", lambda: parts):
        for name, event in questions(store, now).items():
            print(f"{name:24} {_milliseconds(event):6.2f} ms")


def _milliseconds(event: Mapping[str, Any]) -> float:
    assert app(dict(event), None)["statusCode"] == HTTPStatus.OK, event
    took = []
    for _ in range(TIMES):
        started = process_time()
        app(dict(event), None)
        took.append(process_time() - started)
    return median(took) * 1000


def _event(resource: str, identity: str | None = None, **query: str) -> dict[str, Any]:
    name = resource.partition("{")[2].partition("}")[0]
    path = resource if identity is None else resource.replace(f"{{{name}}}", quote(identity, safe=""))
    return {
        "path": path,
        "resource": resource,
        "httpMethod": "GET",
        "headers": {"accept": "application/json"},
        "multiValueHeaders": {"accept": ["application/json"]},
        "multiValueQueryStringParameters": {each: [value] for each, value in query.items()} or None,
        "pathParameters": None if identity is None else {name: identity},
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": {
            "httpMethod": "GET",
            "resourcePath": resource,
            "path": path,
            "identity": {},
            "requestId": "request",
            "authorizer": {"client": SHOP.client_id, "scopes": READ},
        },
    }


if __name__ == "__main__":
    main()
