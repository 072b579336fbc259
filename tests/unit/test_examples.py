"""The example answers of the API's description are the real app's, and what the browser tests mock is true to them."""

import ast
from pathlib import Path

import pytest

from chalicelib.web.json import json_of
from chalicelib.web.openapi import EXAMPLES, OPERATIONS
from tests.browser import mocks
from tools import examples

BROWSER_TESTS = sorted(Path(mocks.__file__).parent.glob("*.py"))
OF_READS = {
    operation["operationId"]: operation["responses"]["200"]["content"]["application/json"]
    for path in mocks.DESCRIPTION["paths"].values()
    for method, operation in path.items()
    if method == "get"
}
ALL = [(operation, name) for operation, content in OF_READS.items() for name in content.get("examples", {})]


def test_the_committed_examples_are_what_the_app_answers():
    assert EXAMPLES.read_text() == examples.made(), "run: make openapi"


def test_every_read_has_an_example_but_the_description_which_is_its_own():
    assert {operation for operation, _ in ALL} == set(OF_READS) - {"show_openapi"}
    assert sorted(ALL) == sorted((operation, name) for operation, name, _, _ in examples.QUESTIONS)


@pytest.mark.parametrize(("operation", "name"), ALL)
def test_an_example_fits_its_own_schema_and_model(operation, name):
    value = mocks.example(operation, name)
    mocks.answer(operation, value)
    OPERATIONS[operation].answer.model_validate_json(json_of(value), strict=True)


@pytest.mark.parametrize(("operation", "name"), ALL)
def test_the_lists_of_an_example_are_short(operation, name):
    data = mocks.example(operation, name)["data"]
    assert len(data) <= 2 or isinstance(data, dict)


def test_a_mock_that_the_api_would_not_answer_is_refused():
    page = mocks.example("list_orders", "page")
    with pytest.raises(ValueError, match="list_orders does not answer that"):
        mocks.answer("list_orders", page | {"data": [{"orderID": 1}]})
    with pytest.raises(ValueError, match="'meta' is a required property"):
        mocks.answer("list_orders", {"data": [], "page": page["page"]})


def test_a_broken_answer_is_none_of_the_api():
    with pytest.raises(ValueError, match="that can be read"):
        mocks.broken(503, '{"detail": "busy"}')


@pytest.mark.parametrize("path", BROWSER_TESTS, ids=lambda path: path.stem)
def test_only_checked_mocks_answer_in_the_servers_place(path):
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)]
    assert path.stem == "mocks" or not [node.lineno for node in calls if node.attr == "fulfill"]
