"""The house rules that no linter knows."""

import ast
from pathlib import Path

import pytest

from app import app
from chalicelib import errors
from chalicelib.errors import WebOrdersError
from chalicelib.web.api import ApiApp
from chalicelib.web.errors import STATUSES, problem_of
from tools.__main__ import COMMANDS

PROJECT = Path(__file__).parents[2]


def every_error() -> list[type[WebOrdersError]]:
    """Those of the app; the tools have some of their own, which end a command in words."""
    kinds, waiting = [], [WebOrdersError]
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        kinds += [kind] if kind.__module__.startswith("chalicelib.") and kind is not WebOrdersError else []
    return kinds


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_status(kind):
    reply = problem_of(kind("why"))
    assert 400 <= reply.status_code < 600
    assert '"message":"why"' in reply.body


def test_the_most_special_error_is_mapped_first():
    kinds = [kind for kind, _ in STATUSES]
    for place, kind in enumerate(kinds):
        assert not any(issubclass(later, kind) for later in kinds[place + 1 :])


@pytest.mark.parametrize("kind", every_error(), ids=lambda kind: kind.__name__)
def test_the_tree_in_the_docstring_names_every_error(kind):
    assert kind.__name__ in (errors.__doc__ or "")


def functions_of_app() -> list[ast.FunctionDef]:
    tree = ast.parse((PROJECT / "app.py").read_text())
    return [node for node in tree.body if isinstance(node, ast.FunctionDef)]


@pytest.mark.parametrize("function", functions_of_app(), ids=lambda function: function.name)
def test_every_handler_in_app_is_one_line(function):
    docstring, *statements = function.body
    assert isinstance(docstring, ast.Expr)
    assert len(statements) == 1
    assert isinstance(statements[0], ast.Return | ast.Expr)


def test_app_imports_only_the_edge_and_settings():
    tree = ast.parse((PROJECT / "app.py").read_text())
    modules = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    allowed = ("chalice.", "chalicelib.web", "chalicelib.settings", "chalicelib.tokens")
    assert all(module.startswith(allowed) for module in modules)


def test_every_route_names_its_scope_and_authorizer():
    routes = [
        decorator
        for function in functions_of_app()
        for decorator in function.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "app.route"
    ]
    assert routes
    for route in routes:
        named = {keyword.arg: ast.unparse(keyword.value) for keyword in route.keywords}
        assert {"scope", "methods"} <= set(named)
        assert ("authorizer" in named) == (named["scope"] != "None")


def test_only_the_description_of_the_api_is_public():
    assert [endpoint.path for endpoint in app.endpoints if endpoint.scope is None] == ["/openapi.json"]


def test_a_route_without_a_scope_can_not_be_made():
    with pytest.raises(KeyError, match="scope"):
        ApiApp("another").route("/x", methods=["GET"])


def test_nothing_of_aws_is_in_the_bundle():
    pins = (PROJECT / "requirements.txt").read_text().splitlines()
    names = [line.partition("==")[0].strip().lower() for line in pins if line and not line.startswith((" ", "#"))]
    assert names
    assert not {"boto3", "botocore", "s3transfer", "chalice"} & set(names)
    assert all("==" in line for line in pins if line and not line.startswith((" ", "#")))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_module(name):
    assert (PROJECT / "tools" / "commands" / f"{name}.py").exists()
