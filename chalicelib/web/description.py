"""GET /openapi.json."""

from collections.abc import Iterable

from chalicelib.web.calls import Answer, Call, Route
from chalicelib.web.parameters import Parameters, read_parameters


def show_openapi(call: Call, routes: Iterable[Route]) -> Answer:
    """The description of the API; it is public."""
    read_parameters(Parameters, call.parameters())
    from chalicelib.web.openapi import document  # noqa: PLC0415 - no other call pays for the models of the answers

    return Answer(document(routes), is_bare=True)
