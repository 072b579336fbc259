"""Where our own code's time goes: the handler on answers of the database that were recorded, so that nothing waits.

usage: python -m benchmarks.own_code            the processor's time of every route
       python -m benchmarks.own_code ROUTE      and what it goes into
"""

import cProfile
import pstats
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import thread_time
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from benchmarks.handler import forgetful, handler
from benchmarks.orders import orders
from benchmarks.recording import Recording, recorded
from benchmarks.routes import NAMED, ROUTES
from benchmarks.shop import Shop, load, open_shop, rows_of
from benchmarks.stores import ministack

_ORDERS = 600
_TIMES = 60
_SHOWN = 25


def main(names: list[str]) -> None:
    """Print the time of each route, and the profile of those that are named."""
    with TemporaryDirectory() as folder, ministack(Path(folder) / "store.log") as store, handler() as ask:
        shop = _loaded(store.client)
        for route in ROUTES:
            with recorded() as recording:
                ask.ask(forgetful(shop), route)
            with _answered_from(recording):
                times = [_processor_time(lambda route=route: ask.ask(shop, route)) for _ in range(_TIMES)]  # type: ignore[misc]
                print(f"{route.name:24} {median(times) * 1000:8.2f} ms")
                if route.name in names:
                    _profile(lambda route=route: ask.ask(shop, route))  # type: ignore[misc]


def _loaded(client: Any) -> Shop:
    shop = open_shop(client, _ORDERS)
    load(client, rows_of(orders(_ORDERS), shop.tables, write_shards=shop.parts.settings.write_shards))
    load(client, ((shop.tables.orders, each) for each in orders(_ORDERS)))
    return shop


@contextmanager
def _answered_from(recording: Recording) -> Iterator[None]:
    """Answer the calls of botocore with what was recorded."""
    known = {_name(each.operation, each.parameters): each.answer for each in recording.calls}

    def answer(_: BaseClient, operation: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        return known[_name(operation, parameters)]

    with patch.object(BaseClient, "_make_api_call", answer):
        yield


def _name(operation: str, parameters: Mapping[str, Any]) -> str:
    return f"{operation} {sorted(parameters.items())!r}"


def _processor_time(what: Callable[[], object]) -> float:
    began = thread_time()
    what()
    return thread_time() - began


def _profile(what: Callable[[], object]) -> None:
    profile = cProfile.Profile()
    with profile:
        for _ in range(_TIMES):
            what()
    pstats.Stats(profile).sort_stats("tottime").print_stats(_SHOWN)


if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - set(NAMED):
        sys.exit(f"no route {', '.join(unknown)}; there are {', '.join(NAMED)}")
    main(sys.argv[1:])
