"""The demo shop's orders are the same every time, plainly invented, and add up."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from chalicelib.clients import Client
from chalicelib.ingest.contract import normal_form
from chalicelib.instants import instant_of
from chalicelib.projections.contribution import contribution
from tools.local.demo import demo_orders

SYDNEY = ZoneInfo("Australia/Sydney")
NOW = datetime(2025, 11, 20, 4, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def orders():
    return demo_orders(NOW, zone=SYDNEY)


def test_the_same_seed_and_time_make_the_same_orders(orders):
    assert demo_orders(NOW, zone=SYDNEY) == orders
    assert demo_orders(NOW, zone=SYDNEY, seed=21) != orders


@pytest.mark.parametrize(
    "now", [NOW, datetime(2024, 2, 29, 13, 1, tzinfo=UTC), datetime(2026, 4, 4, 16, 30, tzinfo=UTC)]
)
def test_any_day_makes_about_1500_orders_of_a_few_hundred_customers(now):
    orders = demo_orders(now, zone=SYDNEY)
    assert 1350 <= len(orders) <= 1700
    assert 280 <= len({order["customer"].get("email") for order in orders}) <= 400


def test_they_span_two_years_and_the_last_one_is_minutes_old(orders):
    instants = [instant_of(order["createdAt"]) for order in orders]
    assert instants == sorted(instants)
    assert timedelta(0) <= NOW - instants[-1] < timedelta(minutes=10)
    assert timedelta(days=690) < instants[-1] - instants[0] < timedelta(days=735)


def test_the_money_adds_up_to_the_cent(orders):
    for order in orders:
        totals = order["totals"]
        discount = -totals["discount"] if order["type"] == "order" else totals["discount"]
        expected = totals["subtotal"] + discount + totals["tax"] + totals["shipping"]
        assert totals["total"] == expected
        assert expected == expected.quantize(Decimal("0.01"))
        for line in order["lines"]:
            assert line["lineTotal"] == line["quantity"] * line["unitPrice"]


def test_the_import_takes_every_order_as_it_is(orders):
    shop = Client("packprod", "Packing shop")
    for order in orders:
        taken = normal_form(order, client=shop)
        assert taken["type"] == order["type"]
        assert taken["totals"]["total"] == order["totals"]["total"]
        assert taken["lines"] == [line | {"category": None} for line in order["lines"]]


def test_an_orders_lines_are_its_subtotal(orders):
    for order in orders:
        if order["type"] == "order":
            assert order["totals"]["subtotal"] == sum(line["lineTotal"] for line in order["lines"])


def test_a_credit_names_an_earlier_order_that_was_not_cancelled_and_takes_no_more_than_it_paid(orders):
    by_id = {order["orderID"]: order for order in orders}
    all_credits = [order for order in orders if order["type"] == "credit"]
    assert 40 <= len(all_credits) <= 90
    assert len({credit["creditFor"] for credit in all_credits}) == len(all_credits)
    for credit in all_credits:
        credited = by_id[credit["creditFor"]]
        assert credited["createdAt"] < credit["createdAt"]
        assert credited["status"] == "completed"
        assert credit["totals"]["total"] < 0
        assert -credit["totals"]["total"] <= credited["totals"]["total"]
        assert credit["currency"] == credited["currency"]


def test_every_id_is_unique_and_every_address_is_an_example(orders):
    assert len({order["orderID"] for order in orders}) == len(orders)
    emails = [order["customer"].get("email") for order in orders]
    assert all(email is None or email.endswith(("@example.com", "@example.org")) for email in emails)


def test_there_is_something_of_everything(orders):
    emails = Counter(order["customer"].get("email") for order in orders)
    assert emails[None] >= 30, "guests"
    assert sum(count == 1 for count in emails.values()) > 100, "one-time customers"
    assert sum(count >= 10 for count in emails.values()) > 15, "regulars"
    statuses = Counter(order["status"] for order in orders)
    assert statuses["cancelled"] >= 10
    assert Counter(order["currency"] for order in orders)["NZD"] >= 20
    assert any(order["totals"]["discount"] for order in orders)
    assert any("contactID" not in order and order["customer"].get("email") for order in orders)


def test_the_shop_is_busier_on_weekdays_and_at_noon_than_at_night(orders):
    local = [instant_of(order["createdAt"]).astimezone(SYDNEY) for order in orders]
    assert sum(each.weekday() >= 5 for each in local) < len(local) / 5
    assert sum(9 <= each.hour < 17 for each in local) > len(local) / 2


def test_no_demo_order_has_a_note_of_data_quality():
    client = Client("packprod", "Shop")
    for document in demo_orders(NOW, zone=SYDNEY):
        item = normal_form(document, client=client) | {"clientID": client.client_id}
        assert "quality" not in contribution(item, {client.client_id: client.rules}), document["orderID"]
