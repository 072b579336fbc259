"""The result cache: what it holds, fill it, and empty it."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from chalicelib import clock
from chalicelib.errors import NotFound, StorageUnavailable
from chalicelib.results.backend import Backend, BackendFailed
from chalicelib.results.chosen import result_cache
from chalicelib.runtime import Runtime, runtime
from chalicelib.settings import MEMORY
from chalicelib.tokens import READ
from tools.deployment.api import Api

_OF_A_PROCESS = "memory: each process has its own; `resultCache` in /api/status tells of the one that answers"
_LOCAL = "http://127.0.0.1:8000"
_A_YEAR = timedelta(days=365)


def add_parser(subparsers: Any) -> None:
    """Add `cache show|warm|clear`."""
    parser = subparsers.add_parser("cache", help="the cached results of reports")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("show", help="where results are held, and how much").set_defaults(run=_show)
    warm = actions.add_parser("warm", help="ask the API for the reports that people open first")
    warm.add_argument("url", nargs="?", default=_LOCAL, help=f"of the API; default: {_LOCAL}")
    warm.add_argument("--client", help="clientID; default: the default client")
    warm.add_argument("--key", help="the API key, where there is a usage plan")
    warm.set_defaults(run=_warm)
    actions.add_parser("clear", help="hold nothing; never needed, no result is ever stale").set_defaults(run=_clear)


def _show(_: argparse.Namespace) -> int:
    parts = runtime()
    backend = _shared_backend(parts)
    if backend is not None:
        with _explained():
            held = backend.held()
        print(f"{parts.settings.result_cache}: {held.results:,} results, {held.bytes:,} bytes")
    return 0


def _clear(_: argparse.Namespace) -> int:
    parts = runtime()
    backend = _shared_backend(parts)
    if backend is not None:
        with _explained():
            backend.clear()
        print(f"{parts.settings.result_cache}: cleared")
    return 0


def _warm(arguments: argparse.Namespace) -> int:
    """By the API itself: a result belongs to the code that made it, which need not be that of this checkout."""
    parts = runtime()
    failed = 0
    with _token(parts, arguments.client or parts.settings.default_client) as token:
        api = Api(arguments.url, token, key=arguments.key)
        for path in reports():
            reply = api.get(path)
            is_answered = reply.status == HTTPStatus.OK
            said = reply.json["meta"].get("result", "not kept") if is_answered else f"answered {reply.status}"
            failed += not is_answered
            print(f"{path}: {said}")
    return int(failed > 0)


def reports() -> list[str]:
    """The reports that people open first, of those that are kept."""
    first = (clock.now().date() - _A_YEAR).replace(day=1)
    return [
        f"/api/reports/overview?from={first.isoformat()}",
        "/api/reports/products",
        "/api/reports/statistics",
        f"/api/reports/sales?from={first.isoformat()}&interval=month",
    ]


def _shared_backend(parts: Runtime) -> Backend | None:
    """The backend that all processes share; None, and a word about it, where there is none."""
    cache = result_cache(parts.settings, parts.store)
    if cache is None:
        print("off: RESULT_CACHE chooses a backend")
        return None
    if cache.name == MEMORY:
        print(_OF_A_PROCESS)
        return None
    return cache.backend


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except BackendFailed as error:
        raise StorageUnavailable(str(error)) from error


@contextmanager
def _token(parts: Runtime, client: str) -> Iterator[str]:
    """A token that ends with the block."""
    if parts.clients.get(client) is None:
        raise NotFound(f"there is no client {client}; `python -m tools clients list` names them")
    secret = parts.tokens.create(client, [READ], "cache warm")
    try:
        yield secret
    finally:
        parts.tokens.discard(secret)
