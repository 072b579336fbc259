"""What the browser is answered in the server's place: the API's own examples, or what it could answer as well.

Nothing else of the tests may fulfil a request: a mock that the API would never answer proves nothing.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from http import HTTPStatus
from typing import Any

import simplejson
from jsonschema import Draft202012Validator
from playwright.sync_api import Route

from chalicelib.web import errors
from chalicelib.web.csv import csv_of
from tools.commands.openapi import PLACE

Mock = Callable[[Route], None]

DESCRIPTION = json.loads(PLACE.read_text())
_OPERATIONS = {each["operationId"]: each for path in DESCRIPTION["paths"].values() for each in path.values()}


def example(operation: str, name: str) -> Any:
    """An example answer of the API, which may be changed."""
    return deepcopy(_content(operation)["examples"][name]["value"])


def answer(operation: str, value: Any) -> Mock:
    """Answers with this. Raises: ValueError where the API would not, by its own description."""
    schema = _content(operation)["schema"] | {"components": DESCRIPTION["components"]}
    found = [f"{list(each.path)}: {each.message}" for each in Draft202012Validator(schema).iter_errors(value)]
    if found:
        raise ValueError(f"{operation} does not answer that: {found}")
    return lambda route: route.fulfill(json=value)


def problem(status: int, detail: str) -> Mock:
    """Refuses, in the API's own form."""
    made = errors.problem(HTTPStatus(status), detail)
    return lambda route: route.fulfill(status=status, body=made.body, headers=made.headers)


def table(operation: str, rows: int, *, goes_on: bool) -> Mock:
    """Answers as CSV with so many rows like the first one of the example."""
    row = example(operation, "page")["data"][0]
    headers = {"Content-Type": "text/csv"} | ({"Link": '<?format=csv&cursor=next>; rel="next"'} if goes_on else {})
    text = csv_of(list(row), [row] * rows)
    return lambda route: route.fulfill(body=text, headers=headers)


def broken(status: int, body: str) -> Mock:
    """Answers with something that is not of the API, as a gateway does, or a connection that is cut."""
    try:
        simplejson.loads(body)
    except ValueError:
        return lambda route: route.fulfill(status=status, body=body)
    raise ValueError("that can be read: use `answer` or `problem`")


def _content(operation: str) -> Any:
    return _OPERATIONS[operation]["responses"]["200"]["content"]["application/json"]
