"""The statistics on the running server."""

import csv
import io
from collections import Counter
from decimal import Decimal

import pytest

from chalicelib import clock, money
from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order

PATH = "/api/reports/statistics"
MONTHS = {"from": "2025-02", "to": "2025-05"}


def document(order_id: str, at: str, price: str, **fields) -> dict:
    lines = [{"productCode": "P", "quantity": 1, "unitPrice": price}]
    return order(order_id, createdAt=at, lines=lines, **fields)


# 1 March 2025 was a Saturday. On Sunday 6 April the clocks of Auckland went back from three to two.
ORDERS = [
    document("s-1", "2025-03-01T09:15:00+13:00", "100", contactID="jo", totals={"discount": "20", "tax": "8"}),
    document("s-2", "2025-03-01T09:45:00+13:00", "50", contactID="jo"),
    document("s-3", "2025-02-28T11:30:00Z", "10", currency="NZD", contactID="kim"),
    document("s-4", "2025-03-04T12:00:00+13:00", "30", contactID="kim", status="cancelled"),
    document("s-5", "2025-04-05T13:30:00Z", "200", contactID="jo"),
    document("s-6", "2025-04-05T14:30:00Z", "300"),
    document("s-7", "2025-04-06T12:00:00+12:00", "-50", contactID="jo", type="credit", creditFor="s-2"),
]


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop in Auckland with seven documents around the end of summer time."""
    rules = Rules(zone="Pacific/Auckland", currency="AUD")
    register(server.store, server.tables, Client("statistics-shop", "Statistics shop", rules))
    api = Api(server.url, server.runtime.tokens.create("statistics-shop", {READ, WRITE, OPERATE}, "test"))
    for each in ORDERS:
        assert api.import_order(each).status == 201
    ends = clock.monotonic() + 10
    while len(api.get("/api/orders").data) < len(ORDERS) and clock.monotonic() < ends:
        clock.sleep(0.05)
    return api


def test_the_months_have_the_orders_and_whose_they_are(shop):
    reply = shop.get(PATH, **MONTHS)
    assert reply.data["months"] == [
        {"month": "2025-02", "orders": 0, "newCustomers": 0, "returningOrders": 0, "returningRate": None},
        {
            "month": "2025-03",
            "orders": 3,
            "newCustomers": 2,
            "returningOrders": 1,
            "returningRate": Decimal("0.333333"),
        },
        {"month": "2025-04", "orders": 2, "newCustomers": 0, "returningOrders": 1, "returningRate": 1},
        {"month": "2025-05", "orders": 0, "newCustomers": 0, "returningOrders": 0, "returningRate": None},
    ]
    assert reply.data["returningRate"] == Decimal("0.5")
    assert reply.body["period"] == {"from": "2025-02-01", "to": "2025-05-31"}
    assert reply.body["meta"]["source"] == "view"


def test_the_months_are_those_of_the_sales_report(shop):
    blocks = shop.get("/api/reports/sales", **{"from": "2025-02-01", "to": "2025-05-31"}, interval="month").data
    for number, month in enumerate(shop.get(PATH, **MONTHS).data["months"]):
        for name in ("orders", "newCustomers", "returningOrders"):
            assert month[name] == sum(block["intervals"][number][name] for block in blocks)


def test_the_busy_hours_are_those_of_the_shops_clocks(shop):
    rows = shop.get(PATH, **MONTHS).data["weekdayHours"]
    assert len(rows) == 7 * 24
    assert rows[0] == {"weekday": 1, "hour": 0, "orders": 0}
    assert {(row["weekday"], row["hour"]): row["orders"] for row in rows if row["orders"]} == {
        (6, 9): 2,
        (6, 0): 1,
        (7, 2): 2,
    }


def test_each_currency_has_its_own_order_values(shop):
    aud, nzd = shop.get(PATH, **MONTHS).data["orderValues"]
    assert (aud["currency"], aud["orders"], aud["relativeError"]) == ("AUD", 4, Decimal("0.01"))
    for name, exact in (("p10", 50), ("p25", 50), ("p50", 80), ("p75", 200), ("p90", 300), ("p99", 300)):
        assert abs(aud[name] - exact) <= exact * aud["relativeError"], name
    assert (nzd["currency"], nzd["orders"]) == ("NZD", 1)
    assert abs(nzd["p50"] - 10) <= Decimal("0.1")


def test_months_without_orders_have_no_percentiles(shop):
    [block] = shop.get(PATH, **{"from": "2024-01", "to": "2024-01"}).data["orderValues"]
    assert block == {
        "currency": "AUD",
        "orders": 0,
        "relativeError": Decimal("0.01"),
        **dict.fromkeys(("p10", "p25", "p50", "p75", "p90", "p95", "p99")),
    }


def test_the_customers_are_those_of_today_whatever_the_months(shop):
    found = shop.get(PATH, **{"from": "2024-01", "to": "2024-01"}).data
    customers = shop.get("/api/customers", limit=10)
    assert found["segments"] == customers.body["segments"]
    assert found["topCustomers"] == customers.data
    assert [each["contactID"] for each in customers.data] == ["jo", "kim"]


def test_a_recount_says_the_same(shop):
    answers = [shop.get(PATH, **MONTHS, cache=cache).data for cache in ("true", "false")]
    for each in (customer for answer in answers for customer in answer["topCustomers"]):
        del each["lastUpdated"]
    assert answers[0] == answers[1]


def test_the_default_is_the_last_twelve_months(shop):
    reply = shop.get(PATH)
    months = [each["month"] for each in reply.data["months"]]
    assert len(months) == 12
    assert months[-1] == reply.body["period"]["to"][:7]


@pytest.mark.parametrize("table", ["months", "weekdayHours", "orderValues"])
def test_each_table_is_also_csv(shop, table):
    rows = shop.get(PATH, **MONTHS).data[table]
    reply = shop.get(PATH, **MONTHS, format="csv", table=table)
    assert (reply.status, reply.headers["content-type"][:8]) == (200, "text/csv")
    assert list(csv.DictReader(io.StringIO(reply.raw.decode(), newline=""))) == [
        {name: shown(value) for name, value in row.items()} for row in rows
    ]
    assert reply.headers["content-disposition"].endswith(f'filename="statistics-{table}-2025-02-to-2025-05.csv"')


def shown(value) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else money.digits(Decimal(value))


def test_a_csv_without_a_choice_has_the_months(shop):
    reply = shop.send("GET", f"{PATH}?from=2025-03&to=2025-03", headers={"Accept": "text/csv"})
    assert reply.raw.decode().splitlines() == [
        "month,orders,newCustomers,returningOrders,returningRate",
        "2025-03,3,2,1,0.333333",
    ]


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        ("from=2025-13", {"from": "2025-13 is not in the calendar"}),
        ("from=0000-01", {"from": "0000-01 is not in the calendar"}),
        ("from=2025-03-01", {"from": "must be a whole month like 2025-10"}),
        ("from=2025-04&to=2025-03", {"to": "must not be before from"}),
        ("from=2010-01&to=2020-01", {"from": "the range must have at most 120 months"}),
        ("from=March&to=2025-3", dict.fromkeys(("from", "to"), "must be a whole month like 2025-10")),
        ("to=2025-03&to=2025-04", {"to": "is given more than once"}),
    ],
)
def test_months_that_make_no_sense_are_named(shop, query, reasons):
    reply = shop.send("GET", f"{PATH}?{query}")
    assert (reply.status, {each["field"]: each["reason"] for each in reply.body["errors"]}) == (400, reasons)


@pytest.mark.parametrize("query", ["interval=month", "table=segments&format=csv", "cache=no", "from_=2025-03"])
def test_a_wrong_parameter_is_named(shop, query):
    reply = shop.send("GET", f"{PATH}?{query}")
    assert (reply.status, reply.fields) == (400, [query.partition("=")[0]])


def test_120_months_at_the_ends_of_the_calendar_are_answered(shop):
    for range_ in ({"from": "0001-01", "to": "0010-12"}, {"from": "9990-01", "to": "9999-12"}):
        found = shop.get(PATH, **range_).data
        assert len(found["months"]) == 120
        assert Counter(each["orders"] for each in found["weekdayHours"]) == {0: 168}


def test_another_shop_sees_nothing_of_it(shop, other_shop):
    found = other_shop.get(PATH, **MONTHS).data
    assert [each["currency"] for each in found["orderValues"]] == ["GBP"]
    assert {each["contactID"] for each in found["topCustomers"]}.isdisjoint({"jo", "kim"})
    assert not any(each["orders"] for each in found["months"])
