"""POST /admin/contacts/import and /admin/orders/import."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

from chalicelib import clock
from chalicelib.ingest.body import read_body
from chalicelib.ingest.bulk import STATUSES, Result, import_entries
from chalicelib.ingest.bulk_body import read_entries
from chalicelib.ingest.importing import Imported, import_order
from chalicelib.web import errors
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import Parameters, read_parameters


def import_one(call: Call) -> Answer:
    """Store an order and its contact: 201 when new, 200 when it was there with the same content."""
    read_parameters(Parameters, call.parameters())
    imported = _import(call, read_body(call.body, call.request.headers.get("content-type")))
    return answer_of(imported)


def import_many(call: Call) -> Answer:
    """Store many orders, each by itself: 207 with a result for each, in the order sent."""
    read_parameters(Parameters, call.parameters())
    entries = read_entries(call.body, call.request.headers.get("content-type"))
    results = import_entries(entries, partial(_import, call), started=call.started)
    return Answer(
        [_shown(each) for each in results], status=HTTPStatus.MULTI_STATUS, beside={"summary": _summary(results)}
    )


def answer_of(imported: Imported) -> Answer:
    """The answer to an order that is stored."""
    return Answer(_data(imported), status=_status(imported))


def _import(call: Call, document: Mapping[str, Any]) -> Imported:
    settings = call.parts.settings
    return import_order(
        document,
        client=call.client,
        store=call.parts.store,
        tables=settings.tables,
        default_client=settings.default_client,
        now=clock.now(),
    )


def _data(imported: Imported) -> dict[str, Any]:
    return {
        "orderID": imported.order_id,
        "contactID": imported.contact_id,
        "status": imported.status,
        "contactCreated": imported.contact_created,
        "editedSince": imported.edited_since,
    }


def _status(imported: Imported) -> HTTPStatus:
    return HTTPStatus.CREATED if imported.status == "created" else HTTPStatus.OK


def _summary(results: Sequence[Result]) -> dict[str, int]:
    counts = Counter(each.status for each in results)
    return {"orders": len(results)} | {status: counts[status] for status in STATUSES}


def _shown(result: Result) -> dict[str, Any]:
    """One order's result: what a single import would have answered, in short."""
    known = {"index": result.index, "orderID": result.order_id, "status": result.status}
    if result.imported is not None:
        return known | {
            **_data(result.imported),
            "httpStatus": _status(result.imported),
            "message": _message(result.imported),
            "errors": [],
        }
    assert result.error is not None, "an order is imported or there is an error"
    return known | {
        "contactID": None,
        "contactCreated": False,
        "editedSince": False,
        "httpStatus": next(status for kind, status in errors.STATUSES if isinstance(result.error, kind)),
        "message": result.error.message,
        "errors": [{"field": each.field, "reason": each.reason} for each in result.reasons],
    }


def _message(imported: Imported) -> str:
    if imported.edited_since:
        return "it was there; the stored order was changed since"
    return "stored" if imported.status == "created" else "it was there with the same content"
