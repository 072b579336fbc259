"""The overview: the figures of a period beside those of the one before, with their change."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.store import Item
from chalicelib.views.kept import Question, kept
from chalicelib.views.periods import Period
from chalicelib.views.sales import SalesDay, currencies, figures, sales_days
from chalicelib.views.source import Source


def overview(source: Source, period: Period, compare: str | None) -> list[Item]:
    """One block per currency: figures, the previous ones, and by what part they have changed."""
    before = None if compare is None else period.compared_with(compare, source.today)
    question = Question("overview", (period,) if before is None else (period, before))
    return kept(source, question, lambda source: _blocks(source, period, before))


def _blocks(source: Source, period: Period, before_period: Period | None) -> list[Item]:
    now = sales_days(source, period)
    before = [] if before_period is None else sales_days(source, before_period)
    return [_block(currency, now, before, before_period) for currency in currencies(source, [*now, *before])]


def _block(currency: str, now: list[SalesDay], before: list[SalesDay], before_period: Period | None) -> Item:
    current = figures(each for each in now if each.currency == currency)
    if before_period is None:
        return {"currency": currency, "figures": current, "previous": None, "change": None}
    previous = figures(each for each in before if each.currency == currency)
    return {
        "currency": currency,
        "figures": current,
        "previous": {"from": before_period.first.isoformat(), "to": before_period.last.isoformat(), **previous},
        "change": _changes(current, previous),
    }


def _changes(current: Mapping[str, Any], previous: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """(now − before) / |before| for each figure; null where there was nothing before."""
    return {name: _change(current[name], previous[name]) for name in current}


def _change(now: Decimal | int | None, before: Decimal | int | None) -> Decimal | None:
    if now is None or not before:
        return None
    return money.ratio(money.add(Decimal(now), -Decimal(before)), abs(Decimal(before)))
