"""Names in any script and of any length, where orders and customers are listed and shown."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.shop import ARABIC, CHINESE, LONG, ODD

SCREENS = {"wide": {}, "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True}}
# Whose name, and an order of theirs.
WHO = {"Chinese": (CHINESE, "b-2"), "Arabic": (ARABIC, "b-3"), "long": (LONG, "b-5"), "odd": (ODD, "b-6")}
everybody = pytest.mark.parametrize(("who", "order_id"), WHO.values(), ids=WHO)
every_screen = pytest.mark.parametrize("options", SCREENS.values(), ids=SCREENS)


@pytest.fixture
def opened(signed_in, settled):
    """Opens a page, which may not be wider than the screen, nor move."""

    def open_page(path: str, options: dict):
        page = signed_in(**options)
        page.goto(path)
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("window.shifted") <= 0.02
        return page

    return open_page


@everybody
@every_screen
def test_a_customer_is_listed_with_name_and_company(opened, who, order_id, options):
    page = opened(f"/customers?search={quote(who[1])}", options)
    row = page.locator("tbody tr").filter(has=page.get_by_role("link", name=who[1], exact=True))
    expect(row).to_have_count(1)
    expect(row.get_by_role("link")).to_have_attribute("dir", "auto")
    expect(row.locator(".beside").first).to_have_text(who[2] or re.compile("@example.com$"))
    expect(row.locator(".beside").first).to_have_attribute("dir", "auto")


@everybody
@every_screen
def test_the_orders_of_a_customer_name_them(opened, who, order_id, options):
    page = opened(f"/orders?contact={quote(who[0], safe='')}", options)
    row = page.locator("tbody tr").filter(has=page.get_by_role("link", name=f"#{order_id}", exact=True))
    expect(row.get_by_text(who[1], exact=True).locator("visible=true")).to_have_count(1)


@everybody
@every_screen
def test_an_order_shows_its_customer(opened, who, order_id, options):
    page = opened(f"/orders/{order_id}", options)
    expect(page.locator("main").get_by_role("link", name=who[1], exact=True)).to_be_visible()
    if who[2]:
        expect(page.get_by_text(who[2], exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("path", ["/reports", "/orders", "/products/BOX-S"])
def test_the_two_days_of_a_period_stand_in_one_line_on_a_phone(opened, path, width):
    page = opened(path, {"viewport": {"width": width, "height": 844}})
    first, last = (page.get_by_label(name, exact=True).bounding_box() for name in ("From", "To"))
    assert first["y"] == last["y"]
    assert first["x"] + first["width"] < last["x"]
    assert abs(first["x"] - (width - last["x"] - last["width"])) <= 1  # they fill it
