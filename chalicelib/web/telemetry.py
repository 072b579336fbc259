"""What a request and a batch tell of themselves."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from chalicelib import clock
from chalicelib.projections.attempt import Result
from chalicelib.projections.stream import OrderChange
from chalicelib.telemetry.sinks import Record, cold_start, emit, milliseconds
from chalicelib.timing import DatabaseTime
from chalicelib.views.source import RECOUNT, VIEW
from chalicelib.web.calls import Answer, Call, Route

_CACHE_METRICS = {VIEW: "CacheHits", RECOUNT: "CacheMisses"}
_CACHE_WORDS = {VIEW: "HIT", RECOUNT: "MISS"}
_FROM = {VIEW: " (from cache)", RECOUNT: " (from a recount)"}


def report_request(call: Call, route: Route, status: int, *, answer: Answer | None, database: DatabaseTime) -> None:
    """Tell of an answered request."""
    seconds = clock.monotonic() - call.started
    is_slow = seconds > call.parts.settings.slow_seconds
    source = answer.meta.get("source") if answer else None
    emit(
        Record(
            _message(route, seconds, source, is_slow=is_slow),
            {
                "Requests": 1,
                "ServerErrors": int(status >= HTTPStatus.INTERNAL_SERVER_ERROR),
                "SlowRequests": int(is_slow),
                "ResponseTime": milliseconds(seconds),
                "StoreCalls": database.calls,
                **_store_calls(database),
                **({_CACHE_METRICS[source]: 1} if source in _CACHE_METRICS else {}),
                **call.counts,
                **cold_start(seconds),
            },
            {**_fields_of_request(call, route, status), **_fields_of_answer(route, answer, source)},
            is_warning=is_slow or status >= HTTPStatus.INTERNAL_SERVER_ERROR,
        )
    )


def report_batch(
    changes: Sequence[OrderChange],
    results: Sequence[Result],
    *,
    seconds: float,
    database: DatabaseTime,
    request_id: str | None,
) -> None:
    """Tell of a batch of the stream that is in the views."""
    oldest = min(change.written_at for change in changes)
    emit(
        Record(
            f"Processed metrics for {len(changes)} order changes",
            {
                "OrderChanges": len(changes),
                "AppliedChanges": sum(len(result.applied) for result in results),
                "RetriedChanges": sum(result.retried for result in results),
                "ParkedChanges": sum(len(result.parked) for result in results),
                "ViewLag": _lag(oldest),
                **_store_calls(database),
                **cold_start(seconds),
            },
            {"function": "updateCustomerMetricsCache", "milliseconds": milliseconds(seconds), "requestID": request_id},
            is_warning=any(result.parked for result in results),
        )
    )


def report_night(figures: Mapping[str, Any]) -> None:
    """Tell of a night of upkeep; zeros too, so that an alarm hears that all is well again."""
    emit(
        Record(
            f"Verified {figures['verifiedCustomers']} customers and swept {figures['sweptOrders']} orders",
            {
                "VerifiedCustomers": figures["verifiedCustomers"],
                "SweptOrders": figures["sweptOrders"],
                "RepairedOrders": figures["repairedOrders"],
                "VerifyDifferences": figures["differences"],
                "OpenParkedChanges": figures["openParkedChanges"],
                "NightlySeconds": figures["seconds"],
            },
            {"function": "nightlyUpkeep", "complete": figures["complete"]},
            is_warning=bool(figures["differences"] or figures["repairedOrders"]),
        )
    )


def _store_calls(database: DatabaseTime) -> dict[str, list[float]]:
    return {"StoreCall": [milliseconds(each) for each in database.each]} if database.each else {}


def _message(route: Route, seconds: float, source: str | None, *, is_slow: bool) -> str:
    name, shown = _shown_name(route), f"{seconds * 1000:.0f}ms"
    if is_slow:
        return f"SLOW QUERY: {name} took {shown}"
    return f"{name} response time{_FROM.get(source or '', '')}: {shown}"


def _fields_of_request(call: Call, route: Route, status: int) -> dict[str, Any]:
    return {
        "route": f"{route.method} {route.path}",
        "status": status,
        "client": call.authorizer.get("client"),
        "requestID": call.request.context.get("requestId"),
        "parts": {part: milliseconds(seconds) for part, seconds in call.checkpoints.seconds.items()},
        **call.notes,
    }


def _fields_of_answer(route: Route, answer: Answer | None, source: str | None) -> Mapping[str, Any]:
    if answer is None or source not in _CACHE_WORDS:
        return {}
    word, name = _CACHE_WORDS[source], _shown_name(route)
    if not isinstance(answer.data, list):
        return {"cache": f"Cache {word} for {name}"}
    return {"cache": f"Cache {word} for {name} - {len(answer.data)} items", "items": len(answer.data)}


def _shown_name(route: Route) -> str:
    """The route's name as the shop's system writes it: listCustomers."""
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), route.name)


def _lag(oldest: datetime) -> float:
    return max(round((clock.now() - oldest).total_seconds(), 3), 0)
