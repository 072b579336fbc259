"""An answer as HTTP: JSON or CSV, what it is known by, and how it may be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib import clock
from chalicelib.timing import DatabaseTime
from chalicelib.web.calls import Answer, Call, Rows
from chalicelib.web.conditional import entity_tag, is_known
from chalicelib.web.csv import csv_of
from chalicelib.web.json import json_of
from chalicelib.web.media import CSV_TYPE, JSON_TYPE

ETAG = "ETag"
# Anybody may keep their own answers, and asks each time whether they still hold.
READ_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Accept"}

# They tell of the moment of the answer, not of what was asked.
_OF_THE_MOMENT = frozenset({"asOf", "lagSeconds"})


@dataclass(frozen=True, slots=True)
class _Form:
    """A body, its headers, and the part of it that makes it another answer."""

    body: str
    headers: Mapping[str, str]
    known_by: str


def response_of(call: Call, answer: Answer) -> Response:
    """The answer in the form that is asked for; of a read only that nothing has changed, where that is so."""
    form = _csv(answer.rows) if answer.rows and call.wants_csv else _json(call, answer)
    headers: dict[str, str | list[str]] = {**form.headers, **answer.headers}
    if not call.is_read or ETAG in answer.headers:
        return Response(form.body, status_code=answer.status, headers=headers)
    tag = _tag(call, form, answer.headers)
    if is_known(call.request.headers.get("if-none-match"), tag):
        return Response("", status_code=HTTPStatus.NOT_MODIFIED, headers={ETAG: tag})
    return Response(form.body, status_code=answer.status, headers={**headers, ETAG: tag})


def server_timing(call: Call, database: DatabaseTime) -> str:
    """The header Server-Timing. Units: milliseconds."""
    calls = "1 call" if database.calls == 1 else f"{database.calls} calls"
    return f'app;dur={_milliseconds(call):.1f}, db;dur={database.seconds * 1000:.1f};desc="{calls}"'


def _tag(call: Call, form: _Form, headers: Mapping[str, str]) -> str:
    """The question with its asker, and the answer."""
    place = [call.request.path, call.request.uri_params or {}]
    query = urlencode(sorted(call.parameters().items()), doseq=True)
    asker = call.authorizer.get("client", "")
    return entity_tag(asker, json_of(place), query, form.headers["Content-Type"], json_of(dict(headers)), form.known_by)


def _json(call: Call, answer: Answer) -> _Form:
    headers = {"Content-Type": JSON_TYPE}
    if answer.is_bare:
        body = json_of(answer.data)
        return _Form(body, headers, body)
    content = json_of({"data": answer.data, **answer.beside})
    lasting = {name: value for name, value in answer.meta.items() if name not in _OF_THE_MOMENT}
    meta = json_of({**answer.meta, "responseTime": f"{_milliseconds(call):.0f}ms"})
    return _Form(f'{content[:-1]},"meta":{meta}}}', headers, content + json_of(lasting))


def _csv(rows: Rows) -> _Form:
    body = csv_of(rows.fields, rows.rows)
    disposition = f'attachment; filename="{rows.name}.csv"'
    return _Form(body, {"Content-Type": CSV_TYPE, "Content-Disposition": disposition}, body)


def _milliseconds(call: Call) -> float:
    return (clock.monotonic() - call.started) * 1000
