"""GET /api/reports: sales and overview."""

from collections.abc import Callable
from typing import Any

from chalicelib.errors import InvalidQuery
from chalicelib.views.overview import overview
from chalicelib.views.periods import Period
from chalicelib.views.sales import sales_report
from chalicelib.views.source import Source
from chalicelib.web.calls import Answer, Call
from chalicelib.web.parameters import OverviewParameters, PeriodParameters, SalesParameters, read_parameters
from chalicelib.web.reads import ask

# Ten years of days: more is asked for by week or month.
_MOST_DAYS = 3660
_MOST_INTERVALS = 1000


def show_sales(call: Call) -> Answer:
    """Sales by interval, one block per currency."""
    parameters = read_parameters(SalesParameters, call.parameters())
    return _report(call, parameters, lambda source, period: sales_report(source, period, parameters.interval))


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
    if period.days > _MOST_DAYS:
        raise InvalidQuery.of("from", f"the range must have at most {_MOST_DAYS} days")
    interval = parameters.interval if isinstance(parameters, SalesParameters) else "year"
    if interval == "day" and period.days > _MOST_INTERVALS:
        raise InvalidQuery.of("interval", f"a range of over {_MOST_INTERVALS} days is reported by week or longer")
    return period, report(source, period)
