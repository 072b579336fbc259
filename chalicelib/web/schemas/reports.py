"""The answers of the reports of sales."""

from typing import Annotated

from pydantic import Field

from chalicelib.web.schemas.explanations import SalesExplanation
from chalicelib.web.schemas.forms import Count, Currency, Form, Money, Quantity, Ratio, ReadMeta, ReportAnswer, Span


class Figures(Form):
    """The figures of some days, in one currency."""

    grossSales: Money
    discounts: Money
    returns: Money
    taxes: Money
    shipping: Money
    orders: Count
    credits: Count
    itemsSold: Quantity
    newCustomers: Count
    taxIncludedDocuments: Count
    netSales: Money
    totalSales: Money
    averageOrderValue: Money | None
    returningOrders: Count
    returningRate: Ratio | None


class IntervalFigures(Figures, Span):
    """The figures of an interval."""


class FigureChanges(Form):
    """By what part each figure has changed; null where there was nothing before."""

    grossSales: Ratio | None
    discounts: Ratio | None
    returns: Ratio | None
    taxes: Ratio | None
    shipping: Ratio | None
    orders: Ratio | None
    credits: Ratio | None
    itemsSold: Ratio | None
    newCustomers: Ratio | None
    taxIncludedDocuments: Ratio | None
    netSales: Ratio | None
    totalSales: Ratio | None
    averageOrderValue: Ratio | None
    returningOrders: Ratio | None
    returningRate: Ratio | None


class Sales(Form):
    """Sales in one currency; the totals are the sums of the intervals."""

    currency: Currency
    totals: Figures
    intervals: list[IntervalFigures]


class Overview(Form):
    """The figures of a period beside those of the one before, in one currency."""

    currency: Currency
    figures: Figures
    previous: IntervalFigures | None
    change: FigureChanges | None


class SalesMeta(ReadMeta):
    """Where a report came from, and whether its prices have the tax in them."""

    taxIncluded: Annotated[bool, Field(description="whether some of its documents have the tax in their prices")]


class ExplainedReport(ReportAnswer):
    """A report that tells how its figures come about, where that is asked for."""

    meta: SalesMeta
    explain: Annotated[SalesExplanation, Field(default_factory=dict)]


class SalesAnswer(ExplainedReport):
    """Sales by interval."""

    data: list[Sales]


class OverviewAnswer(ExplainedReport):
    """The overview of a period."""

    data: list[Overview]
