"""An answer as HTTP: JSON or CSV, what it is known by, and how it may be kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from chalice.app import Response

from chalicelib import clock
from chalicelib.marks import mark_of, mark_of_code
from chalicelib.timing import DatabaseTime
from chalicelib.web.calls import KNOWN_BY, RESULT, Answer, Call, Rows
from chalicelib.web.conditional import is_known, tag_by_views, tag_of
from chalicelib.web.csv import csv_of
from chalicelib.web.json import json_of
from chalicelib.web.media import CSV_TYPE, JSON_TYPE

ETAG = "ETag"
# Anybody may keep their own answers, and asks each time whether they still hold.
READ_HEADERS = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Accept"}

# They tell of the moment of the answer, not of what was asked.
_OF_THE_MOMENT = frozenset({"asOf", "lagSeconds", RESULT})


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
    question = _question(call)
    mark = mark_of(*question, json_of(dict(answer.headers)), form.known_by)
    tag = tag_of(mark, None if answer.known_by is None else _mark_of_views(question, answer.known_by))
    if is_known(_known_to(call), mark):
        return _not_modified(tag)
    return Response(form.body, status_code=answer.status, headers={**headers, ETAG: tag})


def unchanged(call: Call) -> Response | None:
    """The answer 304 to a read whose views have not changed since the caller's tag was made; no work is done for it."""
    if not call.is_read or "." not in (_known_to(call) or ""):
        return None
    known_by = call.sources.known_by(call.client)
    tag = None if known_by is None else tag_by_views(_known_to(call), _mark_of_views(_question(call), known_by))
    return None if tag is None else _not_modified(tag)


def server_timing(call: Call, database: DatabaseTime) -> str:
    """The header Server-Timing: the whole, its database calls, and its parts. Units: milliseconds."""
    calls = "1 call" if database.calls == 1 else f"{database.calls} calls"
    whole = f'app;dur={_milliseconds(call):.1f}, db;dur={database.seconds * 1000:.1f};desc="{calls}"'
    parts = [f"{part};dur={seconds * 1000:.1f}" for part, seconds in call.checkpoints.seconds.items()]
    return ", ".join([whole, *_results(call), *parts])


def _results(call: Call) -> list[str]:
    """Whether the result cache had what was asked, where it was."""
    hits, misses = call.counts["ResultCacheHits"], call.counts["ResultCacheMisses"]
    return [f'results;desc="{"miss" if misses else "hit"}"'] if hits or misses else []


def _question(call: Call) -> tuple[str, ...]:
    """What is asked, by whom, and in which form."""
    place = [call.request.path, call.request.uri_params or {}]
    query = urlencode(sorted(call.parameters().items()), doseq=True)
    asker = call.authorizer.get("client", "")
    return asker, json_of(place), query, str(call.wants_csv)


def _mark_of_views(question: Iterable[str], known_by: str) -> str:
    return mark_of(*question, known_by, mark_of_code())


def _known_to(call: Call) -> str | None:
    header: str | None = call.request.headers.get("if-none-match")
    return header


def _not_modified(tag: str) -> Response:
    return Response("", status_code=HTTPStatus.NOT_MODIFIED, headers={ETAG: tag})


def _json(call: Call, answer: Answer) -> _Form:
    headers = {"Content-Type": JSON_TYPE}
    if answer.is_bare:
        body = json_of(answer.data)
        return _Form(body, headers, body)
    content = json_of({"data": answer.data, **answer.beside})
    shown = {name: value for name, value in answer.meta.items() if name != KNOWN_BY}
    lasting = {name: value for name, value in shown.items() if name not in _OF_THE_MOMENT}
    meta = json_of({**shown, "responseTime": f"{_milliseconds(call):.0f}ms"})
    return _Form(f'{content[:-1]},"meta":{meta}}}', headers, content + json_of(lasting))


def _csv(rows: Rows) -> _Form:
    body = csv_of(rows.fields, rows.rows)
    disposition = f'attachment; filename="{rows.name}.csv"'
    return _Form(body, {"Content-Type": CSV_TYPE, "Content-Disposition": disposition}, body)


def _milliseconds(call: Call) -> float:
    return (clock.monotonic() - call.started) * 1000
