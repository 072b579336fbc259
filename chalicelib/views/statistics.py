"""The statistics of some months: orders and returning customers, busy hours, and what an order is worth."""

from collections import Counter
from collections.abc import Iterable, Mapping

from chalicelib.projections import keys
from chalicelib.projections.histogram import RELATIVE_ERROR, is_bucket, percentiles
from chalicelib.projections.statistics import hour_of_week
from chalicelib.store import Item, Query
from chalicelib.views.customers import CustomerFilter, counts_by_segment, customers_page
from chalicelib.views.kept import Question, kept
from chalicelib.views.periods import MONTH, Period
from chalicelib.views.sales import ORDER_FIGURES, SalesDay, order_figures, sales_days
from chalicelib.views.source import Source

TOP_CUSTOMERS = 10
PERCENTS = (10, 25, 50, 75, 90, 95, 99)
_KEY = ("pk", "sk")

MONTH_FIELDS = ("month", *ORDER_FIGURES)
HOUR_FIELDS = ("weekday", "hour", "orders")
VALUE_FIELDS = ("currency", "orders", "relativeError", *(f"p{percent}" for percent in PERCENTS))


def statistics(source: Source, period: Period) -> Item:
    """The statistics of whole months; segments and the best customers are those of today."""
    question = Question("statistics", (period,), of_months=True)
    of_months = kept(source, question, lambda source: _of_months(source, period))
    return of_months | {"segments": counts_by_segment(source), "topCustomers": _top_customers(source)}


def _of_months(source: Source, period: Period) -> Item:
    """What the months tell; the rest changes with any order of a customer."""
    days = sales_days(source, period)
    spreads = _spreads(source, period)
    return {
        "months": _months(days, period),
        "returningRate": order_figures(days)["returningRate"],
        "weekdayHours": _weekday_hours(spreads.values()),
        "orderValues": [_order_values(each, spreads.get(each, {})) for each in _currencies(source, spreads)],
    }


def _months(days: Iterable[SalesDay], period: Period) -> list[Item]:
    by_month: dict[str, list[SalesDay]] = {_month(part.first.isoformat()): [] for part in period.intervals(MONTH)}
    for each in days:
        by_month[_month(each.day.isoformat())].append(each)
    return [{"month": month, **order_figures(own)} for month, own in by_month.items()]


def _weekday_hours(spreads: Iterable[Mapping[str, int]]) -> list[Item]:
    """All hours of a week from Monday, those without orders included."""
    counts: Counter[str] = Counter()
    for spread in spreads:
        counts.update(spread)
    return [
        {"weekday": weekday, "hour": hour, "orders": counts[hour_of_week(weekday, hour)]}
        for weekday in range(1, 8)
        for hour in range(24)
    ]


def _order_values(currency: str, spread: Mapping[str, int]) -> Item:
    counts = {name: count for name, count in spread.items() if is_bucket(name)}
    found = percentiles(counts, PERCENTS)
    about = {"currency": currency, "orders": sum(counts.values()), "relativeError": RELATIVE_ERROR}
    return about | {f"p{percent}": value for percent, value in zip(PERCENTS, found, strict=True)}


def _currencies(source: Source, spreads: Mapping[str, object]) -> list[str]:
    """The currencies with orders, the main one first and always."""
    return [source.rules.currency, *sorted(set(spreads) - {source.rules.currency})]


def _top_customers(source: Source) -> list[Item]:
    page = customers_page(
        source, CustomerFilter(), sort="totalSpend", descending=True, limit=TOP_CUSTOMERS, cursor=None
    )
    return page.items


def _spreads(source: Source, period: Period) -> dict[str, Counter[str]]:
    """Per currency, how many orders are in each hour of the week and in each bucket; one query per calendar year."""
    spreads: dict[str, Counter[str]] = {}
    for row in (row for year in period.years() for row in source.read_all(_query(source, period, year))):
        _, _, currency = keys.unsharded(row["sk"]).partition("#")
        counts = {name: int(row[name]) for name in row if name not in _KEY}
        spreads.setdefault(currency, Counter()).update(counts)
    # A row whose orders are gone stays as a row of zeros.
    return {currency: +spread for currency, spread in spreads.items() if +spread}


def _query(source: Source, period: Period, year: int) -> Query:
    months = [part.first.isoformat() for part in period.intervals(MONTH) if part.first.year == year]
    return Query(
        source.tables.views,
        keys.statistics(source.client_id, f"{year:04d}"),
        low=_month(months[0]),
        high=_month(months[-1]) + keys.HIGHEST,
    )


def _month(day: str) -> str:
    return day[:7]
