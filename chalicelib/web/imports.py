"""POST /admin/contacts/import."""

from http import HTTPStatus

from chalicelib import clock
from chalicelib.ingest.body import read_body
from chalicelib.ingest.importing import Imported, import_order
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import Parameters, read_parameters


def import_one(call: Call) -> Answer:
    """Store an order and its contact: 201 when new, 200 when it was there with the same content."""
    read_parameters(Parameters, call.parameters())
    document = read_body(call.body, call.request.headers.get("content-type"))
    settings = call.parts.settings
    imported = import_order(
        document,
        client=call.client,
        store=call.parts.store,
        tables=settings.tables,
        default_client=settings.default_client,
        now=clock.now(),
    )
    return _answer(imported)


def _answer(imported: Imported) -> Answer:
    is_new = imported.status == "created"
    return Answer(
        {
            "orderID": imported.order_id,
            "contactID": imported.contact_id,
            "status": imported.status,
            "contactCreated": imported.contact_created,
            "editedSince": imported.edited_since,
        },
        status=HTTPStatus.CREATED if is_new else HTTPStatus.OK,
    )
