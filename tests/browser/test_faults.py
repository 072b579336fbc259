"""A server that fails in every way, a token that ends, and a shop that has nothing yet."""

import re

import pytest
from playwright.sync_api import expect

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import READ
from tests.browser.conftest import TOKEN_KEY
from tests.browser.mocks import broken, problem

PAGES = ("/reports", "/orders", "/customers", "/products")
# How an answer fails, what the browser's console says of it, and what the page tells.
FAULTS = {
    "busy": (problem(503, "The store did not answer."), "503", "The store did not answer."),
    "crashed": (broken(502, "<html>Bad gateway</html>"), "502", "The server answered 502."),
    "unreadable": (broken(200, '{"data": ['), None, "The answer is not readable."),
    "refused": (problem(403, "this token lacks the scope"), "403", "lacks the scope"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("path", PAGES)
def test_what_fails_is_told_in_its_panel_and_tried_again(page, settled, watch, path, fault):
    answer, heard, told = FAULTS[fault]
    if heard:
        watch.expect(heard)
    asked = re.compile(r"/api/(reports/|orders|customers|products)")
    page.route(asked, answer)
    page.goto(path)
    alert = page.get_by_role("alert").first
    expect(alert).to_contain_text(told)
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    page.unroute(asked)
    while page.get_by_role("button", name="Retry").count():  # panels with the same question come back together
        page.get_by_role("button", name="Retry").first.click()
        settled(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_without_a_connection_the_page_says_so_and_goes_on_with_it(page, settled, watch):
    watch.expect("ERR_INTERNET_DISCONNECTED")
    page.goto("/orders")
    settled(page)
    page.context.set_offline(True)
    page.get_by_label("Status").select_option("completed")
    expect(page.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    page.context.set_offline(False)
    page.get_by_role("button", name="Retry").click()
    settled(page)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_token_that_is_revoked_meanwhile_leads_to_the_sign_in_and_back_to_the_page(page, settled, shop, watch):
    watch.expect("401")
    page.goto("/customers")
    settled(page)
    page.route("**/api/**", problem(401, "send a valid token"))
    page.reload()
    expect(page.get_by_label("Access token")).to_be_visible()
    page.unroute("**/api/**")
    page.get_by_label("Access token").fill(shop.api.token)
    page.get_by_role("button", name="Sign in").click()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")


@pytest.fixture(scope="module")
def token_of_an_empty_shop(shop, local_system) -> str:
    name = "empty-shop"
    register(local_system.store, local_system.tables, Client(name, "Empty shop", Rules()))
    return local_system.runtime.tokens.create(name, {READ}, "browser")


@pytest.mark.parametrize("path", PAGES)
def test_a_shop_without_orders_has_words_for_it_and_is_accessible(
    signed_out, settled, violations, token_of_an_empty_shop, path
):
    script = f"if (location.protocol === 'http:') sessionStorage.setItem('{TOKEN_KEY}', '{token_of_an_empty_shop}')"
    signed_out.context.add_init_script(script)
    signed_out.goto(path)
    settled(signed_out)
    expect(signed_out.locator("main")).to_contain_text(re.compile("[Nn]o (order|customer|product)"))
    expect(signed_out.get_by_role("alert")).to_have_count(0)
    assert violations(signed_out) == []
