"""The orders: the list with its filters, a day, the CSV of what is on screen, and one order."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.mocks import answer, example, problem, table
from tests.browser.shop import ARABIC, BEST, LONG, MANY, NEGATIVE_DAY, ZERO_DAY, today

EVERYTHING = "/orders?range=all"
CSV_PATH = re.compile(r"/api/orders\?")


def rows(page: Page):
    return page.locator("tbody tr")


def filters(page: Page):
    return page.get_by_role("list", name="Filters").get_by_role("listitem")


def reference_field(page: Page):
    return page.get_by_role("searchbox", name="Reference")


def shown(amount) -> str:
    return f"{'-' if amount < 0 else ''}${abs(amount):,.2f}"


def day(ago: int) -> str:
    return (today() - timedelta(days=ago)).isoformat()


def saved(page: Page) -> tuple[str, bytes]:
    """The CSV that the button saves: its name and content."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


def test_the_rows_are_those_of_the_api_to_the_cent(page, shop, settled):
    page.goto(EVERYTHING)
    answer = shop.api.get("/api/orders", limit=25).data
    expect(rows(settled(page))).to_have_count(len(answer))
    for row, order in zip(rows(page).all(), answer, strict=True):
        expect(row.get_by_role("link").first).to_have_text(order["orderReference"])
        expect(row.locator("td").last).to_have_text(shown(order["total"]))


def test_a_day_has_its_name_its_orders_and_the_days_beside_it(page):
    yesterday, before = today() - timedelta(days=1), today() - timedelta(days=2)
    page.goto(f"/orders?from={yesterday}&to={yesterday}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{yesterday:%A} {yesterday.day} {yesterday:%B %Y}")
    expect(rows(page)).to_have_count(3)
    page.locator("a[rel=prev]").click()
    expect(page).to_have_url(re.compile(f"from={before}&to={before}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{before:%A}")


def test_a_day_without_orders_leads_on(page):
    page.goto(f"/orders?from={day(ZERO_DAY)}&to={day(ZERO_DAY)}")
    expect(page.get_by_text("No orders on this day.")).to_be_visible()
    page.get_by_role("link", name="Look in all time").click()
    expect(rows(page)).to_have_count(25)


def test_a_credit_and_an_order_that_does_not_count_are_marked(page):
    page.goto(f"/orders?from={day(NEGATIVE_DAY)}&to={day(2)}")
    expect(rows(page)).to_have_count(2)
    expect(rows(page).nth(0)).to_contain_text("Not counted")
    expect(rows(page).nth(1)).to_contain_text("Credit")
    expect(rows(page).nth(1).locator("td").last).to_have_text("-$20.00")


def test_a_filter_is_a_chip_that_can_be_removed_and_come_back(page):
    page.goto(EVERYTHING)
    page.get_by_label("Type", exact=True).select_option("Credits")
    expect(rows(page)).to_have_count(1)
    page.get_by_label("Status", exact=True).select_option("cancelled")
    expect(filters(page)).to_have_text([re.compile("Status cancelled"), re.compile("Type Credits"), "Clear all"])
    expect(page.get_by_text("No order is like that.")).to_be_visible()
    page.get_by_role("button", name="Remove the filter Type: Credits").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("#b-8")
    page.go_back()
    page.go_back()
    expect(filters(page)).to_have_text([re.compile("Type Credits")])
    expect(page.get_by_label("Type", exact=True)).to_have_value("credit")
    page.go_forward()
    expect(filters(page)).to_have_count(3)
    page.get_by_role("button", name="Clear all").click()
    expect(rows(page)).to_have_count(25)
    expect(page).to_have_url(re.compile(r"/orders\?range=all$"))


def test_a_reference_is_looked_for_while_one_types_in_all_time(page, watch, settled):
    page.goto("/orders")
    asked = len(watch.calls()) if settled(page) else 0
    reference_field(page).press_sequentially("B-4", delay=30)
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("#b-4")
    assert [each for each in watch.calls()[asked:] if "reference" in each] == ["/api/orders?limit=25&reference=B-4"]
    expect(page.locator("fieldset.range select")).to_have_value("all")
    reference_field(page).fill("b-5")
    expect(rows(page)).to_contain_text("#b-5")
    page.go_back()  # what was typed is one step
    expect(reference_field(page)).to_have_value("")
    expect(filters(page)).to_have_count(0)


def test_a_customer_and_a_product_are_found_by_words_with_the_keyboard(page, settled):
    page.goto("/orders")
    finder = settled(page).get_by_role("combobox", name="Customer or product")
    finder.press_sequentially(ARABIC[1].split()[0])
    expect(page.get_by_role("option", name=ARABIC[1])).to_be_visible()
    finder.press("Enter")
    expect(filters(page)).to_have_text([re.compile(f"Customer {ARABIC[1]}")])
    expect(rows(page)).to_have_count(1)
    finder.press_sequentially("tape")
    expect(page.get_by_role("option", name="Tape, 50 m")).to_be_visible()
    finder.press("ArrowDown")
    finder.press("Enter")
    expect(filters(page)).to_have_count(3)
    expect(rows(page)).to_contain_text("#b-3")
    finder.press_sequentially("zzzz")
    expect(page.get_by_text("Nothing begins like that.")).to_be_visible()
    finder.press("Escape")
    expect(finder).to_have_value("")


def test_the_list_sorts_by_its_date_both_ways(page, shop):
    page.goto(EVERYTHING)
    expect(page.get_by_role("columnheader", name="Date")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Date").click()
    expect(page.get_by_role("columnheader", name="Date")).to_have_attribute("aria-sort", "ascending")
    oldest = shop.api.get("/api/orders", limit=1, sort="createdAt").data[0]["orderReference"]
    expect(rows(page).first.get_by_role("link").first).to_have_text(oldest)


def test_the_rest_of_the_list_is_a_button_away_and_rows_open_by_the_keyboard(page):
    page.goto(EVERYTHING)
    page.get_by_role("button", name="Show more").click()
    expect(rows(page)).to_have_count(MANY + 8)
    page.get_by_role("region", name="List of orders and credits").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    reference = rows(page).nth(1).get_by_role("link").first
    expect(reference).to_be_focused()
    text = reference.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def test_the_csv_is_the_list_that_is_on_screen(page, shop):
    page.goto(f"/orders?range=all&contact={BEST[0]}&sort=createdAt")
    expect(rows(page)).to_have_count(2)
    name, content = saved(page)
    assert name == f"orders-{BEST[0]}.csv"
    wanted = shop.api.get("/api/orders", contact=BEST[0], sort="createdAt", format="csv").raw
    assert content == b"\xef\xbb\xbf" + wanted
    expect(page.get_by_text("Saved 2 rows.")).to_be_visible()
    page.get_by_label("Type", exact=True).select_option("Credits")
    expect(page.get_by_text("Saved 2 rows.")).to_be_hidden()


def test_the_csv_says_when_there_are_more_rows(page, settled):
    page.goto("/orders")
    settled(page)
    page.route(CSV_PATH, table("list_orders", 5000, goes_on=True))
    assert saved(page)[1].count(b"\r\n") == 5001
    expect(page.get_by_text("Saved the first 5,000 rows; there are more.")).to_be_visible()


def test_a_csv_that_is_refused_says_why(page, settled, watch):
    watch.expect("503")
    page.goto("/orders")
    settled(page)
    page.route(CSV_PATH, problem(503, "the store did not answer"))
    page.get_by_role("button", name="Download CSV").click()
    expect(page.get_by_text("Not saved: the store did not answer")).to_be_visible()


def test_a_list_that_fails_names_the_cause_and_is_tried_again(page, watch):
    watch.expect("503")
    page.route(CSV_PATH, problem(503, "the store did not answer"))
    page.goto(EVERYTHING)
    expect(page.get_by_role("alert")).to_contain_text("the store did not answer")
    page.unroute(CSV_PATH)
    page.get_by_role("button", name="Retry").click()
    expect(rows(page)).to_have_count(25)


def test_a_part_that_was_searched_is_not_taken_for_the_whole(page):
    part = {"limit": 25, "nextCursor": "on", "note": "only a part was searched"}
    page.route(CSV_PATH, answer("list_orders", example("list_orders", "page") | {"data": [], "page": part}))
    page.goto("/orders?status=lost")
    expect(page.get_by_text("Nothing among the orders that were searched so far.")).to_be_visible()
    page.unroute(CSV_PATH)
    expect(page.get_by_role("button", name="Show more")).to_be_enabled()


def test_an_order_shows_its_lines_and_totals_to_the_cent(page, shop):
    order = shop.api.get("/api/orders/b-2").data
    page.goto("/orders/b-2")
    expect(page.get_by_role("heading", level=1)).to_have_text("#b-2")
    expect(rows(page)).to_have_count(len(order["lines"]))
    for row, line in zip(rows(page).all(), order["lines"], strict=True):
        expect(row.locator("td").last).to_have_text(shown(line["lineTotal"]))
    expect(page.locator(".totals .sum dd")).to_have_text(shown(order["totals"]["total"]))
    page.get_by_role("link", name=order["customer"]["name"]).click()
    expect(page).to_have_url(re.compile(f"/customers/{order['contactID']}$"))


def test_an_order_and_its_credit_lead_to_each_other(page):
    page.goto("/orders/b-5")
    page.get_by_role("link", name="b-7", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("#b-7")
    expect(page.get_by_role("heading", name="Credit")).to_be_visible()
    expect(page.locator(".totals .sum dd")).to_have_text("-$20.00")
    page.get_by_role("link", name="b-5", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("#b-5")
    expect(page.get_by_role("link", name=LONG[1])).to_be_visible()


def test_an_order_that_does_not_count_says_why_and_keeps_its_other_fields(page):
    page.goto("/orders/b-8")
    expect(page.get_by_text("The status “cancelled” does not count for an order")).to_be_visible()
    page.get_by_text("1 other field").click()
    expect(page.locator("details.other")).to_contain_text('"wrap": "red"')


def test_an_order_that_is_not_there_says_so(page, watch):
    watch.expect("404")
    page.goto("/orders/none")
    expect(page.get_by_role("alert")).to_contain_text("there is no order none")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/orders?status=cancelled", "/orders?product=none", "/orders/b-7", "/orders/b-8"])
def test_filters_marks_and_notices_are_accessible(signed_in, settled, violations, path, scheme):
    page = signed_in(color_scheme=scheme)
    page.goto(path)
    assert violations(settled(page)) == []
