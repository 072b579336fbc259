"""The best customers of a month on the running server."""

import csv
import io
from decimal import Decimal

import pytest

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order

PATH = "/api/reports/customers"
FEBRUARY, MARCH = {"month": "2025-02"}, {"month": "2025-03"}


def document(order_id: str, contact: str | None, at: str, price: str, **fields) -> dict:
    lines = [{"productCode": "P", "quantity": 1, "unitPrice": price}]
    about = {"customer": {"name": f"{contact} Demo", "company": "Demo Co"}}
    return order(order_id, contactID=contact, createdAt=at, lines=lines, **about, **fields)


# Midnight in Auckland comes eleven to thirteen hours before that in London.
ORDERS = [
    document("b-1", "jo", "2025-03-01T09:15:00+13:00", "100"),
    document("b-2", "jo", "2025-03-31T23:45:00+13:00", "20.50"),
    document("b-3", "kim", "2025-02-28T11:30:00Z", "70"),
    document("b-4", "kim", "2025-03-04T12:00:00+13:00", "500", status="cancelled"),
    document("b-5", "lee/1 %", "2025-03-05T12:00:00+13:00", "70"),
    document("b-6", None, "2025-03-06T12:00:00+13:00", "900") | {"customer": {"name": "A guest"}},
    document("b-7", "max", "2025-02-28T10:59:59Z", "50"),
    document("b-8", "max", "2025-03-07T12:00:00+13:00", "-50", type="credit", creditFor="b-7"),
    document("b-9", "jo", "2025-03-08T12:00:00+13:00", "30", currency="NZD"),
]


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop in Auckland with nine documents around the first of March."""
    rules = Rules(zone="Pacific/Auckland", currency="AUD")
    register(server.store, server.tables, Client("best-shop", "Best shop", rules))
    api = Api(server.url, server.runtime.tokens.create("best-shop", {READ, WRITE, OPERATE}, "test"))
    for each in ORDERS:
        assert api.import_order(each).status == 201
    assert server.wait_until_drained()
    return api


def places(reply) -> list[tuple]:
    return [(row["rank"], row["contactID"], row["spend"]) for row in reply.data]


def test_the_best_customers_of_a_month_are_there_in_their_ranks(shop):
    reply = shop.get(PATH, **MARCH)
    assert sorted(places(reply)) == [
        (1, "jo", Decimal("120.5")),
        (2, "kim", 70),
        (2, "lee/1 %", 70),
        (4, "max", -50),
    ]
    assert reply.data[0] == {
        "rank": 1,
        "contactID": "jo",
        "name": "jo Demo",
        "email": None,
        "company": "Demo Co",
        "segment": "Dormant",
        "currency": "AUD",
        "orders": 2,
        "credits": 0,
        "spend": Decimal("120.5"),
        "averageOrderValue": Decimal("60.25"),
    }
    assert reply.body["period"] == {"from": "2025-03-01", "to": "2025-03-31"}
    assert reply.body["meta"]["source"] == "view"


def test_a_credit_takes_the_money_back_in_its_own_month(shop):
    assert places(shop.get(PATH, **FEBRUARY)) == [(1, "max", 50)]
    last = shop.get(PATH, **MARCH).data[-1]
    assert (last["orders"], last["credits"], last["spend"], last["averageOrderValue"]) == (0, 1, -50, None)


def test_each_currency_has_customers_of_its_own(shop):
    assert places(shop.get(PATH, **MARCH, currency="NZD")) == [(1, "jo", 30)]
    assert places(shop.get(PATH, **MARCH, currency="AUD")) == places(shop.get(PATH, **MARCH))
    assert shop.get(PATH, **MARCH, currency="EUR").data == []


@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_go_on_with_the_ranks(shop, size):
    whole = shop.get(PATH, **MARCH).data
    rows, cursor = [], {}
    while cursor is not None:
        reply = shop.get(PATH, **MARCH, limit=size, **cursor)
        rows += reply.data
        following = reply.body["page"]["nextCursor"]
        cursor = {"cursor": following} if following else None
    assert rows == whole


def test_a_recount_gives_the_same(shop):
    recounted = shop.get(PATH, **MARCH, cache="false")
    assert recounted.body["meta"]["source"] == "recount"
    assert recounted.data == shop.get(PATH, **MARCH).data


def test_by_default_it_is_the_current_month_in_the_shops_zone(shop):
    period = shop.get(PATH).body["period"]
    statistics = shop.get("/api/reports/statistics").body["period"]
    assert period["to"] == statistics["to"]
    assert period["from"] == f"{statistics['to'][:7]}-01"


def test_as_csv_the_file_names_the_month(shop):
    reply = shop.get(PATH, **MARCH, format="csv", fields="rank,contactID,spend", limit=5000)
    assert 'filename="customers-2025-03.csv"' in reply.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(reply.raw.decode())))
    assert rows[0] == {"rank": "1", "contactID": "jo", "spend": "120.5"}
    assert len(rows) == 4


def test_a_customer_of_the_list_leads_to_exactly_the_documents_of_that_month(shop):
    row, period = shop.get(PATH, **MARCH).data[0], shop.get(PATH, **MARCH).body["period"]
    documents = shop.get("/api/orders", contact=row["contactID"], **period).data
    own = [each for each in documents if each["counts"] and each["currency"] == row["currency"]]
    assert sum(each["total"] for each in own) == row["spend"]
    months = shop.get(f"/api/customers/{row['contactID']}").data["months"]
    assert [each["spend"] for each in months if each["currency"] == "AUD"] == [row["spend"]]


def test_another_shop_sees_none_of_them(other_shop):
    contacts = {row["contactID"] for row in other_shop.get(PATH, **MARCH, currency="AUD").data}
    assert not contacts & {"jo", "kim", "max"}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"month": "2026-13"}, "month: 2026-13 is not in the calendar"),
        ({"month": "2026-1"}, "month: must be a whole month like 2025-10"),
        ({"month": "2026-10-01"}, "month: must be a whole month like 2025-10"),
        ({"month": ""}, "month: must be a whole month like 2025-10"),
        ({"currency": "XX"}, "currency: must be three capital letters like AUD"),
        ({"currency": "aud"}, "currency: must be three capital letters like AUD"),
        ({"limit": "101"}, "limit: must be a whole number from 1 to 100"),
        ({"sort": "spend"}, "sort: is not a parameter here"),
        ({"cursor": "nonsense"}, "cursor: is not a cursor"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(shop, wrong, message):
    reply = shop.get(PATH, **wrong)
    assert reply.status == 400
    assert reply.body["detail"].startswith(message)
    assert reply.fields == list(wrong)


def test_a_cursor_belongs_to_its_month_and_currency(shop):
    cursor = shop.get(PATH, **MARCH, limit=1).body["page"]["nextCursor"]
    for other in ({"month": "2025-02"}, {**MARCH, "currency": "NZD"}):
        assert shop.get(PATH, **other, cursor=cursor).fields == ["cursor"]
