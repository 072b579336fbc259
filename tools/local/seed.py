"""Loads the demo orders: through the import, as any order comes, and waits until the views show them."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.ingest.importing import import_order
from chalicelib.instants import zone_of
from chalicelib.runtime import Runtime
from tools.local.demo import demo_orders
from tools.local.relay import Relay

# What is being done, how much of it is done, and how much there is.
Progress: TypeAlias = Callable[[str, int, int], None]

_THREADS = 8


def without_progress(what: str, done: int, total: int) -> None:
    """Tell nobody."""


def import_demo_orders(runtime: Runtime, client: Client, *, stop: threading.Event, progress: Progress) -> int:
    """Import the demo orders. Returns: how many there are."""
    orders = demo_orders(clock.now(), zone=zone_of(client.rules.zone))
    done = _Count("Loading demo orders", len(orders), progress)
    # A credit follows its order, whichever thread is faster.
    for kind in ("order", "credit"):
        _import_all((order for order in orders if order["type"] == kind), runtime, client, stop=stop, done=done)
    return len(orders)


def wait_for_views(relay: Relay, expected: int, *, stop: threading.Event, progress: Progress) -> bool:
    """Wait until the relay has carried everything. Returns: whether it has."""
    while not stop.is_set():
        progress("Filling the views", min(relay.delivered, expected - 1), expected)
        if relay.wait_until_drained(0.25):
            progress("Filling the views", expected, expected)
            return True
    return False


class _Count:
    """Counts what several threads do."""

    def __init__(self, what: str, total: int, progress: Progress) -> None:
        self._what = what
        self._total = total
        self._progress = progress
        self._done = 0
        self._lock = threading.Lock()

    def add(self) -> None:
        with self._lock:
            self._done += 1
            self._progress(self._what, self._done, self._total)


def _import_all(
    orders: Iterable[dict[str, Any]], runtime: Runtime, client: Client, *, stop: threading.Event, done: _Count
) -> None:
    def one(order: dict[str, Any]) -> None:
        if not stop.is_set():
            import_order(
                order,
                client=client,
                store=runtime.store,
                tables=runtime.settings.tables,
                default_client=runtime.settings.default_client,
                now=clock.now(),
            )
            done.add()

    with ThreadPoolExecutor(_THREADS, "seed") as pool:
        list(pool.map(one, orders))
