"""A credit for one order: it has the order's customer, and takes money back whichever way its figures are signed.

A body says all figures negative, as the import has them, or all positive, as people speak of refunds. A total that
is not negative (where there is none: the subtotal, else the lines) turns the whole document round: quantities, line
totals, subtotal, tax, shipping and total. Prices and discounts are sizes.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.errors import Conflict, FieldError, InvalidContent, NotFound
from chalicelib.ingest import fields
from chalicelib.ingest.contract import normal_form
from chalicelib.ingest.importing import Imported, import_content
from chalicelib.ingest.shop import Shop
from chalicelib.orders.order import CREDIT, ORDER, Order, Unreadable, read_order
from chalicelib.store import Item

_DECIDED_HERE = ("type", "creditFor")
_TURNED_IN_LINES = ("quantity", "lineTotal")
_TURNED_IN_TOTALS = ("subtotal", "tax", "shipping", "total")


def credit_order(order_id: str, document: Mapping[str, Any], shop: Shop, *, now: datetime) -> Imported:
    """Import a credit for an order; the same again is unchanged.

    Raises: `NotFound`, `InvalidContent`, `Conflict` with what differs or because the order is none that counts,
    `StorageUnavailable`.
    """
    order = shop.own_order(order_id)
    if order is None:
        raise NotFound(f"there is no order {order_id}")
    _check_decided(document, order_id)
    content = _content(order_id, document, order, shop)
    _check_is_order(order_id, order, shop)
    return import_content(content, shop, now=now)


def _check_decided(document: Mapping[str, Any], order_id: str) -> None:
    """Raises: `InvalidContent` where the body contradicts the path."""
    faults = []
    if document.get("type") not in (None, CREDIT):
        faults.append(FieldError("type", "must be credit, or absent"))
    if not _may_be(document.get("creditFor"), order_id):
        faults.append(FieldError("creditFor", f"must be {order_id}, as in the path, or absent"))
    if faults:
        raise InvalidContent("; ".join(f"{each.field}: {each.reason}" for each in faults), faults)


def _may_be(value: object, order_id: str) -> bool:
    try:
        return value == order_id or fields.credited_id(value) in (None, order_id)
    except ValueError:
        return False


def _content(order_id: str, document: Mapping[str, Any], order: Item, shop: Shop) -> Item:
    """The credit in its normal form."""
    sent = {name: value for name, value in document.items() if name not in _DECIDED_HERE}
    content = normal_form(sent, client=shop.client)
    if content["orderID"] == order_id:
        raise InvalidContent.of("orderID", "must be the credit's own, not that of the order; or give an orderReference")
    content = content if content["type"] == CREDIT else _turned(content)
    # A credit that is sent again keeps what it took from its order then.
    known = shop.own_order(content["orderID"])
    missing = {name: value for name, value in _defaults(known or order, shop).items() if _is_missing(name, sent)}
    return content | missing | {"type": CREDIT, "creditFor": order_id}


def _is_missing(name: str, sent: Mapping[str, Any]) -> bool:
    """Whether a body says nothing about this field."""
    return (fields.contact_id(sent.get(name)) if name == "contactID" else sent.get(name) or None) is None


def _turned(content: Item) -> Item:
    """The document with its figures the other way round."""
    lines = [each | _negated(each, _TURNED_IN_LINES) for each in content["lines"]]
    totals = content["totals"]
    return content | {"lines": lines, "totals": totals | _negated(totals, _TURNED_IN_TOTALS)}


def _negated(figures: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Decimal | None]:
    return {name: None if figures[name] is None else money.plain(figures[name].copy_negate()) for name in names}


def _defaults(document: Item, shop: Shop) -> Item:
    """Customer, contact and currency of a stored document."""
    read = _read(document, shop)
    if read is None:
        return {}
    profile = {name: getattr(read.profile, name) for name in ("name", "email", "company", "phone")}
    contact = {} if read.contact_id is None else {"contactID": shop.own_id(read.contact_id)}
    return {"currency": read.currency, "customer": profile, **contact}


def _check_is_order(order_id: str, order: Item, shop: Shop) -> None:
    """Raises: `Conflict` for a credit, which nobody credits."""
    read = _read(order, shop)
    if read is not None and read.kind != ORDER:
        reason = f"{order_id} is a credit itself; only orders are credited"
        raise Conflict(reason, [FieldError("creditFor", reason)])


def _read(item: Item, shop: Shop) -> Order | None:
    try:
        return read_order(item, shop.client.rules)
    except Unreadable:
        return None
