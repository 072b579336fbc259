"""Sales by interval: one function per figure, used by every report. Totals are the sums of their intervals."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.money import ZERO
from chalicelib.projections import keys
from chalicelib.store import Item, Query
from chalicelib.views.kept import Question, kept
from chalicelib.views.periods import Period
from chalicelib.views.source import Source

_ADDED = (
    "grossSales",
    "discounts",
    "returns",
    "taxes",
    "shipping",
    "orders",
    "credits",
    "itemsSold",
    "ordersWithCustomer",
    "newCustomers",
    "taxIncludedDocuments",
)
_COUNTED = frozenset({"orders", "credits", "ordersWithCustomer", "newCustomers", "taxIncludedDocuments"})
_SHOWN: Mapping[str, Callable[[Decimal], Decimal | int]] = {
    name: int if name in _COUNTED else money.plain for name in _ADDED if name != "ordersWithCustomer"
}


@dataclass(frozen=True, slots=True)
class SalesDay:
    """The sales of one day in one currency, as the view holds them."""

    day: date
    currency: str
    amounts: Mapping[str, Decimal]


def sales_days(source: Source, period: Period) -> list[SalesDay]:
    """The days of a period that have sales, in every currency; one query per calendar year."""
    return [each for year in period.years() for each in _year(source, period, year)]


def currencies(source: Source, days: Iterable[SalesDay]) -> list[str]:
    """The currencies of these days, the main one first and always."""
    return currencies_beside(source, (each.currency for each in days))


def currencies_beside(source: Source, found: Iterable[str]) -> list[str]:
    """The main currency, first and always, and the others that were found."""
    return [source.rules.currency, *sorted(set(found) - {source.rules.currency})]


def figures(days: Iterable[SalesDay]) -> dict[str, Any]:
    """The figures of some days of one currency: what adds up, and what follows from it."""
    sums = _summed(days, _ADDED)
    net = net_sales(sums)
    return {
        **{name: shown(sums[name]) for name, shown in _SHOWN.items()},
        "netSales": net,
        "totalSales": money.plain(money.add(net, sums["taxes"], sums["shipping"])),
        "averageOrderValue": money.ratio(net, int(sums["orders"])),
        **_returning(sums),
    }


def order_figures(days: Iterable[SalesDay]) -> dict[str, Any]:
    """How many orders, and whose. They are no money, so the days may be of several currencies."""
    sums = _summed(days, sorted(_COUNTED))
    return {"orders": int(sums["orders"]), "newCustomers": int(sums["newCustomers"]), **_returning(sums)}


def figures_of_amounts(amounts: Mapping[str, Decimal], *, day: date, currency: str) -> dict[str, Any]:
    """The figures of a day that has these amounts and no others."""
    return figures([SalesDay(day, currency, {name: amounts.get(name, ZERO) for name in _ADDED})])


def interval_rows(blocks: Iterable[Item]) -> list[Item]:
    """The intervals of all currencies as one table."""
    return [{"currency": block["currency"], **part} for block in blocks for part in block["intervals"]]


def net_sales(sums: Mapping[str, Decimal]) -> Decimal:
    """Gross sales less discounts and returns."""
    return money.plain(money.subtract(sums["grossSales"], sums["discounts"], sums["returns"]))


def sales_report(source: Source, period: Period, interval: str) -> list[Item]:
    """One block per currency: totals, and every interval of the period, those without sales included."""
    return kept(source, Question("sales", (period,), (interval,)), lambda source: _blocks(source, period, interval))


def _blocks(source: Source, period: Period, interval: str) -> list[Item]:
    days = sales_days(source, period)
    return [_block(currency, days, period, interval) for currency in currencies(source, days)]


def _block(currency: str, days: Iterable[SalesDay], period: Period, interval: str) -> Item:
    own = [each for each in days if each.currency == currency]
    parts = list(period.intervals(interval))
    return {
        "currency": currency,
        "totals": figures(own),
        "intervals": [
            {"from": part.first.isoformat(), "to": part.last.isoformat()} | (figures(some) if some else _NONE)
            for part, some in zip(parts, _by_part(own, parts), strict=True)
        ],
    }


def _by_part(days: Iterable[SalesDay], parts: Sequence[Period]) -> list[list[SalesDay]]:
    """The days of each part; the parts follow each other."""
    firsts = [part.first for part in parts]
    found: list[list[SalesDay]] = [[] for _ in parts]
    for each in days:
        found[bisect_right(firsts, each.day) - 1].append(each)
    return found


def _year(source: Source, period: Period, year: int) -> list[SalesDay]:
    low, high = max(period.first, date(year, 1, 1)), min(period.last, date(year, 12, 31))
    query = Query(
        source.tables.views,
        keys.sales(source.client_id, f"{year:04d}"),
        low=low.isoformat(),
        high=high.isoformat() + keys.HIGHEST,
    )
    found: defaultdict[str, dict[str, Decimal]] = defaultdict(lambda: dict.fromkeys(_ADDED, ZERO))
    for row in source.read_all(query):
        money.add_up(found[keys.unsharded(row["sk"])], row)
    # A row whose orders are gone stays as a row of zeros.
    return [
        SalesDay(date.fromisoformat(day), currency, amounts)
        for (day, _, currency), amounts in ((place.partition("#"), amounts) for place, amounts in found.items())
        if any(amounts.values())
    ]


def _summed(days: Iterable[SalesDay], names: Sequence[str]) -> Mapping[str, Decimal]:
    some = [each.amounts for each in days]
    if len(some) == 1:
        return some[0]
    return {name: money.total(amounts[name] for amounts in some) for name in names}


def _returning(sums: Mapping[str, Decimal]) -> dict[str, Any]:
    returning = sums["ordersWithCustomer"] - sums["newCustomers"]
    return {
        "returningOrders": int(returning),
        "returningRate": money.ratio(returning, int(sums["ordersWithCustomer"])),
    }


_NONE = figures(())
FIGURES = tuple(_NONE)
ORDER_FIGURES = tuple(order_figures(()))
INTERVAL_FIELDS = ("currency", "from", "to", *FIGURES)
