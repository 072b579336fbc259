"""The local server's manners: fast keep-alive, problems instead of gateway words, a clean end."""

import http.client
import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from chalice.app import AuthResponse, Chalice, Response

from chalicelib.web.api import ApiApp
from chalicelib.web.calls import Answer
from tools.local.server import LocalServer


def small_app():
    app = Chalice("small")
    app.debug = False

    @app.authorizer()
    def bearer(request):
        return AuthResponse(routes=["/guarded"] if request.token == "Bearer good" else [], principal_id="p")

    @app.route("/hello")
    def hello():
        return {"hello": "world"}

    @app.route("/guarded", authorizer=bearer)
    def guarded():
        return {}

    @app.route("/echo", methods=["POST"], content_types=["text/plain"])
    def echo():
        return Response((app.current_request.raw_body or b"").decode(), headers={"Content-Type": "text/plain"})

    @app.route("/unchanged")
    def unchanged():
        return Response("", status_code=304, headers={"ETag": '"1"'})

    @app.route("/slow")
    def slow():
        time.sleep(0.3)
        return {"slow": True}

    return app


@pytest.fixture(scope="module")
def server():
    server = LocalServer(small_app())
    server.start()
    yield server
    server.stop()


@pytest.fixture
def connection(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    yield connection
    connection.close()


def ask(connection, method, path, body=None, headers=None):
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    return answer, answer.read()


def raw(server, text):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as line:
        line.sendall(text)
        line.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_keep_alive_answers_come_without_the_delayed_acknowledgement(connection):
    ask(connection, "GET", "/hello")
    line = connection.sock
    took = []
    for _ in range(30):
        began = time.perf_counter()
        answer, body = ask(connection, "GET", "/hello")
        took.append(time.perf_counter() - began)
        assert (answer.status, json.loads(body)) == (200, {"hello": "world"})
    assert connection.sock is line, "the connection was kept"
    assert sorted(took)[15] < 0.02


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/guarded", {}, 401),
        ("GET", "/guarded", {"Authorization": "Bearer bad"}, 403),
        ("GET", "/nowhere", {}, 404),
        ("GET", "/nowhere", {"Authorization": "Bearer gööd".encode("latin-1")}, 404),
        ("DELETE", "/hello", {}, 405),
        ("TRACE", "/hello", {}, 405),
        ("BREW", "/hello", {}, 405),
        ("TRACE", "/nowhere", {}, 404),
    ],
)
def test_what_the_gateway_refuses_is_a_problem(connection, method, path, headers, status):
    answer, body = ask(connection, method, path, headers=headers)
    problem = json.loads(body)
    assert answer.status == problem["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert set(problem) == {"type", "title", "status", "detail", "message", "errors"}
    assert ask(connection, "GET", "/hello")[0].status == 200, "the connection lives on"


def test_a_good_token_passes_and_a_missing_one_is_told_how(connection):
    assert ask(connection, "GET", "/guarded", headers={"Authorization": "Bearer good"})[0].status == 200
    assert ask(connection, "GET", "/guarded")[0].headers["WWW-Authenticate"] == "Bearer"


def test_a_wrong_method_is_told_the_right_ones(connection):
    assert ask(connection, "POST", "/hello")[0].headers["Allow"] == "GET, HEAD, OPTIONS"


def test_head_is_get_without_the_body(connection):
    answer, body = ask(connection, "HEAD", "/hello")
    assert (answer.status, body) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(b'{"hello":"world"}')


def test_options_answers(connection):
    assert ask(connection, "OPTIONS", "/hello")[0].status == 200


def test_an_unchanged_answer_has_neither_body_nor_length(connection):
    answer, body = ask(connection, "GET", "/unchanged")
    assert (answer.status, body, answer.headers["ETag"]) == (304, b"", '"1"')
    assert "Content-Length" not in answer.headers
    assert ask(connection, "GET", "/hello")[0].status == 200


def test_the_home_page_names_the_api_and_asks_nobody_else(connection):
    answer, body = ask(connection, "GET", "/?x=1")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert b"WebOrders" in body
    assert b"https:" not in body


def test_a_chunked_body_is_read_whole(server):
    answer = raw(
        server,
        b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\nhello\r\n6;x=1\r\n world\r\n0\r\n\r\n"
        b"GET /hello HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    assert answer.count(b"200 OK") == 2
    assert b"hello world" in answer


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n", 400),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nshort", 400),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n", 400),
        (b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
        (b"GET /" + b"a" * 70000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"nonsense\r\n\r\n", 400),
    ],
)
def test_what_the_protocol_refuses_is_a_problem_and_ends_the_connection(server, request_text, status):
    answer = raw(server, request_text)
    assert str(status).encode() in answer.splitlines()[0] or b'"status": %d' % status in answer
    assert b'"type": "about:blank"' in answer
    assert b"<html" not in answer.lower()


def test_a_client_that_waits_for_100_continue_gets_it(server):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as line:
        line.sendall(
            b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
            b"Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        )
        assert line.recv(1024).startswith(b"HTTP/1.1 100")
        line.sendall(b"ok")
        assert b"200 OK" in line.recv(1024)


def test_an_error_in_the_app_is_a_problem_too(server, connection, monkeypatch):
    def broken(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr("chalice.local.LocalGatewayAuthorizer.authorize", broken)
    answer, body = ask(connection, "GET", "/hello")
    assert answer.status == 500
    assert b"broken" not in body


def test_a_client_that_goes_away_harms_nobody(server, connection):
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", server.port), timeout=5) as line:
            line.sendall(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    assert ask(connection, "GET", "/hello")[0].status == 200


def test_two_servers_can_share_an_app():
    app = small_app()
    for _ in range(2):
        server = LocalServer(app)
        server.start()
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        assert ask(connection, "GET", "/hello")[0].status == 200
        server.stop()


def test_requests_at_the_same_time_keep_apart():
    app, together = ApiApp("together"), threading.Barrier(2, timeout=5)

    @app.route("/{name}", methods=["GET"], scope=None)
    def mine(name):
        together.wait()
        return Answer({"path": name, "request": app.current_request.uri_params["name"]})

    server = LocalServer(app)
    server.start()
    connections = [http.client.HTTPConnection("127.0.0.1", server.port, timeout=5) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(lambda asked: ask(asked[0], "GET", asked[1])[1], zip(connections, ("/a", "/b"), strict=True))
        )
    server.stop()
    assert [json.loads(each)["data"] for each in answers] == [{"path": each, "request": each} for each in "ab"]


def test_it_ends_promptly_after_the_answers_under_way():
    server = LocalServer(small_app())
    server.start()
    idle = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    ask(idle, "GET", "/hello")
    answers = []
    busy = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
    thread = threading.Thread(target=lambda: answers.append(ask(busy, "GET", "/slow")[0].status))
    thread.start()
    time.sleep(0.1)
    began = time.perf_counter()
    server.stop()
    assert time.perf_counter() - began < 2
    thread.join(5)
    assert answers == [200]
    with pytest.raises(OSError, match=r"."):
        socket.create_connection(("127.0.0.1", server.port), timeout=1)
