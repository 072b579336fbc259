"""Lists as CSV on the running server: the same rows as the JSON answer."""

import csv
import io
import json

import pytest

from chalicelib import clock, money
from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop with three customers, one of them with a name that looks like a formula."""
    register(server.store, server.tables, Client("csv-shop", "CSV shop", Rules(zone="UTC")))
    api = Api(server.url, server.runtime.tokens.create("csv-shop", {READ, WRITE, OPERATE}, "test"))
    for number, name in enumerate(['=HYPERLINK("http://x","y")', "Žofie, Ltd.", 'Jo "J" Doe']):
        assert api.import_order(order(f"c-{number}", contactID=f"jo-{number}", customer={"name": name})).status == 201
    ends = clock.monotonic() + 10
    while len(api.get("/api/orders").data) < 3 and clock.monotonic() < ends:
        clock.sleep(0.05)
    return api


def table(reply) -> list[dict]:
    assert reply.status == 200, reply.raw
    assert reply.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(reply.raw.decode(), newline="")))


def shown(value) -> str:
    if value is None:
        return ""
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"), default=str).replace('"20"', "20")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}" if value.startswith("=") else value
    return money.digits(money.Decimal(value))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/customers", "customers"),
        ("/api/customers?sort=name&segment=Dormant&fields=name,totalSpend,spendByCurrency", "customers"),
        ("/api/customers/jo-1/orders", "customer-orders"),
        ("/api/orders?limit=2", "orders"),
        ("/api/orders?type=credit", "orders"),
        ("/api/orders?cache=false", "orders"),
    ],
)
def test_a_list_as_csv_has_the_rows_of_the_json(shop, path, name):
    rows = shop.get(path).data
    both = [shop.send("GET", path, headers={"Accept": "text/csv"})]
    both.append(shop.get(f"{path}{'&' if '?' in path else '?'}format=csv"))
    for reply in both:
        found = table(reply)
        volatile = {"lastUpdated"}
        assert [{k: v for k, v in row.items() if k not in volatile} for row in found] == [
            {k: shown(v) for k, v in row.items() if k not in volatile} for row in rows
        ]
        assert reply.headers["content-disposition"] == f'attachment; filename="{name}.csv"'


def test_an_empty_list_is_a_header_row(shop):
    reply = shop.get("/api/orders", type="credit", format="csv", fields="orderID,total")
    assert reply.raw == b"orderID,total\r\n"


def test_the_sales_as_csv_are_the_intervals_of_all_currencies(shop):
    period = {"from": "2025-10-19", "to": "2025-10-21"}
    blocks = shop.get("/api/reports/sales", **period).data
    reply = shop.get("/api/reports/sales", **period, format="csv")
    assert table(reply) == [
        {name: shown(value) for name, value in ({"currency": block["currency"]} | part).items()}
        for block in blocks
        for part in block["intervals"]
    ]
    assert reply.headers["content-disposition"].endswith('filename="sales-2025-10-19-to-2025-10-21.csv"')


def test_a_csv_may_have_more_rows_than_a_page(shop):
    assert len(table(shop.get("/api/customers", format="csv", limit=5000))) == 3
    assert shop.get("/api/customers", format="csv", limit=5001).fields == ["limit"]
    assert shop.get("/api/customers", limit=101).fields == ["limit"]
    assert shop.get("/api/customers", format="json", limit=101).fields == ["limit"]


def test_the_link_of_a_csv_leads_to_the_next_page(shop):
    reply, seen = shop.get("/api/orders", limit=2, format="csv"), []
    while True:
        seen += [row["orderID"] for row in table(reply)]
        if "link" not in reply.headers:
            break
        address = reply.headers["link"].partition("<")[2].partition(">")[0]
        reply = shop.get(f"/api/orders{address}")
    assert sorted(seen) == ["c-0", "c-1", "c-2"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/customers?format=xml", "format"),
        ("/api/orders?format=", "format"),
        ("/api/orders?format=csv&sort=nothing", "sort"),
        ("/api/orders?format=csv&format=json", "format"),
        ("/api/customers/jo-1?format=csv", "format"),
        ("/api/reports/overview?format=csv", "format"),
    ],
)
def test_errors_stay_problems(shop, path, field):
    reply = shop.send("GET", path, headers={"Accept": "text/csv"})
    assert (reply.status, reply.headers["content-type"]) == (400, "application/problem+json")
    assert reply.fields == [field]


def test_what_is_no_list_stays_json(shop):
    reply = shop.send("GET", "/api/customers/jo-1", headers={"Accept": "text/csv"})
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
