"""Errors as HTTP answers: RFC 9457 problem+json, one table from our errors to statuses."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from chalice.app import Response

from chalicelib.errors import (
    Conflict,
    FieldError,
    Forbidden,
    InvalidContent,
    InvalidInput,
    InvalidQuery,
    MethodNotAllowed,
    NotFound,
    PreconditionFailed,
    StorageUnavailable,
    TooLarge,
    Unauthenticated,
    UnreadableBody,
    UnsupportedMedia,
    WebOrdersError,
)
from chalicelib.web.json import json_of

PROBLEM_TYPE = "application/problem+json"

# The most special class first; a test holds that every error of the tree has a status.
STATUSES: tuple[tuple[type[WebOrdersError], HTTPStatus], ...] = (
    (UnreadableBody, HTTPStatus.BAD_REQUEST),
    (InvalidQuery, HTTPStatus.BAD_REQUEST),
    (InvalidContent, HTTPStatus.UNPROCESSABLE_ENTITY),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (UnsupportedMedia, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (InvalidInput, HTTPStatus.BAD_REQUEST),
    (Unauthenticated, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (MethodNotAllowed, HTTPStatus.METHOD_NOT_ALLOWED),
    (Conflict, HTTPStatus.CONFLICT),
    (PreconditionFailed, HTTPStatus.PRECONDITION_FAILED),
    (StorageUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)

_HEADERS = {
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "1"},
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
}


def problem_of(error: WebOrdersError) -> Response:
    """The answer to an error of ours."""
    status = next(status for kind, status in STATUSES if isinstance(error, kind))
    return problem(status, error.message, fields=_fields(error), headers=_HEADERS.get(status))


def problem(
    status: HTTPStatus, message: str, *, fields: Sequence[FieldError] = (), headers: dict[str, str] | None = None
) -> Response:
    """A problem document; `message` repeats the detail for clients that show only that."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": message,
        "message": message,
        "errors": [{"field": each.field, "reason": each.reason} for each in fields],
    }
    return Response(json_of(body), status_code=int(status), headers={"Content-Type": PROBLEM_TYPE, **(headers or {})})


def _fields(error: WebOrdersError) -> Sequence[FieldError]:
    if isinstance(error, InvalidInput):
        return error.fields
    return error.differences if isinstance(error, Conflict) else ()
