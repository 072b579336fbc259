"""The worked example of docs/adding-a-view.md, put in its places: it does what the page says."""

import ast
import json
import re
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest

from chalicelib.projections import expand, keys, versions
from chalicelib.projections.verify import verify
from chalicelib.runtime import Runtime
from chalicelib.store import Delete, Put
from chalicelib.tokens import OPERATE, READ
from chalicelib.web import calls
from chalicelib.web.api import ApiApp
from chalicelib.web.calls import Answer, call_of, context_of
from tests.laws.test_recount_answers import SETTINGS, SHOP, projector_in, sources_of

PAGE = (Path(__file__).parents[2] / "docs" / "adding-a-view.md").read_text()
_BLOCK = re.compile(r"^```python\n# (\S+), (?:a new file|one more [^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE: dict[str, str] = dict(_BLOCK.findall(PAGE))
ORDERS, ANSWER = (
    json.loads(block, parse_float=Decimal)
    for block in re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
)
MARCH = {"from": "2025-03-01", "to": "2025-03-31"}
ASK = Callable[..., tuple[int, dict]]


def module(place: str, monkeypatch) -> ModuleType:
    """A new file of the page, where imports find it."""
    name = place.removesuffix(".py").replace("/", ".")
    made = ModuleType(name)
    exec(compile(CODE[place], place, "exec"), made.__dict__)
    monkeypatch.setitem(sys.modules, name, made)
    return made


@pytest.fixture
def example_app(monkeypatch) -> ApiApp:
    """The project with the example in it."""
    projection = module("chalicelib/projections/statuses.py", monkeypatch)
    sharded = ast.literal_eval(CODE["chalicelib/projections/keys.py"])
    monkeypatch.setattr(keys, "_SHARDED", (*keys._SHARDED, *sharded))
    by_day = ast.literal_eval(CODE["chalicelib/projections/versions.py"])
    monkeypatch.setattr(versions, "BY_DAY", (*versions.BY_DAY, *by_day))
    more = eval(CODE["chalicelib/projections/expand.py"].strip(), {"statuses": projection})
    monkeypatch.setattr(expand, "HEAD_PROJECTIONS", (*expand.HEAD_PROJECTIONS, *more))
    module("chalicelib/views/statuses.py", monkeypatch)
    route = module("chalicelib/web/statuses.py", monkeypatch)
    app = ApiApp("example")
    names = {
        "app": app,
        "READ": READ,
        "Answer": Answer,
        "call_of": call_of,
        "statuses": route,
        "token_authorizer": None,
    }
    exec(CODE["app.py"], names)
    return app


@pytest.fixture
def shop(example_app, monkeypatch) -> tuple[ASK, Runtime]:
    """The orders of the page in a shop, and a way to ask the route."""
    orders = [{**each, "totals": {"total": Decimal(each["totals"]["total"])}} for each in ORDERS]
    parts = Runtime(SETTINGS, sources_of(orders).store)
    monkeypatch.setattr(calls, "runtime", lambda: parts)

    def ask(**query: str) -> tuple[int, dict]:
        reply = example_app(event_of(query), None)
        return reply["statusCode"], json.loads(reply["body"], parse_float=Decimal)

    return ask, parts


def event_of(query: Mapping[str, str]) -> dict:
    """A request as the gateway hands it over."""
    place = {"httpMethod": "GET", "resourcePath": "/api/reports/statuses", "path": "/api/reports/statuses"}
    return {
        "requestContext": {**place, "authorizer": context_of(SHOP.client_id, frozenset({READ, OPERATE}))},
        "multiValueQueryStringParameters": {name: [value] for name, value in query.items()},
        "headers": {},
        "pathParameters": {},
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
    }


def test_the_example_answers_what_the_page_says(shop):
    ask, _ = shop
    status, answer = ask(**MARCH)
    assert (status, answer["data"], answer["meta"]["source"]) == (200, ANSWER, "view")


def test_a_recount_answers_the_same(shop):
    ask, _ = shop
    status, answer = ask(**MARCH, cache="false")
    assert (status, answer["data"], answer["meta"]["source"]) == (200, ANSWER, "recount")


def test_its_parameters_are_checked(shop):
    ask, _ = shop
    assert [
        ask(**query)[0] for query in ({"from": "March"}, {"nothing": "1"}, {"from": "2025-03-02", "to": "2025-03-01"})
    ] == [400] * 3


def test_orders_that_change_and_go_leave_nothing_behind(shop):
    ask, parts = shop
    orders = parts.settings.tables.orders
    projector = projector_in(parts.store, SHOP)
    [paid] = [each for each in parts.orders.all() if each["orderID"] == "3"]
    parts.store.write(Put(orders, {**paid, "status": "completed"}))
    parts.store.write(Delete(orders, {"orderID": "4"}))
    projector.apply(["3", "4"])
    assert ask(**MARCH)[1]["data"] == [{**ANSWER[0], "documents": 3, "total": Decimal("149.5")}]
    assert ask(**MARCH, cache="false")[1]["data"] == ask(**MARCH)[1]["data"]


def test_verify_finds_every_row_of_it_and_no_difference(shop):
    _, parts = shop
    seen = verify(parts.store, parts.settings.tables, lambda: {SHOP.client_id: SHOP.rules}, pause=lambda _: None)
    assert (seen.differences, seen.orders) == ((), len(ORDERS))
    rows = [row for row in parts.store.items(parts.settings.tables.views) if row["pk"] == "statuses#packprod"]
    assert sum(row["documents"] for row in rows) == len(ORDERS)
    parts.store.write(Put(parts.settings.tables.views, {**rows[0], "documents": Decimal(7)}))
    wrong = verify(parts.store, parts.settings.tables, lambda: {SHOP.client_id: SHOP.rules}, pause=lambda _: None)
    assert [each.place[1] for each in wrong.differences] == ["statuses#packprod"]


def test_the_example_has_under_40_lines_of_code():
    """Blank lines, docstrings and imports aside; every block of the page is among them."""
    assert len(CODE) == PAGE.count("```python") == 7
    assert 20 < sum(len(lines_of_code(code)) for code in CODE.values()) < 40


def lines_of_code(code: str) -> list[str]:
    lines = map(str.strip, code.splitlines())
    return [line for line in lines if line and not line.startswith(('"""', "import ", "from "))]
