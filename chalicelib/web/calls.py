"""A call of a route: who asks, with which parameters, and what it answers."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from chalice.app import Chalice, Request

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import Forbidden, Unauthenticated
from chalicelib.runtime import Runtime, runtime
from chalicelib.timing import Checkpoints
from chalicelib.tokens import OPERATE
from chalicelib.views.source import Sources
from chalicelib.web.media import wants_csv

_CALL = "weborders_call"
_SCOPE_SEPARATOR = " "
# In the meta of an answer, but never shown.
KNOWN_BY = "knownBy"
# In the meta too: whether the result cache had what was asked.
RESULT = "result"


@dataclass(frozen=True, slots=True)
class Route:
    """A route as it is described; `scope` is None where everybody may come in."""

    path: str
    method: str
    name: str
    scope: str | None
    summary: str


@dataclass(frozen=True)
class Rows:
    """A list as CSV: its name, which becomes the file's, the fields, and the rows."""

    name: str
    fields: Sequence[str]
    rows: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Answer:
    """What a route answers: the data, what stands beside it, and how it came about.

    `rows` where it is a list too; `is_bare` where the data is the whole answer.
    """

    data: Any
    status: int = 200
    beside: Mapping[str, Any] = field(default_factory=dict)
    meta: Mapping[str, Any] = field(default_factory=dict)
    is_bare: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)
    rows: Rows | None = None

    @property
    def known_by(self) -> str | None:
        """What the views are known by of which it was made; None where that may change before they do."""
        known_by: str | None = self.meta.get(KNOWN_BY)
        return known_by


class Call:
    """One request, as the routes see it."""

    def __init__(self, request: Request, parts: Runtime) -> None:
        self.request = request
        self.parts = parts
        self.started = clock.monotonic()
        self.checkpoints = Checkpoints()
        # What the routes tell of the request: metrics to count, and fields of the log.
        self.counts: Counter[str] = Counter()
        self.notes: dict[str, Any] = {}

    @property
    def authorizer(self) -> Mapping[str, str]:
        """What the authorizer found out about the token."""
        context: Mapping[str, str] = self.request.context.get("authorizer") or {}
        return context

    @property
    def is_read(self) -> bool:
        """Whether it only asks."""
        return bool(self.request.method == "GET")

    @property
    def scopes(self) -> frozenset[str]:
        """What the token allows."""
        return frozenset(self.authorizer.get("scopes", "").split(_SCOPE_SEPARATOR))

    @cached_property
    def client(self) -> Client:
        """The shop that the token belongs to. Raises: `Unauthenticated`."""
        client = self.parts.recent_client(self.authorizer.get("client", ""))
        if client is None:
            raise Unauthenticated("the token's client does not exist")
        return client

    @property
    def body(self) -> bytes:
        """The bytes that were sent."""
        raw = self.request.raw_body
        return raw.encode() if isinstance(raw, str) else raw

    @cached_property
    def wants_csv(self) -> bool:
        """Whether a list is to be answered as CSV."""
        asked_for = self.parameters().get("format", [None])[0]
        return wants_csv(self.request.headers.get("accept", ""), asked_for)

    @property
    def sources(self) -> Sources:
        """Where answers come from."""
        parts = self.parts
        return Sources(parts.store, parts.settings, parts.generations, parts.freshness, parts.results)

    def require(self, scope: str) -> None:
        """Raises: `Unauthenticated` without a known token, `Forbidden` without the scope."""
        if "client" not in self.authorizer:
            raise Unauthenticated("send a valid token: Authorization: Bearer …")
        if scope not in self.scopes:
            raise Forbidden(f"this token lacks the scope {scope}")

    def may_choose_source(self) -> None:
        """Raises: `Forbidden` unless the token may ask for the recount."""
        self.require(OPERATE)

    def path_id(self, value: str) -> str:
        """An ID from the path, decoded exactly once: the gateway of AWS has done it already, the local one has not."""
        return value if self.parts.settings.on_lambda else unquote(value)

    def parameters(self) -> dict[str, list[str]]:
        """The query string: every parameter with its values."""
        query = self.request.query_params
        return {} if query is None else {name: query.getlist(name) for name in query}


def call_of(app: Chalice) -> Call:
    """The call that this thread is answering; the same one for as long as it does."""
    request = app.current_request
    assert request is not None, "there is no request to answer"
    kept: dict[str, Any] = vars(request)
    if _CALL not in kept:
        kept[_CALL] = Call(request, runtime())
    call: Call = kept[_CALL]
    return call


def context_of(client: str, scopes: frozenset[str]) -> dict[str, str]:
    """What the authorizer tells the routes."""
    return {"client": client, "scopes": _SCOPE_SEPARATOR.join(sorted(scopes))}
