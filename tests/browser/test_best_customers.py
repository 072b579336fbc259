"""Who was the best customer of last month: found from the reports and the customers, with the orders behind it."""

import csv
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.mocks import problem
from tests.browser.shop import BEST, LONG, today

PHONE = {"viewport": {"width": 390, "height": 844}}
MOST_SHIFT = 0.02


def last_month() -> dict[str, str]:
    """The first and the last day of last month."""
    last = today().replace(day=1) - timedelta(days=1)
    return {"from": str(last.replace(day=1)), "to": str(last)}


LAST = last_month()["from"][:7]
NAME = f"{date.fromisoformat(last_month()['from']):%b %Y}"


def best_of(shop, **parameters) -> list[dict]:
    return shop.api.get("/api/reports/customers", **{"month": LAST, **parameters}).data


def ranking(page: Page, month: str = NAME) -> Locator:
    return page.locator("section.panel").filter(has=page.get_by_role("heading", name=f"Best customers of {month}"))


def figure(text: str) -> Decimal:
    return Decimal(re.sub(r"[^0-9.-]", "", text))


def money(amount) -> str:
    return f"${amount:,.2f}".replace("$-", "-$")


def orders_of(row: Locator) -> Locator:
    return row.get_by_role("link", name=re.compile(r"^\d+ orders?.* in "))


def test_a_newcomer_finds_the_best_customer_of_last_month_and_the_orders_behind_it(page, settled, shop):
    best = best_of(shop)[0]
    page.goto("/")
    settled(page).get_by_label("Period", exact=True).select_option("last-month")
    first = ranking(settled(page)).locator("tbody tr").first
    expect(first).to_contain_text(best["name"])
    expect(first).to_contain_text(money(best["spend"]))
    orders_of(first).click()
    expect(page).to_have_url(re.compile(rf"/orders\?.*contact={BEST[0]}.*from={LAST}-01"))
    listed = settled(page).locator("main tbody tr")
    documents = shop.api.get("/api/orders", contact=best["contactID"], **last_month()).data
    expect(listed).to_have_count(len(documents))
    assert sum(each["total"] for each in documents if each["counts"]) == best["spend"]
    for document in documents:
        expect(listed.filter(has=page.get_by_role("link", name=document["orderReference"]))).to_contain_text(
            money(document["total"])
        )
    page.go_back()
    first.get_by_role("link", name=best["name"], exact=True).click()
    expect(settled(page).get_by_role("heading", level=1)).to_have_text(best["name"])
    month = page.locator(f'a.bar[href*="from={LAST}-01"]')
    expect(month).to_have_attribute("aria-label", re.compile(re.escape(f": {money(best['spend'])}")))
    month.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/orders\?.*contact={BEST[0]}.*from={LAST}-01"))
    expect(listed).to_have_count(len(documents))


def test_what_was_spent_leads_to_the_documents_that_it_is_made_of(page, settled, shop):
    best = best_of(shop)[0]
    page.goto("/customers?month=last")
    spent = f"What {money(best['spend'])} is made of"
    ranking(settled(page)).locator("tbody tr").first.get_by_role("link", name=spent).click()
    documents = shop.api.get("/api/orders", contact=best["contactID"], **last_month()).data
    expect(settled(page).locator("main tbody tr")).to_have_count(len(documents))


@pytest.mark.parametrize("path", ["/reports?range=last-month", "/customers?month=last", f"/customers?month={LAST}"])
def test_the_figures_on_screen_are_those_of_the_api(page, settled, shop, path):
    page.goto(path)
    rows = ranking(settled(page)).locator("tbody tr")
    answered = best_of(shop, limit=10 if "reports" in path else 25)
    expect(rows).to_have_count(len(answered))
    for row, each in zip(rows.all(), answered, strict=True):
        expect(row.locator(".rank")).to_have_text(str(each["rank"]))
        expect(row.locator(".name")).to_have_text(each["name"])
        expect(row).to_contain_text(each["segment"])
        assert figure(row.locator("td").last.inner_text()) == Decimal(each["spend"]).quantize(Decimal("0.01"))
        assert orders_of(row).inner_text().split()[0] == str(each["orders"])


def test_the_reports_name_the_month_in_which_the_range_ends_and_lead_to_all_of_it(page, settled):
    page.goto(f"/reports?from=2024-01-15&to={LAST}-03")
    ranking(settled(page)).get_by_role("link", name="All of the month").click()
    expect(page).to_have_url(re.compile(f"/customers\\?month={LAST}$"))
    expect(ranking(page)).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/reports"))
    page.go_forward()
    expect(ranking(page)).to_be_visible()


def test_a_month_is_chosen_and_all_time_is_one_step_back(page, settled):
    page.goto("/customers?segment=New")
    settled(page).get_by_label("Period").select_option("last")
    expect(page).to_have_url(re.compile(r"/customers\?month=last$"))
    expect(ranking(page).locator("tbody tr").first).to_contain_text(BEST[1])
    expect(page.get_by_role("group", name="Segment")).to_have_count(0)
    expect(page.get_by_role("searchbox")).to_have_count(0)
    page.get_by_label("Period").select_option(LAST)
    expect(page).to_have_url(re.compile(f"month={LAST}$"))
    page.go_back()
    expect(page.get_by_label("Period")).to_have_value("last")
    page.go_back()
    expect(page.get_by_role("heading", name="Customers: New")).to_be_visible()
    page.go_forward()
    page.get_by_role("link", name="all customers").click()
    expect(page.get_by_role("heading", name="All customers")).to_be_visible()
    expect(page.get_by_label("Period")).to_have_value("")


def test_the_next_rows_follow_and_the_csv_is_what_is_on_screen(page, settled, shop):
    page.goto("/customers?month=last")
    names = ranking(settled(page)).locator("tbody .name")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    rows = list(csv.DictReader(Path(download.value.path()).read_text("utf-8-sig").splitlines()))
    assert download.value.suggested_filename == f"customers-{LAST}.csv"
    more = page.get_by_role("button", name="Show more")
    if len(rows) > names.count():
        more.click()
    expect(names).to_have_count(len(rows))
    expect(more).to_have_count(0)
    assert [each["name"] for each in rows] == names.all_inner_texts() == [each["name"] for each in best_of(shop)]


def test_the_rows_are_walked_with_keys_and_enter_opens_the_customer(page, settled, shop):
    page.goto("/customers?month=last")
    ranking(settled(page)).get_by_role("region").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.get_by_role("link", name=BEST[1], exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/customers/{BEST[0]}$"))


def test_a_month_without_customers_says_so_and_leads_on(page, settled):
    page.goto("/customers?month=2019-05")
    expect(ranking(settled(page), "May 2019")).to_contain_text("No customer has ordered in May 2019.")
    expect(page.get_by_label("Period")).to_have_value("2019-05")
    page.get_by_role("link", name="Show all customers").click()
    expect(page.get_by_role("heading", name="All customers")).to_be_visible()


def test_another_currency_is_said_and_the_main_one_is_a_click_away(page, settled):
    page.goto("/reports?range=last-month&currency=NZD")
    panel = ranking(settled(page))
    expect(panel).to_contain_text(f"No customer has ordered in NZD in {NAME}.")
    panel.get_by_role("link", name="All of the month").click()
    expect(ranking(page, f"{NAME} in NZD")).to_contain_text("No customer has ordered in NZD")
    page.get_by_role("link", name="AUD").click()
    expect(page).to_have_url(re.compile(f"month={LAST}$"))
    expect(ranking(page).get_by_role("link", name=BEST[1], exact=True)).to_be_visible()


@pytest.mark.parametrize("path", ["/reports?range=last-month", "/customers?month=last"])
def test_a_failure_stays_in_its_panel_and_can_be_retried(page, settled, watch, path):
    watch.expect("503")
    failing = "**/api/reports/customers?*"
    page.route(failing, problem(503, "The store did not answer."))
    page.goto(path)
    panel = ranking(settled(page))
    expect(panel.get_by_role("alert")).to_contain_text("The store did not answer.")
    page.unroute(failing)
    panel.get_by_role("button", name="Retry").click()
    expect(panel.get_by_role("link", name=BEST[1], exact=True)).to_be_visible()


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("path", ["/reports?range=last-month", "/customers?month=last", "/customers?month=2019-05"])
def test_a_slow_answer_finds_its_place_kept(signed_in, settled, options, path):
    page = signed_in(**options)

    def slowly(route):
        page.wait_for_timeout(150)
        route.continue_()

    page.route("**/api/reports/customers?*", slowly)
    page.goto(path)
    expect(page.locator(".skeleton").first).to_be_visible()
    page.evaluate("window.shifted = 0")  # what is asked here is the page, not its frame
    settled(page)
    assert page.evaluate("window.shifted") <= MOST_SHIFT


@pytest.mark.parametrize(
    "options",
    [{}, {"color_scheme": "dark"}, PHONE, {**PHONE, "color_scheme": "dark"}],
    ids=["", "dark", "phone", "both"],
)
@pytest.mark.parametrize("path", ["/reports?range=last-month", "/customers?month=last", "/customers?month=2019-05"])
def test_it_is_accessible_and_fits(signed_in, settled, violations, options, path):
    page = signed_in(**options)
    page.goto(path)
    assert violations(settled(page)) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tables = page.locator("section.panel").filter(has=page.get_by_text("Best customers of")).locator(".table-frame")
    for table in tables.all():
        assert table.evaluate("(frame) => frame.scrollWidth - frame.clientWidth") <= 0


def test_a_long_name_is_cut_instead_of_making_another_line(page, settled):
    page.goto("/reports?range=last-month")
    rows = ranking(settled(page)).locator("tbody tr")
    expect(rows.filter(has_text=LONG[2])).to_have_count(1)
    heights = rows.evaluate_all("(rows) => rows.map((row) => row.clientHeight)")
    assert max(heights) - min(heights) <= 1
