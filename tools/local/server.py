"""The local HTTP server: Chalice's own, with the manners of a production front.

Chalice's handler answers keep-alive requests 44 ms late (a small second packet waits for an acknowledgement), answers
gateway errors in the gateway's words and unknown methods in HTML. Here answers leave in one packet, and everything
that the gateway says by itself is the problem+json that the deployed gateway sends.
"""

import base64
import json
import logging
import re
import socket
import threading
import uuid
from collections.abc import Mapping
from contextlib import suppress
from email.message import Message
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any, NoReturn
from urllib.parse import urlsplit

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import (
    ForbiddenError,
    LocalGateway,
    NotAuthorizedError,
    RouteMatcher,
    ThreadedHTTPServer,
)

from chalicelib import clock
from chalicelib.errors import StorageUnavailable
from tools.local import reference
from tools.local.website import Answer, Website

LOG = logging.getLogger("weborders.requests")

_LOOPBACK = "127.0.0.1"
_BODY_LIMIT = 10 * 1024 * 1024  # the gateway's own
_PROBLEM = "application/problem+json"
_WITHOUT_BODY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
_IDLE_SECONDS = 75
_GRACE_SECONDS = 3.0

_CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,8}")
_LENGTH = re.compile(r"[0-9]{1,12}", re.ASCII)

_DETAILS = {
    HTTPStatus.UNAUTHORIZED: "This needs a token: send the header Authorization: Bearer TOKEN.",
    HTTPStatus.FORBIDDEN: "This token may not do this.",
    HTTPStatus.NOT_FOUND: "There is no such route; docs/api.md lists them all.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This route exists, but not for this method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "A request may have at most 10 MB.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database does not answer; send the request again.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong here; the request may be sent again.",
}


class ProblemError(Exception):
    """An answer that the gateway gives by itself."""

    def __init__(self, status: int, detail: str = "", headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = HTTPStatus(status)
        self.detail = detail or _DETAILS.get(self.status, self.status.description or self.status.phrase)
        self.headers = dict(headers or {})

    def body(self) -> bytes:
        """The problem+json of RFC 9457, with the `message` that n8n shows."""
        problem: dict[str, Any] = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            "message": self.detail,
            "errors": [],
        }
        return json.dumps(problem).encode()


class LocalServer:
    """Serves a Chalice app on loopback in threads of its own."""

    def __init__(self, app: Chalice, port: int = 0, *, website: Website | None = None) -> None:
        handler = partial(_RequestHandler, app_object=app, config=_config(app), website=website or Website())
        self._server = _Server((_LOOPBACK, port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="server", daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://{_LOOPBACK}:{self.port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Accept nothing more, finish what is being answered, close every connection."""
        if self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()
        self._server.drain(_GRACE_SECONDS)


def _config(app: Chalice) -> Config:
    return Config(
        chalice_stage="local",
        config_from_disk={"version": "2.0", "app_name": app.app_name, "lambda_timeout": 29, "lambda_memory_size": 1024},
        user_provided_params={"chalice_app": app, "project_dir": "."},
    )


class _Server(ThreadedHTTPServer):
    """Chalice's threaded server, with a longer queue and an end to it."""

    request_queue_size = 128

    def __init__(self, *arguments: Any) -> None:
        self._connections: set[socket.socket] = set()
        self._changed = threading.Condition()
        self.stopping = False
        super().__init__(*arguments)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        super().shutdown_request(request)
        with self._changed:
            self._connections.discard(request)
            self._changed.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        LOG.exception("a connection failed")

    def drain(self, grace: float) -> None:
        """Let answers under way finish, then close what is left."""
        self.stopping = True
        with self._changed:
            self._shut(socket.SHUT_RD)
            if not self._changed.wait_for(lambda: not self._connections, grace):
                self._shut(socket.SHUT_RDWR)

    def _shut(self, how: int) -> None:
        for connection in self._connections:
            with suppress(OSError):
                connection.shutdown(how)


class _Gateway(LocalGateway):
    """Chalice's local gateway; what it refuses by itself is a problem."""

    def __init__(self, app: Chalice, config: Config) -> None:
        super().__init__(app, config)
        self._routes = app.routes
        self._matcher = RouteMatcher(list(app.routes))

    def handle_request(self, method: str, path: str, headers: dict[str, Any], body: bytes | None) -> dict[str, Any]:
        self._require_method(method, path)
        try:
            return super().handle_request(method, path, headers, body)
        except NotAuthorizedError as error:
            raise ProblemError(401, headers={"WWW-Authenticate": "Bearer"}) from error
        except ForbiddenError as error:
            raise ProblemError(403) from error
        except StorageUnavailable as error:  # the authorizer could not read the token
            raise ProblemError(503, headers={"Retry-After": "1"}) from error

    def _require_method(self, method: str, path: str) -> None:
        try:
            route = self._matcher.match_route(path).route
        except ValueError as error:
            raise ProblemError(404) from error
        allowed = set(self._routes[route]) | {"OPTIONS"}
        if "GET" in allowed:
            allowed.add("HEAD")
        if method not in allowed:
            raise ProblemError(405, headers={"Allow": ", ".join(sorted(allowed))})


class _RequestHandler(BaseHTTPRequestHandler):
    """One connection."""

    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = _IDLE_SECONDS

    def __init__(
        self,
        request: Any,
        client_address: Any,
        server: Any,
        app_object: Chalice,
        *,
        config: Config,
        website: Website,
    ) -> None:
        self._website = website
        self._gateway = _Gateway(app_object, config)
        self._matcher = RouteMatcher(list(app_object.routes))
        self._has_home = "/" in app_object.routes
        self._began = 0.0
        super().__init__(request, client_address, server)

    def handle_one_request(self) -> None:
        with suppress(BrokenPipeError, ConnectionResetError):
            super().handle_one_request()
            self.wfile.flush()
            if self.server.stopping:
                self.close_connection = True
            return
        self.close_connection = True

    def version_string(self) -> str:
        return "WebOrders"

    def handle_expect_100(self) -> bool:
        super().handle_expect_100()
        self.wfile.flush()
        return True

    def do_any(self) -> None:
        """Answer whatever the method."""
        self._began = clock.monotonic()
        try:
            self._answer(self._read_body())
        except ProblemError as problem:
            self._send_problem(problem)
        except Exception:
            LOG.exception("%s %s failed", self.command, self._logged_path())
            self._send_problem(ProblemError(500))

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self.do_any
        raise AttributeError(name)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What the protocol itself refuses: a problem too, and the connection ends."""
        self.close_connection = True
        self._send_problem(ProblemError(code, message or explain or "", {"Connection": "close"}))

    def _answer(self, body: bytes | None) -> None:
        if page := self._page():
            self._send(page.status, page.headers, page.body)
            return
        method = "GET" if self.command == "HEAD" else self.command
        answer = self._gateway.handle_request(method, _whole_path(self.path), dict(self.headers), body)
        headers = dict(answer["headers"]) | dict(answer.get("multiValueHeaders") or {})
        self._send(answer["statusCode"], headers, _body_of(answer))

    def _page(self) -> Answer | None:
        """What people read here, which is not the app's: the dashboard, and the reference."""
        path = urlsplit(self.path).path
        if self.command not in {"GET", "HEAD"} or (path == "/" and self._has_home):
            return None
        if content := reference.content_at(path):
            return Answer(HTTPStatus.OK, content.headers, content.body)
        return self._website.answer(path, self.headers, base=f"http://{_LOOPBACK}:{self.server.server_address[1]}")

    def _read_body(self) -> bytes | None:
        if "chunked" in self.headers.get("Transfer-Encoding", "").lower():
            return self._read_chunks()
        length = _length(self.headers)
        if length is None:
            self._refuse(400, "Content-Length is not a number.")
        if length > _BODY_LIMIT:
            self._refuse(413)
        return self._read_exactly(length) if length else None

    def _read_chunks(self) -> bytes:
        body = bytearray()
        while size := self._read_chunk_size():
            if len(body) + size > _BODY_LIMIT:
                self._refuse(413)
            body += self._read_exactly(size)
            self.rfile.readline(3)
        while self.rfile.readline(65537).strip():
            pass  # trailers
        return bytes(body)

    def _read_chunk_size(self) -> int:
        text = self.rfile.readline(1024).split(b";")[0].strip()
        if not _CHUNK_SIZE.fullmatch(text):
            self._refuse(400, "The chunked body cannot be read.")
        return int(text, 16)

    def _read_exactly(self, length: int) -> bytes:
        body: bytes = self.rfile.read(length)
        if len(body) < length:
            self._refuse(400, "The body ended early.")
        return body

    def _refuse(self, status: int, detail: str = "") -> NoReturn:
        """A problem after which the connection cannot be read further."""
        self.close_connection = True
        raise ProblemError(status, detail, {"Connection": "close"})

    def _send_problem(self, problem: ProblemError) -> None:
        common = {"Content-Type": _PROBLEM, "Access-Control-Allow-Origin": "*", "X-Request-Id": uuid.uuid4().hex}
        self._send(problem.status, common | problem.headers, problem.body())

    def _send(self, status: int, headers: Mapping[str, Any], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            for each in value if isinstance(value, list) else [value]:
                self.send_header(name, str(each))
        names = {name.lower() for name in headers}
        if status not in _WITHOUT_BODY:
            if content and "content-type" not in names:
                self.send_header("Content-Type", "application/json")
            if "content-length" not in names:
                self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD" and status not in _WITHOUT_BODY:
            self.wfile.write(content)

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        took = (clock.monotonic() - self._began) * 1000 if self._began else 0
        LOG.info("%s %s %s %.0fms", self.command, self._logged_path(), int(code), took)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's signature
        LOG.info(format, *args)

    def _logged_path(self) -> str:
        """The route alone: IDs and queries may hold a person's name or e-mail."""
        path = urlsplit(self.path).path if hasattr(self, "path") else "-"
        try:
            return str(self._matcher.match_route(path).route)
        except ValueError:
            return "no route"


def _whole_path(target: str) -> str:
    """Chalice takes what follows a ; in a path for parameters, and loses it."""
    path, mark, query = target.partition("?")
    return path.replace(";", "%3B") + mark + query


def _body_of(answer: Mapping[str, Any]) -> bytes:
    body = answer["body"] or ""
    if answer.get("isBase64Encoded"):
        return base64.b64decode(body)
    return body.encode() if isinstance(body, str) else bytes(body)


def _length(headers: Message) -> int | None:
    text = headers.get("Content-Length", "0").strip()
    return int(text) if _LENGTH.fullmatch(text) else None
