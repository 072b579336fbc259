"""PUT and DELETE /admin/orders/{orderID}, POST /admin/orders/{orderID}/credits."""

from typing import Any

from chalicelib import clock
from chalicelib.ingest.body import read_body
from chalicelib.ingest.corrections import Corrected, delete_order, purge_order, replace_order
from chalicelib.ingest.crediting import credit_order
from chalicelib.ingest.shop import Shop
from chalicelib.web.calls import Answer, Call
from chalicelib.web.imports import answer_of, counted
from chalicelib.web.parameters import Flag, Parameters, read_parameters


class DeleteParameters(Parameters):
    """The parameters of a deletion; `purge=true` leaves nothing."""

    purge: Flag = False


def replace_one(call: Call, order_id: str) -> Answer:
    """Replace an order by the document that is sent."""
    read_parameters(Parameters, call.parameters())
    corrected = replace_order(
        call.path_id(order_id), _document(call), _shop(call), now=clock.now(), if_match=_if_match(call)
    )
    return _answer(corrected)


def delete_one(call: Call, order_id: str) -> Answer:
    """Move an order to the trash, or purge it."""
    parameters = read_parameters(DeleteParameters, call.parameters())
    own = call.path_id(order_id)
    if parameters.purge:
        return _answer(purge_order(own, _shop(call), if_match=_if_match(call)))
    return _answer(delete_order(own, _shop(call), now=clock.now(), if_match=_if_match(call)))


def credit_one(call: Call, order_id: str) -> Answer:
    """Store a credit for an order: 201 when new, 200 when it was there with the same content."""
    read_parameters(Parameters, call.parameters())
    with counted(call):
        credit = credit_order(call.path_id(order_id), _document(call), _shop(call), now=clock.now())
    return answer_of(call, credit)


def _document(call: Call) -> dict[str, Any]:
    return read_body(call.body, call.request.headers.get("content-type"))


def _if_match(call: Call) -> str | None:
    header: str | None = call.request.headers.get("if-match")
    return header


def _shop(call: Call) -> Shop:
    settings = call.parts.settings
    return Shop(call.client, call.parts.store, settings.tables, settings.default_client)


def _answer(corrected: Corrected) -> Answer:
    data = {
        "orderID": corrected.order_id,
        "contactID": corrected.contact_id,
        "status": corrected.status,
        "contactCreated": corrected.contact_created,
    }
    return Answer(data, headers={} if corrected.version is None else {"ETag": corrected.version})
