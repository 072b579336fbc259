"""GET /api/reports: sales and overview."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from chalicelib.errors import InvalidQuery
from chalicelib.store import Item
from chalicelib.views.explained_sales import explained_sales
from chalicelib.views.explanation import Explanation
from chalicelib.views.overview import overview
from chalicelib.views.periods import Period
from chalicelib.views.sales import INTERVAL_FIELDS, interval_rows, sales_report
from chalicelib.views.source import Source
from chalicelib.web.calls import Answer, Call, Rows
from chalicelib.web.explanation import shown_explanation
from chalicelib.web.parameters import OverviewParameters, PeriodParameters, SalesParameters, read_parameters
from chalicelib.web.reads import ask, list_parameters

# Ten years of days: more is asked for by week or month.
_MOST_DAYS = 3660
_MOST_INTERVALS = 1000

_DOCUMENTS = "/api/orders"

_Report: TypeAlias = Callable[[Source, Period], list[Item]]


def show_sales(call: Call) -> Answer:
    """Sales by interval, one block per currency."""
    parameters = list_parameters(call, SalesParameters)
    answer = _report(
        call,
        parameters,
        lambda source, period: sales_report(source, period, parameters.interval),
        explains=parameters.explain and not call.wants_csv,
    )
    name = "sales-{from}-to-{to}".format(**answer.beside["period"])
    return replace(answer, rows=Rows(name, INTERVAL_FIELDS, interval_rows(answer.data)))


def show_overview(call: Call) -> Answer:
    """The figures of a period beside those of the one before, one block per currency."""
    parameters = read_parameters(OverviewParameters, call.parameters())
    compare = None if parameters.compare == "none" else parameters.compare
    return _report(
        call, parameters, lambda source, period: overview(source, period, compare), explains=parameters.explain
    )


def _report(call: Call, parameters: PeriodParameters, report: _Report, *, explains: bool) -> Answer:
    (period, blocks, explanation), meta = ask(
        call, parameters, lambda source: _asked(source, parameters, report, explains=explains)
    )
    range_ = {"from": str(period.first), "to": str(period.last)}
    explain = {} if explanation is None else {"explain": shown_explanation(explanation, _DOCUMENTS, range_)}
    tax_included = any(figures["taxIncludedDocuments"] for block in blocks for figures in _all_figures(block))
    return Answer(blocks, beside={"period": range_, **explain}, meta={**meta, "taxIncluded": tax_included})


def _all_figures(block: Item) -> list[Item]:
    """The figures of a block, and those with which they are compared."""
    return [block[name] for name in ("totals", "figures", "previous") if block.get(name) is not None]


def _asked(
    source: Source, parameters: PeriodParameters, report: _Report, *, explains: bool
) -> tuple[Period, list[Item], Explanation | None]:
    period = parameters.period(source.today)
    if period.days > _MOST_DAYS:
        raise InvalidQuery.of("from", f"the range must have at most {_MOST_DAYS} days")
    interval = parameters.interval if isinstance(parameters, SalesParameters) else "year"
    if interval == "day" and period.days > _MOST_INTERVALS:
        raise InvalidQuery.of("interval", f"a range of over {_MOST_INTERVALS} days is reported by week or longer")
    blocks = report(source, period)
    return period, blocks, _explanation(source, period, blocks) if explains else None


def _explanation(source: Source, period: Period, blocks: list[Item]) -> Explanation:
    return explained_sales(source, period, {block["currency"]: _all_figures(block)[0] for block in blocks})
