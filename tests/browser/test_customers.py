"""The customers: who is there, by figure, segment and words; one customer, and why the figures are what they are."""

import csv
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.mocks import problem
from tests.browser.shop import ARABIC, BEST, CHINESE, LONG, ODD

BEST_PAGE = f"/customers/{BEST[0]}"
LONG_PAGE = f"/customers/{LONG[0]}"
PHONE = {"width": 390, "height": 844}
WHYS = {
    "totalSpend": "Spent",
    "orderCount": "Orders",
    "averageOrderValue": "Average order",
    "creditCount": "Credits",
    "lastOrderDate": "Last order",
    "firstOrderDate": "First order",
    "segment": "Segment",
    "purchaseFrequency": "Buys",
}


def money(amount) -> str:
    return f"${amount:,.2f}".replace("$-", "-$")


def names(page: Page) -> list[str]:
    return page.locator("tbody td:first-child a").all_inner_texts()


def metric(page: Page, name: str):
    return page.locator(".customer-metrics > div").filter(has=why(page, name))


def why(page: Page, name: str):
    return page.get_by_role("link", name=f"Why this number? {name}", exact=True)


@pytest.mark.parametrize(
    ("heading", "sort"),
    [("Orders", "-orderCount"), ("Last order", "-lastOrderDate"), ("Customer", "name"), ("Spent", "totalSpend")],
)
def test_a_heading_sorts_as_the_api_does(page, settled, shop, heading, sort):
    page.goto("/customers")
    page.get_by_role("button", name=heading, exact=True).click()
    expect(page).to_have_url(re.compile(f"sort={sort}$"))
    expect(page.get_by_role("columnheader", name=heading)).to_have_attribute(
        "aria-sort", "descending" if sort.startswith("-") else "ascending"
    )
    expect(page.locator(".stale")).to_have_count(0)
    assert names(settled(page)) == [each["name"] for each in shop.api.get("/api/customers", sort=sort, limit=25).data]


def test_the_next_rows_follow_the_first_ones(page, settled, shop):
    page.goto("/customers")
    settled(page).get_by_role("button", name="Show more").click()
    expected = [each["name"] for each in shop.api.get("/api/customers", limit=50).data]
    expect(page.locator("tbody tr")).to_have_count(len(expected))
    assert names(page) == expected


def test_the_segments_have_the_counts_of_the_api_and_filter_the_list(page, settled, shop):
    page.goto("/customers")
    group = settled(page).get_by_role("group", name="Segment")
    segments = shop.api.get("/api/customers").body["segments"]
    for name, number in [("All", sum(segments.values())), *segments.items()]:
        expect(group.get_by_role("button", name=re.compile(f"^{name} *{number}$"))).to_be_visible()
    group.get_by_role("button", name=re.compile("^New")).click()
    expect(page).to_have_url(re.compile(r"segment=New$"))
    expect(group.get_by_role("button", name=re.compile("^New"))).to_have_attribute("aria-pressed", "true")
    expect(page.locator("tbody .segment", has_not_text="New")).to_have_count(0)
    expect(page.locator("tbody .segment").first).to_be_visible()
    page.go_back()
    expect(group.get_by_role("button", name=re.compile("^All"))).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("who", [BEST, CHINESE, ARABIC])
def test_typing_finds_a_customer_without_asking_for_each_letter(page, settled, watch, who):
    page.goto("/customers")
    settled(page).get_by_role("searchbox").press_sequentially(who[1], delay=10)
    expect(page).to_have_url(re.compile(r"\?search="))
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("link", name=who[1])).to_be_visible()
    assert len([each for each in watch.calls() if "search=" in each]) == 1
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(page.get_by_role("heading", name="All customers")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("searchbox")).to_have_value(who[1])


def test_a_search_that_goes_on_is_one_step_back(page, settled):
    page.goto("/customers")
    field = settled(page).get_by_role("searchbox")
    field.fill("cust")
    expect(page).to_have_url(re.compile("search=cust$"))
    field.fill("customer 07")
    expect(page.locator("tbody tr")).to_have_count(1)
    page.go_back()
    expect(field).to_have_value("")


def test_the_order_is_not_offered_while_the_search_decides_it(page, settled):
    page.goto("/customers?sort=name&search=customer")
    expect(settled(page).get_by_role("columnheader", name="Spent").get_by_role("button")).to_have_count(0)
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_role("columnheader", name="Customer")).to_have_attribute("aria-sort", "ascending")


def test_what_finds_nobody_leads_back_to_all(page):
    page.goto("/customers?search=nobody&segment=VIP")
    expect(page.get_by_text("No customer who is VIP is found by “nobody”.")).to_be_visible()
    page.get_by_role("link", name="Show all customers").click()
    expect(page.get_by_role("heading", name="All customers")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("")


def test_the_list_is_saved_as_it_is_on_screen(page, settled, shop):
    page.goto("/customers?search=customer%201")
    with page.expect_download() as download:
        settled(page).get_by_role("button", name="Download CSV").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    assert [each["name"] for each in rows] == names(page)
    assert len(rows) == len(shop.api.get("/api/customers", search="customer 1").data) > 1


def test_the_figures_on_screen_are_those_of_the_api(page, settled, shop):
    customer = shop.api.get(f"/api/customers/{BEST[0]}").data
    page.goto("/customers")
    row = settled(page).locator("tbody tr").filter(has=page.get_by_role("link", name=BEST[1]))
    expect(row).to_contain_text(money(customer["totalSpend"]))
    row.get_by_role("link").click()
    expect(metric(page, "Spent")).to_contain_text(money(customer["totalSpend"]))
    expect(metric(page, "Average order")).to_contain_text(money(customer["averageOrderValue"]))
    expect(metric(page, "Orders").locator("dd").first).to_have_text(str(customer["orderCount"]))
    expect(metric(page, "Segment")).to_contain_text(customer["segment"])
    expect(metric(page, "Buys")).to_contain_text(customer["purchaseFrequency"])


@pytest.mark.parametrize(("figure", "name"), WHYS.items())
def test_each_figure_has_its_own_explanation(page, figure, name):
    page.goto(BEST_PAGE)
    shown = metric(page, name).locator("dd").first.inner_text()
    why(page, name).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_have_text(f"{name}: why {shown}?")
    expect(page).to_have_url(re.compile(f"why={figure}$"))
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page).to_have_url(re.compile(f"{BEST_PAGE}$"))
    expect(why(page, name)).to_be_focused()


def test_the_documents_add_up_to_the_figure(page, shop):
    explain = shop.api.get(f"/api/customers/{LONG[0]}", explain="true").body["explain"]
    page.goto(f"{LONG_PAGE}?why=totalSpend")
    dialog = page.get_by_role("dialog")
    rows = dialog.get_by_role("region", name="Documents that add", exact=True).locator("tbody tr")
    expect(rows).to_have_count(len(explain["documents"]))
    for row, document in zip(rows.all(), explain["documents"], strict=True):
        expect(row).to_contain_text(money(document["adds"]["totalSpend"]))
    total = sum(each["adds"]["totalSpend"] for each in explain["documents"])
    expect(dialog.locator(".sums dd")).to_have_text(money(total))


def test_what_does_not_add_has_its_reason(page):
    page.goto(f"{LONG_PAGE}?why=orderCount")
    leaving = page.get_by_role("dialog").get_by_role("region", name="Documents that do not add")
    expect(leaving.locator("tbody tr")).to_have_count(1)
    expect(leaving).to_contain_text("b-7")
    expect(leaving).to_contain_text("a credit takes money back, and is no order")


def test_one_explanation_leads_to_another_and_back_closes_them(page, shop):
    customer = shop.api.get(f"/api/customers/{BEST[0]}").data
    page.goto(BEST_PAGE)
    why(page, "Average order").click()
    formula = page.locator(".formula")
    expect(formula).to_contain_text("Spent ÷ Orders")
    expect(formula).to_contain_text(f"{money(customer['totalSpend'])} ÷ {customer['orderCount']}")
    formula.get_by_role("link", name="Spent").click()
    expect(page.get_by_role("dialog").get_by_role("heading", level=2)).to_contain_text("Spent: why")
    page.go_back()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page).to_have_url(re.compile(f"{BEST_PAGE}$"))
    page.go_forward()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_link_to_an_explanation_closes_to_its_customer(page):
    page.goto(f"{BEST_PAGE}?why=segment")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".rules .holds")).to_have_count(1)
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    expect(page).to_have_url(re.compile(f"{BEST_PAGE}$"))


def test_a_click_beside_the_explanation_closes_it(page):
    page.goto(BEST_PAGE)
    why(page, "Spent").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.mouse.click(5, 300)
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize(
    "options", [{}, {"color_scheme": "dark"}, {"viewport": PHONE}, {"viewport": PHONE, "color_scheme": "dark"}], ids=str
)
@pytest.mark.parametrize("figure", ["totalSpend", "orderCount", "segment", "purchaseFrequency", "lastOrderDate"])
def test_an_explanation_is_accessible_and_fits(signed_in, settled, violations, figure, options):
    page = signed_in(**options)
    page.goto(f"{LONG_PAGE}?why={figure}")
    page.locator(".dialog .definition").wait_for()
    assert violations(settled(page)) == []
    assert page.locator(".dialog-body").evaluate("(body) => body.scrollWidth - body.clientWidth") <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/customers?search=nobody", "/customers?segment=New", f"{BEST_PAGE}?table=true"])
def test_the_other_states_are_accessible(signed_in, settled, violations, path, scheme):
    page = signed_in(color_scheme=scheme)
    page.goto(path)
    assert violations(settled(page)) == []


def test_a_month_leads_to_its_orders(page, settled):
    page.goto(BEST_PAGE)
    chart = settled(page).get_by_role("group", name=re.compile("What was spent in each month"))
    chart.get_by_role("link").last.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/orders\?.*contact={BEST[0]}"))
    expect(page.get_by_role("link", name="#b-1")).to_be_visible()


def test_the_months_are_a_table_in_the_address(page, settled, shop):
    page.goto(BEST_PAGE)
    settled(page).get_by_role("button", name="Show as table").click()
    expect(page).to_have_url(re.compile("table=true$"))
    table = page.get_by_role("region", name="What was spent in each month")
    for month in shop.api.get(f"/api/customers/{BEST[0]}").data["months"]:
        expect(table).to_contain_text(money(month["spend"]))


@pytest.mark.parametrize("who", [LONG, CHINESE, ARABIC, ODD])
@pytest.mark.parametrize("viewport", [None, PHONE], ids=["wide", "phone"])
def test_a_name_of_any_length_and_script_is_shown(signed_in, settled, who, viewport):
    page = signed_in(**({"viewport": viewport} if viewport else {}))
    page.goto(f"/customers/{quote(who[0], safe='')}")
    expect(settled(page).get_by_role("heading", level=1)).to_have_text(who[1])
    if who[2]:
        expect(page.locator(".customer-head li").filter(has_text=who[2])).to_have_attribute("dir", "auto")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("window.shifted") <= 0.02


def test_a_customer_that_is_not_there_is_told_and_leads_on(page, watch):
    watch.expect("404")
    page.goto("/customers/nobody")
    expect(page.get_by_role("heading", level=1)).to_have_text("No such customer")
    page.get_by_role("link", name="Show all customers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")


def test_a_failure_stays_in_its_panel_and_can_be_retried(page, settled, watch):
    watch.expect("503")
    orders = re.compile(rf"/api{BEST_PAGE}/orders")
    page.route(orders, problem(503, "Ask again soon."))
    page.goto(BEST_PAGE)
    panel = page.get_by_role("region", name="Orders and credits")
    expect(panel.get_by_role("alert")).to_contain_text("Ask again soon.")
    expect(metric(page, "Spent")).to_contain_text("$")
    page.unroute(orders)
    panel.get_by_role("button", name="Retry").click()
    expect(panel.get_by_role("link", name="#b-1")).to_be_visible()
