"""Every page: its title, its address, its accessibility, on a wide screen and on a phone, in light and dark."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.shop import BEST

PAGES = {"/reports": "Reports", "/orders": "Orders", "/customers": "Customers", "/products": "Products"}
DETAILS = {"/orders/b-1": "b-1", f"/customers/{BEST[0]}": BEST[1], "/products/BOX-S": "Small box"}
every_page = pytest.mark.parametrize("path", [*PAGES, *DETAILS])


@pytest.mark.parametrize(("path", "title"), PAGES.items())
def test_a_page_has_its_title(page, path, title):
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page).to_have_title(re.compile(f"^{title}\\b.*WebOrders"))
    expect(page.get_by_role("navigation").get_by_role("link", name=title)).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize(("path", "title"), DETAILS.items())
def test_a_detail_has_its_heading(page, path, title):
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_back_and_forward_lead_through_the_pages(page, shop):
    page.goto("/reports")
    for title in ("Orders", "Customers", "Products"):
        page.get_by_role("navigation").get_by_role("link", name=title).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Customers")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Orders")
    page.go_forward()
    expect(page).to_have_url(re.compile(f"^{shop.url}/customers"))


def test_an_address_that_is_no_page_says_so_and_leads_on(page):
    page.goto("/nothing/here")
    expect(page.get_by_role("heading", level=1)).to_have_text("No such page")
    page.get_by_role("link", name="Go to the reports").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reports")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@every_page
def test_a_page_is_accessible(signed_in, settled, violations, path, scheme):
    page = signed_in(color_scheme=scheme)
    page.goto(path)
    assert violations(settled(page)) == []


@pytest.mark.parametrize("width", [320, 390])
@every_page
def test_on_a_phone_nothing_is_wider_than_the_screen(signed_in, settled, path, width):
    page = signed_in(viewport={"width": width, "height": 844}, has_touch=True)
    page.goto(path)
    assert settled(page).evaluate("document.documentElement.scrollWidth") <= width
