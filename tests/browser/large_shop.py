"""A shop of ten thousand customers: the dashboard and the API, on views that the recount has made in memory.

    python -m tests.browser.large_shop DASHBOARD

says where it is and with which token, then serves until its input is closed. It is a process of its own, because
a process has one database.
"""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.instants import local_to_utc, text_of
from chalicelib.projections.generations import open_first, register
from chalicelib.projections.recount import recount, store_of
from chalicelib.projections.stream import note_watermark
from chalicelib.runtime import runtime
from chalicelib.store import Put
from chalicelib.tokens import READ
from tests.browser.shop import ZONE, today
from tools.local.server import LocalServer
from tools.local.website import Website

CUSTOMERS = 10_000
DAYS = 25
_SHUFFLE = 7919  # shares no factor with the customers: each spends another amount


def name_of(number: int) -> str:
    """A customer's name."""
    return f"Buyer {number:05}"


def spent_by(number: int) -> Decimal:
    """What a customer has spent, in cents that no other has."""
    return Decimal(number * _SHUFFLE % CUSTOMERS + 100) / 100


def by_spend() -> list[str]:
    """The names of all customers, those who have spent most first."""
    return [name_of(number) for number in sorted(range(CUSTOMERS), key=spent_by, reverse=True)]


def _orders(client: str) -> Iterator[dict[str, Any]]:
    """One order of each customer, on the days before today."""
    for number in range(CUSTOMERS):
        day = today() - timedelta(days=1 + number % DAYS)
        yield {
            "orderID": f"o-{number:05}",
            "orderReference": f"#{number:05}",
            "clientID": client,
            "contactID": f"b-{number:05}",
            "customer": {"name": name_of(number), "email": f"buyer{number:05}@example.com"},
            "createdAt": text_of(local_to_utc(datetime.combine(day, time(9, number % 60)), ZONE)),
            "lines": [
                {"productCode": "BOX-S", "name": "Small box", "quantity": Decimal(1), "unitPrice": spent_by(number)}
            ],
            "totals": {"total": spent_by(number)},
            "currency": "AUD",
            "status": "completed",
        }


def _open() -> str:
    """The shop in the store of this process. Returns: a token that reads."""
    parts = runtime()
    tables, shop = parts.settings.tables, Client(parts.settings.default_client, "Large shop", Rules())
    orders = list(_orders(shop.client_id))
    parts.store = store_of(recount(orders, {shop.client_id: shop.rules}), tables)
    register(parts.store, tables, shop)
    open_first(parts.store, tables)  # there is no order yet, so that the views are taken for complete
    for order in orders:
        parts.store.write(Put(tables.orders, order))
    note_watermark(parts.store, tables, clock.now())
    return parts.tokens.create(shop.client_id, {READ}, "browser")


def main(dashboard: str) -> int:
    """Serve until the input ends. Returns: the exit code."""
    token = _open()
    server = LocalServer(import_module("app").app, website=Website(Path(dashboard)))
    server.start()
    print(json.dumps({"url": server.url, "token": token}), flush=True)
    sys.stdin.read()
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
