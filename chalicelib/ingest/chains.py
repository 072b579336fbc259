"""Orders that must not run side by side: those that speak of the same order or the same contact."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from chalicelib.ingest.contacts import normalised_email

_Row = TypeVar("_Row")


def chains(rows: Sequence[tuple[_Row, Mapping[str, Any]]]) -> list[list[tuple[_Row, Mapping[str, Any]]]]:
    """The rows, each with its document, in groups that share no order and no contact; each keeps its order."""
    leaders: dict[str, str] = {}
    names = [list(_names(document)) or [f"row/{number}"] for number, (_, document) in enumerate(rows)]
    for some in names:
        for name in some[1:]:
            leaders[_leader(name, leaders)] = _leader(some[0], leaders)
    found: dict[str, list[tuple[_Row, Mapping[str, Any]]]] = {}
    for some, row in zip(names, rows, strict=True):
        found.setdefault(_leader(some[0], leaders), []).append(row)
    return list(found.values())


def _leader(name: str, leaders: dict[str, str]) -> str:
    """The name that stands for all those that are connected with this one."""
    while (above := leaders.setdefault(name, name)) != name:
        leaders[name] = leaders[above]
        name = above
    return name


def _names(document: Mapping[str, Any]) -> Iterator[str]:
    """The orders and the contact that a document speaks of."""
    customer = document.get("customer")
    email = normalised_email(customer.get("email")) if isinstance(customer, dict) else None
    for kind, value in (
        ("order", document.get("orderID") or document.get("orderReference")),
        ("order", document.get("creditFor")),
        ("contact", document.get("contactID")),
        ("email", email),
    ):
        if isinstance(value, str | int) and value not in ("", "0", 0):
            yield f"{kind}/{str(value).strip()}"
