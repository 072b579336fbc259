"""The parameters of the query string as models; what is unknown or wrong is named."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from chalicelib.clients import MOST_CATEGORY
from chalicelib.errors import FieldError, InvalidQuery
from chalicelib.ingest.models import built
from chalicelib.money import parse_amount
from chalicelib.views.paging import PAGE_ROWS
from chalicelib.views.periods import Period, months_before, whole_months

MOST_ROWS = PAGE_ROWS
MOST_CSV_ROWS = 5000
DEFAULT_ROWS = 50
_DEFAULT_DAYS = 30
_DEFAULT_MONTHS = 12
_DEFAULT_BEST = 10
_DEFAULT_FOUND = 5
_LONGEST_SEARCH = 200

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)


def _day(value: Any) -> date:
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError(f"{value} is not in the calendar") from error
    raise ValueError("must be a date like 2025-10-20")


def _month(value: Any) -> date:
    if not isinstance(value, str) or not _MONTH.fullmatch(value):
        raise ValueError("must be a whole month like 2025-10")
    try:
        return date.fromisoformat(f"{value}-01")
    except ValueError as error:
        raise ValueError(f"{value} is not in the calendar") from error


def _currency(value: Any) -> str:
    if isinstance(value, str) and _CURRENCY.fullmatch(value):
        return value
    raise ValueError("must be three capital letters like AUD")


def _whole(value: Any) -> int:
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return int(value)
    raise ValueError("must be a whole number from 0")


def _limit(value: Any, info: ValidationInfo) -> int:
    most = MOST_CSV_ROWS if info.context else MOST_ROWS
    if isinstance(value, str) and _WHOLE.fullmatch(value) and 1 <= int(value) <= most:
        return int(value)
    raise ValueError(f"must be a whole number from 1 to {most}")


def _flag(value: Any) -> bool:
    if value in ("true", "false"):
        return bool(value == "true")
    raise ValueError("must be true or false")


Day = Annotated[date, BeforeValidator(_day)]
Month = Annotated[
    date,
    BeforeValidator(_month),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$", "examples": ["2025-10"]}),
]
CurrencyCode = Annotated[
    str, BeforeValidator(_currency), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["AUD"]})
]
Amount = Annotated[Decimal, BeforeValidator(parse_amount), WithJsonSchema({"type": "number"})]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema({"type": "integer", "minimum": 0})]
Limit = Annotated[
    int,
    BeforeValidator(_limit),
    WithJsonSchema(
        {
            "type": "integer",
            "minimum": 1,
            "maximum": MOST_CSV_ROWS,
            "description": f"at most {MOST_ROWS}, as CSV at most {MOST_CSV_ROWS:,}",
        }
    ),
]
FewRows = Annotated[
    int, BeforeValidator(_limit), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_ROWS})
]
Search = Annotated[str, Field(min_length=1, max_length=_LONGEST_SEARCH)]
Flag = Annotated[bool, BeforeValidator(_flag)]


class Parameters(BaseModel):
    """The parameters of a route that takes none."""

    model_config = ConfigDict(extra="forbid", defer_build=True)


class ReadParameters(Parameters):
    """The parameters of every view; `cache=false` asks for the recount."""

    cache: Flag = True


class CustomerParameters(ReadParameters):
    """The parameters of one customer; `explain` tells how the figures come about."""

    explain: Flag = False


class ListParameters(ReadParameters):
    """The parameters of everything that can be a table; `format` wins over the header Accept."""

    format: Literal["json", "csv"] | None = None


class PageParameters(ListParameters):
    """The parameters of every list that has pages."""

    limit: Limit = DEFAULT_ROWS
    cursor: str | None = Field(default=None, min_length=1, max_length=4000)
    fields: str | None = Field(default=None, min_length=1, max_length=1000)


class CustomersParameters(PageParameters):
    """The parameters of the list of customers."""

    sort: Literal[
        "totalSpend",
        "-totalSpend",
        "orderCount",
        "-orderCount",
        "lastOrderDate",
        "-lastOrderDate",
        "name",
        "-name",
    ] = "-totalSpend"
    segment: Literal["Active", "VIP", "New", "Dormant", "Prospect"] | None = None
    minSpend: Amount | None = None
    maxSpend: Amount | None = None
    minOrders: Whole | None = None
    maxOrders: Whole | None = None
    lastOrderFrom: Day | None = None
    lastOrderTo: Day | None = None
    search: Search | None = None

    @model_validator(mode="after")
    def _bounds_in_order(self) -> "CustomersParameters":
        if self.search is not None and "sort" in self.model_fields_set:
            raise ValueError("sort: a search has an order of its own, the best match first")
        for low, high in (("minSpend", "maxSpend"), ("minOrders", "maxOrders"), ("lastOrderFrom", "lastOrderTo")):
            least, most = getattr(self, low), getattr(self, high)
            if least is not None and most is not None and most < least:
                raise ValueError(f"{high}: must not be below {low}")
        return self


class SearchParameters(ReadParameters):
    """The parameters of the search; `limit` is of each kind."""

    q: Search
    limit: FewRows = _DEFAULT_FOUND


class OrdersParameters(PageParameters):
    """The parameters of the list of orders."""

    sort: Literal["createdAt", "-createdAt"] = "-createdAt"
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    status: str | None = Field(default=None, min_length=1, max_length=64)
    type: Literal["order", "credit"] | None = None
    contact: str | None = Field(default=None, min_length=1, max_length=255)
    reference: str | None = Field(default=None, min_length=1, max_length=255)
    product: str | None = Field(default=None, min_length=1, max_length=255)

    @model_validator(mode="after")
    def _days_in_order(self) -> "OrdersParameters":
        _check_order(self.from_, self.to)
        if self.product is not None and self.reference is not None:
            raise ValueError("product: cannot be combined with reference")
        return self


class ProductsParameters(PageParameters):
    """The parameters of the list of products."""

    sort: Literal["revenue", "-revenue", "units", "-units", "orders", "-orders", "lastSold", "-lastSold"] = "-revenue"
    category: str | None = Field(default=None, min_length=1, max_length=MOST_CATEGORY)


class ProductOrdersParameters(PageParameters):
    """The parameters of the list of a product's orders."""

    sort: Literal["createdAt", "-createdAt"] = "-createdAt"
    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None
    type: Literal["order", "credit"] | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> "ProductOrdersParameters":
        _check_order(self.from_, self.to)
        return self


class PeriodParameters(ReadParameters):
    """The range of a report, in sales days; default: the last 30."""

    from_: Day | None = Field(default=None, alias="from")
    to: Day | None = None

    @model_validator(mode="after")
    def _days_in_order(self) -> "PeriodParameters":
        _check_order(self.from_, self.to)
        return self

    def period(self, today: date) -> Period:
        """The range; a bound that is not given is 29 days from the other, or today."""
        last = self.to or (today if self.from_ is None or self.from_ <= today else self.from_)
        first = self.from_ or last - timedelta(days=min(_DEFAULT_DAYS - 1, (last - date.min).days))
        return Period(first, last)


class ProductParameters(PeriodParameters):
    """The range and interval of a product's trend; default: twelve calendar months, or the last 30 days."""

    interval: Literal["day", "month"] = "month"

    def period(self, today: date) -> Period:
        """The range; by month it is of whole months where no bound is given."""
        if self.interval == "month" and self.from_ is None and self.to is None:
            return whole_months(months_before(today, _DEFAULT_MONTHS - 1), today)
        return super().period(today)


class BestSellersParameters(PeriodParameters, ListParameters):
    """The parameters of the report of products."""

    sort: Literal["revenue", "units", "orders"] = "revenue"
    limit: Limit = _DEFAULT_BEST


class BestCustomersParameters(PageParameters):
    """The parameters of the best customers; default: of the current month, in the shop's main currency."""

    month: Month | None = None
    currency: CurrencyCode | None = None

    def period(self, today: date) -> Period:
        """The month as days."""
        first = self.month or today
        return whole_months(first, first)


class SalesParameters(PeriodParameters, ListParameters):
    """The parameters of the sales report."""

    explain: Flag = False
    interval: Literal["day", "week", "month", "quarter", "year"] = "day"


class OverviewParameters(PeriodParameters):
    """The parameters of the overview; `compare` is with the period before, or the same a year before."""

    explain: Flag = False
    compare: Literal["previous", "year", "none"] = "previous"


def check_span(period: Period, interval: str, *, most_days: int, most_intervals: int = MOST_ROWS) -> None:
    """Refuse a range that is too long, or has too many days to be answered day by day. Raises: `InvalidQuery`."""
    if period.days > most_days:
        raise InvalidQuery.of("from", f"the range must have at most {most_days} days")
    if interval == "day" and period.days > most_intervals:
        raise InvalidQuery.of("interval", f"a range of over {most_intervals} days is answered by a longer interval")


def _check_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise ValueError("to: must not be before from")


_P = TypeVar("_P", bound=Parameters)


def read_parameters(model: type[_P], given: Mapping[str, Sequence[str]], *, as_csv: bool = False) -> _P:
    """The parameters of a call; a CSV may have more rows. Raises: `InvalidQuery` naming every one that is wrong."""
    repeated = [FieldError(name, "is given more than once") for name, values in given.items() if len(values) > 1]
    if repeated:
        raise _invalid(repeated)
    try:
        return built(model).model_validate({name: values[0] for name, values in given.items()}, context=as_csv)
    except ValidationError as error:
        raise _invalid([_field_error(each, model) for each in error.errors(include_url=False)]) from error


def chosen_fields(text: str | None, known: Sequence[str]) -> list[str] | None:
    """The fields to answer with; None for all. Raises: `InvalidQuery`."""
    if text is None:
        return None
    names = text.split(",")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise InvalidQuery.of("fields", f"{unknown[0]!r} is not one of {', '.join(known)}")
    return names


def _field_error(error: Mapping[str, Any], model: type[Parameters]) -> FieldError:
    message = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:
        field, _, reason = message.partition(": ")
        return FieldError(field, reason)
    name = str(error["loc"][0])
    if error["type"] == "extra_forbidden":
        known = [field.alias or each for each, field in model.model_fields.items()]
        return FieldError(name, f"is not a parameter here; known are: {', '.join(known) or 'none'}")
    return FieldError(name, "is required" if error["type"] == "missing" else message[0].lower() + message[1:])


def _invalid(fields: Sequence[FieldError]) -> InvalidQuery:
    return InvalidQuery("; ".join(f"{each.field}: {each.reason}" for each in fields), fields)
