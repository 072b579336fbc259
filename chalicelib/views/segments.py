"""What changes with the date alone: segment, days since the last order, purchase frequency.

Nothing of this is stored; it is derived when a customer is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.clients import Rules
from chalicelib.instants import instant_of, sales_day, zone_of
from chalicelib.projections import keys
from chalicelib.projections.customers import PROSPECT as NO_ORDER
from chalicelib.projections.customers import REPEAT, SINGLE, Customer, is_vip
from chalicelib.projections.customers import VIP as IMPORTANT
from chalicelib.store import Query, Store, Table, all_matches

PROSPECT, DORMANT, VIP, NEW, ACTIVE = "Prospect", "Dormant", "VIP", "New", "Active"
SEGMENTS = (ACTIVE, VIP, NEW, DORMANT, PROSPECT)

ONE_TIME = "One-time"
# The name of a frequency, and the days between orders below which it applies.
_FREQUENCIES = (
    ("Daily", 3),
    ("Weekly", 11),
    ("Fortnightly", 21),
    ("Monthly", 75),
    ("Quarterly", 135),
    ("Half-yearly", 270),
    ("Yearly", 550),
)
_RARE = "Rare"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer stands on a given sales day; `valid_until` is the last day of the segment."""

    segment: str
    valid_until: date | None
    days_ago: int | None


def standing(customer: Customer, rules: Rules, today: date) -> Standing:
    """The first segment that matches on that day."""
    if customer.last is None:
        return Standing(PROSPECT, None, None)
    last_day = sales_day(instant_of(customer.last.at), zone_of(rules.zone))
    days_ago = max(0, (today - last_day).days)
    if days_ago > rules.dormant_days:
        return Standing(DORMANT, None, days_ago)
    dormant_after = _later(last_day, rules.dormant_days)
    if is_vip(customer, rules):
        return Standing(VIP, dormant_after, days_ago)
    if customer.orders == 1 and days_ago <= rules.new_days:
        return Standing(NEW, min(dormant_after, _later(last_day, rules.new_days)), days_ago)
    return Standing(ACTIVE, dormant_after, days_ago)


def purchase_frequency(customer: Customer) -> str | None:
    """How often the customer orders, by the average time between orders; None without an order."""
    if customer.first is None or customer.last is None:
        return None
    if customer.orders == 1:
        return ONE_TIME
    return _frequency(instant_of(customer.last.at) - instant_of(customer.first.at), customer.orders - 1)


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


def _frequency(elapsed: timedelta, intervals: int) -> str:
    for name, days in _FREQUENCIES:
        if elapsed < timedelta(days=days) * intervals:
            return name
    return _RARE


def _summed(rows: Any) -> Mapping[str, int]:
    counts = dict.fromkeys((NO_ORDER, SINGLE, REPEAT, IMPORTANT), 0)
    for row in rows:
        for name in counts:
            counts[name] += int(row.get(name, 0))
    return counts


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days) if (date.max - day).days >= days else date.max


def _earlier(day: date, days: int) -> date:
    return day - timedelta(days=days) if (day - date.min).days >= days else date.min


def today_in(zone: str, now: datetime) -> date:
    """Today's date in the shop's zone."""
    return sales_day(now, zone_of(zone))
