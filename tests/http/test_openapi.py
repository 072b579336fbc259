"""The description of the API: current, valid, public, and true of what is answered."""

import json
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from app import app
from chalicelib.web.openapi import OPERATIONS
from chalicelib.web.schemas.forms import Problem
from tests.http.api import Api, Reply, order
from tools.commands import openapi

DOCUMENT = json.loads(openapi.current())


# What an answer is held to, by the operation that gives it.
MODELS = {endpoint.name: OPERATIONS[endpoint.name].answer for endpoint in app.endpoints}


def answers() -> dict[str, dict]:
    """The operation of every path that is read."""
    return {path: methods["get"] for path, methods in DOCUMENT["paths"].items() if "get" in methods}


def resolved(schema: dict) -> dict:
    return {**schema, "components": DOCUMENT["components"]}


def assert_valid(value, schema: dict) -> None:
    plain = json.loads(json.dumps(value, default=float))
    errors = [
        f"{list(each.path)}: {each.message}" for each in Draft202012Validator(resolved(schema)).iter_errors(plain)
    ]
    assert errors == []


def assert_as_described(reply: Reply, operation: dict) -> None:
    """The answer fits its model, and the schema that the reader of the description sees."""
    MODELS[operation["operationId"]].model_validate_json(reply.raw, strict=True)
    content = operation["responses"][str(reply.status)]["content"]
    assert_valid(reply.body, content["application/json"]["schema"])


@pytest.fixture(scope="module")
def filled(api) -> Api:
    """The shop with an order and a credit of one customer."""
    lines = [{"productCode": "P", "quantity": -1, "unitPrice": 5}]
    assert api.import_order(order("oa-1", contactID="oa")).status == 201
    assert api.import_order(order("oa-2", contactID="oa", type="credit", creditFor="oa-1", lines=lines)).status == 201
    api.customer("oa", orders=1)
    return api


def test_the_committed_description_is_current():
    assert openapi.PLACE.read_text() == openapi.current(), "run: make openapi"


def test_every_route_is_described_and_nothing_else():
    assert {endpoint.name for endpoint in app.endpoints} == set(OPERATIONS)
    described = {(path, method.upper()) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert described == {(endpoint.path, endpoint.method) for endpoint in app.endpoints}


@pytest.mark.parametrize("name", DOCUMENT["components"]["schemas"])
def test_every_schema_is_a_schema(name):
    Draft202012Validator.check_schema(DOCUMENT["components"]["schemas"][name])


def references(value) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_every_reference_leads_to_a_schema_and_every_schema_is_used():
    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert references(DOCUMENT) == known


def test_everybody_may_read_the_description(server):
    reply = Api(server.url, None).get("/openapi.json")
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert reply.body == json.loads(openapi.PLACE.read_text(), parse_float=Decimal)


def test_everything_else_names_its_scope():
    public = [path for path, operation in answers().items() if not operation["security"]]
    assert public == ["/openapi.json"]


PATHS = [
    "/api/customers",
    "/api/customers?fields=name,segment&limit=1",
    "/api/customers?cache=false",
    "/api/customers/oa",
    "/api/customers/oa?explain=true",
    "/api/customers/oa/orders",
    "/api/orders",
    "/api/orders/oa-1",
    "/api/orders/oa-2",
    "/api/products",
    "/api/products/BOX-S",
    "/api/products/BOX-S?interval=day",
    "/api/products/BOX-S/orders",
    "/api/reports/products",
    "/api/reports/products?from=2025-10-01&to=2025-10-31&sort=units",
    "/api/reports/customers",
    "/api/reports/customers?month=2025-10&currency=AUD&limit=1&fields=rank,spend",
    "/api/reports/sales",
    "/api/reports/sales?from=2025-10-01&to=2025-10-31&interval=week",
    "/api/reports/overview",
    "/api/reports/overview?compare=none",
    "/api/reports/statistics",
    "/api/reports/statistics?from=2025-10&to=2025-10",
    "/api/search?q=oa",
    "/api/search?q=box",
    "/api/reports/sales?from=2025-10-01&to=2025-10-31&explain=true",
    "/api/reports/overview?from=2025-10-01&to=2025-10-31&explain=true",
    "/api/status",
    "/openapi.json",
]


@pytest.mark.parametrize("path", PATHS)
def test_answers_are_as_described(filled, path):
    reply = filled.get(path)
    assert reply.status == 200, reply.raw
    assert_as_described(reply, DOCUMENT["paths"][template(path)]["get"])


def template(path: str) -> str:
    """The path as the description has it."""
    names = {"oa-1": "{orderID}", "oa-2": "{orderID}", "oa": "{contactID}", "BOX-S": "{productCode}"}
    return "/".join(names.get(part, part) for part in urlsplit(path).path.split("/"))


def test_every_path_that_is_read_is_tried():
    assert set(answers()) <= {template(path) for path in PATHS}


def written(api: Api) -> list[tuple[str, str, Reply]]:
    """Every writing route, answered: its template, its method, the answer."""
    lines = [{"productCode": "P", "quantity": 1, "unitPrice": 2}]
    sent = order("ow-1", contactID="ow")
    credit = {"orderID": "ow-2", "createdAt": sent["createdAt"], "lines": lines}
    one, many, own = "/admin/contacts/import", "/admin/orders/import", "/admin/orders/{orderID}"
    return [
        (one, "post", api.import_order(sent)),
        (one, "post", api.import_order(sent)),
        (many, "post", api.post(many, [sent, order("ow-3"), {"orderID": "ow-4"}, sent | {"status": "failed"}, 1])),
        (own, "put", api.send("PUT", "/admin/orders/ow-3", json.dumps(order("ow-3", status="x")).encode())),
        (own + "/credits", "post", api.post("/admin/orders/ow-1/credits", credit)),
        (own + "/credits", "post", api.post("/admin/orders/ow-1/credits", credit)),
        (own, "delete", api.send("DELETE", "/admin/orders/ow-3")),
        (own, "delete", api.send("DELETE", "/admin/orders/ow-3?purge=true")),
    ]


def test_what_writing_routes_answer_is_as_described(api):
    replies = written(api)
    assert [reply.status for _, _, reply in replies] == [201, 200, 207, 200, 201, 200, 200, 200]
    for path, method, reply in replies:
        assert_as_described(reply, DOCUMENT["paths"][path][method])
    writing = {(each.path, each.method.lower()) for each in app.endpoints if each.method != "GET"}
    assert {(path, method) for path, method, _ in replies} == writing


def test_an_order_that_is_sent_is_as_described():
    operation = DOCUMENT["paths"]["/admin/contacts/import"]["post"]
    assert_valid(order("oa-1", contactID="oa"), operation["requestBody"]["content"]["application/json"]["schema"])


@pytest.mark.parametrize("path", ["/api/orders?limit=0", "/api/customers/nobody", "/api/orders?nothing=1"])
def test_problems_are_as_described(filled, path):
    reply = filled.get(path)
    Problem.model_validate_json(reply.raw, strict=True)
    assert_valid(reply.body, {"$ref": "#/components/schemas/Problem"})


def test_the_parameters_are_those_of_the_models(filled):
    for path, operation in answers().items():
        names = [each["name"] for each in operation["parameters"] if each["in"] == "query"]
        reply = filled.get(path.format(orderID="oa-1", contactID="oa", productCode="BOX-S"), nothing="1")
        reasons = {each["field"]: each["reason"] for each in reply.body["errors"]}
        known = reasons["nothing"].partition("known are: ")[2]
        assert known == (", ".join(names) or "none")
