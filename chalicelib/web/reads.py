"""What all reading routes share: the source of an answer, its meta, and pages."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode

from chalicelib import clock
from chalicelib.instants import shown, text_of
from chalicelib.views.paging import Slice
from chalicelib.views.source import VIEW, Source
from chalicelib.web.calls import KNOWN_BY, RESULT, Answer, Call, Rows
from chalicelib.web.parameters import ListParameters, PageParameters, ReadParameters, chosen_fields, read_parameters

_T = TypeVar("_T")
_L = TypeVar("_L", bound=ListParameters)


def list_parameters(call: Call, model: type[_L]) -> _L:
    """The parameters of a list, which may be longer as CSV. Raises: `InvalidQuery`."""
    return read_parameters(model, call.parameters(), as_csv=call.wants_csv)


def ask(call: Call, parameters: ReadParameters, question: Callable[[Source], _T]) -> tuple[_T, dict[str, Any]]:
    """A query's answer, and its meta."""
    if not parameters.cache:
        call.may_choose_source()
    call.checkpoints.reach("check")
    answer, source = call.sources.ask(call.client, question, views=parameters.cache)
    if source.results is not None:
        call.counts.update(ResultCacheHits=source.results.hits, ResultCacheMisses=source.results.misses)
    return answer, meta_of(source)


def meta_of(source: Source) -> dict[str, Any]:
    """How an answer came about, and how fresh it is."""
    return {
        "cacheHit": source.kind == VIEW,
        "source": source.kind,
        "asOf": shown(source.watermark.as_of) if source.watermark.as_of else None,
        "lagSeconds": source.watermark.lag_seconds,
        "timezone": source.rules.zone,
        "currency": source.rules.currency,
        KNOWN_BY: source.known_by,
        **_result_of(source),
    }


def _result_of(source: Source) -> dict[str, str]:
    """Whether the result cache had what was asked; nothing where it was not asked."""
    results = source.results
    if results is None or not results.hits + results.misses:
        return {}
    return {RESULT: "computed" if results.misses else "cached"}


def meta_of_orders(call: Call) -> dict[str, Any]:
    """The meta of what is read from the orders themselves."""
    rules = call.client.rules
    return {
        "cacheHit": False,
        "source": "orders",
        "asOf": shown(text_of(clock.now())),
        "lagSeconds": 0,
        "timezone": rules.zone,
        "currency": rules.currency,
    }


def page_answer(
    call: Call,
    page: Slice,
    parameters: PageParameters,
    meta: Mapping[str, Any],
    *,
    name: str,
    known_fields: tuple[str, ...],
    beside: Mapping[str, Any] | None = None,
) -> Answer:
    """A list's answer: the rows with the chosen fields, the page, and a link to the next one."""
    names = chosen_fields(parameters.fields, known_fields)
    rows = page.items if names is None else [{name: row[name] for name in names} for row in page.items]
    about = {"limit": page.limit, "nextCursor": page.next_cursor}
    if page.is_short:
        about["note"] = "only a part was searched for the filter; go on with nextCursor"
    headers = {"Link": f'<{_next_url(call, page.next_cursor)}>; rel="next"'} if page.next_cursor else {}
    table = Rows(name, names or known_fields, rows)
    return Answer(rows, beside={"page": about, **(beside or {})}, meta=meta, headers=headers, rows=table)


def _next_url(call: Call, cursor: str) -> str:
    """The next page's address, relative to this one."""
    given = {name: values[0] for name, values in call.parameters().items()} | {"cursor": cursor}
    return f"?{urlencode(given)}"
