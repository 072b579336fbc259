"""What every answer is made of: values, meta, page, and the problem."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema


def _number(value: Any) -> Decimal:
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return Decimal(str(value))
    raise ValueError("must be a number")


# What is shown beside a type is an example, plainly made up.
Number = Annotated[
    Decimal, PlainValidator(_number), WithJsonSchema({"type": "number", "description": "with its exact digits"})
]
Money = Annotated[Number, Field(examples=[62.3])]
ByCurrency = Annotated[dict[str, Number], Field(examples=[{"AUD": 62.3, "NZD": 20}])]
Quantity = Annotated[Number, Field(examples=[40])]
Ratio = Annotated[Number, Field(examples=[0.25])]
Count = Annotated[int, Field(ge=0)]
Day = Annotated[date, Field(examples=["2026-11-20"])]
Instant = Annotated[datetime, Field(examples=["2026-11-19T22:30:00Z"])]
Month = Annotated[str, Field(pattern=r"^\d{4}-\d{2}$", examples=["2026-11"])]
Currency = Annotated[str, Field(examples=["AUD"])]
OrderID = Annotated[str, Field(examples=["1001"])]
ContactID = Annotated[str, Field(examples=["jo-demo"])]
ProductCode = Annotated[str, Field(examples=["BOX-RSC-M"])]
Kind = Literal["order", "credit"]
Segment = Literal["Active", "VIP", "New", "Dormant", "Prospect"]


class Form(BaseModel):
    """A part of an answer: exactly these fields."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class Row(Form):
    """A row of a list, of which the parameter `fields` may leave fields away."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for each in cls.model_fields.values():
            each.default_factory = str  # it may be absent; no default is shown


class Meta(Form):
    """How an answer came about."""

    responseTime: Annotated[str, Field(pattern=r"^\d+ms$", examples=["12ms"])]


class FreshMeta(Meta):
    """How fresh an answer is."""

    asOf: Instant | None
    lagSeconds: Annotated[Number, Field(examples=[0.745])] | None
    timezone: Annotated[str, Field(examples=["Australia/Sydney"])]
    currency: Currency


class ReadMeta(FreshMeta):
    """Where an answer came from, and how fresh it is."""

    cacheHit: bool
    source: Literal["view", "recount", "orders"]
    result: Annotated[
        Literal["cached", "computed"],
        Field(default_factory=lambda: "computed", description="only of a report that the result cache keeps"),
    ]


class Page(Form):
    """The slice of a list; `nextCursor` leads to the next one."""

    limit: Annotated[int, Field(ge=1, examples=[50])]
    nextCursor: str | None
    note: Annotated[str, Field(default_factory=str, description="only where the search for a filter was cut")]


class Answer(Form):
    """The answer itself, and its meta."""

    data: Any
    meta: Meta


class ReadAnswer(Answer):
    """An answer from the views, or from the orders."""

    meta: ReadMeta


class ListAnswer(ReadAnswer):
    """A page of rows."""

    page: Page


class Span(Form):
    """A range of sales days, both inclusive."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day


class ReportAnswer(ReadAnswer):
    """A report of a period."""

    period: Span


class FieldFault(Form):
    """A field, and what is wrong with it."""

    field: Annotated[str, Field(examples=["limit"])]
    reason: Annotated[str, Field(examples=["must be a whole number from 1 to 100"])]


class Problem(Form):
    """What went wrong, as RFC 9457 has it; `message` is the detail again."""

    type: Literal["about:blank"]
    title: Annotated[str, Field(examples=["Bad Request"])]
    status: Annotated[int, Field(ge=400, le=599, examples=[400])]
    detail: Annotated[str, Field(examples=["limit: must be a whole number from 1 to 100"])]
    message: Annotated[str, Field(examples=["limit: must be a whole number from 1 to 100"])]
    errors: list[FieldFault]
