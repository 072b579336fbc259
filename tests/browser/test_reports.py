"""The reports: their figures are the API's, each chart leads to what it is made of, and their address tells it all."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.mocks import problem
from tests.browser.shop import NEGATIVE_DAY, ZERO_DAY, today

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
NAMES = {
    "totalSales": "Total sales",
    "netSales": "Net sales",
    "orders": "Orders",
    "averageOrderValue": "Average order",
    "newCustomers": "New customers",
    "returningRate": "Returning rate",
}
MOST_SHIFT = 0.02


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def last_30_days() -> dict[str, str]:
    return {"from": str(days_ago(29)), "to": str(today())}


def panel(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def chart(page: Page) -> Locator:
    return page.locator("section.panel").filter(has=page.get_by_label("What the chart shows"))


def bars(page: Page) -> Locator:
    return chart(page).locator("a.bar")


def bar(page: Page, day: date) -> Locator:
    return chart(page).locator(f'a.bar[href*="from={day}"]')


def figure(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9.-]", "", text))


def shown_as(value: Decimal, name: str) -> Decimal:
    """The API's figure with the digits that the page shows."""
    if name == "returningRate":
        return (value * 100).quantize(Decimal("0.1")).normalize()
    return value.quantize(Decimal("0.01")) if name in {"totalSales", "netSales", "averageOrderValue"} else value


def test_the_key_figures_are_those_of_the_api_to_the_cent(page, shop, settled):
    block = shop.api.get("/api/reports/overview", **last_30_days()).data[0]
    page.goto("/reports")
    cards = panel(settled(page), "Key figures").locator(".kpi")
    expect(cards).to_have_count(len(NAMES))
    for place, (name, title) in enumerate(NAMES.items()):
        expect(cards.nth(place).locator("dt")).to_contain_text(title)
        value = Decimal(block["figures"][name])
        assert figure(cards.nth(place).locator(".kpi-value").inner_text()) == shown_as(value, name), name
        assert cards.nth(place).locator(".kpi-change").inner_text().strip()


def test_the_bars_and_their_table_are_the_intervals_of_the_api(page, shop, settled):
    intervals = shop.api.get("/api/reports/sales", **last_30_days()).data[0]["intervals"]
    page.goto("/reports")
    expect(bars(settled(page))).to_have_count(30)
    chart(page).get_by_role("button", name="Show as table").click()
    expect(page).to_have_url(re.compile("tables=sales"))
    cells = chart(page).locator("tbody tr td:nth-child(2)")
    expect(cells).to_have_count(30)
    assert [figure(each) for each in cells.all_inner_texts()] == [Decimal(each["totalSales"]) for each in intervals]
    page.reload()
    expect(cells).to_have_count(30)


def test_a_bar_leads_to_the_orders_of_its_day_and_back(page, settled):
    yesterday = days_ago(1)
    page.goto("/reports")
    bar(settled(page), yesterday).click()
    expect(page).to_have_url(re.compile(rf"/orders\?from={yesterday}&to={yesterday}$"))
    for reference in ("#b-1", "#b-2", "#b-3"):
        expect(page.get_by_role("link", name=reference)).to_be_visible()
    page.go_back()
    expect(bars(page)).to_have_count(30)


def test_arrows_move_the_read_out_and_enter_opens_the_orders(page, settled):
    page.goto("/reports")
    settled(page)
    stops = chart(page).locator('a.bar[tabindex="0"]')
    expect(stops).to_have_count(1)
    stops.focus()
    read_out = chart(page).locator(".read-out")
    words = read_out.inner_text()
    page.keyboard.press("ArrowLeft")
    expect(bar(page, days_ago(1))).to_be_focused()
    expect(read_out).to_contain_text("$93.55")
    assert read_out.inner_text() != words
    page.keyboard.press("Home")
    expect(bars(page).first).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/orders\?from={days_ago(1)}"))


def test_the_pointer_moves_the_read_out(page, settled):
    page.goto("/reports")
    bar(settled(page), days_ago(1)).hover()
    expect(chart(page).locator(".read-out")).to_contain_text("$93.55")
    page.mouse.move(0, 0)
    expect(chart(page).locator(".read-out")).to_contain_text("–")


def test_on_a_touch_screen_the_first_touch_reads_and_the_second_opens(signed_in, settled):
    page = signed_in(**PHONE)
    page.goto("/reports?range=7d")
    target = bar(settled(page), days_ago(1))
    target.scroll_into_view_if_needed()
    target.tap()
    expect(chart(page).locator(".read-out")).to_contain_text("$93.55")
    expect(page).to_have_url(re.compile("/reports"))
    target.tap()
    expect(page).to_have_url(re.compile(rf"/orders\?from={days_ago(1)}"))


def test_a_day_on_which_money_went_back_stands_below_the_axis(page, settled):
    page.goto("/reports?range=7d")
    day = bar(settled(page), days_ago(NEGATIVE_DAY))
    expect(day).to_have_attribute("aria-label", re.compile(r": -\$20\.00"))
    axis = chart(page).locator(".axis .zero").bounding_box()
    piece = day.locator(".piece").bounding_box()
    assert abs(piece["y"] - axis["y"]) <= 1
    assert piece["height"] > 5


def test_a_day_without_sales_has_no_bar_and_says_so(page, settled):
    page.goto("/reports?range=7d")
    day = bar(settled(page), days_ago(ZERO_DAY))
    expect(day).to_have_attribute("aria-label", re.compile(r": \$0\.00"))
    expect(day.locator(".piece")).to_have_count(0)


@pytest.mark.parametrize(("preset", "interval"), [("7d", "day"), ("90d", "week"), ("12m", "month")])
def test_the_range_picks_the_interval(page, preset, interval):
    page.goto("/reports")
    page.get_by_label("Period", exact=True).select_option(preset)
    expect(page.get_by_role("heading", name=f"Total sales by {interval}")).to_be_visible()
    expect(page).to_have_url(re.compile(f"range={preset}"))


def test_a_typed_day_is_asked_for_once_it_is_whole(page, settled, watch):
    page.goto("/reports")
    settled(page).get_by_label("From", exact=True).focus()
    page.keyboard.type("01012025")
    expect(page).to_have_url(re.compile(rf"from=2025-01-01&to={today()}"))
    expect(page.get_by_label("Period", exact=True)).to_have_value("custom")
    settled(page)
    assert not [each for each in watch.calls() if "from=0" in each]


def test_what_is_compared_is_chosen_and_is_in_the_address(page, settled):
    page.goto("/reports?range=yesterday")
    figures = panel(settled(page), "Key figures")
    expect(figures).to_contain_text("from ")
    page.get_by_label("compared with").select_option("none")
    expect(page).to_have_url(re.compile("compare=none"))
    expect(figures).not_to_contain_text("from ")
    page.get_by_label("compared with").select_option("year")
    expect(figures).to_contain_text(f"{days_ago(1).year - 1}")
    page.go_back()
    expect(page.get_by_label("compared with")).to_have_value("none")


def test_the_chart_shows_the_figure_that_is_chosen(page, settled):
    page.goto("/reports")
    settled(page)
    page.get_by_label("What the chart shows").select_option("orders")
    expect(page).to_have_url(re.compile("figure=orders"))
    expect(bar(page, days_ago(1))).to_have_attribute("aria-label", re.compile(": 3;"))


def test_a_figure_says_what_it_means(page, settled, violations):
    page.goto("/reports")
    settled(page)
    meaning = page.get_by_text("gross sales − discounts − returns")
    expect(meaning).to_be_hidden()
    page.get_by_role("button", name="What is “Net sales”?").press("Enter")
    expect(meaning).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()


def test_the_best_products_are_ranked_and_lead_to_their_pages(page, shop, settled):
    best = shop.api.get("/api/reports/products", sort="units", **last_30_days()).data[0]
    page.goto("/reports")
    products = panel(settled(page), "Best products")
    products.get_by_role("button", name="Units").click()
    expect(page).to_have_url(re.compile("best=units"))
    expect(products.get_by_role("row").nth(1)).to_contain_text(best["products"][0]["name"])
    expect(products).to_contain_text(f"${best['totals']['revenue']:,.2f}")
    products.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile("/products/"))


def test_a_segment_leads_to_its_customers(page, shop, settled):
    counts = shop.api.get("/api/reports/statistics").data["segments"]
    page.goto("/reports")
    segments = panel(settled(page), "Customers by segment")
    shown = segments.get_by_role("row").filter(has=page.get_by_role("link", name="New", exact=True))
    expect(shown).to_contain_text(str(counts["New"]))
    segments.get_by_role("link", name="New", exact=True).click()
    expect(page).to_have_url(re.compile(r"/customers\?segment=New"))


def test_the_hours_of_the_week_are_walked_with_arrows(page, shop, settled):
    months = {"from": last_30_days()["from"][:7], "to": last_30_days()["to"][:7]}
    hours = shop.api.get("/api/reports/statistics", **months).data["weekdayHours"]
    page.goto("/reports")
    grid = settled(page).get_by_role("grid", name="Orders by weekday and hour")
    cells = grid.get_by_role("gridcell")
    expect(cells).to_have_count(168)
    labels = [each.get_attribute("aria-label") for each in cells.all()]
    assert [int(figure(each.rsplit(": ")[-1])) for each in labels] == [each["orders"] for each in hours]
    cells.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    read_out = page.locator(".hours .read-out")
    expect(read_out).to_contain_text("Tuesday 1:00")
    page.keyboard.press("End")
    expect(read_out).to_contain_text("Tuesday 23:00")


def test_a_period_without_orders_offers_another_one(page, settled):
    page.goto("/reports?from=2019-01-01&to=2019-01-31&figure=orders")
    settled(page)
    expect(chart(page)).to_contain_text("No orders in AUD in this period.")
    chart(page).get_by_role("link", name="Look at the last twelve months").click()
    expect(page).to_have_url(re.compile("range=12m"))
    expect(page).to_have_url(re.compile("figure=orders"))
    expect(bars(page).first).to_be_visible()


def test_a_currency_without_orders_is_said_and_the_main_one_is_a_click_away(page, settled):
    page.goto("/reports?currency=NZD")
    settled(page)
    expect(panel(page, "Key figures")).to_contain_text("No orders in NZD")
    page.get_by_role("button", name="AUD").click()
    expect(page).not_to_have_url(re.compile("currency"))
    expect(panel(page, "Key figures").locator(".kpi")).to_have_count(len(NAMES))


def test_a_panel_that_fails_says_why_and_the_others_stay(page, settled, watch):
    watch.expect("503")
    failing = "**/api/reports/products?*"
    page.route(failing, problem(503, "The store did not answer."))
    page.goto("/reports")
    settled(page)
    products = panel(page, "Best products")
    expect(products.get_by_role("alert")).to_contain_text("The store did not answer.")
    expect(bars(page)).to_have_count(30)
    page.unroute(failing)
    products.get_by_role("button", name="Retry").click()
    expect(products.get_by_role("row").nth(1)).to_be_visible()


def test_a_range_that_is_too_long_is_refused_in_words(page, settled, watch):
    watch.expect("400")
    page.goto("/reports?from=2010-01-01&to=2026-01-01")
    settled(page)
    expect(panel(page, "Key figures").get_by_role("alert")).to_contain_text("at most 3660 days")
    expect(panel(page, "Best products")).to_contain_text("2 Jan 2024 – 1 Jan 2026")


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_a_slow_answer_finds_its_place_kept(signed_in, settled, options):
    page = signed_in(**options)

    def slowly(route):
        page.wait_for_timeout(150)
        route.continue_()

    page.route("**/api/reports/*", slowly)
    page.goto("/reports")
    expect(page.locator(".skeleton").first).to_be_visible()
    page.evaluate("window.shifted = 0")  # what is asked here is the page, not its frame
    settled(page)
    expect(bars(page).first).to_be_attached()
    assert page.evaluate("window.shifted") <= MOST_SHIFT


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("search", ["?tables=sales,months", "?from=2019-01-01&to=2019-01-31", "?compare=none&range=7d"])
def test_the_reports_are_accessible_as_tables_and_empty_too(signed_in, settled, violations, scheme, search):
    page = signed_in(color_scheme=scheme)
    page.goto(f"/reports{search}")
    assert violations(settled(page)) == []
