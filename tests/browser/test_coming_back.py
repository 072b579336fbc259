"""Where the focus is after a way through the pages: at the heading of a new page, at the row one comes back from."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.shop import LONG, ODD, TAPE

LINKS = [("/customers", LONG[1]), ("/customers", ODD[1]), ("/orders", "#b-2"), ("/products", TAPE["name"])]


def heading(page: Page):
    return page.get_by_role("heading", level=1)


@pytest.mark.parametrize(("path", "link"), LINKS)
def test_back_from_a_detail_leads_to_its_row(page, settled, path, link):
    page.goto(path)
    row = settled(page).get_by_role("link", name=link, exact=True).first
    row.click()
    expect(heading(page)).to_be_focused()
    page.go_back()
    expect(row).to_be_focused()
    page.go_forward()
    expect(heading(page)).to_be_focused()


def test_a_list_is_walked_on_from_the_row(page, settled):
    page.goto("/customers")
    links = settled(page).locator("tbody td:first-child a")
    links.nth(3).focus()
    page.keyboard.press("Enter")
    expect(heading(page)).to_be_focused()
    page.go_back()
    expect(links.nth(3)).to_be_focused()
    page.keyboard.press("j")
    expect(links.nth(4)).to_be_focused()


def test_a_row_of_the_second_page_is_found_too(page, settled):
    page.goto("/customers")
    settled(page).get_by_role("button", name="Show more").click()
    row = page.locator("tbody td:first-child a").nth(27)
    row.click()
    expect(heading(page)).to_be_focused()
    page.go_back()
    expect(row).to_be_focused()


def test_a_detail_whose_address_has_changed_meanwhile_is_known_again(page, settled):
    page.goto("/customers")
    row = settled(page).get_by_role("link", name=LONG[1])
    row.click()
    settled(page).get_by_role("button", name="Show as table").click()
    expect(page).to_have_url(re.compile(rf"/customers/{quote(LONG[0])}\?table=true$"))
    page.go_back()
    expect(row).to_be_focused()


def test_a_link_to_the_list_is_a_new_page_with_its_heading(page, settled):
    page.goto("/customers")
    settled(page).get_by_role("link", name=LONG[1]).click()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Customers").click()
    expect(heading(page)).to_have_text("Customers")
    expect(heading(page)).to_be_focused()


def test_a_fresh_page_leaves_the_focus_where_the_browser_has_it(page, settled):
    page.goto("/customers")
    settled(page)
    assert page.evaluate("document.activeElement === document.body")
