"""Signing in and out: the token stays in the tab, and a page is found again afterwards."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TOKEN_KEY
from tests.browser.shop import BEST


def sign_in(page: Page, token: str) -> None:
    page.get_by_label("Access token").fill(token)
    page.get_by_role("button", name="Sign in").click()


def test_with_the_token_the_reports_are_shown(signed_out, shop):
    signed_out.goto("/")
    sign_in(signed_out, shop.api.token)
    expect(signed_out.get_by_role("heading", level=1)).to_have_text("Reports")
    expect(signed_out).to_have_url(f"{shop.url}/reports")


def test_the_token_stays_in_the_tab(signed_out, shop):
    signed_out.goto("/")
    sign_in(signed_out, shop.api.token)
    expect(signed_out.get_by_role("navigation")).to_be_visible()
    assert signed_out.evaluate(f"sessionStorage.getItem('{TOKEN_KEY}')") == shop.api.token
    assert signed_out.evaluate("localStorage.length") == 0
    assert signed_out.context.cookies() == []
    assert shop.api.token not in signed_out.url
    other = signed_out.context.new_page()
    other.goto("/")
    expect(other.get_by_label("Access token")).to_be_visible()


def test_a_wrong_token_is_refused_in_words(signed_out, shop, watch):
    watch.expect("401")
    signed_out.goto("/orders")
    sign_in(signed_out, "wo_wrong")
    expect(signed_out.get_by_role("alert")).to_contain_text("not known")
    sign_in(signed_out, shop.api.token)
    expect(signed_out.get_by_role("heading", level=1)).to_have_text("Orders")


def test_nothing_is_asked_without_a_token(signed_out, watch):
    signed_out.goto("/customers")
    expect(signed_out.get_by_label("Access token")).to_be_focused()
    sign_in(signed_out, "")
    expect(signed_out.get_by_label("Access token")).to_be_visible()
    assert watch.calls() == []


def test_the_page_of_a_link_is_shown_after_signing_in(signed_out, shop):
    contact_id, name, _ = BEST
    signed_out.goto(f"/customers/{contact_id}")
    sign_in(signed_out, shop.api.token)
    expect(signed_out.get_by_role("heading", level=1)).to_contain_text(name)
    expect(signed_out).to_have_url(f"{shop.url}/customers/{contact_id}")


def test_who_has_signed_out_is_asked_again_and_leaves_no_token(page):
    page.goto("/products")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Access token")).to_be_visible()
    assert page.evaluate(f"sessionStorage.getItem('{TOKEN_KEY}')") is None
    page.reload()
    expect(page.get_by_label("Access token")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sign_in_is_accessible(new_context, violations, watch, scheme):
    watch.expect("401")
    page = new_context(color_scheme=scheme).new_page()
    page.goto("/")
    expect(page.get_by_label("Access token")).to_be_visible()
    assert violations(page) == []
    sign_in(page, "wo_wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
