"""The products: sorted, by category, and one with its trend and its orders."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.mocks import answer, example
from tests.browser.shop import TAPE

BOX_PATH = "/products/BOX-S"


@pytest.fixture
def box(page, settled) -> Page:
    page.goto(BOX_PATH)
    return settled(page)


def rows(page: Page, table: str):
    return page.get_by_role("region", name=table).locator("tbody tr")


def panel(page: Page, name: str | re.Pattern[str]):
    return page.get_by_role("region", name=name)


def money(amount) -> str:
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def test_the_list_says_what_the_api_says(page, settled, shop):
    page.goto("/products")
    settled(page)
    listed = shop.api.get("/api/products").data
    for row, product in zip(rows(page, "Products").all(), listed, strict=True):
        expect(row).to_contain_text(product["name"])
        expect(row.locator("td").last).to_have_text(money(product["revenue"]))
        expect(row.locator("td").nth(4)).to_have_text(f"{product['units']:,}")


def test_a_heading_sorts_and_back_takes_it_back(page, settled):
    page.goto("/products")
    settled(page)
    first = rows(page, "Products").first
    expect(first).to_contain_text("Small box")
    page.get_by_role("button", name="Revenue").click()
    expect(page).to_have_url(re.compile("sort=revenue"))
    expect(first).to_contain_text("Tape")
    page.go_back()
    expect(first).to_contain_text("Small box")


@pytest.mark.parametrize("sort", ["-units", "orders", "-lastSold"])
def test_a_link_opens_the_list_as_it_was_sorted(page, settled, shop, sort):
    page.goto(f"/products?sort={sort}")
    settled(page)
    names = [each["name"] for each in shop.api.get("/api/products", sort=sort).data]
    assert [row.locator("a").first.inner_text() for row in rows(page, "Products").all()] == names


def test_a_category_narrows_the_list(page, settled):
    page.goto("/products")
    settled(page)
    categories = page.get_by_role("navigation", name="Categories")
    expect(categories.get_by_role("link", name="All")).to_have_attribute("aria-current", "page")
    categories.get_by_role("link", name="Tape").click()
    expect(rows(page, "Products")).to_have_count(1)
    expect(page.get_by_role("heading", name="Category: Tape")).to_be_visible()
    expect(categories.get_by_role("link", name="Tape")).to_have_attribute("aria-current", "page")
    categories.get_by_role("link", name="All").click()
    expect(rows(page, "Products")).to_have_count(2)


def test_many_categories_are_no_wider_than_a_phone(signed_in, settled):
    page = signed_in(viewport={"width": 390, "height": 844})
    best = example("show_best_sellers", "plain")
    category = best["data"][0]["categories"][0]
    best["data"][0]["categories"] = [category | {"category": f"Category {number}"} for number in range(20)]
    page.route("**/api/reports/products?*", answer("show_best_sellers", best))
    page.goto("/products")
    expect(settled(page).get_by_role("link", name="Category 19")).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_category_without_products_leads_to_all(page, settled):
    page.goto("/products?category=Nothing")
    settled(page)
    expect(page.get_by_text("No product is in the category “Nothing”.")).to_be_visible()
    page.get_by_role("link", name="Show all products").click()
    expect(rows(page, "Products")).to_have_count(2)


def test_a_product_is_opened_with_the_keyboard_only(page, settled):
    page.goto("/products")
    settled(page)
    page.get_by_role("region", name="Products", exact=True).focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{BOX_PATH}$"))
    expect(page).to_have_title("Small box · Products · WebOrders")


def test_the_totals_are_those_of_the_api(box, shop):
    product = shop.api.get(f"/api{BOX_PATH}").data
    totals = panel(box, "All time")
    expect(totals).to_contain_text(money(product["revenue"]))
    expect(totals).to_contain_text(f"{product['units']:,}")
    totals.get_by_role("button", name="What is “Units”?").click()
    expect(box.get_by_text("are the pieces sold")).to_be_visible()


def test_the_trend_as_a_table_is_that_of_the_api(page, settled, shop):
    page.goto(f"{BOX_PATH}?range=30d&interval=day")
    settled(page)
    trend = panel(page, "Sold by day")
    trend.get_by_role("button", name="Show as table").click()
    days = shop.api.get(f"/api{BOX_PATH}", interval="day").data["trend"][0]["intervals"]
    shown = [row.locator("td").inner_text() for row in trend.locator("tbody tr").all()]
    assert shown == [money(each["revenue"]) for each in days]
    assert any(amount.startswith("-") for amount in shown)  # the day on which money only went back
    trend.get_by_label("Figure").select_option("units")
    expect(trend.locator("tbody td").first).to_have_text(f"{days[0]['units']:,}")
    expect(page).to_have_url(re.compile("measure=units"))


def test_a_bar_leads_to_the_orders_behind_it(page, settled):
    page.goto(f"{BOX_PATH}?range=yesterday")
    settled(page)
    page.get_by_role("link", name=re.compile(": \\$50.00$")).focus()
    expect(page.locator(".read-out")).to_contain_text("$50.00")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/orders\?.*product=BOX-S"))
    expect(page.locator("tbody tr")).to_have_count(2)


def test_a_period_without_sales_leads_to_the_last_one(page, settled):
    page.goto(f"{BOX_PATH}?from=2020-01-01&to=2020-01-31")
    settled(page)
    page.get_by_role("link", name="Go to the days before the last sale").click()
    expect(page).to_have_url(re.compile(r"from=20[2-9]"))
    expect(page.get_by_text("In this period")).to_be_visible()


def test_days_are_not_offered_for_many_years(page, settled):
    page.goto(f"{BOX_PATH}?from=2023-01-01&to=2026-01-01&interval=day")
    settled(page)
    expect(page.get_by_role("button", name="By day")).to_be_disabled()
    expect(page.get_by_role("button", name="By month")).to_have_attribute("aria-pressed", "true")


def test_its_orders_are_there_as_csv_too(box, shop):
    orders = panel(box, re.compile("^Orders, "))
    with box.expect_download() as download:
        orders.get_by_role("button", name="Download CSV").click()
    saved = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert saved.startswith("orderID,")
    assert re.fullmatch(r"orders-BOX-S-[\d-]+-to-[\d-]+\.csv", download.value.suggested_filename)
    assert len(saved.splitlines()) == 1 + len(shop.api.get(f"/api{BOX_PATH}/orders", limit=100).data)


def test_a_code_with_a_blank_is_found(page, settled):
    page.goto("/products/TAPE%2050")
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(TAPE["name"])


def test_a_product_that_is_not_there_says_so_and_leads_on(page, settled, watch):
    watch.expect("404")
    page.goto("/products/NOPE")
    settled(page)
    expect(page.get_by_text("No order that counts names a product with this code.")).to_be_visible()
    page.get_by_role("link", name="Show all products").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Products")


def test_another_product_shows_nothing_of_the_one_before(box):
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    box.route("**/api/products/TAPE**", hold)
    box.keyboard.press("/")
    box.keyboard.type("tape")
    box.get_by_role("option", name="Tape, 50 m").click()
    expect(box.get_by_role("heading", level=1)).to_have_text("TAPE 50")
    for each in held:
        each.continue_()
    expect(box.get_by_role("heading", level=1)).to_have_text(TAPE["name"])
