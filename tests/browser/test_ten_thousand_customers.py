"""A shop of ten thousand customers: every page of the list is one request, as quick to draw as the first one."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Shop
from tests.browser.large_shop import CUSTOMERS, DAYS, by_spend, name_of, spent_by
from tests.browser.test_budgets import MOST_SHIFT
from tests.browser.test_customers import money, names
from tests.http.api import Api
from tools.deployment.sources import PROJECT

PAGE = 25
SORTS = {
    "?sort=name": [name_of(number) for number in range(PAGE)],
    "?sort=-name": [name_of(CUSTOMERS - 1 - number) for number in range(PAGE)],
    "": by_spend()[:PAGE],
    "?sort=totalSpend": by_spend()[: -PAGE - 1 : -1],
}


@pytest.fixture(scope="module")
def shop(chromium, dashboard) -> Iterator[Shop]:
    """The large shop, in a process of its own."""
    command = [sys.executable, "-m", "tests.browser.large_shop", str(dashboard)]
    with subprocess.Popen(command, cwd=PROJECT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        at = json.loads(process.stdout.readline())
        yield Shop(at["url"], Api(at["url"], at["token"]))
        process.stdin.close()


@pytest.fixture
def customers(page, settled) -> Page:
    """The list of customers, as it opens."""
    page.goto("/customers")
    return settled(page)


def lists(watch) -> list[str]:
    return [each for each in watch.calls() if each.startswith("/api/customers?")]


def elements(page: Page) -> int:
    return page.evaluate("document.querySelectorAll('main *').length")


def test_each_page_of_rows_is_one_request_and_adds_only_itself(customers, watch):
    sizes = [elements(customers)]
    for pages in (1, 2, 3, 4):
        expect(customers.locator("tbody tr")).to_have_count(PAGE * pages)
        assert len(lists(watch)) == pages
        customers.get_by_role("button", name="Show more").click()
        expect(customers.locator("tbody tr")).to_have_count(PAGE * (pages + 1))
        sizes.append(elements(customers))
    assert names(customers) == by_spend()[: PAGE * 5]
    grown = [after - before for before, after in pairwise(sizes)]
    assert len(set(grown)) == 1, grown
    assert sizes[0] < 2 * grown[0]  # what is there beside the first rows is less than they are


def test_all_are_counted_and_none_is_sent_that_is_not_shown(customers, shop):
    expect(customers.get_by_role("button", name=re.compile(f"^All *{CUSTOMERS:,}$"))).to_be_visible()
    expect(customers.get_by_text(f"{PAGE} customers shown")).to_be_visible()
    assert len(shop.api.get("/api/customers", limit=PAGE).data) == PAGE


@pytest.mark.parametrize(("search", "expected"), SORTS.items(), ids=["name", "-name", "-totalSpend", "totalSpend"])
def test_the_first_rows_are_the_first_of_all(page, settled, search, expected):
    page.goto(f"/customers{search}")
    assert names(settled(page)) == expected
    shown = page.locator("tbody tr td:last-child").all_inner_texts()
    assert shown == [money(spent_by(int(name.split()[-1]))) for name in expected]


def test_the_page_is_as_large_in_any_order(page, settled):
    sizes = set()
    for search in SORTS:
        page.goto(f"/customers{search}")
        sizes.add(elements(settled(page)))
    assert len(sizes) == 1


@pytest.mark.parametrize("number", [4711, 9999])
def test_typing_finds_one_of_them(customers, watch, number):
    customers.get_by_role("searchbox").press_sequentially(name_of(number), delay=10)
    expect(customers.locator("tbody tr")).to_have_count(1)
    expect(customers.get_by_role("link", name=name_of(number))).to_be_visible()
    assert len(lists(watch)) == 2
    customers.get_by_role("link", name=name_of(number)).click()
    expect(customers.get_by_role("heading", level=1)).to_have_text(name_of(number))


def test_what_many_have_in_common_is_found_page_by_page(customers, watch):
    customers.get_by_role("searchbox").fill("buyer")
    expect(customers.get_by_role("heading", name="Found, best match first")).to_be_visible()
    expect(customers.locator(".stale")).to_have_count(0)
    found = names(customers)
    customers.get_by_role("button", name="Show more").click()
    expect(customers.locator("tbody tr")).not_to_have_count(len(found))
    assert names(customers)[: len(found)] == found
    assert len(set(names(customers))) == len(names(customers))
    assert len(lists(watch)) == 3


def test_nothing_moves_while_the_list_is_read_and_sorted(customers):
    customers.get_by_role("button", name="Show more").click()
    expect(customers.locator("tbody tr")).to_have_count(2 * PAGE)
    customers.get_by_role("button", name="Customer", exact=True).click()
    expect(customers.get_by_role("link", name=name_of(0))).to_be_visible()
    assert customers.evaluate("window.shifted") <= MOST_SHIFT


def test_what_is_found_stands_where_the_list_was(customers):
    first = customers.locator("tbody tr").first
    before = first.bounding_box()
    customers.get_by_role("searchbox").fill(name_of(4711))
    expect(customers.locator("tbody tr")).to_have_count(1)
    assert first.bounding_box() == before


def test_of_many_documents_the_days_add_up_to_the_card(page, settled):
    page.goto("/reports?why=totalSales")
    dialog = settled(page).get_by_role("dialog")
    days = dialog.get_by_role("region", name="Periods that add").locator("tbody tr")
    expect(days).to_have_count(DAYS)
    amounts = [Decimal(re.sub(r"[$,]", "", each)) for each in days.locator("td:last-child").all_inner_texts()]
    total = sum(spent_by(number) for number in range(CUSTOMERS))
    assert sum(amounts) == total
    expect(dialog.locator(".sums dd")).to_have_text(money(total))
    expect(page.locator(".kpi-value").first).to_have_text(money(total))
    expect(dialog).to_contain_text("These are the newest 100 documents of the period.")
    days.first.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/orders\?from=.*&to="))
