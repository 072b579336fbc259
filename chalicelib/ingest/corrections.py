"""Correct one order that is there: replace it whole, delete it, or purge it.

What is written is conditional on what was read, so that neither a correction nor another program's write is
lost; where the order changed in between, it is read again and the correction tried again. With `if_match`, the
order must be of that version in each try.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Literal

from chalicelib.errors import InvalidContent, NotFound, PreconditionFailed
from chalicelib.ingest.contacts import Contact
from chalicelib.ingest.contract import EDITED_AT, OWN_ATTRIBUTES, normal_form
from chalicelib.ingest.credits import cancellation, counts_as_order, mark_of, will_count_as_order
from chalicelib.ingest.fields import order_id as read_order_id
from chalicelib.ingest.shop import Shop, until_done
from chalicelib.instants import text_of
from chalicelib.orders.order import DELETED
from chalicelib.orders.version import version_of
from chalicelib.store import Check, Delete, Item, Matches, Update, Write

# DynamoDB takes a condition of at most 300 operators. The attributes of the contract are watched first.
_MOST_WATCHED = 100
_WATCHED_FIRST = (
    "orderID",
    "clientID",
    "status",
    "creditedBy",
    "contactID",
    "createdAt",
    "totals",
    "lines",
    "type",
    "creditFor",
    "customer",
    "currency",
)


@dataclass(frozen=True, slots=True)
class Corrected:
    """What became of an order; the IDs are the shop's own. `version` is None for one that is purged."""

    status: Literal["replaced", "deleted", "purged", "unchanged"]
    order_id: str
    contact_id: str | None
    version: str | None
    contact_created: bool = False


def replace_order(
    order_id: str, document: Mapping[str, Any], shop: Shop, *, now: datetime, if_match: str | None = None
) -> Corrected:
    """Make the order what the document says; only what WebOrders noted down itself stays.

    Raises: `NotFound`, `InvalidContent`, `PreconditionFailed`, `Conflict` with its credits or the order it credits,
    `StorageUnavailable`.
    """
    _existing(order_id, shop, if_match)
    content = _content(order_id, document, shop)
    return until_done(lambda: _replaced(_existing(order_id, shop, if_match), content, shop, now))


def delete_order(order_id: str, shop: Shop, *, now: datetime, if_match: str | None = None) -> Corrected:
    """Give the order the status trash, so that it counts no more and a mail that is sent again does not bring it back.

    Raises: `NotFound`, `PreconditionFailed`, `Conflict` with its credits, `StorageUnavailable`.
    """
    return until_done(lambda: _deleted(_existing(order_id, shop, if_match), shop, now))


def purge_order(order_id: str, shop: Shop, *, if_match: str | None = None) -> Corrected:
    """Remove the order without a trace; a mail that is sent again brings it back.

    Raises: `NotFound`, `PreconditionFailed`, `Conflict` with its credits, `StorageUnavailable`.
    """
    return until_done(lambda: _purged(_existing(order_id, shop, if_match), shop))


def _existing(order_id: str, shop: Shop, if_match: str | None) -> Item:
    """The order, of the version that the caller knows, if the caller named one."""
    item = shop.own_order(order_id)
    if item is None:
        raise NotFound(f"there is no order {order_id}")
    if if_match is not None and not _is_match(if_match, version_of(item)):
        raise PreconditionFailed(f"order {order_id} is not the version of If-Match any more; read it again")
    return item


def _is_match(if_match: str, version: str) -> bool:
    """Strong comparison: a weak tag, W/"…", matches nothing."""
    return any(each.strip() in ("*", version) for each in if_match.split(","))


def _content(order_id: str, document: Mapping[str, Any], shop: Shop) -> Item:
    """The document in its normal form; it may leave out the ID, which the path names."""
    sent = document.get("orderID")
    if sent is not None and not _is_id(sent, order_id):
        raise InvalidContent.of("orderID", f"must be {order_id}, as in the path, or absent")
    return normal_form({**document, "orderID": order_id}, client=shop.client) | {"orderID": order_id}


def _is_id(sent: object, order_id: str) -> bool:
    try:
        return sent == order_id or read_order_id(sent) == order_id
    except ValueError:
        return False


def _replaced(stored: Item, content: Item, shop: Shop, now: datetime) -> Corrected | None:
    contact = shop.contact_of(content)
    wanted = _item(stored, content, contact, shop)
    if wanted == stored:
        return _corrected("unchanged", stored, shop)
    checks = _checks(stored, content, shop)
    edited = wanted | {EDITED_AT: text_of(now)}
    writes: list[Write] = [_update(stored, edited, shop), *checks]
    writes += [contact.write] if contact is not None and contact.write is not None else []
    if not shop.is_written(writes):
        return None
    return _corrected("replaced", edited, shop, contact_created=contact is not None and contact.created)


def _item(stored: Item, content: Item, contact: Contact | None, shop: Shop) -> Item:
    """The order as it is to be stored: the content, and of the stored one what only WebOrders writes."""
    kept = {name: stored[name] for name in OWN_ATTRIBUTES if name in stored}
    found = {} if contact is None else {"contactID": contact.contact_id}
    ids = {"orderID": stored["orderID"], "clientID": shop.client.client_id}
    return {name: value for name, value in content.items() if name != "contactID"} | kept | found | ids


def _checks(stored: Item, content: Item, shop: Shop) -> list[Write]:
    """What must hold of credits: none counts for an order that ceases to; the order that is credited counts."""
    mark = mark_of(content, shop)
    ceases = counts_as_order(stored, shop) and not will_count_as_order(content, shop)
    return [*(cancellation(stored, shop) if ceases else ()), *([mark] if mark is not None else ())]


def _deleted(stored: Item, shop: Shop, now: datetime) -> Corrected | None:
    if stored.get("status") == DELETED:
        return _corrected("unchanged", stored, shop)
    edited = stored | {"status": DELETED, EDITED_AT: text_of(now)}
    is_written = shop.is_written([_update(stored, edited, shop), *_end(stored, shop)])
    return _corrected("deleted", edited, shop) if is_written else None


def _purged(stored: Item, shop: Shop) -> Corrected | None:
    delete = Delete(shop.tables.orders, {"orderID": stored["orderID"]}, _as_read(stored))
    if not shop.is_written([delete, *_end(stored, shop)]):
        return None
    return Corrected("purged", shop.own_id(stored["orderID"]), _own_contact(stored, shop), None)


def _end(stored: Item, shop: Shop) -> list[Check]:
    return cancellation(stored, shop) if counts_as_order(stored, shop) else []


def _update(stored: Item, wanted: Item, shop: Shop) -> Update:
    """The change from one to the other; what another program adds meanwhile stays."""
    changed = {name: value for name, value in wanted.items() if name not in stored or stored[name] != value}
    gone = tuple(name for name in stored if name not in wanted)
    key = {"orderID": stored["orderID"]}
    return Update(shop.tables.orders, key, assign=changed, remove=gone, condition=_as_read(stored))


def _as_read(stored: Item) -> Matches:
    """That the order is still what was read; of very many attributes only the first are watched."""
    names = sorted(stored, key=lambda name: (name not in _WATCHED_FIRST, name))
    watched = {name: stored[name] for name in islice(names, _MOST_WATCHED)}
    return Matches(watched, tuple(name for name in _WATCHED_FIRST if name not in stored))


def _corrected(
    status: Literal["replaced", "deleted", "unchanged"], item: Item, shop: Shop, *, contact_created: bool = False
) -> Corrected:
    own = shop.own_id(item["orderID"])
    return Corrected(status, own, _own_contact(item, shop), version_of(item), contact_created)


def _own_contact(item: Item, shop: Shop) -> str | None:
    contact_id = item.get("contactID")
    return shop.own_id(contact_id) if isinstance(contact_id, str) else None
