"""GET /api/orders: the list, and one order."""

from chalicelib.orders.version import version_of
from chalicelib.views import orders
from chalicelib.views.order_list import ORDER_FIELDS, OrderFilter, orders_page
from chalicelib.views.paging import gathered
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import OrdersParameters, Parameters, read_parameters
from chalicelib.web.reads import ask, list_parameters, meta_of_orders, page_answer


def list_orders(call: Call) -> Answer:
    """A page of orders and credits."""
    parameters = list_parameters(call, OrdersParameters)
    wanted = OrderFilter(
        first=parameters.from_,
        last=parameters.to,
        status=parameters.status,
        kind=parameters.type,
        contact_id=parameters.contact,
        reference=parameters.reference,
        product=parameters.product,
    )
    page, meta = ask(
        call,
        parameters,
        lambda source: gathered(
            lambda limit, cursor: orders_page(
                source, wanted, descending=parameters.sort.startswith("-"), limit=limit, cursor=cursor
            ),
            parameters.limit,
            parameters.cursor,
        ),
    )
    return page_answer(call, page, parameters, meta, name="orders", known_fields=ORDER_FIELDS)


def one_order(call: Call, order_id: str) -> Answer:
    """An order as it stands, with the ETag that If-Match takes."""
    read_parameters(Parameters, call.parameters())
    default_client = call.parts.settings.default_client
    item = orders.stored_order(
        call.parts.orders, call.path_id(order_id), client=call.client, default_client=default_client
    )
    shown = orders.shown_order(item, client=call.client, default_client=default_client)
    return Answer(shown, meta=meta_of_orders(call), headers={"ETag": version_of(item)})
