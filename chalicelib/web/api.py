"""The Chalice app: every route checks its scope, answers in one form, and maps errors in one place."""

import logging
import threading
import uuid
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from chalice.app import Chalice, CORSConfig, Request, Response

from chalicelib.errors import StorageUnavailable, WebOrdersError
from chalicelib.runtime import runtime
from chalicelib.telemetry.sinks import start
from chalicelib.timing import database_time
from chalicelib.web.answers import READ_HEADERS, response_of, server_timing, unchanged
from chalicelib.web.calls import Answer, Call, Route, call_of
from chalicelib.web.errors import PROBLEM_TYPE, problem, problem_of
from chalicelib.web.telemetry import report_request

_log = logging.getLogger(__name__)

REQUEST_ID = "X-Request-Id"
_WITH_BODY = {"POST", "PUT", "PATCH"}
_CORS = CORSConfig(
    allow_origin="*",
    allow_headers=["Authorization", "Content-Type", "If-Match", "If-None-Match"],
    expose_headers=[REQUEST_ID, "Link", "Content-Disposition", "ETag", "Server-Timing"],
    max_age=600,
)


class ApiApp(Chalice):
    """A Chalice app whose routes name the scope they need; none can forget it. Safe for threads."""

    _of_thread = threading.local()

    def __init__(self, app_name: str) -> None:
        super().__init__(app_name, configure_logs=False)
        self.endpoints: list[Route] = []
        self.api.cors = _CORS
        self.middleware("http")(_only_problems)
        _warm_up()

    # Chalice has one for the whole app. Threads would answer each other's questions, and with each other's rights.
    @property
    def current_request(self) -> Request | None:
        """The request that this thread answers."""
        return getattr(self._of_thread, "request", None)

    @current_request.setter
    def current_request(self, request: Request | None) -> None:
        self._of_thread.request = request

    def route(self, path: str, **kwargs: Any) -> Callable[..., Any]:
        """Register a view that returns an `Answer`; `scope` is what its caller's token must allow.

        The scope None, which must be said too, lets everybody in.
        """
        scope = kwargs.pop("scope")
        methods = kwargs.get("methods", ["GET"])
        if not _WITH_BODY & set(methods):
            kwargs["content_types"] = ["*/*"]  # some programs name one, though they send no body
        register = super().route(path, **kwargs)

        def decorate(view: Callable[..., Answer]) -> Callable[..., Response]:
            @wraps(view)
            def answering(**path_parameters: str) -> Response:
                call = call_of(self)
                return _answered(call, routes[call.request.method], lambda: view(**path_parameters))

            summary = (view.__doc__ or "").strip()
            routes = {method: Route(path, method, view.__name__, scope, summary) for method in methods}
            self.endpoints += routes.values()
            registered: Callable[..., Response] = register(answering)
            return registered

        return decorate


def _warm_up() -> None:
    """Lambda gives its full CPU while it loads the code: what every request needs is made then."""
    if runtime().settings.on_lambda:
        assert runtime().store is not None
    start()


def _answered(call: Call, route: Route, view: Callable[[], Answer]) -> Response:
    answer, status = None, int(HTTPStatus.INTERNAL_SERVER_ERROR)
    with database_time() as database:
        try:
            response, answer = _response(call, route.scope, view)
            status = response.status_code
        finally:  # what is no error of ours is a bug, and counts too
            report_request(call, route, status, answer=answer, database=database)
    response.headers["Server-Timing"] = server_timing(call, database)
    response.headers.update(READ_HEADERS if call.is_read else {})
    return response


def _response(call: Call, scope: str | None, view: Callable[[], Answer]) -> tuple[Response, Answer | None]:
    try:
        if scope is not None:
            call.require(scope)
        if known := _unchanged(call, scope):
            return known, None
        answer = view()
        call.checkpoints.reach("work")
        response = response_of(call, answer)
        call.checkpoints.reach("form")
        return response, answer
    except WebOrdersError as error:
        return problem_of(error), None


def _unchanged(call: Call, scope: str | None) -> Response | None:
    """The answer that nothing has changed, where that is known already; what can't be known is worked out."""
    try:
        return None if scope is None else unchanged(call)
    except StorageUnavailable:
        return None


def _only_problems(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Give every answer a request ID, and errors that Chalice makes itself the form of ours."""
    response = get_response(request)
    if response.status_code >= HTTPStatus.BAD_REQUEST and response.headers.get("Content-Type") != PROBLEM_TYPE:
        response = _translated(response)
    response.headers[REQUEST_ID] = request.context.get("requestId") or uuid.uuid4().hex
    return response


def _translated(response: Response) -> Response:
    status = HTTPStatus(response.status_code)
    said = response.body.get("Message", status.phrase) if isinstance(response.body, dict) else status.phrase
    message = "the Content-Type must be application/json" if status == HTTPStatus.UNSUPPORTED_MEDIA_TYPE else said
    kept = {name: str(value) for name, value in response.headers.items() if name.lower() != "content-type"}
    return problem(status, message, headers=kept)
