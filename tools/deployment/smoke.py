"""The smoke test: one order goes the whole way through a deployed system, in a shop of its own, and out again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from typing import Any

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.instants import text_of
from chalicelib.projections.generations import register
from chalicelib.runtime import Runtime
from chalicelib.tokens import READ, WRITE
from tools.deployment.api import Api, Reply
from tools.deployment.aws import DeploymentFailed

CLIENT = "smoke-test"
_CONTACT = "smoke-test"
# A new event source may take minutes until it reads, and a new API until every place of the gateway knows it.
_SECONDS = 300.0
_SECONDS_TO_COME_UP = 60.0
_PAUSE = 0.5

Report = Callable[[str], None]


def smoke(parts: Runtime, url: str, *, report: Report, key: str | None = None, seconds: float = _SECONDS) -> None:
    """Try the API, the import and the stream; `key` is the API key of a usage plan. Leaves nothing that counts.

    Raises: `DeploymentFailed` naming what did not work.
    """
    called = partial(Api, url, key=key)
    _await_api(called())
    _expect(called().get("/openapi.json"), 200, "the API's description")
    _expect(called().get("/api/status"), 401, "a call without a token")
    _expect(called("wrong").get("/api/status"), 401, "a call with an unknown token")
    report("the API answers, and lets nobody in without a token")
    _ensure_client(parts)
    with _token(parts, READ) as reader, _token(parts, WRITE) as writer:
        _expect(called(reader).post("/admin/contacts/import", {}), 403, "an import without its scope")
        _order_goes_through(called(reader), called(writer), report, seconds)


def _await_api(api: Api) -> None:
    ends = clock.monotonic() + _SECONDS_TO_COME_UP
    while not _is_up(api) and clock.monotonic() < ends:
        clock.sleep(_PAUSE)


def _is_up(api: Api) -> bool:
    try:
        return api.get("/openapi.json").status == HTTPStatus.OK
    except DeploymentFailed:
        return False


def _order_goes_through(reader: Api, writer: Api, report: Report, seconds: float) -> None:
    order_id = f"smoke-{clock.now():%Y%m%d%H%M%S%f}"
    before = _order_count(reader)
    order = {
        "orderID": order_id,
        "contactID": _CONTACT,
        "createdAt": text_of(clock.now()),
        "customer": {"name": "Smoke test"},
        "lines": [{"productCode": "SMOKE", "quantity": 1, "unitPrice": "1.00"}],
    }
    _expect(writer.post("/admin/contacts/import", order), 201, "the import of an order")
    try:
        _expect(writer.post("/admin/contacts/import", order), 200, "the same order again")
        _expect(reader.get(f"/api/orders/{order_id}"), 200, "the order")
        taken = _await(lambda: _order_count(reader) == before + 1, seconds, "the order did not reach the views")
        report(f"an order reached the views after {taken:.1f} s")
    finally:
        purged = writer.call("DELETE", f"/admin/orders/{order_id}?purge=true")
    _expect(purged, 200, "taking the order out again")
    _await(lambda: _order_count(reader) == before, seconds, "the order did not leave the views")
    report("and left them again")


def _order_count(reader: Api) -> int:
    reply = reader.get(f"/api/customers/{_CONTACT}")
    return 0 if reply.status == 404 else int(_expect(reply, 200, "a customer")["data"]["orderCount"])


def _expect(reply: Reply, status: int, what: str) -> Any:
    if reply.status != status:
        text = reply.body[:300].decode(errors="replace")
        raise DeploymentFailed(
            f"{what}: answered {reply.status} instead of {status}: {text}",
            "look at the log group of the API's function; `python -m tools rollback` brings the version before back",
        )
    return reply.json if reply.body else None


def _await(is_so: Callable[[], bool], seconds: float, otherwise: str) -> float:
    """Ask until it is so. Returns: the seconds that it took."""
    started = clock.monotonic()
    while not is_so():
        if clock.monotonic() - started > seconds:
            raise DeploymentFailed(
                f"{otherwise} within {seconds:.0f} s",
                "`python -m tools doctor` looks at the event source and the queue; the order is in the orders table",
            )
        clock.sleep(_PAUSE)
    return clock.monotonic() - started


def _ensure_client(parts: Runtime) -> None:
    if parts.clients.get(CLIENT) is None:
        register(parts.store, parts.settings.tables, Client(CLIENT, "Smoke test", Rules()))


@contextmanager
def _token(parts: Runtime, scope: str) -> Iterator[str]:
    """A token that ends with the block."""
    secret = parts.tokens.create(CLIENT, [scope], "smoke test")
    try:
        yield secret
    finally:
        parts.tokens.discard(secret)
