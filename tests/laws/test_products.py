"""Products: the views after any edits equal a recount, and every figure equals one counted from the order items."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import NotFound
from chalicelib.store import Item
from chalicelib.views import customers, products
from chalicelib.views.best_sellers import best_sellers
from chalicelib.views.order_list import OrderFilter, orders_page
from chalicelib.views.periods import Period
from chalicelib.views.products import SORTS
from chalicelib.views.sales import sales_report
from chalicelib.views.source import Sources
from tests.laws.product_orders import (
    CATEGORIES,
    CODES,
    DAYS,
    MAIN,
    WHOLE,
    ZERO,
    Sold,
    both,
    counts,
    days_between,
    edits,
    grouped,
    instant_of,
    newest,
    sales_of,
    sources_after,
)
from tests.laws.test_recount_answers import all_pages, asked, sources_of

periods = st.one_of(
    st.just(WHOLE),
    st.just(Period(date(2025, 2, 1), date(2025, 2, 28))),
    st.just(Period(date(2025, 1, 31), date(2025, 3, 1))),
    st.tuples(DAYS, DAYS).map(lambda days: Period(min(days), max(days))),
)


def expected_product(code: str, sold: Sold) -> Item:
    last = newest(sold.sales)
    by_currency = {name: each.figures()["revenue"] for name, each in grouped(sold.sales, lambda s: s.currency).items()}
    revenue = {MAIN: by_currency.get(MAIN, ZERO)} | {name: by_currency[name] for name in sorted(by_currency)}
    return sold.figures() | {
        "productCode": code,
        "name": last.name,
        "category": last.category(CATEGORIES),
        "revenue": revenue[MAIN],
        "revenueByCurrency": revenue,
        "lastSold": shown(last.at) if last.is_order else None,
    }


def shown(at) -> str:
    return at.isoformat().replace("+00:00", "Z")


def expected_products(items: Iterable[Item]) -> dict[str, Item]:
    sold = grouped(sales_of(items), lambda sale: sale.code)
    return {code: expected_product(code, each) for code, each in sold.items()}


@settings(max_examples=80, deadline=None)
@given(
    edits=edits,
    sort=st.sampled_from(SORTS),
    descending=st.booleans(),
    category=st.sampled_from([None, None, "Mugs", "Big # mugs", "Letters"]),
    limit=st.sampled_from([1, 7, 100]),
)
def test_the_list_has_every_product_once_in_the_order_that_is_asked_for(edits, sort, descending, category, limit):
    sources, items = sources_after(*edits), edits[1]

    def question(source, limit, cursor):
        return products.products_page(
            source, sort=sort, descending=descending, category=category, limit=limit, cursor=cursor
        )

    rows = all_pages(sources, question, views=True, limit=limit)
    assert rows == all_pages(sources, question, views=True, limit=100)
    by_code = {row["productCode"]: row for row in rows}
    assert len(by_code) == len(rows)
    assert by_code == {
        code: row for code, row in expected_products(items).items() if category in (None, row["category"])
    }
    places = [(row[sort] is not None, row[sort]) if sort == "lastSold" else row[sort] for row in rows]
    assert places == sorted(places, reverse=descending)
    recounted = all_pages(sources, question, views=False, limit=limit)
    assert {row["productCode"]: row for row in recounted} == by_code
    assert [row[sort] for row in recounted] == [row[sort] for row in rows]


@settings(max_examples=80, deadline=None)
@given(edits=edits, period=periods, interval=st.sampled_from(["day", "month"]))
def test_a_product_has_its_totals_and_a_trend_without_gaps(edits, period, interval):
    sources, items = sources_after(*edits), edits[1]
    expected = expected_products(items)
    for code in CODES:
        if code not in expected:
            assert_unknown(sources, code)
            continue
        found = both(sources, lambda source, code=code: products.product(source, code, period, interval))
        trend = found.pop("trend")
        assert found == expected[code]
        sold = [sale for sale in sales_of(items) if sale.code == code and period.has(sale.day)]
        assert [block["currency"] for block in trend] == list(found["revenueByCurrency"])
        for block in trend:
            own = [sale for sale in sold if sale.currency == block["currency"]]
            assert block["intervals"] == expected_intervals(own, period, interval)
            for name, total in Sold(own).figures().items():
                assert sum((part[name] for part in block["intervals"]), ZERO) == total


def expected_intervals(sales, period: Period, interval: str) -> list[Item]:
    days = days_between(period.first, period.last)
    parts = [list(each) for _, each in groupby(days, key=lambda day: (day.year, day.month, interval == "day" and day))]
    return [
        {"from": part[0].isoformat(), "to": part[-1].isoformat()}
        | Sold([sale for sale in sales if part[0] <= sale.day <= part[-1]]).figures()
        for part in parts
    ]


def assert_unknown(sources: Sources, code: str) -> None:
    for views in (True, False):
        with pytest.raises(NotFound, match="no product"):
            asked(sources, lambda source: products.product(source, code, WHOLE, "month"), views=views)
        for wanted in (OrderFilter(product=code), OrderFilter(WHOLE.first, WHOLE.last, kind="credit", product=code)):
            with pytest.raises(NotFound, match="no product"):
                asked(sources, lambda source, wanted=wanted: product_orders(source, wanted), views=views)


def product_orders(source, wanted, *, descending=True, limit=100, cursor=None):
    return products.documents_page(source, wanted, descending=descending, limit=limit, cursor=cursor)


@settings(max_examples=80, deadline=None)
@given(
    edits=edits,
    bounds=st.none() | periods,
    kind=st.sampled_from([None, None, "order", "credit"]),
    descending=st.booleans(),
    limit=st.sampled_from([1, 3, 100]),
)
def test_a_products_orders_name_it_once_each_in_order_of_time(edits, bounds, kind, descending, limit):
    sources, items = sources_after(*edits), edits[1]
    first, last = (None, None) if bounds is None else (bounds.first, bounds.last)
    for code in {sale.code for sale in sales_of(items)}:
        wanted = OrderFilter(first, last, kind=kind, product=code)

        def question(source, limit, cursor, wanted=wanted):
            return product_orders(source, wanted, descending=descending, limit=limit, cursor=cursor)

        rows = all_pages(sources, question, views=True, limit=limit)
        assert rows == all_pages(sources, question, views=False, limit=100)
        sales = [
            sale
            for sale in sales_of(items)
            if sale.code == code and kind in (None, sale.order["type"]) and (bounds is None or bounds.has(sale.day))
        ]
        in_time = sorted(sales, key=lambda sale: (sale.at, sale.order["orderID"]), reverse=descending)
        found = [(row["orderID"], row["type"], row["units"], row["revenue"], row["currency"]) for row in rows]
        assert found == [
            (sale.order["orderID"], sale.order["type"], sale.units, sale.revenue, sale.currency) for sale in in_time
        ]
        assert all(row["counts"] for row in rows)


@settings(max_examples=60, deadline=None)
@given(
    edits=edits,
    code=st.sampled_from(CODES),
    contact=st.sampled_from([None, "jo"]),
    status=st.sampled_from([None, "COMPLETED"]),
    limit=st.sampled_from([1, 100]),
)
def test_the_list_of_orders_finds_those_that_name_a_product(edits, code, contact, status, limit):
    sources, items = sources_after(*edits), edits[1]
    wanted = OrderFilter(product=code, contact_id=contact, status=status)

    def question(source, limit, cursor):
        return orders_page(source, wanted, descending=True, limit=limit, cursor=cursor)

    rows = all_pages(sources, question, views=True, limit=limit)
    assert rows == all_pages(sources, question, views=False, limit=100)
    naming = [
        order
        for order in items
        if counts(order)
        and code in [line["productCode"] for line in order["lines"]]
        and contact in (None, order.get("contactID"))
        and status in (None, order["status"].upper())
    ]
    in_time = sorted(naming, key=lambda order: (instant_of(order), order["orderID"]), reverse=True)
    assert [row["orderID"] for row in rows] == [order["orderID"] for order in in_time]


@settings(max_examples=60, deadline=None)
@given(edits=edits)
def test_a_customers_top_products_are_those_with_most_revenue_in_the_main_currency(edits):
    sources, items = sources_after(*edits), edits[1]
    expected_names = {code: row["name"] for code, row in expected_products(items).items()}
    for contact in {order["contactID"] for order in items if "contactID" in order}:
        found = asked(sources, lambda source, c=contact: customers.customer(source, c), views=True)[0]
        recounted = asked(sources, lambda source, c=contact: customers.customer(source, c), views=False)[0]
        assert found["topProducts"] == recounted["topProducts"]
        own = [sale for sale in sales_of(items) if sale.order.get("contactID") == contact and sale.currency == MAIN]
        bought = {code: sold.figures() for code, sold in grouped(own, lambda sale: sale.code).items()}
        best = sorted(bought, key=lambda code: (-bought[code]["revenue"], code))[:10]
        assert found["topProducts"] == [
            {"productCode": code, "name": expected_names[code], **bought[code]} for code in best
        ]


@settings(max_examples=60, deadline=None)
@given(edits=edits)
def test_the_products_of_a_day_are_the_items_sold_and_its_goods(edits):
    """The lines add up to the subtotal, and there is no discount, so all products are all goods."""
    sources, items = sources_after(*edits), edits[1]
    blocks = both(sources, lambda source: sales_report(source, WHOLE, "day"))
    sold = grouped(sales_of(items), lambda sale: (sale.currency, sale.day))
    found: dict[tuple[str, date], list[Decimal]] = {}
    for code in expected_products(items):
        one = both(sources, lambda source, code=code: products.product(source, code, WHOLE, "day"))
        for block in one["trend"]:
            for part in block["intervals"]:
                place = found.setdefault((block["currency"], date.fromisoformat(part["from"])), [ZERO, ZERO])
                place[0] += part["units"]
                place[1] += part["revenue"]
    for block in blocks:
        for part in block["intervals"]:
            key = block["currency"], date.fromisoformat(part["from"])
            goods = part["grossSales"] - part["returns"]
            assert found.get(key, [ZERO, ZERO]) == [part["itemsSold"], goods]
            figures = sold[key].figures() if key in sold else {"units": ZERO, "revenue": ZERO}
            assert [figures["units"], figures["revenue"]] == [part["itemsSold"], goods]


def test_a_customer_has_at_most_ten_top_products():
    lines = [{"productCode": f"P-{price:02}", "quantity": 1, "unitPrice": price} for price in range(1, 13)]
    sources = sources_of([{"orderID": "o", "contactID": "jo", "createdAt": "2025-03-01T00:00:00Z", "lines": lines}])
    found = asked(sources, lambda source: customers.customer(source, "jo"), views=True)[0]["topProducts"]
    assert [each["productCode"] for each in found] == [f"P-{price:02}" for price in range(12, 2, -1)]


def test_a_product_whose_last_order_leaves_is_gone():
    order = {
        "orderID": "o",
        "createdAt": "2025-03-01T00:00:00Z",
        "lines": [{"productCode": "A", "quantity": 1, "unitPrice": 5}],
    }
    for items in ([], [order | {"lines": []}], [order | {"status": "cancelled"}]):
        sources = sources_after([order], items)
        assert_unknown(sources, "A")
        rows = both(
            sources,
            lambda source: products.products_page(
                source, sort="revenue", descending=True, category=None, limit=10, cursor=None
            ),
        )
        assert rows.items == []


def test_a_day_of_summer_time_is_one_day_of_the_trend():
    at_midnight = [
        f"2025-04-{day:02d}T{hour}:30:00+{offset}:00" for day, hour, offset in ((6, "00", 11), (6, "23", 10))
    ]
    items = [
        {"orderID": at, "createdAt": at, "lines": [{"productCode": "A", "quantity": 1, "unitPrice": 5}]}
        for at in at_midnight
    ]
    period = Period(date(2025, 4, 5), date(2025, 4, 7))
    found = both(sources_of(items), lambda source: products.product(source, "A", period, "day"))
    assert [part["orders"] for part in found["trend"][0]["intervals"]] == [0, 2, 0]


def test_what_a_product_was_called_by_an_older_order_is_not_its_name():
    lines = [{"productCode": "A", "quantity": 1, "unitPrice": 5}]
    old = {"orderID": "a", "createdAt": "2025-03-01T00:00:00Z", "lines": [lines[0] | {"name": "Old"}]}
    new = {"orderID": "b", "createdAt": "2025-03-02T00:00:00Z", "lines": [lines[0] | {"name": "New"}]}
    credit = {
        "orderID": "c",
        "createdAt": "2025-03-03T00:00:00Z",
        "type": "credit",
        "lines": [lines[0] | {"name": "C"}],
    }
    for items, name in (([old, new, credit], "New"), ([old, credit], "Old"), ([credit], "C")):
        sources = sources_after([old, new, credit], items)
        assert both(sources, lambda source: products.product(source, "A", WHOLE, "month"))["name"] == name


@pytest.mark.parametrize("code", ["", "x" * 1025, "x" * 2100])
def test_a_code_that_no_key_can_hold_is_unknown(code):
    assert_unknown(sources_of([]), code)


def test_a_customer_that_no_key_can_hold_is_unknown():
    for views in (True, False):
        with pytest.raises(NotFound, match="no customer"):
            asked(sources_of([]), lambda source: customers.customer(source, "x" * 2100), views=views)


@pytest.mark.parametrize("currency", ["AUD#1", "%23", "A%#"])
def test_what_another_program_takes_for_a_currency_stays_apart_from_the_main_one(currency):
    order = {
        "orderID": "o",
        "createdAt": "2025-03-01T00:00:00Z",
        "contactID": "jo",
        "currency": currency,
        "lines": [{"productCode": "X", "quantity": 1, "unitPrice": 5}],
    }
    sources = sources_of([order])
    main, other = both(sources, lambda source: best_sellers(source, WHOLE, sort="revenue", limit=5))
    assert (main["currency"], main["products"], main["categories"]) == ("AUD", [], [])
    assert (other["currency"], [row["productCode"] for row in other["products"]]) == (currency, ["X"])
    assert [row["category"] for row in other["categories"]] == [None]
    assert asked(sources, lambda source: customers.customer(source, "jo"), views=True)[0]["topProducts"] == []
    trend = both(sources, lambda source: products.product(source, "X", WHOLE, "day"))["trend"]
    assert [sum(part["revenue"] for part in block["intervals"]) for block in trend] == [0, 5]
