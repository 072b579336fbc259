"""The statistics: views equal a recount, and both what the orders say by the clocks of the shop."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clients import Rules
from chalicelib.limits import item_size
from chalicelib.money import ratio
from chalicelib.projections.histogram import bucket
from chalicelib.projections.projector import Projector
from chalicelib.projections.statistics import hour_of_week
from chalicelib.store import Delete, Put
from chalicelib.views.periods import whole_months
from chalicelib.views.statistics import PERCENTS, statistics
from tests.laws.depth import examples
from tests.laws.test_histogram import is_near, nearest_rank
from tests.laws.test_recount_answers import SETTINGS, SHOP, asked, projector_in, sources_of
from tests.laws.test_reports import is_counted, negated

# Clocks that change by an hour on either half of the earth, one that changes by half an hour.
ZONES = ["Australia/Sydney", "Pacific/Auckland", "Australia/Lord_Howe", "America/New_York"]
CHANGES = [
    datetime(2024, 10, 5, 16),
    datetime(2025, 4, 5, 16),
    datetime(2024, 9, 28, 14),
    datetime(2025, 4, 5, 14),
    datetime(2024, 10, 5, 15, 30),
    datetime(2025, 4, 5, 15),
    datetime(2024, 11, 3, 6),
    datetime(2025, 3, 9, 7),
]
EDGES = [datetime(2024, 12, 31, 12), datetime(2025, 1, 31, 12), datetime(2025, 2, 28, 12)]
MONTHS = whole_months(date(2024, 9, 1), date(2025, 4, 1))

amounts = st.decimals(0, 500, places=2)
instants = st.one_of(
    st.datetimes(datetime(2024, 8, 25), datetime(2025, 5, 5)),
    st.builds(
        lambda at, minutes: at + timedelta(minutes=minutes),
        st.sampled_from(CHANGES + EDGES),
        st.integers(-14 * 60, 14 * 60),
    ),
)
orders = st.lists(
    st.fixed_dictionaries(
        {
            "orderID": st.integers(0, 60).map("o-{}".format),
            "createdAt": instants.map(lambda at: at.isoformat() + "Z"),
            "type": st.sampled_from(["order", "order", "order", "credit"]),
            "totals": st.fixed_dictionaries(
                {"subtotal": amounts, "discount": amounts, "tax": amounts, "shipping": amounts}
            ),
            "currency": st.sampled_from(["AUD", "AUD", "NZD"]),
            "status": st.sampled_from(["completed", "Completed", "cancelled", "draft"]),
        },
        optional={"contactID": st.sampled_from(["a", "b", "c"])},
    ).map(lambda order: negated(order) if order["type"] == "credit" else order),
    max_size=25,
    unique_by=lambda order: order["orderID"],
)
zones = st.sampled_from(ZONES)


def shop_in(zone: str):
    return replace(SHOP, rules=Rules(zone=zone))


def spread_of(items, zone: str, *, views: bool = True, period=MONTHS):
    shop = shop_in(zone)
    sources = sources_of(items, shop)
    return asked(sources, lambda source: statistics(source, period), views=views, shop=shop)[0]


def local(order, zone: str) -> datetime:
    return datetime.fromisoformat(order["createdAt"]).astimezone(ZoneInfo(zone))


def value_of(order) -> Decimal:
    return order["totals"]["subtotal"] - order["totals"]["discount"]


def counted_orders(items, zone: str, *, period=MONTHS):
    own = [order for order in items if order["type"] == "order" and is_counted(order)]
    return [order for order in own if period.has(local(order, zone).date())]


def first_orders(items) -> set[str]:
    firsts = {}
    for order in sorted(items, key=lambda each: (datetime.fromisoformat(each["createdAt"]), each["orderID"])):
        if order["type"] == "order" and is_counted(order) and "contactID" in order:
            firsts.setdefault(order["contactID"], order["orderID"])
    return set(firsts.values())


@examples(60)
@given(items=orders, zone=zones)
def test_the_hours_of_the_week_are_those_of_the_shops_clocks(items, zone):
    found = {(each["weekday"], each["hour"]): each["orders"] for each in spread_of(items, zone)["weekdayHours"]}
    expected = Counter((local(each, zone).isoweekday(), local(each, zone).hour) for each in counted_orders(items, zone))
    assert list(found) == [(weekday, hour) for weekday in range(1, 8) for hour in range(24)]
    assert {place: count for place, count in found.items() if count} == expected


@examples(60)
@given(items=orders, zone=zones)
def test_the_months_are_what_the_orders_say(items, zone):
    spread, firsts = spread_of(items, zone), first_orders(items)
    own = counted_orders(items, zone)
    assert [each["month"] for each in spread["months"]] == [f"{part.first:%Y-%m}" for part in MONTHS.intervals("month")]
    for month in spread["months"]:
        in_month = [each for each in own if f"{local(each, zone):%Y-%m}" == month["month"]]
        assert {name: month[name] for name in month if name != "month"} == of_whom(in_month, firsts)
    assert spread["returningRate"] == of_whom(own, firsts)["returningRate"]


def of_whom(own, firsts):
    named = [each["orderID"] for each in own if "contactID" in each]
    returning = sum(each not in firsts for each in named)
    return {
        "orders": len(own),
        "newCustomers": sum(each in firsts for each in named),
        "returningOrders": returning,
        "returningRate": ratio(Decimal(returning), len(named)),
    }


@examples(60)
@given(items=orders, zone=zones)
def test_the_order_values_are_near_the_exact_percentiles_of_each_currency(items, zone):
    own = counted_orders(items, zone)
    blocks = spread_of(items, zone)["orderValues"]
    others = sorted({each["currency"] for each in own} - {"AUD"})
    assert [block["currency"] for block in blocks] == ["AUD", *others]
    for block in blocks:
        values = [value_of(each) for each in own if each["currency"] == block["currency"]]
        assert block["orders"] == len(values)
        for percent in PERCENTS:
            estimate = block[f"p{percent}"]
            assert (estimate is None) == (not values)
            assert not values or is_near(estimate, nearest_rank(values, percent))


@examples(60)
@given(items=orders, zone=zones)
def test_the_statistics_are_the_same_from_both(items, zone):
    from_views, from_recount = (spread_of(items, zone, views=views) for views in (True, False))
    for each in (*from_views["topCustomers"], *from_recount["topCustomers"]):
        del each["lastUpdated"]
    assert from_views == from_recount


@examples(60)
@given(items=orders, zone=zones)
def test_every_table_counts_the_same_orders(items, zone):
    spread = spread_of(items, zone)
    totals = {sum(row["orders"] for row in spread[table]) for table in ("months", "weekdayHours", "orderValues")}
    assert totals == {len(counted_orders(items, zone))}


ORDER = {"orderID": "o", "createdAt": "2025-01-31T01:30:00Z", "currency": "AUD", "totals": {"subtotal": Decimal(100)}}


def cells(spread) -> set[tuple]:
    """Every figure of the statistics by its place, but for those of the customers as they are today."""
    hours = {("hour", each["weekday"], each["hour"], each["orders"]) for each in spread["weekdayHours"]}
    months = {("month", each["month"], each["orders"]) for each in spread["months"]}
    values = {("value", each["currency"], *each.values()) for each in spread["orderValues"]}
    return {*hours, *months, *values}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "moved", ["2025-01-31T02:30:00Z", "2025-02-28T15:30:00Z", "2024-12-31T10:45:00Z", "2025-02-07T01:45:00Z"]
)
def test_an_order_that_moves_changes_exactly_the_hours_and_months_that_it_leaves_and_enters(zone, moved):
    shop, later = shop_in(zone), {**ORDER, "createdAt": moved}
    sources = sources_of([ORDER], shop)
    before = asked(sources, lambda source: statistics(source, MONTHS), views=True, shop=shop)[0]
    sources.store.write(Put(SETTINGS.tables.orders, {**later, "clientID": shop.client_id}))
    projector_in(sources.store, shop).apply(["o"])
    after = asked(sources, lambda source: statistics(source, MONTHS), views=True, shop=shop)[0]
    was, now = local(ORDER, zone), local(later, zone)
    left = {("hour", was.isoweekday(), was.hour, 1), ("month", f"{was:%Y-%m}", 1)}
    entered = {("hour", now.isoweekday(), now.hour, 1), ("month", f"{now:%Y-%m}", 1)}
    assert {each for each in cells(before) if each[0] != "value" and each[-1]} == left
    assert {each for each in cells(after) if each[0] != "value" and each[-1]} == entered
    assert before["orderValues"] == after["orderValues"]


def test_an_order_whose_value_changes_changes_only_its_currencys_values():
    dearer = {**ORDER, "totals": {"subtotal": Decimal(200), "discount": Decimal(50)}}
    before, after = (cells(spread_of([each], "Australia/Sydney")) for each in (ORDER, dearer))
    assert {each[0] for each in before ^ after} == {"value"}


def test_an_order_that_is_gone_leaves_nothing():
    order = {**ORDER, "currency": "USD"}
    sources = sources_of([order])
    sources.store.write(Delete(SETTINGS.tables.orders, {"orderID": "o"}))
    Projector(sources.store, SETTINGS.tables, {SHOP.client_id: SHOP.rules}).apply(["o"])
    spread = asked(sources, lambda source: statistics(source, MONTHS), views=True)[0]
    [block] = spread["orderValues"]
    assert (block["currency"], block["orders"], block["p50"]) == ("AUD", 0, None)
    assert not any(each["orders"] for each in (*spread["weekdayHours"], *spread["months"]))


@pytest.mark.parametrize(
    ("zone", "at", "hour"),
    [
        ("Australia/Sydney", "2025-04-05T15:30:00Z", 2),
        ("Australia/Sydney", "2025-04-05T16:30:00Z", 2),
        ("Australia/Lord_Howe", "2025-04-05T14:45:00Z", 1),
        ("Australia/Lord_Howe", "2025-04-05T15:15:00Z", 1),
        ("Australia/Lord_Howe", "2024-10-05T15:45:00Z", 2),
        ("America/New_York", "2025-03-09T06:59:59Z", 1),
        ("America/New_York", "2025-03-09T07:00:00Z", 3),
    ],
)
def test_an_hour_that_comes_twice_is_one_and_one_that_is_skipped_is_empty(zone, at, hour):
    found = spread_of([{**ORDER, "createdAt": at}], zone)["weekdayHours"]
    assert [(each["weekday"], each["hour"]) for each in found if each["orders"]] == [(7, hour)]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
@pytest.mark.parametrize("zone", ZONES)
def test_the_ends_of_the_calendar_have_hours_too(at, zone):
    day = datetime.fromisoformat(at).astimezone(UTC).date()
    found = spread_of([{**ORDER, "createdAt": at}], zone, period=whole_months(day, day))
    assert sum(each["orders"] for each in found["weekdayHours"]) == 1
    assert found["orderValues"][0]["orders"] == 1


def row_of(values) -> dict[str, Decimal]:
    """The row of a month with a million orders in every hour of the week and in the buckets of these values."""
    hours = [hour_of_week(weekday, hour) for weekday in range(1, 8) for hour in range(24)]
    return dict.fromkeys([*hours, *values], Decimal(999_999))


def test_a_row_weighs_what_its_projection_says():
    ends = [int(bucket(Decimal(value))[1:]) for value in ("10", "10000", "1e-10", "2e15")]
    usual = row_of(f"v{index}" for index in range(ends[0], ends[1] + 1))
    fullest = row_of([*(f"{sign}{index}" for sign in "vn" for index in range(ends[2], ends[3] + 1)), "zero"])
    assert len(fullest) == 168 + 5887
    assert 3500 < item_size(usual) < 4500
    assert 50_000 < item_size(fullest) < 60_000
