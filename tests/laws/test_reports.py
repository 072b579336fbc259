"""Sales, overview and the list of orders: views equal a recount, and the figures their definitions."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.clients import UNCOUNTED_CREDITS, UNCOUNTED_ORDERS
from chalicelib.projections.contribution import contribution
from chalicelib.projections.projector import Projector
from chalicelib.store import Delete
from chalicelib.views.order_list import OrderFilter, orders_page
from chalicelib.views.overview import overview
from chalicelib.views.periods import INTERVALS, Period
from chalicelib.views.sales import sales_report
from tests.laws.test_recount_answers import SHOP, all_pages, asked, sources_of

SYDNEY = ZoneInfo("Australia/Sydney")
ZERO = Decimal(0)
YEAR = Period(date(2024, 12, 1), date(2025, 12, 31))

money = st.decimals(0, 500, places=2)
orders = st.lists(
    st.fixed_dictionaries(
        {
            "orderID": st.integers(0, 60).map("o-{}".format),
            "orderReference": st.sampled_from(["#1001", "1001", "A-7", "a-7 "]),
            "createdAt": st.datetimes(datetime(2024, 12, 30), datetime(2025, 4, 10)).map(
                lambda at: at.isoformat() + "Z"
            ),
            "type": st.sampled_from(["order", "order", "credit"]),
            "totals": st.builds(
                lambda subtotal, discount, tax, shipping, included: {
                    "subtotal": subtotal,
                    "discount": min(discount, subtotal),
                    "tax": tax,
                    "shipping": shipping,
                    "taxIncluded": included,
                },
                money,
                money,
                money,
                money,
                st.booleans(),
            ),
            "currency": st.sampled_from(["AUD", "AUD", "NZD"]),
            "status": st.sampled_from(["completed", "Completed", "cancelled", "draft", "failed"]),
        },
        optional={"contactID": st.sampled_from(["a", "b", "c"])},
    ).map(lambda order: negated(order) if order["type"] == "credit" else order),
    max_size=25,
    unique_by=lambda order: order["orderID"],
)


def negated(order):
    totals = order["totals"]
    return {**order, "totals": {**totals, **{name: -totals[name] for name in ("subtotal", "tax", "shipping")}}}


def is_counted(order) -> bool:
    uncounted = UNCOUNTED_ORDERS if order["type"] == "order" else UNCOUNTED_CREDITS
    return order["status"].casefold() not in uncounted


def day_of(order) -> date:
    return datetime.fromisoformat(order["createdAt"]).astimezone(SYDNEY).date()


def total_of(order) -> Decimal:
    totals = order["totals"]
    discount = -totals["discount"] if order["type"] == "order" or totals["subtotal"] >= 0 else totals["discount"]
    return totals["subtotal"] + discount + totals["shipping"] + (ZERO if totals["taxIncluded"] else totals["tax"])


@settings(max_examples=80, deadline=None)
@given(items=orders, interval=st.sampled_from(INTERVALS))
def test_sales_are_what_the_orders_say(items, interval):
    sources = sources_of(items)
    blocks = asked(sources, lambda source: sales_report(source, YEAR, interval), views=True)[0]
    assert blocks == asked(sources, lambda source: sales_report(source, YEAR, interval), views=False)[0]
    counted = [order for order in items if is_counted(order)]
    assert {block["currency"] for block in blocks} == {"AUD"} | {order["currency"] for order in counted}
    for block in blocks:
        own = [order for order in counted if order["currency"] == block["currency"]]
        totals = block["totals"]
        assert totals["totalSales"] == sum(map(total_of, own), ZERO)
        assert totals["orders"] == sum(order["type"] == "order" for order in own)
        assert totals["credits"] == sum(order["type"] == "credit" for order in own)
        check_parts_add_up(block)


def check_parts_add_up(block):
    for name, total in block["totals"].items():
        if name not in ("averageOrderValue", "returningRate"):
            assert sum((part[name] for part in block["intervals"]), ZERO) == total, name


@settings(max_examples=80, deadline=None)
@given(items=orders)
def test_each_customer_is_new_once_on_the_day_of_the_first_order(items):
    firsts = {}
    for order in sorted(items, key=lambda each: (datetime.fromisoformat(each["createdAt"]), each["orderID"])):
        if order.get("contactID") and order["type"] == "order" and is_counted(order):
            firsts.setdefault(order["contactID"], order)
    expected = defaultdict(int)
    for order in firsts.values():
        expected[order["currency"], day_of(order)] += 1
    found = defaultdict(int)
    for block in asked(sources_of(items), lambda source: sales_report(source, YEAR, "day"), views=True)[0]:
        for part in block["intervals"]:
            if part["newCustomers"]:
                found[block["currency"], date.fromisoformat(part["from"])] = part["newCustomers"]
            assert 0 <= part["returningOrders"] <= part["orders"]
    assert found == expected


@settings(max_examples=40, deadline=None)
@given(items=orders, compare=st.sampled_from(["previous", "year", None]))
def test_the_overview_is_the_same_from_both(items, compare):
    period = Period(date(2025, 3, 1), date(2025, 3, 31))
    sources = sources_of(items)
    answers = [
        asked(sources, lambda source: overview(source, period, compare), views=views)[0] for views in (True, False)
    ]
    assert answers[0] == answers[1]
    for block in answers[0]:
        assert (block["previous"] is None) == (compare is None)


@settings(max_examples=80, deadline=None)
@given(
    items=orders,
    wanted=st.builds(
        OrderFilter,
        first=st.none() | st.dates(date(2025, 1, 1), date(2025, 2, 1)),
        last=st.none() | st.dates(date(2025, 2, 1), date(2025, 4, 1)),
        status=st.none() | st.sampled_from(["completed", "CANCELLED"]),
        kind=st.none() | st.sampled_from(["order", "credit"]),
        contact_id=st.none() | st.sampled_from(["a", "b"]),
        reference=st.none() | st.sampled_from(["1001", "#A-7"]),
    ),
    descending=st.booleans(),
    limit=st.sampled_from([1, 3, 100]),
)
def test_the_list_of_orders_has_every_wanted_order_once_in_order_of_time(items, wanted, descending, limit):
    sources = sources_of(items)

    def question(source, limit, cursor):
        return orders_page(source, wanted, descending=descending, limit=limit, cursor=cursor)

    rows = all_pages(sources, question, views=True, limit=limit)
    assert rows == all_pages(sources, question, views=False, limit=100)
    in_time = sorted(
        items, key=lambda each: (datetime.fromisoformat(each["createdAt"]), each["orderID"]), reverse=descending
    )
    assert [row["orderID"] for row in rows] == [each["orderID"] for each in in_time if is_wanted(each, wanted)]


def is_wanted(order, wanted: OrderFilter) -> bool:
    return (
        (wanted.first is None or day_of(order) >= wanted.first)
        and (wanted.last is None or day_of(order) <= wanted.last)
        and wanted.status in (None, order["status"].upper(), order["status"].lower())
        and wanted.kind in (None, order["type"])
        and wanted.contact_id in (None, order.get("contactID"))
        and (wanted.reference is None or bare(wanted.reference) == bare(order["orderReference"]))
    )


def bare(reference: str) -> str:
    return reference.strip().lstrip("#").lower()


def test_a_moved_order_changes_exactly_its_two_days():
    order = {
        "orderID": "o-1",
        "createdAt": "2025-03-01T00:00:00Z",
        "contactID": "a",
        "totals": {"subtotal": Decimal(10)},
        "currency": "AUD",
    }
    moved = {**order, "createdAt": "2025-03-05T00:00:00Z"}
    period = Period(date(2025, 2, 25), date(2025, 3, 10))

    def days(item):
        block = asked(sources_of([item]), lambda source: sales_report(source, period, "day"), views=True)[0][0]
        return {part["from"]: part for part in block["intervals"]}

    before, after = days(order), days(moved)
    assert {day for day in before if before[day] != after[day]} == {"2025-03-01", "2025-03-05"}
    assert after["2025-03-05"]["newCustomers"] == 1


def test_a_currency_without_orders_leaves_no_block():
    sources = sources_of(
        [{"orderID": "o", "createdAt": "2025-03-01T00:00:00Z", "currency": "USD", "totals": {"total": 5}}]
    )
    orders = sources.settings.tables.orders
    sources.store.write(Delete(orders, {"orderID": "o"}))
    Projector(sources.store, sources.settings.tables, {SHOP.client_id: SHOP.rules}).apply(["o"])
    for views in (True, False):
        blocks = asked(sources, lambda source: sales_report(source, YEAR, "year"), views=views)[0]
        assert [block["currency"] for block in blocks] == ["AUD"]


def test_an_order_with_a_total_alone_sells_what_it_costs():
    order = {"orderID": "o", "createdAt": "2025-03-01T00:00:00Z", "currency": "AUD", "totals": {"total": Decimal(5)}}
    [block] = asked(sources_of([order]), lambda source: sales_report(source, YEAR, "year"), views=True)[0]
    assert (block["totals"]["grossSales"], block["totals"]["totalSales"]) == (5, 5)


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"totals": {"subtotal": Decimal(50), "total": Decimal(100)}}, "totals.total: is 100, its parts add up to 50"),
        ({"type": "order", "totals": {"total": Decimal(-5)}}, "type: is order, the total is -5"),
        ({"type": "credit", "totals": {"total": Decimal(5)}}, "type: is credit, the total is 5"),
    ],
)
def test_totals_that_contradict_each_other_are_noted(fields, note):
    item = {"orderID": "o", "clientID": SHOP.client_id, "createdAt": "2025-03-01T00:00:00Z", **fields}
    assert note in contribution(item, {SHOP.client_id: SHOP.rules})["quality"]["notes"]


def test_a_very_long_reference_is_found_again():
    reference = "\ufdfa" * 255  # each becomes 18 characters when it is folded
    sources = sources_of([{"orderID": "o", "createdAt": "2025-03-01T00:00:00Z", "orderReference": reference}])
    for views in (True, False):
        page = asked(sources, lambda source: long_reference(source, reference), views=views)[0]
        assert [row["orderID"] for row in page.items] == ["o"]


def long_reference(source, reference):
    return orders_page(source, OrderFilter(reference=reference), descending=True, limit=5, cursor=None)
