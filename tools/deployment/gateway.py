"""The answers that the gateway makes itself, in the form of the app's own, for browsers too."""

import json
from http import HTTPStatus
from typing import Any

from chalicelib.web.errors import PROBLEM_TYPE, problem

_HEADERS = {
    "Content-Type": f"'{PROBLEM_TYPE}'",
    "Cache-Control": "'no-store'",
    "X-Request-Id": "context.requestId",
    "Access-Control-Allow-Origin": "'*'",
    "Access-Control-Expose-Headers": "'X-Request-Id,Retry-After,WWW-Authenticate'",
}
_LATER = {"Retry-After": "'1'"}
_TOKEN = {"WWW-Authenticate": "'Bearer'"}

# By the gateway's own names of what went wrong; what is not here falls to DEFAULT_4XX and DEFAULT_5XX.
_ANSWERS: dict[str, tuple[HTTPStatus, str, dict[str, str]]] = {
    "UNAUTHORIZED": (HTTPStatus.UNAUTHORIZED, "send a valid token: Authorization: Bearer …", _TOKEN),
    "ACCESS_DENIED": (HTTPStatus.FORBIDDEN, "this token may not do that", {}),
    "MISSING_AUTHENTICATION_TOKEN": (HTTPStatus.NOT_FOUND, "there is no such route", {}),
    "RESOURCE_NOT_FOUND": (HTTPStatus.NOT_FOUND, "there is no such route", {}),
    "INVALID_API_KEY": (HTTPStatus.FORBIDDEN, "send a valid API key: x-api-key: …", {}),
    "BAD_REQUEST_BODY": (HTTPStatus.BAD_REQUEST, "the body can't be read", {}),
    "BAD_REQUEST_PARAMETERS": (HTTPStatus.BAD_REQUEST, "the parameters can't be read", {}),
    "REQUEST_TOO_LARGE": (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is over 10 MB", {}),
    "UNSUPPORTED_MEDIA_TYPE": (HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the Content-Type must be application/json", {}),
    "THROTTLED": (HTTPStatus.TOO_MANY_REQUESTS, "too many requests at once; try again", _LATER),
    "QUOTA_EXCEEDED": (HTTPStatus.TOO_MANY_REQUESTS, "the quota of this API key is used up", {"Retry-After": "'3600'"}),
    "AUTHORIZER_FAILURE": (HTTPStatus.SERVICE_UNAVAILABLE, "the token could not be checked; try again", _LATER),
    "AUTHORIZER_CONFIGURATION_ERROR": (HTTPStatus.SERVICE_UNAVAILABLE, "the token could not be checked", _LATER),
    "INTEGRATION_FAILURE": (HTTPStatus.BAD_GATEWAY, "the app did not answer; try again", _LATER),
    "INTEGRATION_TIMEOUT": (HTTPStatus.GATEWAY_TIMEOUT, "the app took longer than 29 s", _LATER),
}


def gateway_responses() -> dict[str, Any]:
    """The gateway's responses as a SAM template has them."""
    known = {name: _response(status, message, headers) for name, (status, message, headers) in _ANSWERS.items()}
    return {
        **known,
        "DEFAULT_4XX": _unnamed(HTTPStatus.BAD_REQUEST, "the request is refused", {}),
        "DEFAULT_5XX": _unnamed(HTTPStatus.INTERNAL_SERVER_ERROR, "the gateway could not answer; try again", _LATER),
    }


def _response(status: HTTPStatus, message: str, headers: dict[str, str]) -> dict[str, Any]:
    return {"StatusCode": str(int(status)), **_form(str(problem(status, message).body), headers)}


def _unnamed(status: HTTPStatus, message: str, headers: dict[str, str]) -> dict[str, Any]:
    """An answer whose status the gateway chooses, so that its body can't tell it."""
    body = json.loads(str(problem(status, message).body))
    told = {name: value for name, value in body.items() if name not in {"status", "title"}}
    return _form(json.dumps(told, ensure_ascii=False), headers)


def _form(body: str, headers: dict[str, str]) -> dict[str, Any]:
    return {
        "ResponseParameters": {"Headers": {**_HEADERS, **headers}},
        "ResponseTemplates": {"application/json": body},
    }
