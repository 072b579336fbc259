"""Import one order: read what was sent, find or make its contact, write both in one transaction.

The same order may be sent again, late, twice at once or changed; whatever is lost on the way may be sent
again. The first import wins, and its content hash is kept whatever happens to the order later.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chalicelib.clients import Client
from chalicelib.errors import Conflict, FieldError
from chalicelib.ingest.contacts import Contact
from chalicelib.ingest.content import content_hash, differences
from chalicelib.ingest.contract import CONTENT_HASH, IMPORTED_AT, normal_form
from chalicelib.ingest.credits import mark_of
from chalicelib.ingest.shop import Shop, until_done
from chalicelib.instants import text_of
from chalicelib.orders.order import CREDIT
from chalicelib.store import Absent, Item, Put, Store, Write
from chalicelib.tables import Tables


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of an order; the IDs are the shop's own.

    `edited_since` tells that it was sent before and that its stored form was changed after that.
    """

    status: Literal["created", "unchanged"]
    order_id: str
    contact_id: str | None
    contact_created: bool = False
    edited_since: bool = False
    is_credit: bool = False


def import_order(
    document: Mapping[str, Any], *, client: Client, store: Store, tables: Tables, default_client: str, now: datetime
) -> Imported:
    """Import an order or credit, once, however often it is sent.

    Raises: `InvalidContent`, `Conflict` with the differences, `StorageUnavailable` (send it again).
    """
    shop = Shop(client, store, tables, default_client)
    return import_content(normal_form(document, client=client), shop, now=now)


def import_content(content: Item, shop: Shop, *, now: datetime) -> Imported:
    """Import an order or credit in its normal form.

    Raises: `InvalidContent`, `Conflict` with the differences, `StorageUnavailable` (send it again).
    """
    hashed = content_hash(content)
    return until_done(lambda: _tried(content, hashed, shop, now))


def _tried(content: Item, hashed: str, shop: Shop, now: datetime) -> Imported | None:
    """One try; None where another writer was in the way."""
    stored = shop.stored_order(content["orderID"])
    if stored is not None:
        return _again(content, hashed, stored, shop)
    mark = mark_of(content, shop)
    contact = shop.contact_of(content)
    writes: list[Write] = [_order_put(content, hashed, contact, shop, now)]
    writes += [contact.write] if contact is not None and contact.write is not None else []
    writes += [mark] if mark is not None else []
    return _created(content, contact, shop) if shop.is_written(writes) else None


def _again(content: Item, hashed: str, stored: Item, shop: Shop) -> Imported:
    """The answer to an order that is there already."""
    order_id = content["orderID"]
    if not shop.has(stored):
        raise Conflict(
            f"the orderID {order_id} is taken", [FieldError("orderID", "is taken by an order of another client")]
        )
    different = differences(stored, content, client=shop.client, default_client=shop.default_client)
    sent_before = stored.get(CONTENT_HASH) == hashed
    if different and not sent_before:
        named = ", ".join(each.field for each in different[:5])
        raise Conflict(f"order {order_id} is there already, with other content: {named}", different)
    contact_id = stored.get("contactID")
    own = shop.own_id(contact_id) if isinstance(contact_id, str) else None
    is_credit = content["type"] == CREDIT
    return Imported("unchanged", order_id, own, edited_since=bool(different), is_credit=is_credit)


def _order_put(content: Item, hashed: str, contact: Contact | None, shop: Shop, now: datetime) -> Put:
    item = content | {
        "orderID": shop.stored_id(content["orderID"]),
        "clientID": shop.client.client_id,
        CONTENT_HASH: hashed,
        IMPORTED_AT: text_of(now),
    }
    found = {} if contact is None else {"contactID": contact.contact_id}
    return Put(shop.tables.orders, item | found, Absent("orderID"))


def _created(content: Item, contact: Contact | None, shop: Shop) -> Imported:
    order_id, is_credit = content["orderID"], content["type"] == CREDIT
    if contact is None:
        return Imported("created", order_id, None, is_credit=is_credit)
    own = shop.own_id(contact.contact_id)
    return Imported("created", order_id, own, contact_created=contact.created, is_credit=is_credit)
