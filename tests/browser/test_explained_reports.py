"""Why the figures of the reports are what they are: terms that are the API's and add up to the card."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.mocks import problem
from tests.browser.shop import NEGATIVE_DAY, ZERO_DAY
from tests.browser.test_reports import NAMES, PHONE, days_ago, figure, last_30_days, panel

# What the documents add to, behind a figure that follows from it.
BASES = {"averageOrderValue": "netSales", "returningRate": "returningOrders"}
IN_ALL = pytest.mark.parametrize("name", NAMES)


def why(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=f"Why this number? {NAMES[name]}", exact=True)


def card(page: Page, name: str) -> str:
    return panel(page, "Key figures").locator(".kpi").filter(has=why(page, name)).locator(".kpi-value").inner_text()


def terms(page: Page) -> dict[str, str]:
    """What each document adds, by its reference."""
    rows = page.get_by_role("dialog").get_by_role("region", name="Documents that add", exact=True).locator("tbody tr")
    return {row.get_by_role("link").inner_text(): row.locator("td").last.inner_text() for row in rows.all()}


@IN_ALL
def test_the_terms_are_those_of_the_api_and_add_up_to_the_card(page, shop, settled, name):
    explain = shop.api.get("/api/reports/overview", explain="true", **last_30_days()).body["explain"]
    basis = BASES.get(name, name)
    expected = {each["orderReference"]: each["adds"][basis] for each in explain["documents"] if basis in each["adds"]}
    page.goto("/reports")
    shown = card(settled(page), name)
    why(page, name).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_have_text(f"{NAMES[name]}: why {shown}?")
    found = {reference: figure(text) for reference, text in terms(page).items()}
    assert found == {reference: Decimal(amount) for reference, amount in expected.items()}
    together = figure(dialog.locator(".sums dd").inner_text())
    assert together == sum(found.values())
    if name not in BASES:
        assert together == figure(shown)


@IN_ALL
def test_a_formula_with_its_values_gives_the_card(page, shop, settled, name):
    page.goto(f"/reports?why={name}")
    lines = settled(page).get_by_role("dialog").locator(".formula p")
    expect(lines.last).to_contain_text(f"= {card(page, name)}")
    explained = shop.api.get("/api/reports/overview", explain="true", **last_30_days()).body["explain"]["figures"]
    values = next(each["values"] for each in explained if each["figure"] == name)
    for value in values.values():
        assert re.search(rf"\$?{value:,.2f}|\b{value}\b", lines.last.inner_text())


def test_every_document_stands_on_one_side(page, shop, settled):
    documents = shop.api.get("/api/reports/overview", explain="true", **last_30_days()).body["explain"]["documents"]
    page.goto("/reports?why=orders")
    dialog = settled(page).get_by_role("dialog")
    dialog.locator(".sums").wait_for()
    leaving = dialog.get_by_role("region", name="Documents that do not add").locator("tbody tr")
    assert len(terms(page)) + leaving.count() == len(documents)
    expect(leaving.filter(has_text="b-7")).to_contain_text("a credit takes money back, and is no order")
    expect(leaving.filter(has_text="b-8")).to_contain_text('the status "cancelled" does not count for an order')


def test_the_explanation_is_asked_for_once_it_is_wanted(page, settled, watch):
    page.goto("/reports")
    settled(page).wait_for_load_state("networkidle")
    assert not [each for each in watch.requests if "explain" in each.lower()]
    why(page, "netSales").click()
    expect(page.get_by_role("dialog").locator(".formula")).to_be_visible()
    assert len([each for each in watch.calls() if "explain=true" in each]) == 1


def test_a_term_leads_to_its_order_and_back_to_the_explanation(page, settled):
    page.goto("/reports")
    why(settled(page), "totalSales").click()
    page.get_by_role("dialog").get_by_role("link", name="#b-1").click()
    expect(page).to_have_url(re.compile("/orders/b-1$"))
    page.go_back()
    expect(page.get_by_role("dialog").get_by_role("link", name="#b-1")).to_be_visible()


def test_one_explanation_leads_to_another_and_closing_leads_to_the_card(page, settled):
    page.goto("/reports?range=7d")
    why(settled(page), "averageOrderValue").click()
    formula = page.get_by_role("dialog").locator(".formula")
    formula.get_by_role("link", name="Net sales").click()
    formula.get_by_role("link", name="Returns").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("Returns: why $20.00?")
    assert terms(page) == {"#b-7": "$20.00"}
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/reports\?range=7d$"))
    expect(why(page, "averageOrderValue")).to_be_focused()


def test_a_link_to_an_explanation_closes_to_its_report(page, settled):
    page.goto("/reports?range=7d&why=netSales")
    settled(page).get_by_role("dialog").get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"/reports\?range=7d$"))


def test_a_period_without_orders_has_no_documents(page, settled):
    page.goto("/reports?from=2019-01-01&to=2019-01-31&why=netSales")
    dialog = settled(page).get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("Net sales: why $0.00?")
    expect(dialog).to_contain_text("0 documents that add")


def test_a_day_on_which_money_only_went_back_is_explained(page, settled):
    day = days_ago(NEGATIVE_DAY)
    page.goto(f"/reports?from={day}&to={day}")
    assert card(settled(page), "totalSales") == "-$20.00"
    assert card(page, "averageOrderValue") == card(page, "returningRate") == "–"
    why(page, "totalSales").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("Total sales: why -$20.00?")
    assert terms(page) == {"#b-7": "-$20.00"}
    expect(dialog.locator(".formula")).to_contain_text("-$20.00 + $0.00 + $0.00 = -$20.00")


def test_a_day_without_sales_is_explained_by_no_document(page, settled):
    day = days_ago(ZERO_DAY)
    page.goto(f"/reports?from={day}&to={day}&why=orders")
    dialog = settled(page).get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_have_text("Orders: why 0?")
    expect(dialog).to_contain_text("0 documents that add to “orders”")


def test_a_currency_without_orders_has_nothing_to_explain(page, settled):
    page.goto("/reports?currency=NZD&why=netSales")
    expect(settled(page).get_by_role("dialog")).to_contain_text("No orders in NZD in this period.")


def test_an_explanation_that_fails_is_asked_for_again(page, settled, watch):
    watch.expect("503")
    asked = re.compile("explain=true")
    page.route(asked, problem(503, "The store did not answer."))
    page.goto("/reports?why=netSales")
    dialog = settled(page).get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("The store did not answer.")
    page.unroute(asked)
    dialog.get_by_role("button", name="Retry").click()
    expect(dialog.locator(".formula")).to_be_visible()


@pytest.mark.parametrize(
    "options",
    [{}, {"color_scheme": "dark"}, PHONE, PHONE | {"color_scheme": "dark"}],
    ids=["", "dark", "phone", "dark phone"],
)
@pytest.mark.parametrize("name", ["netSales", "newCustomers"])
def test_an_explanation_is_accessible_and_fits(signed_in, settled, violations, name, options):
    page = signed_in(**options)
    page.goto(f"/reports?why={name}")
    settled(page).locator(".dialog .formula").wait_for()
    assert violations(page) == []
    assert page.locator(".dialog-body").evaluate("(body) => body.scrollWidth - body.clientWidth") <= 0


def test_on_a_phone_each_figure_has_its_name_and_why_in_one_line(signed_in, settled):
    page = signed_in(**PHONE)
    page.goto("/reports")
    settled(page)
    for name in NAMES:
        card = panel(page, "Key figures").locator(".kpi").filter(has=why(page, name)).bounding_box()
        box = why(page, name).bounding_box()
        assert box["y"] - card["y"] < box["height"]
        assert box["x"] + box["width"] <= card["x"] + card["width"] + 1, name


def test_a_rates_change_is_the_difference_in_points(page, shop, settled):
    block = shop.api.get("/api/reports/overview", **last_30_days()).data[0]
    now, before = (Decimal(block[name]["returningRate"]) for name in ("figures", "previous"))
    points = ((now - before) * 100).quantize(Decimal("0.1")).normalize()
    assert points != 0
    page.goto("/reports")
    change = panel(settled(page), "Key figures").locator(".kpi-change").last
    expect(change).to_contain_text(f"{points:+f} point")
    expect(change).to_contain_text(f"from {(before * 100).quantize(Decimal('0.1')).normalize():f}%")
