"""The answers as JSON Schema, from the field tuples of the views: a field without a type here is an error."""

from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.ingest.bulk import STATUSES
from chalicelib.views.customers import CUSTOMER_FIELDS, DOCUMENT_FIELDS
from chalicelib.views.order_list import ORDER_FIELDS
from chalicelib.views.products import PRODUCT_DOCUMENT_FIELDS, PRODUCT_FIELDS
from chalicelib.views.sales import FIGURES
from chalicelib.views.segments import SEGMENTS
from chalicelib.views.source import RECOUNT, VIEW
from chalicelib.views.statistics import HOUR_FIELDS, MONTH_FIELDS, TOP_CUSTOMERS, VALUE_FIELDS

Schema = dict[str, Any]


def schema_of(name: str) -> Schema:
    """The reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}


def _or_null(*types: str) -> Schema:
    return {"type": [*types, "null"]}


def _list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _object(properties: Mapping[str, Schema], *, optional: Iterable[str] = ()) -> Schema:
    required = [name for name in properties if name not in set(optional)]
    return {"type": "object", "properties": dict(properties), "required": required, "additionalProperties": False}


def _row(fields: Iterable[str], types: Mapping[str, Schema]) -> Schema:
    """A row of a list; the parameter `fields` leaves some away."""
    return _object({name: types[name] for name in fields}, optional=fields)


_TEXT: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number", "description": "with its exact digits"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_TRUTH: Schema = {"type": "boolean"}
_DAY: Schema = {"type": "string", "format": "date"}
_INSTANT: Schema = {"type": "string", "format": "date-time"}
_ANYTHING: Schema = {"type": "object", "additionalProperties": True}
_TEXT_OR_NULL, _NUMBER_OR_NULL = _or_null("string"), _or_null("number")
_DAY_OR_NULL = _or_null("string") | {"format": "date"}
_INSTANT_OR_NULL = _or_null("string") | {"format": "date-time"}
_KIND: Schema = {"enum": ["order", "credit"]}
_WEEKDAY: Schema = {"type": "integer", "minimum": 1, "maximum": 7, "description": "1 is Monday"}
_HOUR: Schema = {"type": "integer", "minimum": 0, "maximum": 23}

_CUSTOMER = {
    "contactID": _TEXT,
    "name": _TEXT_OR_NULL,
    "email": _TEXT_OR_NULL,
    "company": _TEXT_OR_NULL,
    "phone": _TEXT_OR_NULL,
    "orderCount": _COUNT,
    "creditCount": _COUNT,
    "totalSpend": _NUMBER,
    "averageOrderValue": _NUMBER_OR_NULL,
    "spendByCurrency": {"type": "object", "additionalProperties": _NUMBER},
    "firstOrderDate": _INSTANT_OR_NULL,
    "lastOrderDate": _INSTANT_OR_NULL,
    "lastOrderReference": _TEXT_OR_NULL,
    "lastOrderDaysAgo": _or_null("integer"),
    "segment": {"enum": list(SEGMENTS)},
    "segmentValidUntil": _DAY_OR_NULL,
    "purchaseFrequency": _TEXT_OR_NULL,
    "lastUpdated": _INSTANT,
}
_DOCUMENT = {
    "orderID": _TEXT,
    "orderReference": _TEXT,
    "type": _KIND,
    "status": _TEXT,
    "counts": _TRUTH,
    "createdAt": _INSTANT,
    "total": _NUMBER,
    "currency": _TEXT,
    "itemsSold": _NUMBER,
    "contactID": _TEXT_OR_NULL,
    "customerName": _TEXT_OR_NULL,
    "customerEmail": _TEXT_OR_NULL,
}
_COUNTED = {"orders", "credits", "newCustomers", "taxIncludedDocuments"}
_RATIOS = {"averageOrderValue", "returningRate"}
_FIGURES: dict[str, Schema] = {
    name: _COUNT if name in _COUNTED else _NUMBER_OR_NULL if name in _RATIOS else _NUMBER for name in FIGURES
}
_PERIOD = {"from": _DAY, "to": _DAY}
_PROFILE = dict.fromkeys(("name", "email", "company", "phone"), _TEXT_OR_NULL)
_TOTALS = dict.fromkeys(("subtotal", "discount", "tax", "shipping", "total"), _NUMBER) | {"taxIncluded": _TRUTH}
_OF_LINE = {
    "productCode": _TEXT,
    "name": _TEXT_OR_NULL,
    "category": _TEXT_OR_NULL,
    "quantity": _NUMBER,
    "unitPrice": _NUMBER_OR_NULL,
    "lineTotal": _NUMBER,
}
_MONTH = {"month": _TEXT, "currency": _TEXT, "spend": _NUMBER, "orderCount": _COUNT, "creditCount": _COUNT}
_ORDER: dict[str, Schema] = {
    "orderID": _TEXT,
    "orderReference": _TEXT_OR_NULL,
    "type": {"enum": ["order", "credit", None]},
    "creditFor": {},
    "creditedBy": _list_of(_TEXT),
    "status": _TEXT_OR_NULL,
    "counts": _TRUTH,
    "contactID": _TEXT_OR_NULL,
    "createdAt": _INSTANT_OR_NULL,
    "customer": {"anyOf": [_object(_PROFILE), {"type": "null"}]},
    "currency": _TEXT_OR_NULL,
    "lines": _list_of(_object(_OF_LINE)),
    "totals": {"anyOf": [_object(_TOTALS), {"type": "null"}]},
    "notes": _list_of(_TEXT),
    "other": {**_ANYTHING, "description": "fields of the order that are kept, never interpreted"},
}
_META = {
    "cacheHit": _TRUTH,
    "source": {"enum": [VIEW, RECOUNT, "orders"]},
    "asOf": _INSTANT_OR_NULL,
    "lagSeconds": _NUMBER_OR_NULL,
    "timezone": _TEXT,
    "currency": _TEXT,
    "taxIncluded": {**_TRUTH, "description": "of a report: whether some of its documents have the tax in their prices"},
    "responseTime": {"type": "string", "examples": ["12ms"]},
}
_PAGE = {"limit": {"type": "integer", "minimum": 1}, "nextCursor": _TEXT_OR_NULL, "note": _TEXT}
_STATUS = {
    "complete": _TRUTH,
    "generation": _TEXT_OR_NULL,
    "building": _TRUTH,
    "projectionVersion": {"type": "integer"},
    "asOf": _INSTANT_OR_NULL,
    "lagSeconds": _NUMBER_OR_NULL,
    "parked": _or_null("integer"),
    "dataQuality": _or_null("integer"),
    "lastVerified": {"anyOf": [_object({"at": _INSTANT, "differences": _COUNT}), {"type": "null"}]},
}
_IMPORTED = {
    "orderID": _TEXT,
    "contactID": _TEXT_OR_NULL,
    "status": {"enum": ["created", "unchanged"]},
    "contactCreated": _TRUTH,
    "editedSince": _TRUTH,
}
_CORRECTED = {
    "orderID": _TEXT,
    "contactID": _TEXT_OR_NULL,
    "status": {"enum": ["replaced", "deleted", "purged", "unchanged"]},
    "contactCreated": _TRUTH,
}
_FIELD_ERROR = {"field": _TEXT, "reason": _TEXT}
_RESULT = {
    **_IMPORTED,
    "index": _COUNT,
    "orderID": _TEXT_OR_NULL,
    "status": {"enum": list(STATUSES)},
    "httpStatus": {"type": "integer"},
    "message": _TEXT,
    "errors": _list_of(_object(_FIELD_ERROR)),
}
_PROBLEM = {
    "type": _TEXT,
    "title": _TEXT,
    "status": {"type": "integer"},
    "detail": _TEXT,
    "message": {"type": "string", "description": "the detail again"},
    "errors": _list_of(_object(_FIELD_ERROR)),
}
_COMPARED = {
    "currency": _TEXT,
    "figures": schema_of("Figures"),
    "previous": {"anyOf": [_object({**_PERIOD, **_FIGURES}), {"type": "null"}]},
    "change": {"anyOf": [_object(dict.fromkeys(FIGURES, _NUMBER_OR_NULL)), {"type": "null"}]},
}
_SOLD = {
    "currency": _TEXT,
    "totals": schema_of("Figures"),
    "intervals": _list_of(_object({**_PERIOD, **_FIGURES})),
}
_SOLD_OF_PRODUCT: dict[str, Schema] = {"orders": _COUNT, "credits": _COUNT, "units": _NUMBER, "revenue": _NUMBER}
_PRODUCT: dict[str, Schema] = {
    "productCode": _TEXT,
    "name": _TEXT_OR_NULL,
    "category": _TEXT_OR_NULL,
    **_SOLD_OF_PRODUCT,
    "revenueByCurrency": {"type": "object", "additionalProperties": _NUMBER},
    "lastSold": _INSTANT_OR_NULL,
}
_TREND = {"currency": _TEXT, "intervals": _list_of(_object({**_PERIOD, **_SOLD_OF_PRODUCT}))}
_OF_ALL = {"units": _NUMBER, "revenue": _NUMBER}
_SHARE = _NUMBER_OR_NULL | {"description": "of the revenue of all products"}
_BEST = {
    "currency": _TEXT,
    "totals": _object({"products": _COUNT, **_OF_ALL}),
    "products": _list_of(
        _object(
            {
                "rank": _COUNT,
                **{name: _PRODUCT[name] for name in ("productCode", "name", "category")},
                **_SOLD_OF_PRODUCT,
                "share": _SHARE,
            }
        )
    ),
    "categories": _list_of(_object({"category": _TEXT_OR_NULL, **_OF_ALL, "share": _SHARE})),
}
_FOUND = {
    "customers": _list_of(_object({"contactID": _TEXT, **_PROFILE})),
    "orders": _list_of(schema_of("OrderRow")),
    "products": _list_of(_object({name: _PRODUCT[name] for name in ("productCode", "name", "category")})),
}
_SPREAD: dict[str, Schema] = {
    "months": _list_of(_object({"month": _TEXT, **{name: _FIGURES[name] for name in MONTH_FIELDS[1:]}})),
    "returningRate": _NUMBER_OR_NULL,
    "weekdayHours": _list_of(_object(dict(zip(HOUR_FIELDS, (_WEEKDAY, _HOUR, _COUNT), strict=True))))
    | {"minItems": 168, "maxItems": 168},
    "orderValues": _list_of(
        _object(
            {"currency": _TEXT, "orders": _COUNT, "relativeError": _NUMBER}
            | dict.fromkeys(VALUE_FIELDS[3:], _NUMBER_OR_NULL)
        )
    ),
    "segments": _object(dict.fromkeys(SEGMENTS, _COUNT)),
    "topCustomers": _list_of(schema_of("Customer")) | {"maxItems": TOP_CUSTOMERS},
}
# Explanations.
_AMOUNTS: Schema = {"type": "object", "additionalProperties": _NUMBER}
_STATUSES = _list_of(_TEXT)
_FORMULA = {"figure": _TEXT, "value": {}, "definition": _TEXT, "formula": _TEXT, "values": _ANYTHING}
_SEGMENT_RULE = {"segment": {"enum": list(SEGMENTS)}, "rule": _TEXT, "holds": _TRUTH}
_SEGMENT = {
    "value": {"enum": list(SEGMENTS)},
    "validUntil": _DAY_OR_NULL,
    "rules": _list_of(_object(_SEGMENT_RULE)),
    "values": _object({name: _CUSTOMER[name] for name in ("orderCount", "totalSpend", "lastOrderDaysAgo")}),
}
_FREQUENCY = {
    "value": _TEXT_OR_NULL,
    "formula": _TEXT,
    "elapsedDays": _NUMBER_OR_NULL,
    "intervals": _COUNT,
    "averageDays": _NUMBER_OR_NULL,
    "band": {"anyOf": [_object({"least": _COUNT, "below": _or_null("integer")}), {"type": "null"}]},
}
_ADDS_TO_CUSTOMER = {"orderCount": _COUNT, "creditCount": _COUNT, "totalSpend": _NUMBER, "spendByCurrency": _AMOUNTS}
_EXPLAINED = {name: _DOCUMENT[name] for name in DOCUMENT_FIELDS} | {"because": _TEXT_OR_NULL}
_EXPLAINED_SALE = {
    **_EXPLAINED,
    "day": _DAY,
    "contactID": _TEXT_OR_NULL,
    "isFirstOrder": _or_null("boolean"),
    **{name: _TOTALS[name] for name in ("subtotal", "discount", "tax", "taxIncluded", "shipping")},
    "adds": _AMOUNTS,
}
_EXPLANATION = {
    "uncountedStatuses": _object({"order": _STATUSES, "credit": _STATUSES}),
    "shown": _COUNT,
    "rest": {**_TEXT_OR_NULL, "description": "where the list of documents goes on; null where all are shown"},
}
_CUSTOMER_EXPLANATION = {
    **_EXPLANATION,
    "figures": _list_of(_object(_FORMULA)),
    "segment": _object(_SEGMENT),
    "purchaseFrequency": _object(_FREQUENCY),
    "documents": _list_of(_object({**_EXPLAINED, "adds": _object(_ADDS_TO_CUSTOMER, optional=_ADDS_TO_CUSTOMER)})),
    "inAll": _COUNT,
}
_SALES_EXPLANATION = {
    **_EXPLANATION,
    "figures": _list_of(_object({"currency": _TEXT, **_FORMULA})),
    "documents": _list_of(_object(_EXPLAINED_SALE)),
}


def _answer(data: Schema, **beside: Schema) -> Schema:
    return _object({"data": data, **beside, "meta": schema_of("Meta")})


def _explainable(data: Schema, explanation: str, **beside: Schema) -> Schema:
    """An answer that has `explain` beside its data where that was asked for."""
    properties = {"data": data, **beside, "explain": schema_of(explanation), "meta": schema_of("Meta")}
    return _object(properties, optional=["explain"])


def _rows(row: str, **beside: Schema) -> Schema:
    return _answer(_list_of(schema_of(row)), page=schema_of("Page"), **beside)


COMPONENTS: dict[str, Schema] = {
    "Customer": _row(CUSTOMER_FIELDS, _CUSTOMER),
    "CustomerDocument": _row(DOCUMENT_FIELDS, _DOCUMENT),
    "OrderRow": _row(ORDER_FIELDS, _DOCUMENT),
    "Figures": _object(_FIGURES),
    "Meta": _object(_META, optional=[name for name in _META if name != "responseTime"]),
    "Page": _object(_PAGE, optional=["note"]),
    "Problem": _object(_PROBLEM),
    "CustomersAnswer": _rows("Customer", segments=_object(dict.fromkeys(SEGMENTS, _COUNT))),
    "CustomerAnswer": _explainable(
        _object(
            {
                **_CUSTOMER,
                "recentOrders": _list_of(schema_of("CustomerDocument")),
                "months": _list_of(_object(_MONTH)),
                "topProducts": _list_of(_object({"productCode": _TEXT, "name": _TEXT_OR_NULL, **_SOLD_OF_PRODUCT})),
            }
        ),
        "CustomerExplanation",
    ),
    "CustomerExplanation": _object(_CUSTOMER_EXPLANATION),
    "SalesExplanation": _object(_SALES_EXPLANATION),
    "CustomerOrdersAnswer": _rows("CustomerDocument"),
    "OrdersAnswer": _rows("OrderRow"),
    "OrderAnswer": _answer(_object(_ORDER)),
    "Product": _row(PRODUCT_FIELDS, _PRODUCT),
    "ProductDocument": _row(PRODUCT_DOCUMENT_FIELDS, {**_DOCUMENT, "units": _NUMBER, "revenue": _NUMBER}),
    "ProductsAnswer": _rows("Product"),
    "ProductAnswer": _answer(_object({**_PRODUCT, "trend": _list_of(_object(_TREND))})),
    "ProductOrdersAnswer": _rows("ProductDocument"),
    "BestSellersAnswer": _answer(_list_of(_object(_BEST)), period=_object(_PERIOD)),
    "SearchAnswer": _object({"data": _object(_FOUND), "note": _TEXT, "meta": schema_of("Meta")}, optional=["note"]),
    "StatisticsAnswer": _answer(_object(_SPREAD), period=_object(_PERIOD)),
    "SalesAnswer": _explainable(_list_of(_object(_SOLD)), "SalesExplanation", period=_object(_PERIOD)),
    "OverviewAnswer": _explainable(_list_of(_object(_COMPARED)), "SalesExplanation", period=_object(_PERIOD)),
    "StatusAnswer": _answer(_object(_STATUS)),
    "ImportAnswer": _answer(_object(_IMPORTED)),
    "BulkImportAnswer": _answer(
        _list_of(_object(_RESULT)), summary=_object(dict.fromkeys(("orders", *STATUSES), _COUNT))
    ),
    "CorrectionAnswer": _answer(_object(_CORRECTED)),
    "Description": {**_ANYTHING, "description": "this document"},
}
