"""GET /api/customers: the list, one customer, a customer's orders."""

from chalicelib.views import customers
from chalicelib.views.customers import CustomerFilter
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import CustomersParameters, PageParameters, ReadParameters, read_parameters
from chalicelib.web.reads import ask, page_answer


def list_customers(call: Call) -> Answer:
    """A page of customers, and how many are in each segment."""
    parameters = read_parameters(CustomersParameters, call.parameters())
    (page, counts), meta = ask(
        call,
        parameters,
        lambda source: (
            customers.customers_page(
                source,
                _filter(parameters),
                sort=parameters.sort.removeprefix("-"),
                descending=parameters.sort.startswith("-"),
                limit=parameters.limit,
                cursor=parameters.cursor,
            ),
            customers.counts_by_segment(source),
        ),
    )
    return page_answer(
        call, page, parameters, meta, known_fields=customers.CUSTOMER_FIELDS, beside={"segments": counts}
    )


def one_customer(call: Call, contact_id: str) -> Answer:
    """A customer's metrics and newest documents."""
    parameters = read_parameters(ReadParameters, call.parameters())
    own = call.path_id(contact_id)
    found, meta = ask(call, parameters, lambda source: customers.customer(source, own))
    return Answer(found, meta=meta)


def list_customer_orders(call: Call, contact_id: str) -> Answer:
    """A page of a customer's orders and credits, newest first."""
    parameters = read_parameters(PageParameters, call.parameters())
    own = call.path_id(contact_id)
    page, meta = ask(
        call,
        parameters,
        lambda source: customers.documents_page(source, own, limit=parameters.limit, cursor=parameters.cursor),
    )
    return page_answer(call, page, parameters, meta, known_fields=customers.DOCUMENT_FIELDS)


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
