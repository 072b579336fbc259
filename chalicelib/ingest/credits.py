"""Orders and the credits that take money back from them: a shop cancels an order or credits it, never both.

Each credit that is written here leaves its ID with its order, in `creditedBy`, in the same transaction, and each
correction of an order is conditional on that list: a credit and a cancellation at the same moment can't both win.
What other programs write leaves no trace there; `cancellation` says how much of it is seen.
"""

from collections.abc import Iterator

from chalicelib.errors import Conflict, FieldError
from chalicelib.ingest.contract import CREDITED_BY
from chalicelib.ingest.shop import Shop
from chalicelib.orders.order import CREDIT, DELETED, ORDER, Order, Unreadable, counts, read_order
from chalicelib.store import Absent, Check, Item, Matches, Query, Update, all_matches
from chalicelib.tables import BY_CONTACT_CREATED

_MOST_GUARDS = 90


def mark_of(content: Item, shop: Shop) -> Update | Check | None:
    """What a credit in its normal form leaves with its order; None where it names none of this client's.

    Raises: `Conflict` where the credit counts and its order does not.
    """
    own = content.get("creditFor")
    order = None if own is None else shop.own_order(own)
    if order is None:
        return None
    if will_count(content, shop):
        _check_counts(order, shop)
    return _mark(order, content["orderID"], shop)


def will_count(content: Item, shop: Shop) -> bool:
    """Whether a document in its normal form enters the figures."""
    return counts(content["type"], content["status"], shop.client.rules) and not _is_deleted(content["status"])


def will_count_as_order(content: Item, shop: Shop) -> bool:
    """Whether a document in its normal form is an order that enters the figures."""
    return content["type"] == ORDER and will_count(content, shop)


def counts_as_order(item: Item, shop: Shop) -> bool:
    """Whether a stored document is an order that enters the figures."""
    return _counts_as(ORDER, item, shop)


def cancellation(order: Item, shop: Shop) -> list[Check]:
    """The conditions under which an order may cease to count: that none of its credits begins to.

    Seen are the credits of `creditedBy`, read strongly, and those of the same contact, by an index that may be
    late: credits by other programs, and those that came before their order. A credit by another program for a
    guest's order, or one with another contact, is not seen.

    Raises: `Conflict` where a credit counts.
    """
    marked = _marked(order, shop)
    seen = (*_of_contact(order, shop), *(item for item in marked.values() if item is not None))
    found = {item["orderID"]: item for item in seen}
    counting = [item for item in found.values() if _takes_back(item, order, shop) and _counts_as(CREDIT, item, shop)]
    if counting:
        named = ", ".join(sorted(shop.own_id(item["orderID"]) for item in counting)[:5])
        reason = f"order {shop.own_id(order['orderID'])} is credited by {named}; an order is cancelled or credited"
        raise Conflict(reason, [FieldError("status", reason)])
    return [_guard(stored_id, item, shop) for stored_id, item in marked.items()][:_MOST_GUARDS]


def _check_counts(order: Item, shop: Shop) -> None:
    """Raises: `Conflict` for an order that does not count; one that can't be read has the benefit of the doubt."""
    read = _read(order, shop)
    if read is not None and not _enters(read):
        reason = (
            f"order {shop.own_id(read.order_id)} does not count, its status is {read.status}; "
            "there is nothing to credit"
        )
        raise Conflict(reason, [FieldError("creditFor", reason)])


def _mark(order: Item, own: str, shop: Shop) -> Update | Check:
    """The credit's ID beside the others of its order, which keeps the status that was seen."""
    key = {"orderID": order["orderID"]}
    seen = _same(order, "clientID", "status", CREDITED_BY)
    marks = order.get(CREDITED_BY)
    known = marks if isinstance(marks, list) else []
    if own in known:
        return Check(shop.tables.orders, key, seen)
    return Update(shop.tables.orders, key, assign={CREDITED_BY: [*known, own]}, condition=seen)


def _marked(order: Item, shop: Shop) -> dict[str, Item | None]:
    """The credits that `creditedBy` names, by their stored IDs; None for one that is not there."""
    marks = order.get(CREDITED_BY)
    ids = sorted({shop.stored_id(each) for each in marks if isinstance(each, str)}) if isinstance(marks, list) else []
    return dict(zip(ids, shop.store.get_many([(shop.tables.orders, {"orderID": each}) for each in ids]), strict=True))


def _guard(stored_id: str, item: Item | None, shop: Shop) -> Check:
    condition = Absent("orderID") if item is None else _same(item, "type", "status", "creditFor", "clientID")
    return Check(shop.tables.orders, {"orderID": stored_id}, condition)


def _same(item: Item, *watched: str) -> Matches:
    values = {name: item[name] for name in watched if name in item}
    return Matches(values, tuple(name for name in watched if name not in item))


def _of_contact(order: Item, shop: Shop) -> Iterator[Item]:
    contact_id = order.get("contactID")
    if isinstance(contact_id, str) and contact_id:
        yield from all_matches(shop.store, Query(shop.tables.orders, contact_id, index=BY_CONTACT_CREATED))


def _takes_back(item: Item, order: Item, shop: Shop) -> bool:
    return shop.has(item) and item.get("creditFor") == shop.own_id(order["orderID"])


def _counts_as(kind: str, item: Item, shop: Shop) -> bool:
    read = _read(item, shop)
    return read is not None and read.kind == kind and _enters(read)


def _read(item: Item, shop: Shop) -> Order | None:
    try:
        return read_order(item, shop.client.rules)
    except Unreadable:
        return None


def _enters(read: Order) -> bool:
    return read.counts and not _is_deleted(read.status)


def _is_deleted(status: str) -> bool:
    return status.strip().casefold() == DELETED
