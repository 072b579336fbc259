"""GET /api/reports: sales and overview."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from chalicelib.store import Item
from chalicelib.views.best_sellers import BEST_FIELDS, best_seller_rows, best_sellers
from chalicelib.views.explained_sales import explained_sales
from chalicelib.views.explanation import Explanation
from chalicelib.views.overview import overview
from chalicelib.views.periods import Period
from chalicelib.views.sales import INTERVAL_FIELDS, interval_rows, sales_report
from chalicelib.views.source import Source
from chalicelib.web.calls import Answer, Call, Rows
from chalicelib.web.explanation import shown_explanation
from chalicelib.web.parameters import (
    BestSellersParameters,
    OverviewParameters,
    PeriodParameters,
    SalesParameters,
    check_span,
    read_parameters,
)
from chalicelib.web.reads import ask, list_parameters

# Ten years of days: more is asked for by week or month.
_MOST_DAYS = 3660
_MOST_INTERVALS = 1000
_MOST_DAYS_OF_PRODUCTS = 731

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


def show_best_sellers(call: Call) -> Answer:
    """The best products and categories of a period, one block per currency."""
    parameters = list_parameters(call, BestSellersParameters)
    (period, blocks), meta = ask(call, parameters, lambda source: _best_sellers(source, parameters))
    rows = Rows(f"products-{period.first}-to-{period.last}", BEST_FIELDS, best_seller_rows(blocks))
    return Answer(blocks, beside={"period": _shown(period)}, meta=meta, rows=rows)


def _best_sellers(source: Source, parameters: BestSellersParameters) -> tuple[Period, list[Item]]:
    period = parameters.period(source.today)
    check_span(period, "month", most_days=_MOST_DAYS_OF_PRODUCTS)
    return period, best_sellers(source, period, sort=parameters.sort, limit=parameters.limit)


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
    range_ = _shown(period)
    explain = {} if explanation is None else {"explain": shown_explanation(explanation, _DOCUMENTS, range_)}
    tax_included = any(figures["taxIncludedDocuments"] for block in blocks for figures in _all_figures(block))
    return Answer(blocks, beside={"period": range_, **explain}, meta={**meta, "taxIncluded": tax_included})


def _shown(period: Period) -> dict[str, str]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def _all_figures(block: Item) -> list[Item]:
    """The figures of a block, and those with which they are compared."""
    return [block[name] for name in ("totals", "figures", "previous") if block.get(name) is not None]


def _asked(
    source: Source, parameters: PeriodParameters, report: _Report, *, explains: bool
) -> tuple[Period, list[Item], Explanation | None]:
    period = parameters.period(source.today)
    interval = parameters.interval if isinstance(parameters, SalesParameters) else "year"
    check_span(period, interval, most_days=_MOST_DAYS, most_intervals=_MOST_INTERVALS)
    # What is explained is worked out beside the documents that explain it.
    blocks = report(replace(source, results=None) if explains else source, period)
    return period, blocks, _explanation(source, period, blocks) if explains else None


def _explanation(source: Source, period: Period, blocks: list[Item]) -> Explanation:
    return explained_sales(source, period, {block["currency"]: _all_figures(block)[0] for block in blocks})
