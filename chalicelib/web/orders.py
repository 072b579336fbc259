"""GET /api/orders/{orderID}."""

from chalicelib.views import orders
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import Parameters, read_parameters
from chalicelib.web.reads import meta_of_orders


def one_order(call: Call, order_id: str) -> Answer:
    """An order as it stands."""
    read_parameters(Parameters, call.parameters())
    found = orders.order(
        call.parts.orders,
        call.path_id(order_id),
        client=call.client,
        default_client=call.parts.settings.default_client,
    )
    return Answer(found, meta=meta_of_orders(call))
