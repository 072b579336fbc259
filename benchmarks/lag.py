"""Lag: from the answer to an import until the customer's figures show it, on the local system."""

import http.client
import json
from collections.abc import Callable
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from benchmarks.local_shop import LocalShop, local_shop
from benchmarks.options import Options
from benchmarks.pairs import MILLISECONDS, percentile, shown
from benchmarks.results import Kind, Section, Table

_ORDERS, _QUICK_ORDERS = 100, 20
_MOST_SECONDS = 10.0
_IMPORT = "/admin/contacts/import"


class NeverSeen(Exception):
    """An order did not show within the time."""


def measure(options: Options) -> Section:
    """Measure the lag of the views."""
    section = Section("lag", "Lag", "the local system: one Python process, and MiniStack")
    options.say("starting the local system with the demo orders")
    many = _QUICK_ORDERS if options.is_quick else _ORDERS
    with local_shop(options.work) as shop:
        options.say(f"importing {many} orders, one after the other, and asking until they show")
        user = _User(shop)
        lags = [user.lag(each) for each in range(many)]
        user.close()
    times = [percentile(lags, each) * MILLISECONDS for each in (50, 95, 99)]
    for percent, value in zip((50, 95, 99), times, strict=True):
        section.add(f"p{percent}", value, "ms", Kind.TIME)
    note = (
        "The relay asks MiniStack's stream as often as it may; Lambda waits for a batch up to a second, by choice. "
        "The time of the answer that shows the order is part of the lag."
    )
    headings = ["orders", "p50 ms", "p95 ms", "p99 ms"]
    section.tables.append(Table("From the import to the figures", headings, [[f"{many}", *map(shown, times)]], note))
    return section


class _User:
    """Sends orders and looks for them, over one connection."""

    def __init__(self, shop: LocalShop) -> None:
        parts = urlsplit(shop.url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=_MOST_SECONDS)
        self._headers = {"Authorization": f"Bearer {shop.token}", "Content-Type": "application/json"}
        self.close: Callable[[], None] = self._connection.close

    def lag(self, number: int) -> float:
        """How long an order takes to show, from the answer to its import. Raises: `NeverSeen`."""
        contact = f"lag-{number}"
        status = self._ask("POST", _IMPORT, _order(number, contact))
        assert status == 201, f"the import answered {status}"
        began = perf_counter()
        while perf_counter() - began < _MOST_SECONDS:
            if self._ask("GET", f"/api/customers/{contact}") == 200:
                return perf_counter() - began
        raise NeverSeen(contact)

    def _ask(self, method: str, path: str, document: dict[str, Any] | None = None) -> int:
        body = None if document is None else json.dumps(document)
        self._connection.request(method, path, body, self._headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status


def _order(number: int, contact: str) -> dict[str, Any]:
    return {
        "orderID": f"lag-{number}",
        "contactID": contact,
        "customer": {"name": f"Lag {number}"},
        "createdAt": "2025-10-20T10:30:00Z",
        "lines": [{"productCode": f"LAG-{each}", "quantity": 2, "unitPrice": "10.00"} for each in range(3)],
    }
