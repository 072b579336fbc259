"""The answers of the customers."""

from typing import Annotated

from pydantic import Field

from chalicelib.web.schemas.explanations import CustomerExplanation
from chalicelib.web.schemas.forms import (
    ByCurrency,
    ContactID,
    Count,
    Currency,
    Day,
    Form,
    Instant,
    ListAnswer,
    Money,
    Month,
    Number,
    ProductCode,
    ReadAnswer,
    Row,
    Segment,
    Span,
)
from chalicelib.web.schemas.orders import DocumentRow
from chalicelib.web.schemas.products import Sold


class CustomerFigures(Form):
    """A customer, and what follows from their orders and credits."""

    contactID: ContactID
    name: Annotated[str, Field(examples=["Jo Demo"])] | None
    email: Annotated[str, Field(examples=["jo@example.com"])] | None
    company: str | None
    phone: str | None
    orderCount: Count
    creditCount: Count
    totalSpend: Money
    averageOrderValue: Money | None
    spendByCurrency: ByCurrency
    firstOrderDate: Instant | None
    lastOrderDate: Instant | None
    lastOrderReference: Annotated[str, Field(examples=["#1001"])] | None
    lastOrderDaysAgo: Count | None
    segment: Segment
    segmentValidUntil: Day | None
    purchaseFrequency: Annotated[str, Field(examples=["Monthly"])] | None
    lastUpdated: Instant


class CustomerRow(CustomerFigures, Row):
    """A customer of a list."""


class SegmentCounts(Form):
    """How many customers are in each segment today."""

    Active: Count
    VIP: Count
    New: Count
    Dormant: Count
    Prospect: Count


class CustomerMonth(Form):
    """What a customer has spent in a month, in one currency."""

    month: Month
    currency: Currency
    spend: Number
    orderCount: Count
    creditCount: Count


class CustomerProduct(Sold):
    """What a customer has bought of a product, in the main currency."""

    productCode: ProductCode
    name: str | None


class Customer(CustomerFigures):
    """A customer with their newest documents, months and products."""

    recentOrders: list[DocumentRow]
    months: list[CustomerMonth]
    topProducts: list[CustomerProduct]


class CustomersAnswer(ListAnswer):
    """A page of customers."""

    data: list[CustomerRow]
    segments: SegmentCounts


class CustomerAnswer(ReadAnswer):
    """One customer, and how their figures come about, where that is asked for."""

    data: Customer
    explain: Annotated[CustomerExplanation, Field(default_factory=dict)]


class CustomerOrdersAnswer(ListAnswer):
    """A page of a customer's orders and credits."""

    data: list[DocumentRow]


class BestCustomerRow(Row):
    """A customer with their rank in a month; the best is 1, and who has spent the same has the same rank."""

    rank: Annotated[int, Field(ge=1, examples=[1])]
    contactID: ContactID
    name: Annotated[str, Field(examples=["Jo Demo"])] | None
    email: Annotated[str, Field(examples=["jo@example.com"])] | None
    company: str | None
    segment: Segment
    currency: Currency
    orders: Count
    credits: Count
    spend: Money
    averageOrderValue: Money | None


class BestCustomersAnswer(ListAnswer):
    """A page of the best customers of a month."""

    data: list[BestCustomerRow]
    period: Span
