"""What a visit costs, by the browser's own entries: code, movement, requests, and what is asked again."""

import pytest

MOST_CODE = 130_000  # bytes as sent
LEAST_COMPRESSED = 1_000  # bytes; the edge sends smaller files as they are
MOST_SHIFT = 0.02
PAGES = [
    "/reports",
    "/orders",
    "/customers",
    "/products",
    "/customers?month=last",
    "/orders/b-1",
    "/customers/mei",
    "/products/BOX-S",
]
every_page = pytest.mark.parametrize("path", PAGES)

ENTRIES = """() => performance.getEntriesByType("resource").map((each) => ({
  path: new URL(each.name).pathname, sent: each.transferSize, body: each.encodedBodySize, whole: each.decodedBodySize
}))"""


@pytest.fixture
def quiet(settled):
    """Waits until nothing more is asked, too, so that everything is counted."""

    def wait(page):
        settled(page).wait_for_load_state("networkidle")
        return page

    return wait


def entries(page) -> list[dict]:
    return page.evaluate(ENTRIES)


def test_the_code_is_small_and_sent_compressed(page, quiet):
    page.goto("/reports")
    code = [each for each in entries(quiet(page)) if each["path"].endswith(".js")]
    assert code
    assert sum(each["sent"] for each in code) <= MOST_CODE
    assert all(each["body"] < each["whole"] for each in code if each["whole"] >= LEAST_COMPRESSED)


@every_page
def test_what_is_shown_does_not_move(page, quiet, path):
    page.goto(path)
    assert quiet(page).evaluate("window.shifted") <= MOST_SHIFT


@every_page
def test_every_panel_asks_once(page, quiet, watch, path):
    page.goto(path)
    panels = quiet(page).locator("section.panel").count()
    asked = [each for each in watch.calls() if each != "/api/status"]
    assert asked
    assert len(set(asked)) == len(asked)
    assert len(asked) <= max(panels, 1)


@pytest.mark.parametrize("path", ["/orders", "/customers", "/products", "/reports"])
def test_what_has_not_changed_is_not_sent_again(page, quiet, path):
    page.goto(path)
    quiet(page)
    page.reload()
    answers = [each for each in entries(quiet(page)) if each["path"].startswith("/api/")]
    lists = [each for each in answers if each["path"] != "/api/status"]
    assert lists
    for each in lists:
        assert 0 < each["sent"] < each["body"], each  # only headers came: 304


def test_files_that_are_named_by_their_content_are_not_asked_again(page, quiet):
    for path in ("/customers", "/orders"):
        page.goto(path)
        quiet(page)
    page.goto("/customers")
    files = [each for each in entries(quiet(page)) if each["path"].startswith("/assets/")]
    assert files
    assert [each["sent"] for each in files] == [0] * len(files)
