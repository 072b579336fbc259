"""GET /api/customers: the list, one customer, a customer's orders."""

from urllib.parse import quote

from chalicelib.views import customers
from chalicelib.views.customer_search import found_customers
from chalicelib.views.customers import CustomerFilter
from chalicelib.views.explained_customer import explained_customer
from chalicelib.views.paging import Slice, gathered
from chalicelib.views.source import Source
from chalicelib.web.calls import Answer, Call
from chalicelib.web.explanation import shown_explanation
from chalicelib.web.parameters import CustomerParameters, CustomersParameters, PageParameters, read_parameters
from chalicelib.web.reads import ask, list_parameters, page_answer


def list_customers(call: Call) -> Answer:
    """A page of customers, and how many are in each segment."""
    parameters = list_parameters(call, CustomersParameters)
    (page, counts), meta = ask(
        call, parameters, lambda source: (_page(source, parameters), customers.counts_by_segment(source))
    )
    return page_answer(
        call,
        page,
        parameters,
        meta,
        name="customers",
        known_fields=customers.CUSTOMER_FIELDS,
        beside={"segments": counts},
    )


def one_customer(call: Call, contact_id: str) -> Answer:
    """A customer's metrics and newest documents, and how the metrics come about where that is asked for."""
    parameters = read_parameters(CustomerParameters, call.parameters())
    own = call.path_id(contact_id)
    if parameters.explain:
        return _explained(call, parameters, own)
    found, meta = ask(call, parameters, lambda source: customers.customer(source, own))
    return Answer(found, meta=meta)


def list_customer_orders(call: Call, contact_id: str) -> Answer:
    """A page of a customer's orders and credits, newest first."""
    parameters = list_parameters(call, PageParameters)
    own = call.path_id(contact_id)
    page, meta = ask(call, parameters, lambda source: _documents(source, own, parameters))
    return page_answer(call, page, parameters, meta, name="customer-orders", known_fields=customers.DOCUMENT_FIELDS)


def _explained(call: Call, parameters: CustomerParameters, contact_id: str) -> Answer:
    (found, explanation), meta = ask(call, parameters, lambda source: explained_customer(source, contact_id))
    documents = f"/api/customers/{quote(contact_id, safe='')}/orders"
    return Answer(found, beside={"explain": shown_explanation(explanation, documents)}, meta=meta)


def _page(source: Source, parameters: CustomersParameters) -> Slice:
    return gathered(lambda limit, cursor: _list(source, parameters, limit, cursor), parameters.limit, parameters.cursor)


def _list(source: Source, parameters: CustomersParameters, limit: int, cursor: str | None) -> Slice:
    if parameters.search is not None:
        return found_customers(source, parameters.search, _filter(parameters), limit=limit, cursor=cursor)
    return customers.customers_page(
        source,
        _filter(parameters),
        sort=parameters.sort.removeprefix("-"),
        descending=parameters.sort.startswith("-"),
        limit=limit,
        cursor=cursor,
    )


def _documents(source: Source, contact_id: str, parameters: PageParameters) -> Slice:
    return gathered(
        lambda limit, cursor: customers.documents_page(source, contact_id, limit=limit, cursor=cursor),
        parameters.limit,
        parameters.cursor,
    )


def _filter(parameters: CustomersParameters) -> CustomerFilter:
    return CustomerFilter(
        segment=parameters.segment,
        min_spend=parameters.minSpend,
        max_spend=parameters.maxSpend,
        min_orders=parameters.minOrders,
        max_orders=parameters.maxOrders,
        last_order_from=parameters.lastOrderFrom,
        last_order_to=parameters.lastOrderTo,
    )
