"""The watch itself: it sees what a page must not do, so that its silence means something."""

import pytest
from playwright.sync_api import Page

from tests.browser.watch import Watch


@pytest.fixture
def watched(browser, shop) -> tuple[Page, Watch]:
    """A page of the dashboard with a watch that no test fails by."""
    context = browser.new_context(base_url=shop.url)
    watch = Watch(shop.url)
    page = context.new_page()
    watch.follow(page)
    page.goto("/")
    yield page, watch
    context.close()


@pytest.mark.parametrize(
    ("does", "seen"),
    [
        ("console.error('broken')", "console error: broken"),
        ("setTimeout(() => { throw new Error('oops') })", "thrown: oops"),
        ("fetch('/api/status')", "status 401"),
        ("fetch('https://example.com/').catch(() => {})", "Content Security Policy"),
        ("document.body.append(Object.assign(new Image(), { src: 'https://example.com/x.png' }))", "Content Security"),
        ("document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">')", "Content Security Policy"),
        ("document.body.append(Object.assign(document.createElement('script'), { text: '1' }))", "Content Security"),
    ],
)
def test_it_sees_what_should_not_happen(watched, does, seen):
    page, watch = watched
    page.evaluate(f"() => {{ {does} }}")
    page.wait_for_timeout(300)
    assert any(seen in each for each in watch.seen), watch.seen
    watch.expect(".")
    assert watch.unexpected() == []


def test_a_page_that_does_nothing_wrong_is_seen_to_do_nothing_wrong(watched):
    page, watch = watched
    page.wait_for_load_state("networkidle")
    assert watch.seen == []
    assert watch.calls() == []
