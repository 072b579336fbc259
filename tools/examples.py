"""The example answers of the API's description: what the real app answers to a few made-up orders, at one moment.

    python -m tools.examples

prints them. The app runs in this process, on a store in memory, with a clock that stands still: `made` asks for it in a
process of its own. `python -m tools openapi` keeps them beside the description's code.
"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from importlib import import_module
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import simplejson
from chalice.test import Client as TestClient

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.memory import MemoryStore
from chalicelib.projections import generations
from chalicelib.projections.stream import OrderChange, project
from chalicelib.runtime import runtime
from chalicelib.tokens import READ, WRITE
from tools.deployment.sources import PROJECT

# In Sydney it is the morning of 17 November.
_NOW = datetime(2026, 11, 16, 22, 30, tzinfo=UTC)
_MONTH = {"from": "2026-11-01", "to": "2026-11-30"}
_CUSTOMER = {"name": "Jo Demo", "company": "Example Tea Rooms", "email": "jo@example.com", "phone": "0400 000 000"}
_OTHER = {"name": "王小明", "company": "Example 包装", "email": "wang@example.com"}
_BOX = {"productCode": "BOX-RSC-M", "name": "Box, medium", "category": "Boxes", "unitPrice": "1.20"}
_TAPE = {"productCode": "TAPE-50", "name": "Tape, 50 m", "category": "Tape", "unitPrice": "3.35"}

# How each answer is asked for: the operation, what the example is called, its path, its parameters.
QUESTIONS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("list_customers", "page", "/api/customers", {"limit": "2"}),
    ("one_customer", "plain", "/api/customers/jo-demo", {}),
    ("one_customer", "explained", "/api/customers/jo-demo", {"explain": "true"}),
    ("list_customer_orders", "page", "/api/customers/jo-demo/orders", {"limit": "2"}),
    ("list_orders", "page", "/api/orders", {"limit": "2"}),
    ("one_order", "plain", "/api/orders/1001", {}),
    ("list_products", "page", "/api/products", {"limit": "2"}),
    ("one_product", "plain", "/api/products/BOX-RSC-M", {**_MONTH, "interval": "month"}),
    ("list_product_orders", "page", "/api/products/BOX-RSC-M/orders", {"limit": "2"}),
    ("show_best_sellers", "plain", "/api/reports/products", {**_MONTH, "limit": "2"}),
    ("show_best_customers", "page", "/api/reports/customers", {"month": "2026-11", "limit": "2"}),
    ("show_sales", "plain", "/api/reports/sales", {**_MONTH, "interval": "month"}),
    ("show_sales", "explained", "/api/reports/sales", {**_MONTH, "interval": "month", "explain": "true"}),
    ("show_overview", "plain", "/api/reports/overview", _MONTH),
    ("show_overview", "explained", "/api/reports/overview", {**_MONTH, "explain": "true"}),
    ("search_everything", "plain", "/api/search", {"q": "jo"}),
    ("show_statistics", "plain", "/api/reports/statistics", {"from": "2026-11", "to": "2026-11"}),
    ("show_status", "plain", "/api/status", {}),
)


class _Still:
    """Stands for `datetime` and `time` where the clock asks them: it is always the same moment."""

    @staticmethod
    def now(_zone: tzinfo) -> datetime:
        return _NOW

    @staticmethod
    def monotonic() -> float:
        return 0.0


def made() -> str:
    """The examples as this code makes them, by a process of their own."""
    command = [sys.executable, "-m", "tools.examples"]
    return subprocess.run(command, cwd=PROJECT, env={}, text=True, stdout=subprocess.PIPE, check=True).stdout


def _orders() -> Iterator[dict[str, Any]]:
    """Two customers' orders, in two months; one that does not count, and money that went back."""
    totals = {"tax": "4.80", "shipping": "9.50"}
    yield _order("1001", "2026-11-03T09:15:00+11:00", [{**_BOX, "quantity": 40}], totals=totals)
    yield _order("1002", "2026-10-20T11:40:00+11:00", [{**_BOX, "quantity": 25}, {**_TAPE, "quantity": 6}])
    wang = {"contactID": "wang-demo", "customer": _OTHER}
    yield _order("1003", "2026-11-10T16:05:00+11:00", [{**_TAPE, "quantity": 12}], **wang)
    yield _order("1004", "2026-11-12T08:30:00+11:00", [{**_BOX, "quantity": 10}], status="cancelled")
    credit = {"type": "credit", "creditFor": "1001"}
    yield _order("1001-R1", "2026-11-05T10:00:00+11:00", [{**_BOX, "quantity": -10}]) | credit


def _order(order_id: str, created_at: str, lines: list[dict[str, Any]], **fields: Any) -> dict[str, Any]:
    return {
        "orderID": order_id,
        "orderReference": f"#{order_id}",
        "contactID": "jo-demo",
        "customer": _CUSTOMER,
        "createdAt": created_at,
        "lines": lines,
        **fields,
    }


def _answers() -> dict[str, dict[str, Any]]:
    """The answers, by their operation and by what they are called."""
    token = _open_shop()
    found: dict[str, dict[str, Any]] = {}
    with TestClient(import_module("app").app) as client:
        for each in _orders():
            _asked(client.http.post("/admin/contacts/import", headers=_headers(token), body=simplejson.dumps(each)))
        _project([each["orderID"] for each in _orders()])
        for operation, name, path, parameters in QUESTIONS:
            address = f"{path}?{urlencode(parameters)}" if parameters else path
            found.setdefault(operation, {})[name] = _asked(client.http.get(address, headers=_headers(token)))
    return found


def _open_shop() -> str:
    """A shop on a store in memory. Returns: a token that reads and writes."""
    parts = runtime()
    parts.store = MemoryStore()
    shop = Client(parts.settings.default_client, "Example shop", Rules())
    generations.register(parts.store, parts.settings.tables, shop)
    generations.open_first(parts.store, parts.settings.tables)
    return parts.tokens.create(shop.client_id, {READ, WRITE}, "examples")


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


def _asked(response: Any) -> Any:
    assert response.status_code < 300, response.body
    return simplejson.loads(response.body, use_decimal=True)


def _project(order_ids: list[str]) -> None:
    """What the stream would bring about."""
    parts = runtime()
    project(
        [OrderChange(each, _NOW - timedelta(seconds=1)) for each in order_ids],
        store=parts.store,
        settings=parts.settings,
        generations=parts.generations.to_project(),
        remaining=lambda: 60.0,
    )


def main() -> int:
    """Print the examples. Returns: the exit code."""
    with patch.object(clock, "datetime", _Still), patch.object(clock, "time", _Still):
        print(simplejson.dumps(_answers(), use_decimal=True, ensure_ascii=False, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
