"""The cost page: measured and computed the same way each time, and up to date."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chalicelib.telemetry.names import UNITS
from tools import __main__ as tools
from tools.deployment.costs.bills import (
    PACES,
    bill,
    order_cost,
    orders_to_break_even,
    out_of_reach,
    read_cost,
    reads_to_break_even,
)
from tools.deployment.costs.designs import BRIEF, DESIGNS, OURS, SCAN, Shop
from tools.deployment.costs.measured import Measured
from tools.deployment.costs.page import PLACE
from tools.deployment.costs.prices import read_prices
from tools.deployment.costs.questions import QUESTIONS
from tools.deployment.sources import INFRA, read_template
from tools.units import Units

PRICES = read_prices()
ALARM, DASHBOARD = "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard"
SOME = Units(Decimal(5), Decimal(80), Decimal(6), Decimal(2000))
ASKED = Units(Decimal(8), Decimal(0), Decimal(6), Decimal(20_000))
MEASURED = Measured(
    orders=1000,
    customers=250,
    history=Decimal(10),
    order_bytes=Decimal(4096),
    stored=Decimal(10_000),
    recoverable=Decimal(7000),
    orders_stored=Decimal(2500),
    orders_recoverable=Decimal(900),
    importing=Units(Decimal(3), Decimal(7), Decimal(4), Decimal(500)),
    projecting=SOME,
    folded=SOME.times(Decimal("0.5")),
    first_projecting=SOME,
    last_projecting=SOME,
    sweeping=Units(Decimal(2)),
    authorizing=Units(Decimal(1), Decimal(0), Decimal(1)),
    questions={each.text: ASKED for each in QUESTIONS},
)
SHOP = Shop(MEASURED, orders=Decimal(10_000), orders_a_month=Decimal(500), customer_row=Decimal(1024))


def question(text: str):
    return next(each for each in QUESTIONS if each.text == text)


def test_the_page_is_that_of_this_code(capsys):
    assert tools.main(["cost", "--dry-run"]) == 0
    assert capsys.readouterr().out == PLACE.read_text(), "run: python -m tools cost"


def test_the_shares_of_the_questions_are_of_a_hundred():
    assert sum(each.share for each in QUESTIONS) == 100


def test_a_scan_reads_every_order_and_the_brief_s_list_every_customer():
    products = question("Who bought this product?")
    assert SCAN.question(products, SHOP).read == BRIEF.question(products, SHOP).read == 10_000 * Decimal("0.5")
    best = question("Who are our best customers?")
    assert BRIEF.question(best, SHOP).read == 2500 * 1024 / Decimal(4096) / 2
    assert SCAN.question(best, SHOP).read == 5000


def test_a_report_of_the_brief_reads_the_orders_of_its_months():
    assert BRIEF.question(question("How do the months compare?"), SHOP).read == 12 * 500 * Decimal("0.5")


def test_after_an_order_the_brief_reads_the_history_and_writes_the_row_and_moves_its_entry():
    after = BRIEF.order(SHOP)
    assert after.write - MEASURED.importing.write == 3
    assert after.read - MEASURED.importing.read == 10 * Decimal("0.5")


def test_ours_is_the_only_one_that_does_not_grow():
    larger = replace(SHOP, orders=Decimal(100_000), orders_a_month=Decimal(5000))
    assert OURS.read(larger) == OURS.read(SHOP)
    assert BRIEF.read(larger).read > 5 * BRIEF.read(SHOP).read
    assert SCAN.read(larger).read > 5 * SCAN.read(SHOP).read


def test_the_lines_of_a_bill_are_what_an_order_and_a_request_cost_so_many_times():
    pace = PACES[0]
    shop = pace.shop(MEASURED, PRICES)
    lines = bill(OURS, pace, shop, PRICES)
    database = lines["DynamoDB writes"] + lines["DynamoDB reads"]
    units = pace.orders * 87 * PRICES.prices["million_write_units"]
    units += (pace.orders * 8 + pace.reads * 8 + 120 * 730) * PRICES.prices["million_read_units"]
    assert database == pytest.approx(units / 1_000_000)
    several = pace.orders * order_cost(OURS, shop, PRICES) + pace.reads * read_cost(OURS, shop, PRICES)
    assert several < database + lines["Lambda"] < several * Decimal("1.2")  # besides: invocations, authorizations
    assert lines["API Gateway"] == (14 + 1234) * 730 * Decimal("3.50") / 1_000_000


def test_only_what_no_design_can_avoid_is_alike():
    shop = PACES[1].shop(MEASURED, PRICES)
    bills = [bill(each, PACES[1], shop, PRICES) for each in DESIGNS]
    alike = [name for name in bills[0] if len({each[name] for each in bills}) == 1]
    assert alike == ["API Gateway", "logs", "metrics, alarms, dashboards", "CloudFront"]


def test_at_the_break_even_ours_stops_being_the_dearer_one():
    at = orders_to_break_even(BRIEF, PACES[0], MEASURED, PRICES)

    def dearer(orders: int) -> bool:
        shop = replace(PACES[0].shop(MEASURED, PRICES), orders=Decimal(orders), orders_a_month=Decimal(orders) / 12)
        per_order = PACES[0].reads / PACES[0].orders
        costs = [order_cost(e, shop, PRICES) + per_order * read_cost(e, shop, PRICES) for e in (OURS, BRIEF)]
        return costs[0] > costs[1]

    assert at > 1
    assert (dearer(at - 1), dearer(at)) == (True, False)
    requests = reads_to_break_even(BRIEF, SHOP, PRICES)
    ours, theirs = (order_cost(e, SHOP, PRICES) + requests * read_cost(e, SHOP, PRICES) for e in (OURS, BRIEF))
    assert ours == pytest.approx(theirs)


def test_a_scan_of_millions_is_out_of_reach():
    assert out_of_reach(SCAN, SHOP, PRICES) == []
    huge = replace(SHOP, orders=Decimal(10_000_000))
    assert question("Who bought this product?") in out_of_reach(SCAN, huge, PRICES)
    assert out_of_reach(OURS, huge, PRICES) == []


def test_every_price_and_assumption_has_a_number_and_the_table_a_date():
    assert all(value > 0 for value in (*PRICES.prices.values(), *PRICES.assumed.values()))
    assert PRICES.as_known_on.year >= 2025
    assert PRICES.region == "ap-southeast-2"


def test_what_watches_is_counted_as_it_is_deployed():
    resources = [
        each
        for name in ("monitoring", "app")
        for each in read_template(INFRA / f"{name}.yaml")["Resources"].values()
        if each.get("Type") in {ALARM, DASHBOARD}
    ]
    alarms = [each["Properties"] for each in resources if each["Type"] == ALARM]
    # An alarm costs for each metric that it looks at.
    looked_at = sum(sum("MetricStat" in part for part in each.get("Metrics", [])) or 1 for each in alarms)
    assert PRICES.assumed["metrics"] == len(UNITS)
    assert PRICES.assumed["alarms"] == looked_at
    assert PRICES.assumed["dashboards"] == sum(each["Type"] == DASHBOARD for each in resources)
