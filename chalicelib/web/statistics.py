"""GET /api/reports/statistics: how the orders of some months are spread."""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from chalicelib.errors import InvalidQuery
from chalicelib.store import Item
from chalicelib.views.periods import Period, months_before, whole_months
from chalicelib.views.source import Source
from chalicelib.views.statistics import HOUR_FIELDS, MONTH_FIELDS, VALUE_FIELDS, statistics
from chalicelib.web.calls import Answer, Call, Rows
from chalicelib.web.parameters import ListParameters, Month
from chalicelib.web.reads import ask, list_parameters

MOST_MONTHS = 120
_DEFAULT_MONTHS = 12

_TABLES = {"months": MONTH_FIELDS, "weekdayHours": HOUR_FIELDS, "orderValues": VALUE_FIELDS}


class StatisticsParameters(ListParameters):
    """The months of the statistics, both inclusive, default the last 12; `table` is the one that a CSV has."""

    from_: Month | None = Field(default=None, alias="from")
    to: Month | None = None
    table: Literal["months", "weekdayHours", "orderValues"] = "months"

    @model_validator(mode="after")
    def _months_in_order(self) -> "StatisticsParameters":
        if self.from_ is not None and self.to is not None and self.to < self.from_:
            raise ValueError("to: must not be before from")
        return self

    def period(self, today: date) -> Period:
        """The months as days; one that is not given is 11 months from the other, or the current one."""
        last = self.to or max(today, self.from_ or today)
        period = whole_months(self.from_ or months_before(last, _DEFAULT_MONTHS - 1), last)
        if period.months > MOST_MONTHS:
            raise InvalidQuery.of("from", f"the range must have at most {MOST_MONTHS} months")
        return period


def show_statistics(call: Call) -> Answer:
    """The statistics of some months."""
    parameters = list_parameters(call, StatisticsParameters)
    (period, found), meta = ask(call, parameters, lambda source: _asked(source, parameters))
    beside = {"period": {"from": period.first.isoformat(), "to": period.last.isoformat()}}
    return Answer(found, beside=beside, meta=meta, rows=_rows(parameters.table, period, found))


def _asked(source: Source, parameters: StatisticsParameters) -> tuple[Period, Item]:
    period = parameters.period(source.today)
    return period, statistics(source, period)


def _rows(table: str, period: Period, found: Item) -> Rows:
    name = f"statistics-{table}-{period.first.isoformat()[:7]}-to-{period.last.isoformat()[:7]}"
    return Rows(name, _TABLES[table], found[table])
