"""How figures come about, beside the answers that have them."""

from typing import Annotated, Any

from pydantic import Field

from chalicelib.web.schemas.forms import (
    ByCurrency,
    ContactID,
    Count,
    Currency,
    Day,
    Form,
    Money,
    Number,
    Row,
    Segment,
)
from chalicelib.web.schemas.orders import Document

Because = Annotated[str, Field(description="why it adds nothing, or not to everything")]


class ExplainedFigure(Form):
    """A figure, its formula, and the values that were put in."""

    figure: Annotated[str, Field(examples=["averageOrderValue"])]
    value: Any
    definition: str
    formula: Annotated[str, Field(examples=["totalSpend / orderCount"])]
    values: dict[str, Any]


class ExplainedSalesFigure(ExplainedFigure):
    """A figure in one currency."""

    currency: Currency


class UncountedStatuses(Form):
    """The statuses that do not count, by type."""

    order: list[str]
    credit: list[str]


class Explanation(Form):
    """What every explanation has: the documents that are shown, and where their list goes on."""

    uncountedStatuses: UncountedStatuses
    shown: Count
    rest: Annotated[str | None, Field(description="where the list of documents goes on; null where all are shown")]


class SegmentRule(Form):
    """A rule of the segments, and whether it holds."""

    segment: Segment
    rule: str
    holds: bool


class SegmentValues(Form):
    """What the rules of the segments look at."""

    orderCount: Count
    totalSpend: Money
    lastOrderDaysAgo: Count | None


class ExplainedSegment(Form):
    """The rules in their order, to the first that holds."""

    value: Segment
    validUntil: Day | None
    rules: list[SegmentRule]
    values: SegmentValues


class FrequencyBand(Form):
    """The days between orders for which a frequency stands."""

    least: Count
    below: Count | None


class ExplainedFrequency(Form):
    """The average time between orders."""

    value: str | None
    formula: str
    elapsedDays: Number | None
    intervals: Count
    averageDays: Number | None
    band: FrequencyBand | None


class AddedToCustomer(Row):
    """What a document adds to a customer; what is zero is left away."""

    orderCount: Count
    creditCount: Count
    totalSpend: Money
    spendByCurrency: ByCurrency


class CustomerDocument(Document):
    """An order or credit, and what it adds to the customer."""

    because: Because | None
    adds: AddedToCustomer


class CustomerExplanation(Explanation):
    """How a customer's figures come about."""

    figures: list[ExplainedFigure]
    segment: ExplainedSegment
    purchaseFrequency: ExplainedFrequency
    documents: list[CustomerDocument]
    inAll: Count


class SalesDocument(Document):
    """An order or credit, and what it adds to the figures of its day."""

    because: Because | None
    day: Day
    contactID: ContactID | None
    isFirstOrder: bool | None
    subtotal: Money
    discount: Money
    tax: Money
    taxIncluded: bool
    shipping: Money
    adds: dict[str, Number]


class SalesExplanation(Explanation):
    """How the figures of a report come about."""

    figures: list[ExplainedSalesFigure]
    documents: list[SalesDocument]
