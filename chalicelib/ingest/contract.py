"""The normal form of an order: what equal orders have in common, however they are spelled."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from chalicelib.clients import Client
from chalicelib.errors import FieldError, InvalidContent
from chalicelib.ingest import fields, figures
from chalicelib.ingest.document import MAX_LINES, Customer, Figures, Line, OrderDocument, Part, Totals
from chalicelib.ingest.models import built
from chalicelib.instants import text_of
from chalicelib.store import Item

CONTENT_HASH = "contentHash"
IMPORTED_AT = "importedAt"
EDITED_AT = "editedAt"
CREDITED_BY = "creditedBy"
# Written by WebOrders alone: what a body says about them is passed over, so that an order that was read may be sent.
OWN_ATTRIBUTES = frozenset({CONTENT_HASH, IMPORTED_AT, EDITED_AT, CREDITED_BY})

_NAMESPACE = uuid.UUID("6f1d7d0e-6a4c-5c0b-9d0b-7f6f2f0c3a51")
_DEFAULT_STATUS = "completed"
_REASONS = {
    "missing": "is required",
    "model_type": "must be an object",
    "list_type": "must be a list",
    "too_long": f"must have at most {MAX_LINES:,} lines",
}
_AnyModel = TypeVar("_AnyModel", bound=Part)


def normal_form(document: Mapping[str, Any], *, client: Client) -> Item:
    """The order in its normal form, with the shop's own IDs: an item whose figures are complete and agree.

    Raises: `InvalidContent` naming every field that is wrong.
    """
    faults: list[FieldError] = []
    order = _parsed(OrderDocument, document, client, faults)
    part = order or _parsed(Figures, document, client, [])
    complete = None if part is None else _complete(part, faults)
    item = None if order is None else _named(order, client, faults)
    if item is None or complete is None or faults:
        raise InvalidContent(_message(faults), faults)
    return item | complete


def _parsed(
    model: type[_AnyModel], document: Mapping[str, Any], client: Client, faults: list[FieldError]
) -> _AnyModel | None:
    try:
        return built(model).model_validate(dict(document), context=client)
    except ValidationError as error:
        faults += [FieldError(_place(each["loc"]), _reason(each)) for each in error.errors(include_url=False)]
        return None


def _place(location: Sequence[str | int]) -> str:
    """lines[0].quantity, from ("lines", 0, "quantity")."""
    return "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in location).removeprefix(".")


def _reason(error: ErrorDetails) -> str:
    raised = error.get("ctx", {}).get("error")
    return str(raised) if raised is not None else _REASONS.get(error["type"], error["msg"])


def _message(faults: Sequence[FieldError]) -> str:
    named = "; ".join(f"{fault.field}: {fault.reason}" for fault in faults[:3])
    return named if len(faults) <= 3 else f"{named}; and {len(faults) - 3} more fields"


def _named(order: OrderDocument, client: Client, faults: list[FieldError]) -> Item | None:
    """Everything but the figures."""
    own = order.order_id or _made_id(order.order_reference, client)
    if own is None:
        faults.append(FieldError("orderID", "is required, or an orderReference to make it from"))
        return None
    if own == order.credit_for:
        faults.append(FieldError("creditFor", "must name another document"))
    item: Item = {
        **_others(order, "", faults),
        "orderID": own,
        "orderReference": order.order_reference or own,
        "createdAt": text_of(order.created_at),
        "customer": _customer(order.customer or Customer(), faults),
        "currency": order.currency or client.rules.currency,
        "status": order.status or _DEFAULT_STATUS,
    }
    return item if order.contact_id is None else item | {"contactID": order.contact_id}


def _made_id(reference: str | None, client: Client) -> str | None:
    return None if reference is None else made_id("order", client.client_id, reference)


def made_id(kind: str, client_id: str, name: str) -> str:
    """The UUIDv5 of something that a client has no ID for: the same name gives the same ID."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}/{client_id}/{name}"))


def _customer(customer: Customer, faults: list[FieldError]) -> Item:
    known = {name: getattr(customer, name) for name in ("name", "email", "company", "phone")}
    return _others(customer, "customer", faults) | known


def _others(part: Part, place: str, faults: list[FieldError]) -> Item:
    """The fields that we don't know."""
    return dict(_kept(part, place, faults))


def _kept(part: Part, place: str, faults: list[FieldError]) -> Iterator[tuple[str, Any]]:
    for name, value in (part.model_extra or {}).items():
        if place or name not in OWN_ATTRIBUTES:
            try:
                yield from fields.kept({name: value}).items()
            except ValueError as error:
                faults.append(FieldError(f"{place}.{name[:80]}".strip(".") or "the body", str(error)))


def _complete(part: Figures, faults: list[FieldError]) -> Item | None:
    """Type, lines and totals, checked against each other; None where they can't be."""
    before = len(faults)
    lines = [_line(line, f"lines[{number}]", faults) for number, line in enumerate(part.lines or [])]
    if len(faults) > before:
        return None
    totals = part.totals or Totals()
    found = _totals(totals, part, [line["lineTotal"] for line in lines], faults)
    if found is None:
        return None
    credited = {} if part.credit_for is None else {"creditFor": part.credit_for}
    shown = _others(totals, "totals", faults) | _totals_item(found)
    return {"type": found.kind, "lines": lines, "totals": shown, **credited}


def _line(line: Line, place: str, faults: list[FieldError]) -> Item:
    discount = {} if line.discount is None else {"discount": abs(line.discount)}
    return {
        **_others(line, place, faults),
        "productCode": line.product_code,
        "name": line.name,
        "category": line.category,
        "quantity": line.quantity,
        "unitPrice": line.unit_price,
        "lineTotal": _line_total(line, place, faults),
        **discount,
    }


def _line_total(line: Line, place: str, faults: list[FieldError]) -> Decimal | None:
    if line.line_total is not None:
        return line.line_total
    if line.quantity is None or line.unit_price is None:
        missing = "quantity" if line.quantity is None else "unitPrice"
        faults.append(FieldError(f"{place}.{missing}", "is required where there is no lineTotal"))
        return None
    try:
        return figures.line_total(line.quantity, line.unit_price, line.discount)
    except ValueError as error:
        faults.append(FieldError(f"{place}.lineTotal", f"as quantity × unitPrice: {error}"))
        return None


def _totals(
    totals: Totals, part: Figures, line_totals: Sequence[Decimal], faults: list[FieldError]
) -> figures.Figures | None:
    given = figures.Given(
        totals.subtotal, totals.discount, totals.tax, totals.shipping, totals.total, totals.tax_included
    )
    try:
        found = figures.complete(given, part.type, line_totals)
    except ValueError as error:
        faults.append(FieldError("totals.total", f"as the sum of its parts: {error}"))
        return None
    faults += figures.faults(found, part.credit_for)
    return found


def _totals_item(found: figures.Figures) -> Item:
    return {
        "subtotal": found.subtotal,
        "discount": found.discount,
        "tax": found.tax,
        "shipping": found.shipping,
        "total": found.total,
        "taxIncluded": found.tax_included,
    }
