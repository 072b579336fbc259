"""GET /api/reports: sales and overview."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chalicelib.views.best_sellers import BEST_FIELDS, best_seller_rows, best_sellers
from chalicelib.views.overview import overview
from chalicelib.views.periods import Period
from chalicelib.views.sales import INTERVAL_FIELDS, interval_rows, sales_report
from chalicelib.views.source import Source
from chalicelib.web.calls import Answer, Call, Rows
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


def show_sales(call: Call) -> Answer:
    """Sales by interval, one block per currency."""
    parameters = list_parameters(call, SalesParameters)
    answer = _report(call, parameters, lambda source, period: sales_report(source, period, parameters.interval))
    name = "sales-{from}-to-{to}".format(**answer.beside["period"])
    return replace(answer, rows=Rows(name, INTERVAL_FIELDS, interval_rows(answer.data)))


def show_best_sellers(call: Call) -> Answer:
    """The best products and categories of a period, one block per currency."""
    parameters = list_parameters(call, BestSellersParameters)

    def report(source: Source, period: Period) -> list[dict[str, Any]]:
        check_span(period, "month", most_days=_MOST_DAYS_OF_PRODUCTS)
        return best_sellers(source, period, sort=parameters.sort, limit=parameters.limit)

    answer = _report(call, parameters, report)
    name = "products-{from}-to-{to}".format(**answer.beside["period"])
    return replace(answer, rows=Rows(name, BEST_FIELDS, best_seller_rows(answer.data)))


def show_overview(call: Call) -> Answer:
    """The figures of a period beside those of the one before, one block per currency."""
    parameters = read_parameters(OverviewParameters, call.parameters())
    compare = None if parameters.compare == "none" else parameters.compare
    return _report(call, parameters, lambda source, period: overview(source, period, compare))


def _report(call: Call, parameters: PeriodParameters, report: Callable[[Source, Period], Any]) -> Answer:
    (period, blocks), meta = ask(call, parameters, lambda source: _asked(source, parameters, report))
    return Answer(blocks, beside={"period": {"from": str(period.first), "to": str(period.last)}}, meta=meta)


def _asked(source: Source, parameters: PeriodParameters, report: Callable[[Source, Period], Any]) -> tuple[Period, Any]:
    period = parameters.period(source.today)
    interval = parameters.interval if isinstance(parameters, SalesParameters) else "year"
    check_span(period, interval, most_days=_MOST_DAYS, most_intervals=_MOST_INTERVALS)
    return period, report(source, period)
