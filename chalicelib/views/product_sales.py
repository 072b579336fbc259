"""What products and categories have sold in a period: rows by month where it has whole months, else by day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from chalicelib import money
from chalicelib.money import ZERO
from chalicelib.projections import keys
from chalicelib.store import Item, Query
from chalicelib.views.periods import DAY, Period
from chalicelib.views.source import Source

_COUNTED = ("orders", "credits")
_SOLD = ("units", "revenue")
FIGURES = (*_COUNTED, *_SOLD)

Amounts: TypeAlias = dict[str, Decimal]


def trend(source: Source, code: str, currencies: Iterable[str], *, period: Period, interval: str) -> list[Item]:
    """One block per currency: what a product has sold in each interval, those without sales included; one call."""
    parts = list(period.intervals(interval))
    wanted = [
        (currency, part, key)
        for currency in currencies
        for part in parts
        for key in _keys(source, code, currency, part=part)
    ]
    rows = source.read_many([(source.tables.views, key) for _, _, key in wanted])
    sold: defaultdict[tuple[str, Period], Amounts] = defaultdict(_nothing)
    for (currency, part, _), row in zip(wanted, rows, strict=True):
        money.add_up(sold[currency, part], row or {})
    return [
        {"currency": currency, "intervals": [_shown_part(part, sold[currency, part]) for part in parts]}
        for currency in currencies
    ]


def products_sold(source: Source, period: Period) -> dict[tuple[str, str], Amounts]:
    """What each product has sold, by currency and code; one query per calendar month."""
    sold: defaultdict[str, Amounts] = defaultdict(_nothing)
    for part in period.by_month():
        parts_before = 1 if part.is_whole_month else 2
        for row in source.read_all(_query_of_month(source, part)):
            money.add_up(sold[row["sk"].split("#", parts_before)[-1]], row)
    return _by_currency_and_name(sold)


def categories_sold(source: Source, period: Period) -> dict[tuple[str, str], Amounts]:
    """What each category has sold, by currency and name ("" for none); one query per calendar year."""
    sold: defaultdict[str, Amounts] = defaultdict(_nothing)
    for year in period.years():
        first, last = max(period.first, date(year, 1, 1)), min(period.last, date(year, 12, 31))
        partition = keys.category_sales(source.client_id, f"{year:04d}")
        query = Query(source.tables.views, partition, low=first.isoformat(), high=last.isoformat() + keys.HIGHEST)
        for row in source.read_all(query):
            money.add_up(sold[keys.unsharded(row["sk"]).partition("#")[2]], row)
    return _by_currency_and_name(sold)


def figures(amounts: Mapping[str, Decimal]) -> dict[str, Any]:
    """Orders, credits, units and revenue as they are shown."""
    counted = {name: int(amounts.get(name, ZERO)) for name in _COUNTED}
    return counted | {name: money.plain(amounts.get(name, ZERO)) for name in _SOLD}


def _keys(source: Source, code: str, currency: str, *, part: Period) -> Iterator[dict[str, str]]:
    """The rows that a part of a period is made of: its month, or its days."""
    for month in part.by_month():
        partition = keys.product_sales(source.client_id, month.first.isoformat()[:7])
        if month.is_whole_month:
            yield {"pk": partition, "sk": keys.product_month(code, currency)}
        else:
            days = (each.first.isoformat() for each in month.intervals(DAY))
            yield from ({"pk": partition, "sk": keys.product_day(day, code, currency)} for day in days)


def _query_of_month(source: Source, part: Period) -> Query:
    partition = keys.product_sales(source.client_id, part.first.isoformat()[:7])
    if part.is_whole_month:
        return Query(source.tables.views, partition, low=keys.MONTH, high=keys.MONTH + keys.HIGHEST)
    low, high = (keys.DAY + day.isoformat() for day in (part.first, part.last))
    return Query(source.tables.views, partition, low=low, high=high + keys.HIGHEST)


def _shown_part(part: Period, amounts: Mapping[str, Decimal]) -> Item:
    return {"from": part.first.isoformat(), "to": part.last.isoformat()} | figures(amounts)


def _nothing() -> Amounts:
    return dict.fromkeys(FIGURES, ZERO)


def _by_currency_and_name(sold: Mapping[str, Amounts]) -> dict[tuple[str, str], Amounts]:
    """The sums by the two parts of their key; without those whose documents are gone, whose rows stay as zeros."""
    parts = ((key.partition("#"), amounts) for key, amounts in sold.items() if any(amounts.values()))
    return {(keys.unescaped(currency), name): amounts for (currency, _, name), amounts in parts}
