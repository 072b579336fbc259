"""The documents of each customer: the list on the customer's page, and what the customer's row is made of."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.money import amount_of
from chalicelib.orders.order import ORDER, Profile
from chalicelib.projections import keys
from chalicelib.projections.contribution import Group
from chalicelib.projections.effects import Document, Effect, Row


def of_customer(order_id: str, head: Group) -> Iterator[Effect]:
    """The document as its customer's row sees it; a guest's has none."""
    if "contact" in head:
        yield document_of(order_id, head)


def listed(order_id: str, head: Group) -> Iterator[Effect]:
    """A row in the list of all documents, and one among the counted orders, which find the first and the last."""
    if "contact" not in head:
        return
    partition = keys.customer_documents(head["client"], head["contact"])
    yield Row(partition, keys.document(keys.DOCUMENT, head["at"], order_id), shown(order_id, head))
    if head["counts"] and head["kind"] == ORDER:
        attributes = {"orderID": order_id, "reference": head["reference"], "currency": head["currency"]}
        yield Row(partition, keys.document(keys.ORDER, head["at"], order_id), attributes)


def document_of(order_id: str, head: Group) -> Document:
    """The document that a head group describes."""
    return Document(
        contact_id=head["contact"],
        client_id=head["client"],
        order_id=order_id,
        at=head["at"],
        reference=head["reference"],
        kind=head["kind"],
        counts=head["counts"],
        currency=head["currency"],
        total=amount_of(head["total"]),
        profile=Profile(head.get("name"), head.get("email"), head.get("company"), head.get("phone")),
    )


def document_in(row: Mapping[str, Any], client_id: str) -> Document:
    """The document that a customer's row of a list shows."""
    return Document(
        contact_id=row["contactID"],
        client_id=client_id,
        order_id=row["orderID"],
        at=row["at"],
        reference=row["reference"],
        kind=row["kind"],
        counts=row["counts"],
        currency=row["currency"],
        total=row["total"],
        profile=Profile(*(row.get(name) for name in ("name", "email", "company", "phone"))),
    )


def shown(order_id: str, head: Group) -> dict[str, object]:
    """A document as a row of a list, with what its figures are made of."""
    figures = {name: amount_of(head[name]) for name in _FIGURES}
    return listed_as(order_id, head, counts=head["counts"]) | figures | {"taxIncluded": head["taxIncluded"]}


def listed_as(order_id: str, group: Group, *, counts: bool) -> dict[str, object]:
    """A document as a row of a list."""
    attributes = {name: group[name] for name in _TEXTS if name in group}
    if "contact" in group:
        attributes["contactID"] = group["contact"]
    return attributes | {"orderID": order_id, "counts": counts, **{name: amount_of(group[name]) for name in _AMOUNTS}}


_AMOUNTS = ("total", "items")
_FIGURES = ("subtotal", "goods", "tax", "shipping")
_TEXTS = ("reference", "kind", "status", "currency", "at", "name", "email", "company", "phone")
