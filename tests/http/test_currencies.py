"""A second currency stands beside the first: reported, never added to it."""

import csv
import io
from decimal import Decimal

import pytest

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order

# orderID, customer, day, currency, total; a negative total is a credit.
DOCUMENTS = [
    ("o-1", "jo", "2025-05-02", "AUD", "100.10"),
    ("o-2", "jo", "2025-05-03", "NZD", "250.25"),
    ("o-3", "jo", "2025-05-20", "NZD", "-50.05"),
    ("o-4", "kim", "2025-05-20", "NZD", "6000"),
    ("o-5", "lee", "2025-04-10", "AUD", "40"),
    ("o-6", "lee", "2025-04-11", "NZD", "10"),
    ("o-7", "lee", "2025-05-11", "USD", "7.77"),
]
MAY = {"from": "2025-05-01", "to": "2025-05-31"}
CURRENCIES = ["AUD", "NZD", "USD"]

sources = pytest.mark.parametrize("cache", ["true", "false"])


def document(order_id: str, contact: str, day: str, currency: str, total: str) -> dict:
    amount = Decimal(total)
    lines = [{"productCode": "P", "quantity": 1 if amount > 0 else -1, "unitPrice": str(abs(amount))}]
    kind = "order" if amount > 0 else "credit"
    return order(order_id, contactID=contact, createdAt=f"{day}T12:00", currency=currency, type=kind, lines=lines)


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop in Australian dollars that sells in two other currencies too."""
    register(server.store, server.tables, Client("two-currencies", "Shop", Rules(currency="AUD")))
    api = Api(server.url, server.runtime.tokens.create("two-currencies", {READ, WRITE, OPERATE}, "test"))
    stored = api.post("/admin/orders/import", [document(*each) for each in DOCUMENTS])
    assert stored.body["summary"]["created"] == len(DOCUMENTS)
    assert server.wait_until_drained()
    return api


def amounts(currency: str, *, month: str = "2025", contact: str = "") -> list[Decimal]:
    """The totals of the documents in a currency, of a month or a customer."""
    return [
        Decimal(total)
        for _, who, day, of, total in DOCUMENTS
        if of == currency and day.startswith(month) and contact in ("", who)
    ]


@sources
def test_sales_have_a_block_for_each_currency_the_main_one_first(shop, cache):
    blocks = shop.get("/api/reports/sales", **MAY, interval="month", cache=cache).data
    assert [block["currency"] for block in blocks] == CURRENCIES
    for block in blocks:
        sums = amounts(block["currency"], month="2025-05")
        assert block["totals"]["totalSales"] == sum(sums)
        assert block["totals"]["orders"] == sum(each > 0 for each in sums)
        assert block["totals"]["credits"] == sum(each < 0 for each in sums)
        assert block["totals"]["returns"] == -sum(each for each in sums if each < 0)
        assert [each["totalSales"] for each in block["intervals"]] == [sum(sums)]


def test_the_main_currency_is_reported_though_nothing_was_sold_in_it(shop):
    blocks = shop.get("/api/reports/sales", **{"from": "2025-05-04", "to": "2025-05-31"}).data
    assert [(block["currency"], block["totals"]["orders"]) for block in blocks] == [("AUD", 0), ("NZD", 1), ("USD", 1)]


def test_the_sales_csv_names_the_currency_of_each_row(shop):
    reply = shop.get("/api/reports/sales", **MAY, interval="month", format="csv")
    rows = list(csv.DictReader(io.StringIO(reply.raw.decode(), newline="")))
    assert {row["currency"]: Decimal(row["totalSales"]) for row in rows} == {
        currency: sum(amounts(currency, month="2025-05")) for currency in CURRENCIES
    }


@sources
def test_the_overview_compares_each_currency_with_itself(shop, cache):
    blocks = shop.get("/api/reports/overview", **MAY, cache=cache).data
    assert [block["currency"] for block in blocks] == CURRENCIES
    for block in blocks:
        now, before = (sum(amounts(block["currency"], month=month)) for month in ("2025-05", "2025-04"))
        assert block["figures"]["totalSales"] == now
        assert block["previous"]["totalSales"] == before
        assert block["change"]["totalSales"] == (round((now - before) / before, 6) if before else None)


@sources
def test_a_customers_total_spend_is_of_the_main_currency_alone(shop, cache):
    rows = {row["contactID"]: row for row in shop.get("/api/customers", cache=cache).data}
    for contact in ("jo", "kim", "lee"):
        own = {currency: sum(amounts(currency, contact=contact)) for currency in CURRENCIES}
        bought = {currency for _, who, _, currency, _ in DOCUMENTS if who == contact}
        assert rows[contact]["totalSpend"] == own["AUD"]
        assert rows[contact]["spendByCurrency"] == {each: own[each] for each in bought}
        assert rows[contact]["orderCount"] == sum(
            Decimal(total) > 0 for _, who, _, _, total in DOCUMENTS if who == contact
        )


@sources
def test_another_currency_makes_nobody_important_nor_first(shop, cache):
    reply = shop.get("/api/customers", sort="-totalSpend", cache=cache)
    assert [row["contactID"] for row in reply.data] == ["jo", "lee", "kim"]
    assert "VIP" not in {row["segment"] for row in reply.data}
    assert [row["contactID"] for row in shop.get("/api/customers", minSpend=1, cache=cache).data] == ["jo", "lee"]


@sources
def test_a_customers_months_are_of_one_currency_each(shop, cache):
    months = shop.get("/api/customers/lee", cache=cache).data["months"]
    assert {(each["month"], each["currency"]): each["spend"] for each in months} == {
        ("2025-04", "AUD"): 40,
        ("2025-04", "NZD"): 10,
        ("2025-05", "USD"): Decimal("7.77"),
    }


@sources
def test_a_products_revenue_stands_by_currency(shop, cache):
    product = shop.get("/api/products/P", cache=cache).data
    assert product["revenueByCurrency"] == {currency: sum(amounts(currency)) for currency in CURRENCIES}
    assert product["revenue"] == sum(amounts("AUD"))
    assert [each["currency"] for each in product["trend"]] == CURRENCIES
