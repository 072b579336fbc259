"""Every status that the description promises, each with a request that produces it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from chalicelib.web.schemas.forms import Problem
from tests.http.api import Api, Reply, order
from tests.http.faults import unreachable
from tools.commands import openapi

DOCUMENT = json.loads(openapi.current())
PROBLEM = "application/problem+json"
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Operation:
    """One operation of the description."""

    path: str
    method: str
    described: dict[str, Any] = field(hash=False)

    @property
    def name(self) -> str:
        return self.described["operationId"]

    @property
    def scope(self) -> str | None:
        return self.described["security"][0]["token"][0] if self.described["security"] else None

    @property
    def place(self) -> str:
        """The path with the IDs of its examples, which are there."""
        return self.path.format(**self._examples("path")) + self.query

    @property
    def query(self) -> str:
        """What it can't be asked without."""
        required = self._examples("query")
        return f"?{urlencode(required)}" if required else ""

    def _examples(self, place: str) -> dict[str, str]:
        parameters = self.described["parameters"]
        return {each["name"]: each["example"] for each in parameters if each["in"] == place and each["required"]}


@dataclass(frozen=True)
class Request:
    """A request, and who sends it; `tables` is what of the database answers."""

    method: str
    path: str
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    sender: str = "all"
    tables: str = "all"


OPERATIONS = [
    Operation(path, method.upper(), described)
    for path, methods in DOCUMENT["paths"].items()
    for method, described in methods.items()
]
PROMISES = [(each, int(status)) for each in OPERATIONS for status in each.described["responses"]]


def document(order_id: str | None = None, **fields: Any) -> bytes:
    """An order of the shop as a body."""
    sent = order(order_id or "", currency="EUR", contactID="jo-demo", **fields)
    return json.dumps(sent if order_id else {name: sent[name] for name in sent if name != "orderID"}).encode()


def good(operation: Operation) -> Request:
    """A request of which nothing is wrong."""
    return Request(
        operation.method, operation.place, BODIES.get(operation.name), JSON if operation.name in BODIES else {}
    )


BODIES = {
    "import_contact": document("1001"),
    "import_orders": b"[" + document("1001") + b"]",
    "replace_order": document(),
    "credit_order": document(orderReference="C-1001", lines=[{"productCode": "P", "quantity": 1, "unitPrice": 1}]),
}
UNKNOWN_PLACES = dict.fromkeys(("contactID", "orderID", "productCode"), "nobody-has-this")


def with_unknown_parameter(operation: Operation) -> Request:
    place = operation.place
    return replace(good(operation), path=f"{place}{'&' if '?' in place else '?'}nothing=1")


def without_the_scope(operation: Operation) -> Request:
    return replace(good(operation), sender=READ if operation.scope == WRITE else WRITE)


def of_unknown_id(operation: Operation) -> Request:
    return replace(good(operation), path=operation.path.format(**UNKNOWN_PLACES) + operation.query)


def too_large(operation: Operation) -> Request:
    return replace(good(operation), body=b'{"orderID": "' + b"x" * 4_200_000 + b'"}')


def as_text(operation: Operation) -> Request:
    return replace(good(operation), headers={"Content-Type": "text/plain"})


def of_an_old_version(operation: Operation) -> Request:
    sent = good(operation)
    return replace(sent, headers=sent.headers | {"If-Match": '"of-yesterday"'})


def without_a_date(operation: Operation) -> Request:
    return replace(good(operation), body=b'{"orderID": "x-1"}')


def without_orders(operation: Operation) -> Request:
    return replace(good(operation), tables="clients")


def asked_again(operation: Operation) -> Request:
    return replace(good(operation), headers={"If-None-Match": "*"})


# How each status comes about where nothing else is said.
USUALLY: dict[int, Callable[[Operation], Request]] = {
    200: good,
    207: good,
    304: asked_again,
    400: with_unknown_parameter,
    401: lambda operation: replace(good(operation), sender="nobody"),
    403: without_the_scope,
    404: of_unknown_id,
    412: of_an_old_version,
    413: too_large,
    415: as_text,
    422: without_a_date,
    503: without_orders,
}
REFUND = [{"productCode": "P", "quantity": 1, "unitPrice": 1}]
SPECIALLY: dict[tuple[str, int], Request] = {
    ("import_contact", 201): Request("POST", "/admin/contacts/import", document("new-1"), JSON),
    ("import_contact", 409): Request("POST", "/admin/contacts/import", document("1001", status="other"), JSON),
    # Each order of many has its own result, so only a request that nobody can be known for fails as a whole.
    ("import_orders", 503): Request(
        "POST", "/admin/orders/import", b"[" + document("1001") + b"]", JSON, tables="none"
    ),
    ("replace_order", 409): Request("PUT", "/admin/orders/credited", document(status="cancelled"), JSON),
    ("delete_order", 200): Request("DELETE", "/admin/orders/1002"),
    ("delete_order", 409): Request("DELETE", "/admin/orders/credited"),
    ("credit_order", 201): Request("POST", "/admin/orders/1003/credits", document("new-2", lines=REFUND), JSON),
    ("credit_order", 200): Request("POST", "/admin/orders/credited/credits", document("credit", lines=REFUND), JSON),
    ("credit_order", 409): Request("POST", "/admin/orders/credit/credits", document("new-3", lines=REFUND), JSON),
}


def request_for(operation: Operation, status: int) -> Request:
    special = SPECIALLY.get((operation.name, status))
    return special if special is not None else USUALLY[status](operation)


@pytest.fixture(scope="module")
def senders(server) -> dict[str, Api]:
    """A shop with orders, a credit and a customer, and the tokens of those who ask."""
    register(server.store, server.tables, Client("promising-shop", "Shop", Rules(zone="UTC", currency="EUR")))

    def with_scopes(*scopes: str) -> Api:
        return Api(server.url, server.runtime.tokens.create("promising-shop", scopes, "test"))

    shop = with_scopes(READ, WRITE, OPERATE)
    fill(shop)
    return {"all": shop, "nobody": Api(server.url, None), READ: with_scopes(READ), WRITE: with_scopes(WRITE)}


def fill(shop: Api) -> None:
    lines = [{"productCode": "BOX-RSC-M", "quantity": 2, "unitPrice": "10.00"}]
    for each in ("1001", "1002", "1003", "credited"):
        sent = document(each, lines=lines) if each != "1001" else document(each)
        assert shop.send("POST", "/admin/contacts/import", sent, JSON).status == 201
    sent = document("credit", lines=REFUND)
    assert shop.send("POST", "/admin/orders/credited/credits", sent, JSON).status == 201
    shop.customer("jo-demo", orders=4)


@pytest.fixture(scope="module")
def send(server, senders) -> Callable[[Request], Reply]:
    """Sends a request as who sends it, while only the named tables answer."""

    def sent(request: Request) -> Reply:
        who = senders[request.sender]
        if request.tables == "all":
            return who.send(request.method, request.path, request.body, request.headers)
        with unreachable(but=server.tables.clients.name if request.tables == "clients" else ""):
            return who.send(request.method, request.path, request.body, request.headers)

    return sent


def assert_problem(reply: Reply, status: int) -> None:
    assert (reply.status, reply.headers["content-type"]) == (status, PROBLEM), reply.raw
    problem = Problem.model_validate_json(reply.raw, strict=True)
    assert problem.status == status
    assert problem.message
    assert reply.headers["x-request-id"]


@pytest.mark.parametrize(
    ("operation", "status"), PROMISES, ids=[f"{each.method} {each.path} {status}" for each, status in PROMISES]
)
def test_every_status_that_is_described_has_a_request(operation, status, send):
    reply = send(request_for(operation, status))
    if status < 400:
        assert reply.status == status, reply.raw
    else:
        assert_problem(reply, status)


def test_no_request_is_for_a_status_that_is_not_described():
    promised = {(operation.name, status) for operation, status in PROMISES}
    assert set(SPECIALLY) <= promised


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.method} {each.path}")
def test_an_unknown_parameter_is_named(operation, send):
    reply = send(with_unknown_parameter(operation))
    assert_problem(reply, 400)
    assert reply.fields == ["nothing"]


@pytest.mark.parametrize("path", DOCUMENT["paths"])
def test_a_method_that_is_not_described_is_refused(path, send):
    known = {each.upper() for each in DOCUMENT["paths"][path]}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known:
        reply = send(Request(method, path.format(**UNKNOWN_PLACES)))
        assert_problem(reply, 405)
        assert known <= set(reply.headers["allow"].split(", "))


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.scope], ids=lambda each: each.name)
def test_while_no_table_answers_every_route_says_so(operation, send):
    reply = send(replace(good(operation), tables="none"))
    assert_problem(reply, 503)
    assert reply.headers["retry-after"]


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.method == "GET"], ids=lambda each: each.name)
def test_a_request_without_a_body_may_name_any_content_type(operation, send):
    reply = send(replace(good(operation), headers={"Content-Type": "application/x-www-form-urlencoded"}))
    assert reply.status == 200, reply.raw
