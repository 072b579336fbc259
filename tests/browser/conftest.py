"""A real Chromium before the dashboard of a small shop; a page that does what it should not fails its test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import READ, WRITE
from tests.browser.shop import documents
from tests.browser.watch import Watch
from tests.http.api import Api
from tools.browser import FLAGS, find_chromium
from tools.dashboard.build import build
from tools.dashboard.node import NoNode
from tools.local.server import LocalServer
from tools.local.website import Website

TOKEN_KEY = "weborders.token"  # of the tab's sessionStorage
_PATIENCE = 15_000  # milliseconds; a machine that is busy with other tests is slow
expect.set_options(timeout=_PATIENCE)

# Notes how much the page has moved by itself, and signs in once for each tab, so that a test can sign out.
_MEASURE = """
window.shifted = 0
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value
}).observe({ type: "layout-shift", buffered: true })
"""
_SIGN_IN = """
if (location.protocol === "http:" && !sessionStorage.getItem("signed in by the test")) {
  sessionStorage.setItem("signed in by the test", "yes")
  sessionStorage.setItem("%s", "%s")
}
"""


@dataclass(frozen=True)
class Shop:
    """The small shop: where its dashboard is, and the API that its figures come from."""

    url: str
    api: Api


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The machine's Chromium; without one these tests are skipped."""
    if path := find_chromium():
        return path
    pytest.skip("no Chromium on this machine; on Debian and Ubuntu: apt-get install chromium")


@pytest.fixture(scope="session")
def dashboard() -> Path:
    """The dashboard's build, of the sources as they are."""
    try:
        return build(print)
    except NoNode as error:
        pytest.skip(f"no dashboard to look at: {error.message}")


@pytest.fixture(scope="session")
def shop(chromium, dashboard, local_system) -> Iterator[Shop]:
    """The small shop on the local system, with a server of its own that has the dashboard."""
    name = "browser-shop"
    register(local_system.store, local_system.tables, Client(name, "Small shop", Rules()))
    token = local_system.runtime.tokens.create(name, {READ}, "browser")
    server = LocalServer(local_system.app_module.app, website=Website(dashboard))
    server.start()
    writer = Api(server.url, local_system.runtime.tokens.create(name, {WRITE}, "test"))
    for each in documents():
        reply = writer.import_order(each)
        assert reply.status == 201, reply.raw
    assert local_system.wait_until_drained()
    yield Shop(server.url, Api(server.url, token))
    server.stop()


@pytest.fixture(scope="module")
def browser(chromium) -> Iterator[Browser]:
    """A browser for each file of tests: its event loop may not outlive them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def watch(shop) -> Iterator[Watch]:
    """What the pages of a test do; the test fails where that was not expected."""
    watch = Watch(shop.url)
    yield watch
    assert watch.unexpected() == []


@pytest.fixture
def new_context(browser, shop, watch) -> Iterator[Callable[..., BrowserContext]]:
    """Makes a browser's context whose pages are watched: a colour scheme, a width."""
    contexts = []

    def make(**options) -> BrowserContext:
        context = browser.new_context(base_url=shop.url, locale="en-AU", reduced_motion="reduce", **options)
        context.set_default_timeout(_PATIENCE)
        context.add_init_script(_MEASURE)
        context.on("page", watch.follow)
        contexts.append(context)
        return context

    yield make
    watch.end()
    for context in contexts:
        context.close()


@pytest.fixture
def signed_out(new_context) -> Page:
    """A page of somebody who has not signed in yet."""
    return new_context().new_page()


@pytest.fixture
def signed_in(new_context, shop) -> Callable[..., Page]:
    """Makes a page of somebody who has signed in."""

    def make(**options) -> Page:
        context = new_context(**options)
        context.add_init_script(_SIGN_IN % (TOKEN_KEY, shop.api.token))
        return context.new_page()

    return make


@pytest.fixture
def page(signed_in) -> Page:
    """A page of somebody who has signed in, on a wide screen, in light."""
    return signed_in()


@pytest.fixture
def settled() -> Callable[[Page], Page]:
    """Waits until every panel of a page has its answer, or tells why not."""

    def wait(page: Page) -> Page:
        page.locator("main h1").first.wait_for()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        return page

    return wait


@pytest.fixture
def violations() -> Callable[[Page], list[str]]:
    """Asks axe about a page: each rule that it breaks, and where."""
    axe = Axe()

    def ask(page: Page) -> list[str]:
        found = axe.run(page).response["violations"]
        return [f"{each['id']}: {node['target']} {node['html'][:80]}" for each in found for node in each["nodes"]]

    return ask
