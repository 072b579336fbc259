"""Our handler as Lambda calls it: `app(event, context)` in this process, behind the authorizer, on a shop of choice."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from importlib import import_module
from typing import Any
from unittest.mock import patch

from benchmarks.orders import SHOP
from benchmarks.routes import Route
from benchmarks.shop import Shop
from chalicelib.runtime import Runtime
from chalicelib.tokens import READ
from chalicelib.web import calls
from chalicelib.web.calls import context_of


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
