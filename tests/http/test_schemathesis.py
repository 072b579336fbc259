"""Requests that nobody wrote, made from the description: every answer is one that the description promises."""

import json
from collections.abc import Iterator

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order
from tools.commands import openapi

_EXAMPLES = 40

# OPTIONS is what a browser asks before a call of another site; every path answers it.
_METHODS = ["get", "put", "post", "delete", "patch", "trace", "query"]
# 207: of many orders, each is refused in its own result.
_REFUSALS = [207, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422]

_CONFIG = SchemathesisConfig.from_dict(
    {
        # Tokens are ours to send or to withhold.
        "generation": {"max-examples": _EXAMPLES, "deterministic": True, "with-security-parameters": False},
        "checks": {
            # What hangs together (to and from, a cursor and its list, totals) is refused too; no schema can say it.
            "positive_data_acceptance": {"enabled": False},
            "negative_data_rejection": {"expected-statuses": _REFUSALS},
        },
        "phases": {"coverage": {"unexpected-methods": _METHODS, "generate-duplicate-query-parameters": True}},
    }
)
schema = schemathesis.openapi.from_dict(json.loads(openapi.current()), config=_CONFIG)

bounded = settings(
    max_examples=_EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@schemathesis.serializer("application/x-ndjson")
def one_line(_context: schemathesis.SerializationContext, order: object) -> bytes:
    """An order as the line that it is in a body of many."""
    return json.dumps(order).encode()


_KNOWN = {"contactID": ["jo-demo"], "orderID": [str(each) for each in range(1001, 1010)], "productCode": ["BOX-RSC-M"]}


@schema.hook
def map_path_parameters(_context, parameters):
    """Every second ID is of something that is there, which one that is made up never is."""
    return {name: known(name, value) for name, value in (parameters or {}).items()}


def known(name: str, value: object) -> object:
    place = sum(str(value).encode("utf-8", "surrogatepass"))
    return value if place % 2 else _KNOWN[name][place // 2 % len(_KNOWN[name])]


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop of its own, whose orders nobody else counts; the IDs of the examples are there."""
    register(server.store, server.tables, Client("any-shop", "Any shop", Rules(zone="UTC", currency="EUR")))
    api = Api(server.url, server.runtime.tokens.create("any-shop", {READ, WRITE, OPERATE}, "test"))
    lines = [{"productCode": "BOX-RSC-M", "quantity": 2, "unitPrice": "10.00"}]
    for number in range(1001, 1010):
        assert api.import_order(order(str(number), contactID="jo-demo", currency="EUR", lines=lines)).status == 201
    api.customer("jo-demo", orders=9)
    return api


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    """One connection for all requests."""
    with requests.Session() as kept:
        yield kept


def test_the_description_is_openapi():
    schema.validate()


@schema.parametrize()
@bounded
def test_every_answer_is_one_that_is_described(case, shop, session):
    case.call_and_validate(base_url=shop.url, session=session, headers={"Authorization": f"Bearer {shop.token}"})


@schema.parametrize()
@bounded
def test_without_a_token_nobody_comes_in(case, shop, session):
    reply = case.call(base_url=shop.url, session=session)
    case.validate_response(reply, excluded_checks=[negative_data_rejection])
    if case.operation.definition.raw["security"] and reply.status_code != 405:
        assert reply.status_code == 401
