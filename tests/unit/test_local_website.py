"""The dashboard as the local server sends it: like the edge, and nothing but the build."""

import gzip
import http.client
import json
import re
import time
from pathlib import Path

import pytest
from chalice.app import Chalice

from tools.deployment.sources import INFRA, read_template
from tools.local.server import LocalServer
from tools.local.website import FILE, SECURITY_HEADERS, Website

PAGE = '<!doctype html><div id="app"></div>'
SCRIPT = "/assets/index-B1x_9aZq.js"
CODE = "export const it = 1;\n" * 100


def small_app() -> Chalice:
    app = Chalice("small")

    @app.route("/api/it")
    def it():
        return {"it": 1}

    return app


@pytest.fixture(scope="module")
def build(tmp_path_factory) -> Path:
    """A build beside a file that is none of it."""
    folder = tmp_path_factory.mktemp("dashboard")
    (folder / "secret.txt").write_text("secret")
    build = folder / "dist"
    files = {"index.html": PAGE, SCRIPT[1:]: CODE, "icon.svg": "<svg/>", ".built-from": "secret"}
    for name, text in files.items():
        path = build / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return build


@pytest.fixture
def serve():
    """Serves a website: the port."""
    servers = []

    def serve(website: Website) -> int:
        server = LocalServer(small_app(), website=website)
        server.start()
        servers.append(server)
        return server.port

    yield serve
    for server in servers:
        server.stop()


@pytest.fixture
def port(serve, build) -> int:
    return serve(Website(build))


def ask(port: int, path: str, method: str = "GET", **headers: str):
    """The answer with its body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name.replace("_", "-"), value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/orders",
        "/customers/jo%2Fdemo",
        "/customers/a.b@c.example",
        "/orders?status=x",
        "/documents",
        "/../secret.txt",
    ],
)
def test_every_page_is_the_index_and_never_kept(port, path):
    answer, body = ask(port, path)
    assert (answer.status, body.decode()) == (200, PAGE)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_file_that_is_named_by_its_content_is_kept_for_good(port):
    answer, body = ask(port, SCRIPT)
    assert body.decode() == CODE
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "immutable" not in ask(port, "/icon.svg")[0].headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/api/nothing", "/admin/nothing", "/openapi.json", "/docs/nothing.js"])
def test_what_is_not_the_websites_is_answered_by_the_app(port, path):
    answer, body = ask(port, path)
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")
    assert json.loads(body)["status"] == 404
    assert json.loads(ask(port, "/api/it")[1]) == {"it": 1}


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/%2e%2e%2fsecret.txt",
        "/.built-from",
        "/assets/missing-B1x_9aZq.js",
        "/missing.png",
    ],
)
def test_what_is_no_file_of_the_build_is_not_found(port, path):
    answer, body = ask(port, path)
    assert answer.status == 404
    assert b"secret" not in body.replace(path.encode(), b"")


def test_the_page_is_not_changed_by_other_methods(port):
    assert ask(port, "/", "POST")[0].status == 404
    assert ask(port, "/orders", "DELETE")[0].status == 404


def test_a_head_tells_what_a_get_would_send(port):
    for path in ("/", SCRIPT):
        got, body = ask(port, path)
        head, nothing = ask(port, path, "HEAD")
        assert (head.status, nothing) == (200, b"")
        assert head.headers["Content-Length"] == str(len(body))
        assert head.headers["ETag"] == got.headers["ETag"]


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip, deflate", "GZIP;q=0.5", "gzip; q=1"])
def test_what_is_worth_it_is_compressed_for_who_accepts_it(port, accepted):
    answer, body = ask(port, SCRIPT, Accept_Encoding=accepted)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body).decode() == CODE
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "gzip; q=0.0", "x-gzip"])
def test_who_does_not_accept_gzip_is_sent_the_file_as_it_is(port, accepted):
    answer, body = ask(port, SCRIPT, Accept_Encoding=accepted)
    assert (answer.headers["Content-Encoding"], body.decode()) == (None, CODE)


def test_a_small_file_is_not_compressed(port):
    assert ask(port, "/icon.svg", Accept_Encoding="gzip")[0].headers["Content-Encoding"] is None


def test_what_the_browser_has_already_is_not_sent_again(port):
    tag = ask(port, "/")[0].headers["ETag"]
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        answer, body = ask(port, "/orders", If_None_Match=known)
        assert (answer.status, body, answer.headers["ETag"]) == (304, b"", tag)
    assert ask(port, "/", If_None_Match='"other"')[0].status == 200


def test_a_new_build_is_served_at_once(serve, tmp_path):
    port = serve(Website(tmp_path, why_none="it is being built"))
    assert "it is being built" in ask(port, "/")[1].decode()
    (tmp_path / "index.html").write_text("one")
    first, _ = ask(port, "/")
    time.sleep(0.01)
    (tmp_path / "index.html").write_text("two")
    answer, body = ask(port, "/", If_None_Match=first.headers["ETag"])
    assert (answer.status, body) == (200, b"two")


def test_without_a_build_the_first_page_says_why_and_no_other_path_is_a_page(serve):
    port = serve(Website(why_none="this machine has no Node <here>"))
    answer, body = ask(port, "/")
    assert answer.status == 200
    assert "this machine has no Node &lt;here>" in body.decode()
    assert f"http://127.0.0.1:{port}/api/" in body.decode()
    assert ask(port, "/orders")[0].status == 404


def headers_of_the_edge() -> dict[str, str]:
    """The headers that infra/website.yaml gives every file."""
    policy = read_template(INFRA / "website.yaml")["Resources"]["FilesHeaders"]["Properties"]
    config = policy["ResponseHeadersPolicyConfig"]
    security = dict(config["SecurityHeadersConfig"])
    assert security.pop("StrictTransportSecurity")
    named = {
        "Content-Security-Policy": security.pop("ContentSecurityPolicy")["ContentSecurityPolicy"],
        "X-Frame-Options": security.pop("FrameOptions")["FrameOption"],
        "Referrer-Policy": security.pop("ReferrerPolicy")["ReferrerPolicy"],
        "X-Content-Type-Options": "nosniff" if security.pop("ContentTypeOptions") else "",
    }
    assert security == {}
    return named | {each["Header"]: each["Value"] for each in config["CustomHeadersConfig"]["Items"]}


def test_the_headers_are_those_of_the_edge():
    assert headers_of_the_edge() == SECURITY_HEADERS


@pytest.mark.parametrize("path", ["/", "/orders", SCRIPT, "/icon.svg"])
def test_every_file_has_the_headers_of_the_edge(port, path):
    headers = ask(port, path)[0].headers
    assert {name: headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_the_pages_are_the_paths_that_the_edge_makes_pages():
    code = read_template(INFRA / "website.yaml")["Resources"]["Pages"]["Properties"]["FunctionCode"]
    [files] = re.findall(r"!/\^(.*)\$/\.test", code)
    assert files.replace("\\/", "/") == FILE.pattern
