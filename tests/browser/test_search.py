"""The frame of every page: search, keys, theme, how fresh the figures are, titles and focus."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.mocks import answer, example, problem
from tests.browser.shop import ARABIC, BEST, CHINESE, LONG

SEARCH = "Search customers, orders and products"


def box(page: Page):
    return page.get_by_role("combobox", name=SEARCH)


def option(page: Page, name: str):
    return page.get_by_role("option", name=name)


@pytest.fixture
def products(page, settled) -> Page:
    page.goto("/products")
    return settled(page)


@pytest.mark.parametrize("key", ["Control+k", "Meta+k", "/"])
def test_a_key_opens_the_search_and_escape_closes_it_again(products, key):
    products.keyboard.press(key)
    expect(box(products)).to_be_focused()
    products.keyboard.press("Escape")
    expect(box(products)).to_have_count(0)


def test_a_slash_that_is_typed_is_a_slash(page, settled):
    page.goto("/customers")
    settled(page)
    field = page.get_by_role("searchbox", name="Name, company, e-mail or phone")
    field.click()
    page.keyboard.type("/?")
    expect(field).to_have_value("/?")
    expect(page.get_by_role("dialog")).to_have_count(0)


@pytest.mark.parametrize("who", [BEST, CHINESE, ARABIC, LONG])
def test_a_customer_is_found_and_opened_with_the_keyboard_only(products, who):
    contact_id, name, _ = who
    products.keyboard.press("/")
    products.keyboard.type(name)
    expect(option(products, name).first).to_be_visible()
    products.keyboard.press("Enter")
    expect(products).to_have_url(re.compile(f"/customers/{contact_id}$"))
    expect(products.get_by_role("heading", level=1)).to_be_focused()
    expect(products).to_have_title(f"{name} · Customers · WebOrders")
    products.go_back()
    expect(products.get_by_role("heading", level=1)).to_have_text("Products")


def test_the_arrows_choose_among_groups(products):
    products.keyboard.press("/")
    products.keyboard.type("b")
    first = products.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    assert products.get_by_role("listbox").get_by_role("group").count() > 1
    products.keyboard.press("ArrowUp")
    last = products.get_by_role("option").last
    expect(last).to_have_attribute("aria-selected", "true")
    expect(box(products)).to_have_attribute("aria-activedescendant", last.get_attribute("id"))
    products.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    products.keyboard.press("Enter")
    expect(products).to_have_url(re.compile("/customers/mei$"))


def test_enter_before_the_answer_opens_the_first_match(products):
    products.route("**/api/search**", slow)
    products.keyboard.press("/")
    products.keyboard.type("small box")
    products.keyboard.press("Enter")
    expect(products).to_have_url(re.compile("/products/BOX-S$"))


def slow(route) -> None:
    route.request.frame.page.wait_for_timeout(400)
    route.continue_()


def test_one_request_asks_for_what_was_typed(products, watch):
    products.keyboard.press("/")
    products.keyboard.type("mei lin", delay=20)
    expect(option(products, "Mei Lin")).to_be_visible()
    assert [each for each in watch.calls() if "/search" in each] == ["/api/search?limit=5&q=mei+lin"]


def test_what_is_not_found_says_how_words_are_found(products, violations):
    products.keyboard.press("/")
    products.keyboard.type("nobody at all")
    dialog = products.get_by_role("dialog", name="Search")
    expect(dialog).to_contain_text("No match for “nobody at all”")
    assert violations(products) == []
    dialog.get_by_role("link", name="all customers").click()
    expect(products.get_by_role("heading", level=1)).to_have_text("Customers")
    expect(dialog).to_have_count(0)


def test_a_search_that_fails_says_why_and_can_be_asked_again(products, watch):
    watch.expect("503")
    products.route("**/api/search**", problem(503, "the store did not answer"))
    products.keyboard.press("/")
    products.keyboard.type("mei")
    expect(products.get_by_role("alert")).to_contain_text("the store did not answer")
    products.unroute("**/api/search**")
    products.get_by_role("button", name="Retry").click()
    expect(option(products, "Mei Lin")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dialogs_are_accessible(signed_in, settled, violations, scheme):
    page = signed_in(color_scheme=scheme, viewport={"width": 390, "height": 700})
    page.goto("/products")
    settled(page)
    page.get_by_role("button", name="Search").click()
    page.keyboard.type("b")
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Search customers, orders and products")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    assert violations(page) == []


def test_the_theme_is_chosen_and_kept(products):
    ground = "getComputedStyle(document.body).backgroundColor"
    light = products.evaluate(ground)
    products.get_by_role("button", name="Menu").click()
    products.get_by_label("Dark").check()
    dark = products.evaluate(ground)
    assert dark != light
    products.reload()
    expect(products.locator("html")).to_have_attribute("data-theme", "dark")
    assert products.evaluate(ground) == dark
    products.get_by_role("button", name="Menu").click()
    products.get_by_label("System").check()
    assert products.evaluate(ground) == light
    assert products.evaluate("localStorage.length") == 0


def test_the_page_says_up_to_when_its_figures_are(products):
    expect(products.locator(".freshness")).to_have_text(re.compile(r"Up to date as of .+ \([\d.]+ s behind\)"))
    expect(products.get_by_role("button", name="Show newer")).to_have_count(0)


def test_newer_orders_are_offered_and_shown(products, shop, watch):
    status = json.loads(shop.api.get("/api/status").raw)
    later = status["data"] | {"asOf": "2999-01-01T00:00:00Z"}
    products.route("**/api/status", answer("show_status", status | {"data": later}))
    products.get_by_role("button", name="Show newer").click(timeout=20_000)
    expect(products.get_by_role("button", name="Show newer")).to_have_count(0)
    lists = [each for each in watch.calls() if each.startswith("/api/products?")]
    assert len(lists) == 2
    assert len(set(lists)) == 1


def test_a_recount_is_told_plainly(page, settled):
    view = example("list_products", "page")
    recount = view | {"meta": view["meta"] | {"source": "recount", "cacheHit": False, "lagSeconds": None}}
    page.route("**/api/products?*", answer("list_products", recount))
    page.goto("/products")
    expect(settled(page).get_by_text("Counted from the orders: slower, and right")).to_be_visible()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Customers").click()
    expect(settled(page).get_by_text("Up to date as of")).to_be_visible()
