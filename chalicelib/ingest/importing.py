"""Import one order: read what was sent, find or make its contact, write both in one transaction.

The same order may be sent again, late, twice at once or changed; whatever is lost on the way may be sent
again. The first import wins, and its content hash is kept whatever happens to the order later.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import Conflict, FieldError, InvalidContent, StorageUnavailable
from chalicelib.ids import own_id, stored_id
from chalicelib.ingest.contacts import Contact, contact_of
from chalicelib.ingest.content import content_hash, differences
from chalicelib.ingest.contract import CONTENT_HASH, IMPORTED_AT, normal_form
from chalicelib.instants import text_of
from chalicelib.orders.order import Unreadable, read_order
from chalicelib.store import Absent, Check, Equals, Item, Put, Rejected, Store, TransactionCancelled, Write
from chalicelib.tables import Tables

_TRIES = 12
_LONGEST_WAIT = 0.5
_REFUSED = {"ValidationError", "ItemCollectionSizeLimitExceeded"}


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


@dataclass(frozen=True, slots=True)
class _Import:
    """An order on its way in."""

    content: Item
    hash: str
    client: Client
    store: Store
    tables: Tables
    default_client: str
    now: datetime

    def stored_id(self, own: str) -> str:
        return stored_id(own, client=self.client.client_id, default_client=self.default_client)

    def own_id(self, stored: str) -> str:
        return own_id(stored, client=self.client.client_id, default_client=self.default_client)

    def stored_order(self, own: str) -> Item | None:
        return self.store.get(self.tables.orders, {"orderID": self.stored_id(own)})


def import_order(
    document: Mapping[str, Any], *, client: Client, store: Store, tables: Tables, default_client: str, now: datetime
) -> Imported:
    """Import an order or credit, once, however often it is sent.

    Raises: `InvalidContent`, `Conflict` with the differences, `StorageUnavailable` (send it again).
    """
    content = normal_form(document, client=client)
    incoming = _Import(content, content_hash(content), client, store, tables, default_client, now)
    for attempt in range(_TRIES):
        outcome = _tried(incoming)
        if outcome is not None:
            return outcome
        clock.sleep(random.uniform(0, min(_LONGEST_WAIT, 0.02 * 2**attempt)))  # noqa: S311 - jitter is no secret
    raise StorageUnavailable("too many changes at once to this order or its contact; send it again")


def _tried(incoming: _Import) -> Imported | None:
    """One try; None where another writer was in the way."""
    stored = incoming.stored_order(incoming.content["orderID"])
    if stored is not None:
        return _again(incoming, stored)
    check = _credited(incoming)
    contact = contact_of(
        incoming.content,
        client=incoming.client,
        store=incoming.store,
        table=incoming.tables.contacts,
        default_client=incoming.default_client,
    )
    return _created(incoming, contact) if _is_written(incoming, contact, check) else None


def _again(incoming: _Import, stored: Item) -> Imported:
    """The answer to an order that is there already."""
    order_id = incoming.content["orderID"]
    if stored.get("clientID") != incoming.client.client_id:
        raise Conflict(
            f"the orderID {order_id} is taken", [FieldError("orderID", "is taken by an order of another client")]
        )
    different = differences(stored, incoming.content, client=incoming.client, default_client=incoming.default_client)
    sent_before = stored.get(CONTENT_HASH) == incoming.hash
    if different and not sent_before:
        named = ", ".join(each.field for each in different[:5])
        raise Conflict(f"order {order_id} is there already, with other content: {named}", different)
    contact_id = stored.get("contactID")
    own = incoming.own_id(contact_id) if isinstance(contact_id, str) else None
    return Imported("unchanged", order_id, own, edited_since=bool(different))


def _credited(incoming: _Import) -> Check | None:
    """Look that the credited order, if it is there, counts; it must still have that status when the credit is written.

    Raises: `Conflict`, because a shop cancels an order or credits it, never both.
    """
    own = incoming.content.get("creditFor")
    stored = None if own is None else incoming.stored_order(own)
    if stored is None or stored.get("clientID") != incoming.client.client_id:
        return None
    status = stored.get("status")
    if not _counts(stored, incoming.client):
        reason = f"order {own} does not count, its status is {status}; there is nothing to credit"
        raise Conflict(reason, [FieldError("creditFor", reason)])
    seen = Absent("status") if status is None else Equals("status", status)
    return Check(incoming.tables.orders, {"orderID": stored["orderID"]}, seen)


def _counts(stored: Item, client: Client) -> bool:
    try:
        return read_order(stored, client.rules).counts
    except Unreadable:
        return True


def _is_written(incoming: _Import, contact: Contact | None, check: Check | None) -> bool:
    """Write order and contact together; False where a condition failed or another transaction was there first.

    Raises: `InvalidContent` for what the store can never take.
    """
    writes: list[Write] = [_order_put(incoming, contact)]
    if contact is not None and contact.write is not None:
        writes.append(contact.write)
    if check is not None:
        writes.append(check)
    try:
        incoming.store.transact(writes)
    except TransactionCancelled as cancelled:
        if _REFUSED.intersection(cancelled.reasons):
            raise InvalidContent(f"the order can't be stored: {cancelled}") from cancelled
        return False
    except Rejected as rejected:
        raise InvalidContent(f"the order can't be stored: {rejected}") from rejected
    return True


def _order_put(incoming: _Import, contact: Contact | None) -> Put:
    item = incoming.content | {
        "orderID": incoming.stored_id(incoming.content["orderID"]),
        "clientID": incoming.client.client_id,
        CONTENT_HASH: incoming.hash,
        IMPORTED_AT: text_of(incoming.now),
    }
    found = {} if contact is None else {"contactID": contact.contact_id}
    return Put(incoming.tables.orders, item | found, Absent("orderID"))


def _created(incoming: _Import, contact: Contact | None) -> Imported:
    order_id = incoming.content["orderID"]
    if contact is None:
        return Imported("created", order_id, None)
    return Imported("created", order_id, incoming.own_id(contact.contact_id), contact_created=contact.created)
