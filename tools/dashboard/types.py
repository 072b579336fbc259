"""The API's types in TypeScript, from its description: an interface for each schema, what each GET takes and answers.

A feature of JSON Schema that this does not know is an error here, never a type that says less than the description.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.errors import WebOrdersError

Schema = Mapping[str, Any]

_HEAD = "// Written by `npm run types` from docs/openapi.json: do not edit.\n"
_WORDS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
_UNKNOWN = ("allOf", "oneOf", "not", "prefixItems", "patternProperties", "propertyNames", "if")


class CannotDescribe(WebOrdersError):
    """A schema that has no type here yet."""


def types_of(document: Mapping[str, Any]) -> str:
    """The whole module of types for a description of the API."""
    schemas = document["components"]["schemas"]
    parts = [_HEAD, *(_declared(name, schemas[name]) for name in sorted(schemas)), _paths(document["paths"])]
    return "\n".join(parts)


def _declared(name: str, schema: Schema) -> str:
    comment = _comment(schema, "")
    if "properties" in schema:
        return f"{comment}export interface {name} {_body(schema, '')}\n"
    return f"{comment}export type {name} = {_type(schema, '')}\n"


def _body(schema: Schema, indent: str) -> str:
    required = set(schema.get("required", []))
    members = [_member(name, each, name in required, f"{indent}  ") for name, each in schema["properties"].items()]
    return "{\n" + "".join(members) + indent + "}"


def _member(name: str, schema: Schema, is_required: bool, indent: str) -> str:
    mark = "" if is_required else "?"
    return f"{_comment(schema, indent)}{indent}{_key(name)}{mark}: {_type(schema, indent)}\n"


def _type(schema: Schema, indent: str) -> str:
    """The type of a schema's values."""
    return " | ".join(dict.fromkeys(_alternatives(schema, indent)))


def _alternatives(schema: Schema, indent: str) -> Iterator[str]:
    if unknown := [name for name in _UNKNOWN if name in schema]:
        raise CannotDescribe(f"a schema has {unknown[0]}, which has no type here yet")
    if "$ref" in schema:
        yield schema["$ref"].rpartition("/")[2]
    elif "anyOf" in schema:
        for each in schema["anyOf"]:
            yield from _alternatives(each, indent)
    elif "const" in schema or "enum" in schema:
        yield from (_literal(each) for each in schema.get("enum", [schema.get("const")]))
    else:
        yield from (_of_kind(kind, schema, indent) for kind in _kinds(schema))


def _kinds(schema: Schema) -> list[str]:
    kind = schema.get("type", "unknown")
    return kind if isinstance(kind, list) else [kind]


def _of_kind(kind: str, schema: Schema, indent: str) -> str:
    if kind == "array":
        return f"Array<{_type(schema.get('items', {}), indent)}>"
    if kind == "object":
        return _object(schema, indent)
    if kind == "unknown" and not set(schema) - {"title", "description", "examples", "default"}:
        return "unknown"
    if kind not in _WORDS:
        raise CannotDescribe(f"a schema of the type {kind} has no type here yet")
    return _WORDS[kind]


def _object(schema: Schema, indent: str) -> str:
    if "properties" in schema:
        return _body(schema, indent)
    more = schema.get("additionalProperties", True)
    return f"Record<string, {_type(more, indent) if isinstance(more, Mapping) else 'unknown'}>"


def _paths(paths: Mapping[str, Any]) -> str:
    """The type `Paths`: by path, what is put into it, its query, and its answer."""
    reads = {path: methods["get"] for path, methods in sorted(paths.items()) if "get" in methods}
    entries = "".join(_path(path, operation) for path, operation in reads.items())
    return f"/** What each path that is read takes and answers. */\nexport interface Paths {{\n{entries}}}\n"


def _path(path: str, operation: Mapping[str, Any]) -> str:
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return (
        f"  /** {_safe(operation['summary'])} */\n  {_key(path)}: {{\n"
        f"    path: {_parameters(operation, 'path')}\n"
        f"    query: {_parameters(operation, 'query')}\n"
        f"    answer: {_type(answer, '    ')}\n  }}\n"
    )


def _parameters(operation: Mapping[str, Any], place: str) -> str:
    here = [each for each in operation["parameters"] if each["in"] == place]
    if not here:
        return "Record<string, never>"
    return "{\n" + "".join(_parameter(each) for each in here) + "    }"


def _parameter(parameter: Mapping[str, Any]) -> str:
    description = parameter.get("description") or parameter["schema"].get("description")
    schema = {**parameter["schema"], **({"description": description} if description else {})}
    return _member(parameter["name"], schema, parameter.get("required", False), "      ")


def _comment(schema: Schema, indent: str) -> str:
    if not (text := schema.get("description")):
        return ""
    first, *more = _safe(text).splitlines()
    if not more:
        return f"{indent}/** {first} */\n"
    lines = "".join(f"{indent} * {line}".rstrip() + "\n" for line in (first, *more))
    return f"{indent}/**\n{lines}{indent} */\n"


def _safe(text: str) -> str:
    return str(text).replace("*/", "* /")


def _key(name: str) -> str:
    return name if name.isascii() and name.isidentifier() else _literal(name)


def _literal(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
