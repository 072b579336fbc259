"""The routes, their parameters, bodies and answers as OpenAPI 3.1. Only who asks for the description loads this."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import simplejson
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from chalicelib.ingest.bulk_body import LINES, MOST_ORDERS
from chalicelib.ingest.document import OrderDocument
from chalicelib.web.calls import Route
from chalicelib.web.corrections import DeleteParameters
from chalicelib.web.errors import PROBLEM_TYPE
from chalicelib.web.media import JSON_TYPE
from chalicelib.web.parameters import (
    BestCustomersParameters,
    BestSellersParameters,
    CustomerParameters,
    CustomersParameters,
    ListParameters,
    OrdersParameters,
    OverviewParameters,
    PageParameters,
    Parameters,
    ProductOrdersParameters,
    ProductParameters,
    ProductsParameters,
    SalesParameters,
    SearchParameters,
)
from chalicelib.web.schemas.customers import BestCustomersAnswer, CustomerAnswer, CustomerOrdersAnswer, CustomersAnswer
from chalicelib.web.schemas.forms import Problem
from chalicelib.web.schemas.orders import OrderAnswer, OrdersAnswer
from chalicelib.web.schemas.products import BestSellersAnswer, ProductAnswer, ProductOrdersAnswer, ProductsAnswer
from chalicelib.web.schemas.reports import OverviewAnswer, SalesAnswer
from chalicelib.web.schemas.search import SearchAnswer
from chalicelib.web.schemas.statistics import StatisticsAnswer
from chalicelib.web.schemas.status import Description, StatusAnswer
from chalicelib.web.schemas.writes import BulkImportAnswer, CorrectionAnswer, ImportAnswer
from chalicelib.web.statistics import StatisticsParameters

VERSION = "3.1.0"
# What the app answers to some made-up orders, by the operation; `python -m tools openapi` writes it.
EXAMPLES = Path(__file__).with_name("examples.json")

Schema = dict[str, Any]

_PLACE = "#/components/schemas/{model}"
# The parts of a body have a name of their own: a customer that is sent is not one that is answered.
_PART = "Sent"
_PATH_PARAMETER = re.compile(r"{(\w+)}")

_EXAMPLES = {"contactID": "jo-demo", "orderID": "1001", "productCode": "BOX-RSC-M", "q": "jo"}
_SAID_OF = {
    "cache": "false asks for the recount; needs the scope operations",
    "cursor": "page.nextCursor of the page before",
    "explain": "true tells how the figures come about, beside the data; not as CSV",
    "fields": "the fields to answer with, separated by commas",
    "month": "default: the current one, by the shop's clocks",
    "format": "wins over the header Accept",
    "q": "words, or beginnings of words, all of which must be found",
    "search": "words, or beginnings of words, of name, e-mail, company and phone; the best match first, no sort",
    "table": "the table that a CSV has; JSON has all of them",
}


@dataclass(frozen=True, slots=True)
class Operation:
    """What a route takes and answers; `statuses` are those of success, and `is_always_whole` where 304 is none."""

    parameters: type[Parameters]
    answer: type[BaseModel]
    body: type[BaseModel] | None = None
    is_many: bool = False
    statuses: tuple[int, ...] = (200,)
    is_always_whole: bool = False


# A route that is missing here can't be described: a test holds that none is.
OPERATIONS = {
    "import_contact": Operation(Parameters, ImportAnswer, body=OrderDocument, statuses=(201, 200)),
    "import_orders": Operation(Parameters, BulkImportAnswer, body=OrderDocument, is_many=True, statuses=(207,)),
    "replace_order": Operation(Parameters, CorrectionAnswer, body=OrderDocument),
    "delete_order": Operation(DeleteParameters, CorrectionAnswer),
    "credit_order": Operation(Parameters, ImportAnswer, body=OrderDocument, statuses=(201, 200)),
    "list_customers": Operation(CustomersParameters, CustomersAnswer),
    "one_customer": Operation(CustomerParameters, CustomerAnswer),
    "list_customer_orders": Operation(PageParameters, CustomerOrdersAnswer),
    "list_orders": Operation(OrdersParameters, OrdersAnswer),
    "one_order": Operation(Parameters, OrderAnswer, is_always_whole=True),
    "list_products": Operation(ProductsParameters, ProductsAnswer),
    "one_product": Operation(ProductParameters, ProductAnswer),
    "list_product_orders": Operation(ProductOrdersParameters, ProductOrdersAnswer),
    "show_best_customers": Operation(BestCustomersParameters, BestCustomersAnswer),
    "show_best_sellers": Operation(BestSellersParameters, BestSellersAnswer),
    "show_sales": Operation(SalesParameters, SalesAnswer),
    "show_overview": Operation(OverviewParameters, OverviewAnswer),
    "search_everything": Operation(SearchParameters, SearchAnswer),
    "show_statistics": Operation(StatisticsParameters, StatisticsAnswer),
    "show_status": Operation(Parameters, StatusAnswer),
    "show_openapi": Operation(Parameters, Description),
}


def document(routes: Iterable[Route]) -> dict[str, Any]:
    """The API as OpenAPI."""
    examples = simplejson.loads(EXAMPLES.read_text(), use_decimal=True)
    paths: dict[str, Any] = {}
    for route in sorted(routes, key=lambda each: (each.path, each.method)):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(
            route, OPERATIONS[route.name], examples.get(route.name, {})
        )
    return {
        "openapi": VERSION,
        "info": {"title": "WebOrders", "version": "0.1.0", "description": "Order analytics of a shop."},
        "paths": paths,
        "components": {
            "schemas": {**_answers(), **_bodies()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(route: Route, operation: Operation, examples: Mapping[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [_tag(route.path)],
        "security": [] if route.scope is None else [{"token": [route.scope]}],
        "parameters": [*_in_path(route.path), *_in_query(operation.parameters), *_in_header(route)],
        "responses": _responses(route, operation, examples),
    }
    if operation.body is not None:
        described["requestBody"] = {"required": True, "content": _content(operation, operation.body)}
    return described


def _tag(path: str) -> str:
    """What a reader finds it under: the resource, or writing."""
    first, *others = path.strip("/").split("/")
    return {"admin": "writing", "api": others[0] if others else ""}.get(first, "description")


def _content(operation: Operation, body: type[BaseModel]) -> Schema:
    one = _reference(body)
    if not operation.is_many:
        return {JSON_TYPE: {"schema": one}}
    return {JSON_TYPE: {"schema": {"type": "array", "items": one, "maxItems": MOST_ORDERS}}, LINES: {"schema": one}}


def _in_path(path: str) -> list[Schema]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1},
            "example": _EXAMPLES[name],
        }
        for name in _PATH_PARAMETER.findall(path)
    ]


def _in_header(route: Route) -> list[Schema]:
    if not _has_versions(route):
        return []
    return [{"name": "If-Match", "in": "header", "required": False, "schema": {"type": "string"}}]


def _has_versions(route: Route) -> bool:
    """Corrections may name the version that they correct."""
    return route.method in ("PUT", "DELETE")


def _in_query(model: type[Parameters]) -> list[Schema]:
    described = model.model_json_schema(by_alias=True)
    required = described.get("required", [])
    return [
        _in_query_one(name, schema, is_required=name in required)
        for name, schema in described.get("properties", {}).items()
    ]


def _in_query_one(name: str, schema: Schema, *, is_required: bool) -> Schema:
    described = {"name": name, "in": "query", "required": is_required, "schema": _given(schema)}
    said = {"description": _SAID_OF[name]} if name in _SAID_OF else {}
    return described | said | ({"example": _EXAMPLES[name]} if name in _EXAMPLES else {})


def _given(schema: Schema) -> Schema:
    """The schema of a parameter that is there: a query string has no null."""
    kept = {name: value for name, value in schema.items() if name not in ("title", "anyOf")}
    options = [each for each in schema.get("anyOf", []) if each.get("type") != "null"]
    if kept.get("default", "") is None:
        del kept["default"]
    return kept | (options[0] if len(options) == 1 else {"anyOf": options} if options else {})


def _responses(route: Route, operation: Operation, examples: Mapping[str, Any]) -> dict[str, Any]:
    good = {str(status): _good(status, operation, examples) for status in operation.statuses}
    if route.method == "GET" and not operation.is_always_whole:
        good["304"] = {"description": "The answer is the one that If-None-Match names"}
    return good | {str(status): _fault(status) for status in _faults(route, operation)}


def _good(status: int, operation: Operation, examples: Mapping[str, Any]) -> Schema:
    shown = {"examples": {name: {"value": each} for name, each in examples.items()}} if examples else {}
    content: Schema = {JSON_TYPE: {"schema": _reference(operation.answer), **shown}}
    if issubclass(operation.parameters, ListParameters):
        content["text/csv"] = {"schema": {"type": "string"}}
    return {"description": HTTPStatus(status).phrase, "content": content}


def _faults(route: Route, operation: Operation) -> Sequence[int]:
    """What can go wrong; of many orders, what is wrong with one stands in its own result."""
    is_single_write = route.method != "GET" and not operation.is_many
    possible = {
        400: True,
        401: route.scope is not None,
        403: route.scope is not None,
        404: _PATH_PARAMETER.search(route.path),
        409: is_single_write,
        412: _has_versions(route),
        413: operation.body,
        415: operation.body,
        422: operation.body and is_single_write,
        503: route.scope is not None,
    }
    return [status for status, is_possible in possible.items() if is_possible]


def _fault(status: int) -> Schema:
    return {"description": HTTPStatus(status).phrase, "content": {PROBLEM_TYPE: {"schema": _reference(Problem)}}}


def _reference(model: type[BaseModel]) -> Schema:
    return {"$ref": _PLACE.format(model=model.__name__)}


class _Untitled(GenerateJsonSchema):
    """Pydantic's schemas; a title would only repeat the name that stands beside it."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def _answers() -> dict[str, Schema]:
    """The models of all answers, and the parts that they are made of."""
    models: list[type[BaseModel]] = [Problem, *(each.answer for each in OPERATIONS.values())]
    _, found = models_json_schema(
        [(model, "validation") for model in dict.fromkeys(models)], ref_template=_PLACE, schema_generator=_Untitled
    )
    schemas: dict[str, Schema] = found["$defs"]
    return {name: {key: value for key, value in each.items() if key != "title"} for name, each in schemas.items()}


def _bodies() -> dict[str, Schema]:
    """The bodies' models, each under its name beside the parts that it is made of."""
    found: dict[str, Schema] = {}
    for operation in OPERATIONS.values():
        if operation.body is not None:
            schema = operation.body.model_json_schema(
                ref_template=_PLACE.format(model=f"{_PART}{{model}}"), schema_generator=_Untitled
            )
            parts = schema.pop("$defs", {})
            found |= {f"{_PART}{name}": part for name, part in parts.items()} | {operation.body.__name__: schema}
    return found
