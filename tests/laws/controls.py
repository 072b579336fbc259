"""The two classic designs, done honestly: in the same worlds, these must end wrong.

Both keep a customer's orders and spend, by the same reading of an order as ours. Neither has a ledger.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from chalicelib.orders.order import Unreadable, read_order
from chalicelib.store import Item, Key, Put, Query, Store, Update
from chalicelib.tables import BY_CONTACT_CREATED
from tests.laws.orders import CLIENTS
from tests.laws.world import TABLES, Notice


def requery_and_overwrite(store: Store, batch: Sequence[Notice]) -> None:
    """For each customer that a change names: query their orders through the index, write the row anew."""
    for contact in dict.fromkeys(contact for notice in batch for contact in _contacts(notice)):
        store.write(Put(TABLES.customers, _key(contact) | figures_of(_orders_of(store, contact))))


def blind_add(store: Store, batch: Sequence[Notice]) -> None:
    """For each event: take the old image out of its customer's row, add the new image to it."""
    for notice in batch:
        for image, sign in ((notice.old, -1), (notice.new, 1)):
            for order in _counted([image] if image else []):
                assert order.contact_id is not None
                amounts = {"orderCount": Decimal(sign), "totalSpend": order.totals.total * sign}
                store.write(Update(TABLES.customers, _key(order.contact_id), add=amounts))


def figures_of(orders: Sequence[Item]) -> dict[str, Any]:
    """What both designs show of a customer."""
    counted = list(_counted(orders))
    total = sum((order.totals.total for order in counted), Decimal(0))
    return {"orderCount": Decimal(len(counted)), "totalSpend": total}


def stored_and_right(store: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The customers' rows, and what the orders table says they should be; empty customers left out."""
    stored = {item["contactID"]: _shown(item) for item in store.items(TABLES.customers)}
    orders = list(store.items(TABLES.orders))
    contacts = {item["contactID"] for item in orders}
    right = {contact: figures_of([item for item in orders if item["contactID"] == contact]) for contact in contacts}
    return _without_empty(stored), _without_empty(right)


def _contacts(notice: Notice) -> Iterator[str]:
    for image in (notice.old, notice.new):
        if image:
            yield image["contactID"]


def _orders_of(store: Store, contact: str) -> list[Item]:
    page = store.query(Query(TABLES.orders, contact, index=BY_CONTACT_CREATED))
    items = page.items
    while page.next_key is not None:
        page = store.query(Query(TABLES.orders, contact, index=BY_CONTACT_CREATED, start=page.next_key))
        items = items + page.items
    return items


def _counted(items: Sequence[Item]) -> Iterator[Any]:
    for item in items:
        try:
            order = read_order(item, CLIENTS[item["clientID"]])
        except Unreadable:
            continue
        if order.counts:
            yield order


def _key(contact: str) -> Key:
    return {"contactID": contact, "clientID": "a"}


def _shown(item: Item) -> dict[str, Any]:
    return {name: item.get(name, Decimal(0)) for name in ("orderCount", "totalSpend")}


def _without_empty(rows: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {contact: row for contact, row in rows.items() if any(row.values())}
