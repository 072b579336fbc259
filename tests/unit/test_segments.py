"""Segments, days and frequencies at their boundaries; nothing of it is stored."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from chalicelib.clients import Rules
from chalicelib.instants import day_end, day_start, sales_day, text_of, zone_of
from chalicelib.projections.customer_items import item_of
from chalicelib.projections.customers import Customer, Mark, Spend
from chalicelib.views.segments import (
    ACTIVE,
    DORMANT,
    NEW,
    ONE_TIME,
    PROSPECT,
    VIP,
    Purchases,
    purchase_frequency,
    purchases_of,
    standing,
    today_in,
)

UTC_RULES = Rules(zone="UTC", currency="AUD")
LAST = datetime(2025, 6, 1, 12, tzinfo=UTC)


def customer(*, orders: int, spend: str = "10", first: datetime = LAST, last: datetime = LAST) -> Purchases:
    return stored(
        Customer(
            "c-1",
            "packprod",
            documents=orders,
            orders=orders,
            spend={"AUD": Spend(orders, Decimal(spend))},
            first=Mark(text_of(first), "o-1"),
            last=Mark(text_of(last), "o-2"),
        )
    )


def stored(each: Customer) -> Purchases:
    return purchases_of(item_of(each, UTC_RULES), UTC_RULES.currency)


def segment_after(days: int, each: Purchases, rules: Rules = UTC_RULES) -> str:
    return standing(each, rules, LAST.date() + timedelta(days=days)).segment


def test_the_golden_example():
    golden = customer(
        orders=5,
        spend="1234.56",
        first=datetime(2025, 1, 15, 14, 20, tzinfo=UTC),
        last=datetime(2025, 10, 20, 10, 30, tzinfo=UTC),
    )
    today = today_in("UTC", datetime(2025, 10, 23, 8, 15, 30, tzinfo=UTC))
    now = standing(golden, UTC_RULES, today)
    assert (now.segment, purchase_frequency(golden), now.days_ago) == (ACTIVE, "Monthly", 3)
    assert now.valid_until == date(2026, 1, 18)


@pytest.mark.parametrize(("days", "segment"), [(89, ACTIVE), (90, ACTIVE), (91, DORMANT)])
def test_a_customer_is_dormant_after_more_than_90_days(days, segment):
    assert segment_after(days, customer(orders=3)) == segment


@pytest.mark.parametrize(("days", "segment"), [(29, NEW), (30, NEW), (31, ACTIVE)])
def test_a_first_order_is_new_for_30_days(days, segment):
    assert segment_after(days, customer(orders=1)) == segment


@pytest.mark.parametrize(("orders", "segment"), [(9, ACTIVE), (10, VIP), (11, VIP)])
def test_ten_orders_make_a_vip(orders, segment):
    assert segment_after(0, customer(orders=orders)) == segment


@pytest.mark.parametrize(("spend", "segment"), [("4999.99", ACTIVE), ("5000", VIP), ("5000.01", VIP)])
def test_five_thousand_make_a_vip(spend, segment):
    assert segment_after(0, customer(orders=2, spend=spend)) == segment


def test_a_big_first_order_makes_a_vip_not_a_new_customer():
    assert segment_after(0, customer(orders=1, spend="5000")) == VIP


def test_a_dormant_vip_is_dormant():
    assert segment_after(91, customer(orders=50, spend="90000")) == DORMANT


def test_money_of_another_currency_makes_no_vip():
    each = stored(
        Customer(
            "c",
            "s",
            documents=1,
            orders=2,
            spend={"NZD": Spend(2, Decimal(9000))},
            first=None,
            last=Mark(text_of(LAST), "o"),
        )
    )
    assert segment_after(0, each) == ACTIVE


def test_without_an_order_there_is_a_prospect_without_days_or_frequency():
    each = stored(Customer("c", "s", documents=1, credits=1))
    now = standing(each, UTC_RULES, LAST.date())
    assert (now.segment, now.days_ago, now.valid_until, purchase_frequency(each)) == (PROSPECT, None, None, None)


def test_an_order_of_tomorrow_was_zero_days_ago():
    assert standing(customer(orders=2), UTC_RULES, LAST.date() - timedelta(days=1)).days_ago == 0


@pytest.mark.parametrize(
    ("segment", "orders", "until"),
    [(NEW, 1, LAST.date() + timedelta(days=30)), (ACTIVE, 2, LAST.date() + timedelta(days=90))],
)
def test_a_segment_holds_on_its_last_day_and_not_on_the_next(segment, orders, until):
    each = customer(orders=orders)
    assert standing(each, UTC_RULES, LAST.date()).valid_until == until
    assert standing(each, UTC_RULES, until).segment == segment
    assert standing(each, UTC_RULES, until + timedelta(days=1)).segment != segment


@pytest.mark.parametrize(
    ("below", "name", "next_name"),
    [
        (3, "Daily", "Weekly"),
        (11, "Weekly", "Fortnightly"),
        (21, "Fortnightly", "Monthly"),
        (75, "Monthly", "Quarterly"),
        (135, "Quarterly", "Half-yearly"),
        (270, "Half-yearly", "Yearly"),
        (550, "Yearly", "Rare"),
    ],
)
def test_a_frequency_ends_at_its_number_of_days(below, name, next_name):
    intervals = 3
    at_the_end = timedelta(days=below) * intervals
    before = customer(orders=intervals + 1, first=LAST - at_the_end + timedelta(microseconds=1))
    at = customer(orders=intervals + 1, first=LAST - at_the_end)
    assert (purchase_frequency(before), purchase_frequency(at)) == (name, next_name)


def test_a_single_order_is_one_time():
    assert purchase_frequency(customer(orders=1)) == ONE_TIME


def test_days_are_the_shops_own():
    sydney = zone_of("Australia/Sydney")
    assert sales_day(datetime(2025, 6, 1, 13, 59, tzinfo=UTC), sydney) == date(2025, 6, 1)
    assert sales_day(datetime(2025, 6, 1, 14, 0, tzinfo=UTC), sydney) == date(2025, 6, 2)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Australia/Sydney", date(2025, 10, 5), 23),
        ("Australia/Sydney", date(2025, 4, 6), 25),
        ("Australia/Sydney", date(2024, 2, 29), 24),
        ("Australia/Lord_Howe", date(2025, 10, 5), 23.5),
        ("Australia/Lord_Howe", date(2025, 4, 6), 24.5),
        ("America/New_York", date(2025, 3, 9), 23),
        ("America/Santiago", date(2025, 9, 7), 23),  # midnight itself is skipped
    ],
)
def test_a_day_has_the_hours_of_its_zone(zone, day, hours):
    length = day_end(day, zone_of(zone)) - day_start(day, zone_of(zone)) + timedelta(microseconds=1)
    assert length == timedelta(hours=hours)


def test_a_dst_day_counts_as_one_day():
    rules = Rules(zone="Australia/Sydney")
    before_dst = datetime(2025, 10, 4, 13, 30, tzinfo=UTC)  # 23:30 in Sydney
    each = customer(orders=2, last=before_dst)
    assert standing(each, rules, date(2025, 10, 5)).days_ago == 1
    assert standing(each, rules, date(2025, 10, 6)).days_ago == 2


def test_the_leap_day_is_a_day_like_any_other():
    each = customer(orders=2, last=datetime(2024, 2, 28, 12, tzinfo=UTC))
    assert standing(each, UTC_RULES, date(2024, 2, 29)).days_ago == 1
    assert standing(each, UTC_RULES, date(2024, 3, 1)).days_ago == 2


def test_thresholds_are_the_clients_own():
    rules = Rules(zone="UTC", vip_orders=3, new_days=5, dormant_days=10)
    assert segment_after(0, customer(orders=3), rules) == VIP
    assert segment_after(6, customer(orders=1), rules) == ACTIVE
    assert segment_after(11, customer(orders=2), rules) == DORMANT
