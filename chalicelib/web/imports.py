"""POST /admin/contacts/import and /admin/orders/import."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from typing import Any

from chalicelib import clock
from chalicelib.errors import Conflict, InvalidInput, WebOrdersError
from chalicelib.ingest.body import read_body
from chalicelib.ingest.bulk import STATUSES, Result, import_entries
from chalicelib.ingest.bulk_body import read_entries
from chalicelib.ingest.importing import Imported, import_order
from chalicelib.web import errors
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import Parameters, read_parameters

_INDEX = re.compile(r"\[\d+\]")
_MOST_NOTED = 20


def import_one(call: Call) -> Answer:
    """Store an order and its contact: 201 when new, 200 when it was there with the same content."""
    read_parameters(Parameters, call.parameters())
    with counted(call):
        imported = _import(call, read_body(call.body, call.request.headers.get("content-type")))
    return answer_of(call, imported)


def import_many(call: Call) -> Answer:
    """Store many orders, each by itself: 207 with a result for each, in the order sent."""
    read_parameters(Parameters, call.parameters())
    entries = read_entries(call.body, call.request.headers.get("content-type"))
    results = import_entries(entries, partial(_import, call), started=call.started)
    for each in results:
        _count(call, each.imported, each.error)
    return Answer(
        [_shown(each) for each in results], status=HTTPStatus.MULTI_STATUS, beside={"summary": _summary(results)}
    )


def answer_of(call: Call, imported: Imported) -> Answer:
    """The answer to an order that is stored."""
    _count(call, imported, None)
    return Answer(_data(imported), status=_status(imported))


@contextmanager
def counted(call: Call) -> Iterator[None]:
    """Count what a block refuses."""
    try:
        yield
    except WebOrdersError as error:
        _count(call, None, error)
        raise


def _count(call: Call, imported: Imported | None, error: WebOrdersError | None) -> None:
    """Count what became of an order; of a refused one note which fields were wrong, never what was in them."""
    if imported is not None:
        created = "CreditsImported" if imported.is_credit else "OrdersImported"
        call.counts[created if imported.status == "created" else "OrdersUnchanged"] += 1
    elif isinstance(error, Conflict):
        call.counts["OrdersConflicting"] += 1
    elif isinstance(error, InvalidInput):
        call.counts["OrdersRefused"] += 1
        fields = {_INDEX.sub("", each.field) for each in error.fields} or {"body"}
        call.notes["refused"] = sorted({*call.notes.get("refused", []), *fields})[:_MOST_NOTED]


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
