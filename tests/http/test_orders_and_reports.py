"""The list of orders, sales and the overview on the running server."""

from decimal import Decimal

import pytest

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order


def document(order_id: str, day: str, total: str, **fields) -> dict:
    lines = [{"productCode": "P", "quantity": 1, "unitPrice": total}]
    return order(order_id, createdAt=f"{day}T12:00:00+12:00", lines=lines, **fields)


ORDERS = [
    document("r-1", "2025-03-01", "100", contactID="jo"),
    document("r-2", "2025-03-01", "50", contactID="jo"),
    document("r-3", "2025-03-03", "10", currency="NZD", orderReference="#WEB 77"),
    document("r-4", "2025-03-04", "30", contactID="kim", status="cancelled"),
    document("r-5", "2025-04-02", "20", contactID="kim"),
    document("r-6", "2025-04-03", "-50", contactID="jo", type="credit", creditFor="r-2"),
]


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop in Auckland with six documents of March and April."""
    rules = Rules(zone="Pacific/Auckland", currency="AUD")
    register(server.store, server.tables, Client("report-shop", "Report shop", rules))
    api = Api(server.url, server.runtime.tokens.create("report-shop", {READ, WRITE, OPERATE}, "test"))
    for each in ORDERS:
        assert api.import_order(each).status == 201
    ends = clock.monotonic() + 10
    while len(api.get("/api/orders").data) < len(ORDERS) and clock.monotonic() < ends:
        clock.sleep(0.05)
    return api


def ids(reply) -> list[str]:
    assert reply.status == 200, reply.raw
    return [each["orderID"] for each in reply.data]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, "654321"),
        ({"sort": "createdAt"}, "123456"),
        ({"from": "2025-03-03", "to": "2025-04-02"}, "543"),
        ({"contact": "jo"}, "621"),
        ({"status": "CANCELLED"}, "4"),
        ({"type": "credit"}, "6"),
        ({"reference": "web 77"}, "3"),
        ({"reference": "#web 77", "contact": "jo"}, ""),
        ({"contact": "nobody"}, ""),
    ],
)
def test_orders_are_listed_by_what_one_asks_for(shop, parameters, expected):
    assert ids(shop.get("/api/orders", **parameters)) == [f"r-{number}" for number in expected]
    assert ids(shop.get("/api/orders", **parameters, cache="false")) == [f"r-{number}" for number in expected]


def test_the_pages_of_orders_have_every_order_once(shop):
    seen, cursor = [], {}
    while True:
        reply = shop.get("/api/orders", limit=4, **cursor)
        seen += ids(reply)
        if reply.body["page"]["nextCursor"] is None:
            break
        cursor = {"cursor": reply.body["page"]["nextCursor"]}
    assert seen == [f"r-{number}" for number in "654321"]


def test_a_listed_order_has_what_a_table_shows(shop):
    row = shop.get("/api/orders", limit=1, to="2025-03-01").data[0]
    assert (row["orderID"], row["contactID"], row["total"], row["type"], row["counts"]) == (
        "r-2",
        "jo",
        50,
        "order",
        True,
    )


def test_sales_by_month_fill_every_interval_and_add_up(shop):
    reply = shop.get("/api/reports/sales", **{"from": "2025-02-15", "to": "2025-05-01"}, interval="month")
    aud, nzd = reply.data
    assert (aud["currency"], nzd["currency"]) == ("AUD", "NZD")
    assert [(part["from"], part["to"], part["totalSales"]) for part in aud["intervals"]] == [
        ("2025-02-15", "2025-02-28", 0),
        ("2025-03-01", "2025-03-31", 150),
        ("2025-04-01", "2025-04-30", -30),
        ("2025-05-01", "2025-05-01", 0),
    ]
    totals = aud["totals"]
    assert (totals["grossSales"], totals["returns"], totals["netSales"], totals["orders"]) == (170, 50, 120, 3)
    assert (totals["newCustomers"], totals["returningOrders"], totals["averageOrderValue"]) == (2, 1, 40)
    assert totals["returningRate"] == Decimal("0.333333")
    assert nzd["totals"]["totalSales"] == 10
    assert reply.body["period"] == {"from": "2025-02-15", "to": "2025-05-01"}


def test_the_overview_compares_with_the_period_before(shop):
    [aud, nzd] = shop.get("/api/reports/overview", **{"from": "2025-04-01", "to": "2025-05-01"}).data
    assert (aud["previous"]["from"], aud["previous"]["to"]) == ("2025-03-01", "2025-03-31")
    assert (aud["figures"]["totalSales"], aud["previous"]["totalSales"]) == (-30, 150)
    assert aud["change"]["orders"] == Decimal("-0.5")
    assert nzd["change"]["totalSales"] == -1
    assert aud["change"]["credits"] is None


def test_without_comparison_there_is_none(shop):
    [aud, _] = shop.get("/api/reports/overview", **{"from": "2025-03-01", "to": "2025-03-31"}, compare="none").data
    assert (aud["previous"], aud["change"]) == (None, None)


def test_a_customers_months_are_on_the_customers_page(shop):
    months = shop.get("/api/customers/jo").data["months"]
    assert [(each["month"], each["spend"], each["orderCount"]) for each in months] == [
        ("2025-04", -50, 0),
        ("2025-03", 150, 2),
    ]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/api/orders?from=2025-13-01", ["from"]),
        ("/api/orders?from=2025-03-02&to=2025-03-01", ["to"]),
        ("/api/orders?type=refund", ["type"]),
        ("/api/orders?status=", ["status"]),
        ("/api/orders?from_=2025-03-02", ["from_"]),
        ("/api/orders?colour=red", ["colour"]),
        ("/api/orders?product=P&reference=r-1", ["product"]),
        ("/api/reports/sales?interval=hour", ["interval"]),
        ("/api/reports/sales?from=2001-01-01&to=2025-01-01", ["from"]),
        ("/api/reports/sales?from=2020-01-01&to=2025-01-01", ["interval"]),
        ("/api/reports/sales?to=2025-02-30", ["to"]),
        ("/api/reports/overview?compare=week", ["compare"]),
        ("/api/reports/overview?limit=1", ["limit"]),
    ],
)
def test_a_wrong_parameter_of_a_report_is_named(shop, path, fields):
    reply = shop.send("GET", path)
    assert (reply.status, reply.fields) == (400, fields)


def test_ranges_at_the_ends_of_the_calendar_are_answered(shop):
    for range_ in ({"from": "0001-01-01", "to": "0001-01-05"}, {"from": "9999-12-30", "to": "9999-12-31"}):
        assert shop.get("/api/reports/overview", **range_).status == 200
        assert shop.get("/api/reports/overview", **range_, compare="year").status == 200
        assert shop.get("/api/reports/sales", **range_, interval="week").status == 200
        assert ids(shop.get("/api/orders", **range_)) == []


def test_the_default_range_is_the_last_30_days(shop):
    period = shop.get("/api/reports/sales").body["period"]
    assert period["from"] < period["to"]
    assert len(shop.get("/api/reports/sales").data[0]["intervals"]) == 30
