"""One order, read from the orders table itself."""

import base64
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.clients import Client
from chalicelib.errors import NotFound
from chalicelib.ids import own_id, stored_id
from chalicelib.instants import shown, text_of
from chalicelib.orders.order import Line, Order, Unreadable, read_order
from chalicelib.orders.repository import Orders
from chalicelib.store import Item, Rejected

_KNOWN = frozenset(
    "orderID clientID contactID createdAt orderReference type creditFor customer lines totals currency status "
    "contentHash importedAt editedAt creditedBy".split()
)


# What an order shows of which nothing can be counted: the same fields, empty.
_UNREADABLE: Item = {
    "orderID": None,
    "orderReference": None,
    "type": None,
    "creditFor": None,
    "creditedBy": [],
    "status": None,
    "counts": False,
    "contactID": None,
    "createdAt": None,
    "customer": None,
    "currency": None,
    "lines": [],
    "totals": None,
}


def stored_order(orders: Orders, order_id: str, *, client: Client, default_client: str) -> Item:
    """An order as it is stored. Raises: `NotFound`, also for another client's order."""
    stored = stored_id(order_id, client=client.client_id, default_client=default_client)
    try:
        item = orders.get(stored)
    except Rejected:  # no key can be that long, or empty
        item = None
    if item is None or item.get("clientID") != client.client_id:
        raise NotFound(f"there is no order {order_id}")
    return item


def shown_order(item: Item, *, client: Client, default_client: str) -> Item:
    """A stored order with its lines, totals and whether it counts."""
    return _answer(item, client, lambda each: own_id(each, client=client.client_id, default_client=default_client))


def _answer(item: Item, client: Client, own: Callable[[str], str]) -> Item:
    others = {name: plain_value(value) for name, value in item.items() if name not in _KNOWN}
    try:
        read = read_order(item, client.rules)
    except Unreadable as unreadable:
        return {**_UNREADABLE, "orderID": own(item["orderID"]), "notes": list(unreadable.notes), "other": others}
    return _readable(read, item, own) | {"other": others}


def _readable(read: Order, item: Item, own: Callable[[str], str]) -> Item:
    return {
        "orderID": own(read.order_id),
        "orderReference": read.reference,
        "type": read.kind,
        "creditFor": plain_value(item.get("creditFor")),
        "creditedBy": plain_value(item.get("creditedBy", [])),
        "status": read.status,
        "counts": read.counts,
        "contactID": own(read.contact_id) if read.contact_id else None,
        "createdAt": shown(text_of(read.at)),
        "customer": {
            "name": read.profile.name,
            "email": read.profile.email,
            "company": read.profile.company,
            "phone": read.profile.phone,
        },
        "currency": read.currency,
        "lines": [_line(line) for line in read.lines],
        "totals": {
            "subtotal": money.plain(read.totals.subtotal),
            "discount": money.plain(read.totals.discount),
            "tax": money.plain(read.totals.tax),
            "shipping": money.plain(read.totals.shipping),
            "total": money.plain(read.totals.total),
            "taxIncluded": read.totals.tax_included,
        },
        "notes": list(read.notes),
    }


def _line(line: Line) -> Item:
    return {
        "productCode": line.code,
        "name": line.name,
        "category": line.category,
        "quantity": money.plain(line.quantity),
        "unitPrice": None if line.price is None else money.plain(line.price),
        "lineTotal": money.plain(line.total),
    }


def plain_value(value: Any) -> Any:
    """Any value of an item as JSON can carry it: bytes as base64, sets as sorted lists."""
    if isinstance(value, Decimal):
        return money.plain(value)
    if isinstance(value, Mapping):
        return {name: plain_value(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain_value(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted((plain_value(each) for each in value), key=str)
    if isinstance(value, str | bool) or value is None:
        return value
    return base64.b64encode(bytes(value)).decode()
