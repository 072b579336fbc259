"""The figures on the screen are the API's, to the cent: each test reads both."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page

PAGE = 25

# A page, what the API answers to its question, the field that names a row, and the money that the row shows.
LISTS = [
    ("/customers", "/api/customers", "name", "totalSpend"),
    ("/products", "/api/products", "name", "revenue"),
    ("/orders?range=12m", "/api/orders", "orderReference", "total"),
]


def money(amount: Decimal) -> str:
    """An amount as the shop's people write it, without its sign and currency."""
    return f"{abs(amount):,.2f}"


def rows(page: Page) -> list[str]:
    """What stands in each row of the page's table."""
    return [" ".join(each.split()) for each in page.locator("main tbody tr").all_inner_texts()]


@pytest.mark.parametrize("listed", LISTS, ids=lambda listed: listed[0])
def test_every_row_of_a_list_is_the_apis(page, settled, shop, listed):
    path, question, name, amount = listed
    page.goto(path)
    shown = rows(settled(page))
    answered = shop.api.get(question, limit=PAGE).data
    assert len(shown) == len(answered) > 0
    for text, row in zip(shown, answered, strict=True):
        assert str(row[name]) in text
        assert money(row[amount]) in text


def test_money_that_went_back_is_negative_on_the_screen(page, settled, shop):
    page.goto("/orders?range=12m")
    (credit,) = [text for text in rows(settled(page)) if "#b-7" in text]
    assert shop.api.get("/api/orders/b-7").data["totals"]["total"] == Decimal("-20.00")
    assert any(f"{sign}$20.00" in credit for sign in "-−–")


def test_the_key_figures_are_the_overviews(page, settled, shop, watch):
    page.goto("/reports")
    shown = settled(page).locator("main").inner_text()
    (asked,) = {each for each in watch.calls() if each.startswith("/api/reports/overview")}
    (block,) = shop.api.get(asked).data
    for figure in ("totalSales", "netSales", "averageOrderValue"):
        assert money(block["figures"][figure]) in shown, figure
    assert block["figures"]["orders"] > 0
