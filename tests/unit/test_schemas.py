"""The models of the answers: the same fields as the views answer with, true examples, loaded only when asked for."""

import json
import subprocess
import sys

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from chalicelib.ingest import bulk
from chalicelib.views import (
    best_sellers,
    customers,
    order_list,
    product_sales,
    products,
    sales,
    segments,
    source,
    statistics,
)
from chalicelib.web.schemas.customers import CustomerFigures, CustomerRow, SegmentCounts
from chalicelib.web.schemas.forms import Meta, Number, ReadMeta
from chalicelib.web.schemas.orders import DocumentRow, OrderRow
from chalicelib.web.schemas.products import BestProduct, BestSellers, ProductOrderRow, ProductRow, Sold
from chalicelib.web.schemas.reports import FigureChanges, Figures, IntervalFigures
from chalicelib.web.schemas.statistics import MonthOfOrders, OrderValues, WeekdayHour
from chalicelib.web.schemas.writes import ImportResult, ImportSummary
from tools.commands.openapi import PLACE

COMPONENTS = json.loads(PLACE.read_text())["components"]["schemas"]

FIELDS = {
    CustomerRow: customers.CUSTOMER_FIELDS,
    DocumentRow: customers.DOCUMENT_FIELDS,
    OrderRow: order_list.ORDER_FIELDS,
    ProductRow: products.PRODUCT_FIELDS,
    ProductOrderRow: products.PRODUCT_DOCUMENT_FIELDS,
    Sold: product_sales.FIGURES,
    Figures: sales.FIGURES,
    FigureChanges: sales.FIGURES,
    SegmentCounts: segments.SEGMENTS,
    MonthOfOrders: statistics.MONTH_FIELDS,
    WeekdayHour: statistics.HOUR_FIELDS,
    OrderValues: statistics.VALUE_FIELDS,
    ImportSummary: ("orders", *bulk.STATUSES),
}


def names(model) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def choices(model, field: str) -> list[str]:
    return model.model_json_schema()["properties"][field]["enum"]


@pytest.mark.parametrize(("model", "fields"), FIELDS.items(), ids=lambda each: getattr(each, "__name__", ""))
def test_a_row_has_the_fields_of_its_view(model, fields):
    assert names(model) == list(fields)


def test_the_rows_of_a_csv_are_those_of_the_models():
    assert sorted(sales.INTERVAL_FIELDS) == sorted(["currency", *names(IntervalFigures)])
    assert sorted(best_sellers.BEST_FIELDS) == sorted(["currency", *names(BestProduct)])
    assert "currency" in names(BestSellers)


def test_the_models_know_every_choice():
    assert choices(CustomerFigures, "segment") == list(segments.SEGMENTS)
    assert choices(ImportResult, "status") == list(bulk.STATUSES)
    assert set(choices(ReadMeta, "source")) == {source.VIEW, source.RECOUNT, "orders"}


def test_a_row_may_lack_fields_but_has_no_others():
    CustomerRow.model_validate({"name": None, "segment": "VIP"})
    with pytest.raises(ValidationError, match="surname"):
        CustomerRow.model_validate({"surname": "Demo"})
    with pytest.raises(ValidationError, match="segment"):
        CustomerFigures.model_validate({"name": None})


def test_the_rows_of_another_table_keep_their_own_fields():
    assert all(field.is_required() for field in CustomerFigures.model_fields.values())
    assert not any(field.is_required() for field in CustomerRow.model_fields.values())


@pytest.mark.parametrize("value", ['"12.5"', "true"])
def test_an_amount_is_a_number(value):
    class Priced(Meta):
        price: Number

    with pytest.raises(ValidationError, match="price"):
        Priced.model_validate_json(f'{{"responseTime": "1ms", "price": {value}}}', strict=True)


def examples(schema):
    """Every part of a schema that shows examples."""
    if isinstance(schema, dict):
        yield from [schema] if isinstance(schema.get("examples"), list) else []
        for each in schema.values():
            yield from examples(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from examples(each)


def test_every_example_fits_its_schema():
    shown = list(examples(COMPONENTS))
    assert len(shown) > 50
    for schema in shown:
        for example in schema["examples"]:
            Draft202012Validator({**schema, "components": {"schemas": COMPONENTS}}).validate(example)


def test_a_call_of_another_route_does_not_load_the_models():
    code = "import app, sys; print([each for each in sys.modules if each.startswith('chalicelib.web.schemas')])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
