"""GET /api/orders/{orderID}."""

from chalicelib.orders.version import version_of
from chalicelib.views import orders
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import Parameters, read_parameters
from chalicelib.web.reads import meta_of_orders


def one_order(call: Call, order_id: str) -> Answer:
    """An order as it stands, with the ETag that If-Match takes."""
    read_parameters(Parameters, call.parameters())
    default_client = call.parts.settings.default_client
    item = orders.stored_order(
        call.parts.orders, call.path_id(order_id), client=call.client, default_client=default_client
    )
    shown = orders.shown_order(item, client=call.client, default_client=default_client)
    return Answer(shown, meta=meta_of_orders(call), headers={"ETag": version_of(item)})
