"""A shop with years of orders in its views, the same each time, on a store that parses as DynamoDB's client does."""

import base64
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import botocore.session
from botocore.parsers import create_parser

from chalicelib.attribute_values import decode, encode
from chalicelib.clients import Client, Rules
from chalicelib.memory import MemoryStore
from chalicelib.projections.generations import open_first, register
from chalicelib.projections.projector import Projector
from chalicelib.projections.surroundings import Surroundings
from chalicelib.settings import Settings
from chalicelib.store import Delete, Item, Key, Page, Put, Query, Table, Update, Write

SHOP = Client("packprod", "Shop", Rules(zone="UTC"))
LAST_DAY = datetime(2025, 6, 30, tzinfo=UTC)
_BATCH = 100
_PRODUCTS = 60
_CUSTOMERS = 500


def shop_of_years(years: int, *, orders_a_day: int, settings: Settings) -> MemoryStore:
    """A store with the views of so many years up to the last day."""
    store = MemoryStore()
    register(store, settings.tables, SHOP)
    open_first(store, settings.tables)
    chance = random.Random(years)  # noqa: S311 - a measurement
    world = Surroundings(now=lambda: LAST_DAY, chance=chance)
    rules, shards = {SHOP.client_id: SHOP.rules}, settings.write_shards
    projector = Projector(store, settings.tables, rules, write_shards=shards, surroundings=world)
    orders = list(_orders(years, orders_a_day, chance))
    for at in range(0, len(orders), _BATCH):
        some = orders[at : at + _BATCH]
        for order in some:
            store.write(Put(settings.tables.orders, order))
        projector.apply([order["orderID"] for order in some])
    return store


def _orders(years: int, orders_a_day: int, chance: random.Random) -> Iterator[Item]:
    for day in range(years * 365):
        start = LAST_DAY - timedelta(days=day)
        for number in range(orders_a_day):
            yield _order(f"{day}-{number}", start + timedelta(minutes=chance.randrange(1440)), chance)


def _order(order_id: str, at: datetime, chance: random.Random) -> Item:
    customer = chance.randrange(_CUSTOMERS)
    return {
        "orderID": order_id,
        "clientID": SHOP.client_id,
        "contactID": f"c-{customer}",
        "customer": {"name": f"Customer {customer}", "email": f"c{customer}@example.com"},
        "createdAt": at.isoformat(),
        "lines": [_line(chance) for _ in range(2)],
        "currency": "AUD",
        "status": "completed",
    }


def _line(chance: random.Random) -> dict[str, Any]:
    number = chance.randrange(_PRODUCTS)
    return {
        "productCode": f"BOX-{number}",
        "name": f"Box number {number}",
        "category": f"Boxes {number % 6}",
        "quantity": Decimal(chance.randrange(1, 20)),
        "unitPrice": Decimal(chance.randrange(100, 9000)) / 100,
    }


class WireStore:
    """A store whose answers pass through botocore's parser, as they do from DynamoDB; the bytes come from memory."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._known: dict[Any, bytes] = {}
        service = botocore.session.get_session().get_service_model("dynamodb")
        self._parser = create_parser(service.protocol)
        self._shapes = {name: service.operation_model(name).output_shape for name in ("Query", "GetItem")}

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        return self._parsed_item(self._store.get(table, key, consistent=consistent))

    def get_many(self, wanted: Sequence[tuple[Table, Key]]) -> list[Item | None]:
        return [self._parsed_item(item) for item in self._store.get_many(wanted)]

    def query(self, query: Query) -> Page:
        page = self._store.query(query)
        place = (query.table.name, query.hash_value, query.index, query.low, query.high, repr(query.start))
        if place not in self._known:
            self._known[place] = _body({"Items": [encode(item) for item in page.items], "Count": len(page.items)})
        return Page([decode(item) for item in self._parsed("Query", self._known[place])["Items"]], page.next_key)

    def scan(self, table: Table, **options: Any) -> Page:
        return self._store.scan(table, **options)

    def write(self, write: Put | Update | Delete) -> None:
        self._store.write(write)

    def transact(self, writes: Sequence[Write]) -> None:
        self._store.transact(writes)

    def _parsed_item(self, item: Item | None) -> Item | None:
        if item is None:
            return None
        place = id(item), repr(sorted(item))
        if place not in self._known:
            self._known[place] = _body({"Item": encode(item)})
        return decode(self._parsed("GetItem", self._known[place])["Item"])

    def _parsed(self, operation: str, body: bytes) -> Any:
        return self._parser.parse({"status_code": 200, "headers": {}, "body": body}, self._shapes[operation])


def _body(value: Any) -> bytes:
    return json.dumps(value, default=_base64).encode()


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
