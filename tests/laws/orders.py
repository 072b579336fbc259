"""Builders of order items, as other programs might write them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from chalicelib.clients import Rules
from chalicelib.store import Item

SHOP = "a"
OTHER_SHOP = "b"
CLIENTS: Mapping[str, Rules] = {SHOP: Rules(zone="UTC"), OTHER_SHOP: Rules(zone="Pacific/Auckland", currency="NZD")}


def order(order_id: str, contact: str | None = "x", day: int = 1, **more: Any) -> Item:
    """An order of 10.00 on a day of March 2025, with one line of product p1."""
    item: Item = {
        "orderID": order_id,
        "clientID": SHOP,
        "createdAt": f"2025-03-{day:02d}T10:00:00Z",
        "customer": {"name": f"{contact} of {order_id}"},
        "lines": lines("p1"),
        "currency": "AUD",
        "status": "completed",
    }
    return item | ({} if contact is None else {"contactID": contact}) | more


def lines(*codes: str, price: str = "10", **more: Any) -> list[Item]:
    """One line of one unit for each product."""
    return [{"productCode": code, "quantity": Decimal(1), "unitPrice": Decimal(price), **more} for code in codes]
