"""Our handler as Lambda calls it: `app(event, context)` in this process, behind the authorizer, on a shop of choice."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from importlib import import_module
from typing import Any
from unittest.mock import patch

from benchmarks.orders import SHOP
from benchmarks.routes import Route
from benchmarks.shop import Shop
from chalicelib import clock
from chalicelib.runtime import Runtime
from chalicelib.settings import MEMORY
from chalicelib.tokens import READ
from chalicelib.web import calls
from chalicelib.web.calls import context_of

CACHED, COMPUTED = "cached", "computed"
_PATIENCE_SECONDS = 5.0  # a backend that a busy machine makes late shall be timed, not passed over


class NotAnswered(Exception):
    """The handler did not answer as it should; a figure of it would mean nothing."""


class Handler:
    """Asks the app about one shop or another."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.parts: Runtime | None = None

    def ask(self, shop: Shop, route: Route, *, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The answer of a route. Raises: `NotAnswered`."""
        self.parts = shop.parts
        answer: dict[str, Any] = self._app(event_of(route, headers or {}), None)
        if answer["statusCode"] not in (200, 304):
            raise NotAnswered(f"{route.path}: {answer['statusCode']} {answer['body']}")
        return answer


@contextmanager
def handler() -> Iterator[Handler]:
    """The app of this project, loaded."""
    handler = Handler(import_module("app").app)
    with patch.object(calls, "runtime", lambda: handler.parts):
        yield handler


def body_of(answer: Mapping[str, Any]) -> Any:
    """The body of an answer, its figures exact."""
    return json.loads(answer["body"], parse_float=Decimal)


def result_of(answer: Mapping[str, Any]) -> str | None:
    """Whether an answer was `CACHED` or `COMPUTED`; None where the result cache was not asked."""
    result: str | None = body_of(answer)["meta"].get("result")
    return result


def event_of(route: Route, headers: Mapping[str, str]) -> dict[str, Any]:
    """The event that the gateway sends for a route."""
    return {
        "resource": route.path,
        "path": route.path.format_map(route.parameters),
        "httpMethod": "GET",
        "requestContext": {
            "httpMethod": "GET",
            "resourcePath": route.path,
            "path": route.path.format_map(route.parameters),
            "requestId": "benchmark",
            "identity": {"sourceIp": "127.0.0.1"},
            "authorizer": context_of(SHOP.client_id, frozenset({READ})),
        },
        "pathParameters": dict(route.parameters) or None,
        "queryStringParameters": dict(route.query) or None,
        "multiValueQueryStringParameters": {name: [value] for name, value in route.query.items()} or None,
        "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "stageVariables": None,
        "isBase64Encoded": False,
        "body": None,
    }


def forgetful(shop: Shop) -> Shop:
    """The same shop in a process that has kept nothing yet."""
    return Shop(shop.size, Runtime(shop.parts.settings, shop.parts.store))


def keeping(shop: Shop, results: str = MEMORY, *, redis_url: str = "") -> Shop:
    """The same shop in a process with a result cache, which is empty yet if it is that of the process."""
    settings = replace(
        shop.parts.settings, result_cache=results, redis_url=redis_url, result_cache_timeout=_PATIENCE_SECONDS
    )
    return Shop(shop.size, Runtime(settings, shop.parts.store))


@contextmanager
def standing_still() -> Iterator[None]:
    """What is kept for a second stays so, however slow the machine is."""
    now = clock.now()
    with patch.object(clock, "now", lambda: now):
        yield
