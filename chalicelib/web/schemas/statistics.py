"""The answer of the statistics."""

from typing import Annotated

from pydantic import Field

from chalicelib.web.schemas.customers import CustomerFigures, SegmentCounts
from chalicelib.web.schemas.forms import Count, Currency, Form, Money, Month, Number, Ratio, ReportAnswer


class MonthOfOrders(Form):
    """The orders of a month in all currencies, and those of new and returning customers."""

    month: Month
    orders: Count
    newCustomers: Count
    returningOrders: Count
    returningRate: Ratio | None


class WeekdayHour(Form):
    """The orders of an hour of the week; weekday 1 is Monday."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    hour: Annotated[int, Field(ge=0, le=23)]
    orders: Count


class OrderValues(Form):
    """What an order is worth in one currency: percentiles, null without an order."""

    currency: Currency
    orders: Count
    relativeError: Number
    p10: Money | None
    p25: Money | None
    p50: Money | None
    p75: Money | None
    p90: Money | None
    p95: Money | None
    p99: Money | None


class Statistics(Form):
    """How the orders of some months are spread; segments and the best customers are those of today."""

    months: list[MonthOfOrders]
    returningRate: Ratio | None
    weekdayHours: Annotated[list[WeekdayHour], Field(min_length=168, max_length=168)]
    orderValues: list[OrderValues]
    segments: SegmentCounts
    topCustomers: Annotated[list[CustomerFigures], Field(max_length=10)]


class StatisticsAnswer(ReportAnswer):
    """The statistics of some months."""

    data: Statistics
