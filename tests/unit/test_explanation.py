"""Why a figure is what it is: the segment's rules, the average time between orders, the reasons."""

from datetime import date
from decimal import Decimal

import pytest

from chalicelib.views.explained_customer import explained_customer
from chalicelib.views.explained_sales import explained_sales
from chalicelib.views.periods import Period
from tests.laws.test_recount_answers import asked, sources_of

MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))


def order(number: int, **fields) -> dict:
    return {
        "orderID": f"o-{number}",
        "contactID": "a",
        "createdAt": f"2025-03-{number:02}T01:00:00Z",
        "totals": {"total": Decimal(20)},
        "currency": "AUD",
        **fields,
    }


def of_customer(*items: dict) -> dict:
    return asked(sources_of(items), lambda source: explained_customer(source, "a"), views=True)[0][1].content


def documents_of_report(*items: dict) -> dict[str, dict]:
    content = asked(sources_of(items), lambda source: explained_sales(source, MARCH, {}), views=True)[0].content
    return {each["orderID"]: each for each in content["documents"]}


# The shop of these tests: dormant after 40 days, new for 10, VIP with 4 orders; today is 20 March.
@pytest.mark.parametrize(
    ("items", "tried"),
    [
        ([order(1, status="draft")], ["Prospect"]),
        ([order(1, createdAt="2025-01-01T00:00:00Z")], ["Prospect", "Dormant"]),
        ([order(number) for number in (1, 2, 3, 4)], ["Prospect", "Dormant", "VIP"]),
        ([order(15)], ["Prospect", "Dormant", "VIP", "New"]),
        ([order(1)], ["Prospect", "Dormant", "VIP", "New", "Active"]),
    ],
)
def test_a_segment_is_explained_by_the_first_rule_that_holds_and_those_before_it(items, tried):
    segment = of_customer(*items)["segment"]
    assert segment["value"] == tried[-1]
    assert [rule["segment"] for rule in segment["rules"]] == tried
    assert [rule["holds"] for rule in segment["rules"]] == [False] * (len(tried) - 1) + [True]


def test_the_rules_name_the_shops_own_thresholds():
    rules = [rule["rule"] for rule in of_customer(order(1))["segment"]["rules"]]
    assert rules == [
        "no order counts",
        "the last order is more than 40 days ago",
        "at least 4 orders, or at least 5000 AUD spent",
        "one order, at most 10 days ago",
        "everybody else",
    ]


def test_the_days_since_the_last_order_are_explained_by_two_days_in_the_shops_zone():
    late = order(18, createdAt="2025-03-18T23:00:00Z")  # the 19th in Sydney
    [days] = [each for each in of_customer(late)["figures"] if each["figure"] == "lastOrderDaysAgo"]
    assert (days["value"], days["values"]) == (1, {"today": "2025-03-20", "lastOrderDay": "2025-03-19"})


def test_a_purchase_frequency_is_explained_by_its_average_and_band():
    frequency = of_customer(order(1), order(4), order(9))["purchaseFrequency"]
    assert frequency == {
        "value": "Weekly",
        "formula": "(lastOrderDate − firstOrderDate) / (orderCount − 1)",
        "elapsedDays": 8,
        "intervals": 2,
        "averageDays": 4,
        "band": {"least": 3, "below": 11},
    }


@pytest.mark.parametrize(("status", "value"), [("completed", "One-time"), ("draft", None)])
def test_without_two_orders_there_is_no_average(status, value):
    frequency = of_customer(order(1, status=status))["purchaseFrequency"]
    assert (frequency["value"], frequency["averageDays"], frequency["band"]) == (value, None, None)


def test_another_currency_adds_to_its_own_spend_only():
    [document] = of_customer(order(1, currency="NZD"))["documents"]
    assert document["adds"] == {"orderCount": 1, "spendByCurrency": {"NZD": 20}}
    assert document["because"] == "NZD adds to spendByCurrency; totalSpend is in AUD"


def test_a_credit_adds_money_and_no_order():
    credit = order(2, type="credit", totals={"total": Decimal(-5)})
    [document, _] = of_customer(order(1), credit)["documents"]
    assert document["adds"] == {"creditCount": 1, "totalSpend": -5, "spendByCurrency": {"AUD": -5}}
    assert document["because"] == "a credit takes money back, and is no order"


def test_a_status_that_does_not_count_is_named_as_it_was_written():
    [document] = of_customer(order(1, status="Cancelled"))["documents"]
    assert (document["adds"], document["because"]) == ({}, 'the status "Cancelled" does not count for an order')
    assert "cancelled" in of_customer(order(1))["uncountedStatuses"]["order"]


def test_an_order_that_adds_to_everything_needs_no_reason():
    [document] = of_customer(order(1))["documents"]
    assert document["because"] is None


def test_the_first_order_is_a_new_customer_and_the_next_a_returning_one():
    found = documents_of_report(order(2), order(3), order(4, status="draft"))
    assert [found[f"o-{number}"]["isFirstOrder"] for number in (2, 3, 4)] == [True, False, None]
    assert found["o-2"]["adds"]["newCustomers"] == 1
    assert found["o-3"]["adds"]["returningOrders"] == 1
    assert found["o-4"]["adds"] == {}


def test_a_guests_order_is_neither_new_nor_returning_and_says_so():
    guest = {name: value for name, value in order(2).items() if name != "contactID"}
    document = documents_of_report(guest)["o-2"]
    assert (document["isFirstOrder"], document["contactID"]) == (None, None)
    assert not {"newCustomers", "returningOrders"} & set(document["adds"])
    assert document["because"].startswith("a guest's order")


def test_a_document_shows_the_amounts_that_its_figures_are_made_of():
    totals = {"subtotal": Decimal(100), "discount": Decimal(10), "tax": Decimal(9), "shipping": Decimal(5)}
    document = documents_of_report(order(2, totals=totals))["o-2"]
    shown = {name: document[name] for name in ("subtotal", "discount", "tax", "taxIncluded", "shipping", "total")}
    assert shown == {**totals, "taxIncluded": False, "total": 104}
    assert document["adds"] == {
        "grossSales": 100,
        "discounts": 10,
        "netSales": 90,
        "taxes": 9,
        "shipping": 5,
        "totalSales": 104,
        "orders": 1,
        "newCustomers": 1,
    }


def test_the_discount_of_a_credit_is_a_size():
    totals = {"subtotal": Decimal(-100), "discount": Decimal(10)}
    document = documents_of_report(order(2, type="credit", totals=totals))["o-2"]
    assert (document["discount"], document["adds"]["returns"], document["adds"]["netSales"]) == (10, 90, -90)


def test_the_newest_hundred_documents_are_shown_and_a_cursor_leads_on():
    items = [{**order(1), "orderID": f"o-{number:03}"} for number in range(101)]
    _, explanation = asked(sources_of(items), lambda source: explained_customer(source, "a"), views=True)[0]
    assert (explanation.content["shown"], explanation.content["inAll"]) == (100, 101)
    assert explanation.next_cursor
    full = asked(sources_of(items[:100]), lambda source: explained_customer(source, "a"), views=True)[0][1]
    assert full.next_cursor is None
