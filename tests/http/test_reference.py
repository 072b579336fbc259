"""The reference page of the local server: whole, ours alone, and of this API."""

import re

import pytest

from tests.http.api import Api


@pytest.fixture(scope="module")
def nobody(server) -> Api:
    """Somebody without a token."""
    return Api(server.url, None)


def linked(text: str) -> list[str]:
    return re.findall(r"""(?:src|href)=["']([^"']+)["']""", text)


def text_of(nobody: Api, path: str) -> str:
    reply = nobody.get(path)
    assert reply.status == 200, path
    return reply.raw.decode()


def test_the_page_and_all_that_it_links_to_is_served_here(nobody):
    links = linked(text_of(nobody, "/docs"))
    assert len(links) >= 4
    for link in links:
        assert link.startswith("/"), f"{link} is elsewhere"
        assert not link.startswith("//"), f"{link} is elsewhere"
        assert text_of_any(nobody, link)


def text_of_any(nobody: Api, path: str) -> bytes:
    reply = nobody.get(path)
    assert reply.status == 200, path
    return reply.raw


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/docs", "text/html; charset=utf-8"),
        ("/docs/", "text/html; charset=utf-8"),
        ("/docs/swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
        ("/docs/swagger-ui.css", "text/css"),
        ("/docs/favicon.png", "image/png"),
    ],
)
def test_every_file_is_sent_as_what_it_is(nobody, path, kind):
    assert nobody.get(path).headers["content-type"] == kind


def test_the_page_shows_the_description_of_this_server(nobody):
    script = text_of(nobody, "/docs/start.js")
    assert re.findall(r'\burl: "([^"]+)"', script) == ["/openapi.json"]
    assert nobody.get("/openapi.json").body["info"]["title"] == "WebOrders"


def test_the_token_stays_in_the_tab_and_no_validator_is_asked(nobody):
    script = text_of(nobody, "/docs/start.js")
    assert "persistAuthorization: false" in script
    assert "validatorUrl: null" in script


def test_the_browser_refuses_what_is_elsewhere(nobody):
    policy = nobody.get("/docs").headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "http" not in policy


def test_the_style_loads_nothing_from_elsewhere(nobody):
    style = text_of(nobody, "/docs/swagger-ui.css")
    assert "@import" not in style
    assert all(each.startswith("data:") for each in re.findall(r"""url\(["']?([^"')]+)""", style))


def test_what_the_reference_does_not_have_is_not_found(nobody):
    for path in ("/docs/other.js", "/docs/../server.py", "/docs/%2e%2e/server.py", "/documents"):
        assert nobody.get(path).status == 404
    assert nobody.send("POST", "/docs").status == 404


def test_the_welcome_leads_to_the_reference(nobody):
    assert "/docs" in linked(text_of(nobody, "/"))
