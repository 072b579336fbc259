"""The dashboard's types: current, and saying what a schema says."""

import pytest

from tools.commands import dashboard_types
from tools.dashboard.types import CannotDescribe, types_of

OPERATION = {
    "summary": "List things.",
    "parameters": [
        {"name": "thingID", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "limit", "in": "query", "required": False, "schema": {"type": "integer", "description": "at most 5"}},
        {"name": "q", "in": "query", "required": True, "schema": {"enum": ["a", "b"], "type": "string"}},
    ],
    "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}},
}


def declared(**properties: dict) -> str:
    """The interface of a schema with these properties, all of them required."""
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    text = types_of({"components": {"schemas": {"Thing": schema}}, "paths": {}})
    return text.partition("export interface Thing ")[2].partition("\n}")[0]


def of(schema: dict) -> str:
    """The type of one property."""
    return declared(it=schema).partition("it: ")[2]


def test_the_committed_types_are_current():
    assert dashboard_types.PLACE.read_text() == dashboard_types.current(), "run: python -m tools dashboard-types"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer", "minimum": 1}, "number"),
        ({"type": ["string", "null"]}, "string | null"),
        ({"enum": ["day", "week"], "type": "string"}, '"day" | "week"'),
        ({"const": "about:blank", "type": "string"}, '"about:blank"'),
        ({"anyOf": [{"$ref": "#/components/schemas/Other"}, {"type": "null"}]}, "Other | null"),
        ({"anyOf": [{"type": "number"}, {"type": "integer"}]}, "number"),
        ({"type": "array", "items": {"type": ["string", "null"]}}, "Array<string | null>"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "Record<string, number>"),
        ({"type": "object", "additionalProperties": True}, "Record<string, unknown>"),
        ({}, "unknown"),
    ],
)
def test_a_schema_has_its_type(schema, expected):
    assert of(schema) == expected


def test_what_is_not_required_may_be_missing():
    schema = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "required": ["a"]}
    text = types_of({"components": {"schemas": {"Thing": schema}}, "paths": {}})
    assert "  a: string\n  b?: string\n" in text


def test_a_description_is_a_comment_that_nothing_in_it_ends():
    assert declared(it={"type": "string", "description": "a */ b"}).strip("{\n").splitlines() == [
        "  /** a * / b */",
        "  it: string",
    ]


def test_a_path_tells_its_parameters_and_its_answer():
    paths = {"/things/{thingID}": {"get": OPERATION, "delete": {}}}
    text = types_of({"components": {"schemas": {}}, "paths": paths})
    assert text.endswith(
        "export interface Paths {\n"
        "  /** List things. */\n"
        '  "/things/{thingID}": {\n'
        "    path: {\n      thingID: string\n    }\n"
        '    query: {\n      /** at most 5 */\n      limit?: number\n      q: "a" | "b"\n    }\n'
        "    answer: Thing\n"
        "  }\n"
        "}\n"
    )


@pytest.mark.parametrize("schema", [{"oneOf": []}, {"type": "tuple"}, {"allOf": [{"type": "string"}]}])
def test_a_schema_without_a_type_here_is_refused(schema):
    with pytest.raises(CannotDescribe):
        of(schema)
