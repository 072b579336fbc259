"""GET /api/products: the list, one product, a product's orders."""

from typing import Any

from chalicelib.views import products
from chalicelib.views.order_list import OrderFilter
from chalicelib.views.paging import gathered
from chalicelib.views.source import Source
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import (
    ProductOrdersParameters,
    ProductParameters,
    ProductsParameters,
    check_span,
    read_parameters,
)
from chalicelib.web.reads import ask, list_parameters, page_answer

# Ten years of months, a year of days.
_MOST_DAYS = 3660
_MOST_INTERVALS = 366


def list_products(call: Call) -> Answer:
    """A page of products."""
    parameters = list_parameters(call, ProductsParameters)
    page, meta = ask(
        call,
        parameters,
        lambda source: gathered(
            lambda limit, cursor: products.products_page(
                source,
                sort=parameters.sort.removeprefix("-"),
                descending=parameters.sort.startswith("-"),
                category=parameters.category,
                limit=limit,
                cursor=cursor,
            ),
            parameters.limit,
            parameters.cursor,
        ),
    )
    return page_answer(call, page, parameters, meta, name="products", known_fields=products.PRODUCT_FIELDS)


def one_product(call: Call, code: str) -> Answer:
    """A product's totals and trend."""
    parameters = read_parameters(ProductParameters, call.parameters())
    own = call.path_id(code)
    found, meta = ask(
        call,
        parameters,
        lambda source: _product(source, own, parameters),
    )
    return Answer(found, meta=meta)


def _product(source: Source, code: str, parameters: ProductParameters) -> dict[str, Any]:
    period = parameters.period(source.today)
    check_span(period, parameters.interval, most_days=_MOST_DAYS, most_intervals=_MOST_INTERVALS)
    return products.product(source, code, period, parameters.interval)


def list_product_orders(call: Call, code: str) -> Answer:
    """A page of the orders and credits that name a product."""
    parameters = list_parameters(call, ProductOrdersParameters)
    wanted = OrderFilter(parameters.from_, parameters.to, kind=parameters.type, product=call.path_id(code))
    page, meta = ask(
        call,
        parameters,
        lambda source: gathered(
            lambda limit, cursor: products.documents_page(
                source, wanted, descending=parameters.sort.startswith("-"), limit=limit, cursor=cursor
            ),
            parameters.limit,
            parameters.cursor,
        ),
    )
    fields = products.PRODUCT_DOCUMENT_FIELDS
    return page_answer(call, page, parameters, meta, name="product-orders", known_fields=fields)
