"""What changes with the date alone: segment, days since the last order, purchase frequency.

Nothing of this is stored; it is derived when a customer is read.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.clients import Rules
from chalicelib.instants import instant_of, sales_day, zone_of
from chalicelib.projections import keys
from chalicelib.projections.customers import PROSPECT as NO_ORDER
from chalicelib.projections.customers import REPEAT, SINGLE, is_vip
from chalicelib.projections.customers import VIP as IMPORTANT
from chalicelib.store import Query, Store, Table, all_matches

PROSPECT, DORMANT, VIP, NEW, ACTIVE = "Prospect", "Dormant", "VIP", "New", "Active"
SEGMENTS = (ACTIVE, VIP, NEW, DORMANT, PROSPECT)

ONE_TIME = "One-time"


@dataclass(frozen=True, slots=True)
class Purchases:
    """What a segment and a purchase frequency follow from. Units: main currency."""

    orders: int
    spent: Decimal
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Band:
    """A purchase frequency, and the average days between orders for which it stands; `below` is exclusive."""

    name: str
    least: int
    below: int | None


_BANDS = (
    Band("Daily", 0, 3),
    Band("Weekly", 3, 11),
    Band("Fortnightly", 11, 21),
    Band("Monthly", 21, 75),
    Band("Quarterly", 75, 135),
    Band("Half-yearly", 135, 270),
    Band("Yearly", 270, 550),
    Band("Rare", 550, None),
)
_ENDS = tuple(band.below for band in _BANDS if band.below is not None)


@dataclass(frozen=True, slots=True)
class SegmentRule:
    """When a customer is in a segment: the test, and the same in words."""

    segment: str
    holds: Callable[[Purchases, Rules, int | None], bool]
    words: Callable[[Rules], str]


# The first that holds decides.
SEGMENT_RULES = (
    SegmentRule(PROSPECT, lambda _, __, days_ago: days_ago is None, lambda _: "no order counts"),
    SegmentRule(
        DORMANT,
        lambda _, rules, days_ago: days_ago is not None and days_ago > rules.dormant_days,
        lambda rules: f"the last order is more than {rules.dormant_days} days ago",
    ),
    SegmentRule(
        VIP,
        lambda purchases, rules, _: is_vip(purchases.orders, purchases.spent, rules),
        lambda rules: (
            f"at least {rules.vip_orders} orders, or at least {money.digits(rules.vip_spend)} {rules.currency} spent"
        ),
    ),
    SegmentRule(
        NEW,
        lambda purchases, rules, days_ago: (
            purchases.orders == 1 and days_ago is not None and days_ago <= rules.new_days
        ),
        lambda rules: f"one order, at most {rules.new_days} days ago",
    ),
    SegmentRule(ACTIVE, lambda *_: True, lambda _: "everybody else"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer stands on a given sales day; `valid_until` is the last day of the segment."""

    segment: str
    valid_until: date | None
    days_ago: int | None


def purchases_of(item: Mapping[str, Any], currency: str) -> Purchases:
    """What a customer's row says of the purchases; the currency is the main one."""
    spend = item["spend"].get(currency)
    return Purchases(
        int(item["orderCount"]),
        money.ZERO if spend is None else spend["amount"],
        _instant(item.get("firstOrderDate")),
        _instant(item.get("lastOrderDate")),
    )


def standing(purchases: Purchases, rules: Rules, today: date) -> Standing:
    """The first segment that matches on that day."""
    last_day = last_order_day(purchases, rules)
    days_ago = None if last_day is None else max(0, (today - last_day).days)
    segment = next(each.segment for each in SEGMENT_RULES if each.holds(purchases, rules, days_ago))
    return Standing(segment, _valid_until(segment, last_day, rules), days_ago)


def last_order_day(purchases: Purchases, rules: Rules) -> date | None:
    """The sales day of the last order."""
    return None if purchases.last is None else sales_day(purchases.last, zone_of(rules.zone))


def purchase_frequency(purchases: Purchases) -> str | None:
    """How often somebody orders, by the average time between orders; None without an order."""
    elapsed = elapsed_between_orders(purchases)
    if elapsed is None:
        return None if purchases.last is None else ONE_TIME
    return frequency_band(elapsed, purchases.orders - 1).name


def elapsed_between_orders(purchases: Purchases) -> timedelta | None:
    """The time from the first order to the last; None where there are not two."""
    if purchases.first is None or purchases.last is None or purchases.orders == 1:
        return None
    return purchases.last - purchases.first


def frequency_band(elapsed: timedelta, intervals: int) -> Band:
    """The band of the average time between orders."""
    return _BANDS[bisect_right(_ENDS, (elapsed // intervals).days)]


def segment_counts(store: Store, views: Table, client: str, *, rules: Rules, today: date) -> dict[str, int]:
    """How many customers are in each segment on that day, by one query."""
    since = keys.segment_day(_earlier(today, rules.dormant_days))
    rows = list(all_matches(store, Query(views, keys.segments(client), low=since)))
    newer_than = keys.segment_day(_earlier(today, rules.new_days))
    totals = _summed(row for row in rows if not row["sk"].startswith(keys.DAY))
    recent = _summed(row for row in rows if row["sk"].startswith(keys.DAY))
    newest = _summed(row for row in rows if row["sk"].startswith(keys.DAY) and row["sk"] >= newer_than)
    return {
        ACTIVE: recent[SINGLE] + recent[REPEAT] - newest[SINGLE],
        VIP: recent[IMPORTANT],
        NEW: newest[SINGLE],
        DORMANT: sum(totals[name] - recent[name] for name in (SINGLE, REPEAT, IMPORTANT)),
        PROSPECT: totals[NO_ORDER],
    }


def _instant(text: str | None) -> datetime | None:
    return None if text is None else instant_of(text)


def _valid_until(segment: str, last_day: date | None, rules: Rules) -> date | None:
    if last_day is None or segment == DORMANT:
        return None
    dormant_after = _later(last_day, rules.dormant_days)
    return min(dormant_after, _later(last_day, rules.new_days)) if segment == NEW else dormant_after


def _summed(rows: Any) -> Mapping[str, int]:
    counts = dict.fromkeys((NO_ORDER, SINGLE, REPEAT, IMPORTANT), 0)
    for row in rows:
        for name in counts:
            counts[name] += int(row.get(name, 0))
    return counts


def _later(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max


def _earlier(day: date, days: int) -> date:
    try:
        return day - timedelta(days=days)
    except OverflowError:
        return date.min


def today_in(zone: str, now: datetime) -> date:
    """Today's date in the shop's zone."""
    return sales_day(now, zone_of(zone))
