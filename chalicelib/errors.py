"""The errors of WebOrders, grouped by who must act.

    WebOrdersError
    ├── InvalidInput            the caller sent something wrong
    │   ├── UnreadableBody      400  not JSON, not UTF-8, not an object
    │   ├── InvalidQuery        400  a parameter of the query string
    │   ├── InvalidContent      422  a field of the body
    │   ├── TooLarge            413
    │   └── UnsupportedMedia    415
    ├── Unauthenticated         401
    ├── Forbidden               403
    ├── NotFound                404
    ├── MethodNotAllowed        405
    ├── Conflict                409
    ├── PreconditionFailed      412  If-Match names another version
    └── StorageUnavailable      503  try again; in the stream: the batch is retried
        ├── Throttled
        └── OutOfTime                the time budget ended before the work did

Anything else that is raised is a bug.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that is wrong, and what would be right."""

    field: str
    reason: str


class WebOrdersError(Exception):
    """The root of every error that WebOrders raises on purpose."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class InvalidInput(WebOrdersError):
    """The caller sent something wrong; `fields` names each place."""

    def __init__(self, message: str, fields: Sequence[FieldError] = ()) -> None:
        super().__init__(message)
        self.fields = tuple(fields)

    @classmethod
    def of(cls, field: str, reason: str) -> "InvalidInput":
        """The error for a single field."""
        return cls(f"{field}: {reason}", [FieldError(field, reason)])


class UnreadableBody(InvalidInput):
    """The body is not a JSON object in UTF-8."""


class InvalidQuery(InvalidInput):
    """A parameter of the query string is unknown or wrong."""


class InvalidContent(InvalidInput):
    """A field of the body is missing or wrong."""


class TooLarge(InvalidInput):
    """The body is larger than the contract allows."""


class UnsupportedMedia(InvalidInput):
    """The body's content type is not JSON."""


class Unauthenticated(WebOrdersError):
    """No token, or one that is unknown or revoked."""


class Forbidden(WebOrdersError):
    """The token lacks the scope."""


class NotFound(WebOrdersError):
    """There is no such row for this client."""


class MethodNotAllowed(WebOrdersError):
    """The route exists, but not for this method."""


class Conflict(WebOrdersError):
    """The request contradicts what is stored; `differences` names the fields."""

    def __init__(self, message: str, differences: Sequence[FieldError] = ()) -> None:
        super().__init__(message)
        self.differences = tuple(differences)


class PreconditionFailed(WebOrdersError):
    """What is stored is not the version that the caller knows."""


class StorageUnavailable(WebOrdersError):
    """The store did not answer; the same request may succeed later."""


class Throttled(StorageUnavailable):
    """The store asks for fewer requests."""


class OutOfTime(StorageUnavailable):
    """The time budget ended before the work did."""
