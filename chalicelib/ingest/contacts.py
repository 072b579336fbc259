"""The contact of an order: found by its ID or e-mail, or made; its fields follow the newest order.

Other programs read and write contacts: only the attributes below are touched, by an update. `newestOrder`
marks the order that the fields come from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.clients import Client
from chalicelib.ids import PREFIX, own_id, stored_id
from chalicelib.ingest.contract import made_id
from chalicelib.store import Absent, AbsentOrBelow, Equals, Item, Query, Store, Table, Update, all_matches
from chalicelib.tables import BY_EMAIL

NEWEST_ORDER = "newestOrder"


@dataclass(frozen=True, slots=True)
class Contact:
    """The contact of one order: its stored ID, whether it is new, and what to write, if anything."""

    contact_id: str
    created: bool
    write: Update | None


@dataclass(frozen=True, slots=True)
class _Book:
    """The contacts of one client among all that are in the table."""

    client: Client
    store: Store
    table: Table
    default_client: str

    def stored_id(self, own: str) -> str:
        return stored_id(own, client=self.client.client_id, default_client=self.default_client)

    def row(self, contact_id: str) -> Item | None:
        return self.store.get(self.table, {"contactID": contact_id})

    def is_ours(self, row: Mapping[str, Any]) -> bool:
        """Whether a row is this client's, with an ID that it can be looked up by.

        A legacy row without a client is the default client's.
        """
        own = own_id(row["contactID"], client=self.client.client_id, default_client=self.default_client)
        owner = row.get("clientID", self.default_client)
        return bool(owner == self.client.client_id and self.stored_id(own) == row["contactID"]) and own[:1] != PREFIX


def normalised_email(email: object) -> str | None:
    """The e-mail address by which a customer is known again; what has no @ is none."""
    text = email.strip().lower() if isinstance(email, str) else ""
    return text if "@" in text else None


def contact_of(content: Item, *, client: Client, store: Store, table: Table, default_client: str) -> Contact | None:
    """The contact of an order in its normal form; None for an order of nobody we know."""
    book = _Book(client, store, table, default_client)
    contact_id = _contact_id(content, book)
    if contact_id is None:
        return None
    row = book.row(contact_id)
    return Contact(contact_id, row is None, _write(contact_id, row, content, book))


def _contact_id(content: Item, book: _Book) -> str | None:
    if "contactID" in content:
        return book.stored_id(content["contactID"])
    as_written = content["customer"]["email"]
    email = normalised_email(as_written)
    return None if email is None else _by_email(email, as_written, book)


def _by_email(email: str, as_written: str, book: _Book) -> str:
    """The contact that we made for this address, else the first that the index knows, else the one to make.

    Whether ours is there is read strongly, so that a late index can't give one customer two contacts of ours.
    """
    made = book.stored_id(made_id("contact", book.client.client_id, email))
    if book.row(made) is not None:
        return made
    found = (each for each in _listed(email, as_written, book) if _has_email(book.row(each), email, book))
    return next(found, made)


def _listed(email: str, as_written: str, book: _Book) -> list[str]:
    """What the index lists under the address, in a fixed order; it may be late and knows other clients' rows too."""
    rows = (
        row
        for spelling in {email, as_written}
        for row in all_matches(book.store, Query(book.table, spelling, index=BY_EMAIL))
    )
    return sorted({row["contactID"] for row in rows})


def _has_email(row: Item | None, email: str, book: _Book) -> bool:
    return row is not None and book.is_ours(row) and normalised_email(row.get("email")) == email


def _write(contact_id: str, row: Item | None, content: Item, book: _Book) -> Update | None:
    mark = f"{content['createdAt']}#{content['orderID']}"
    profile = _profile(content["customer"])
    if row is None:
        new = {"clientID": book.client.client_id, **profile, NEWEST_ORDER: mark}
        return _update(contact_id, book, new, Absent("contactID"))
    if not book.is_ours(row):
        return None
    newest = row.get(NEWEST_ORDER)
    if newest is None or newest < mark or _is_mark_of(newest, content["orderID"]):
        assigned = {**_changed(row, profile), NEWEST_ORDER: mark}
        return None if assigned == {NEWEST_ORDER: newest} else _update(contact_id, book, assigned, _still(newest, mark))
    unknown = {name: value for name, value in profile.items() if not row.get(name)}
    return _update(contact_id, book, unknown, Equals(NEWEST_ORDER, newest)) if unknown else None


def _is_mark_of(mark: object, order_id: str) -> bool:
    """Whether the fields come from this order already, before it was corrected."""
    return isinstance(mark, str) and mark.partition("#")[2] == order_id


def _still(newest: str | None, mark: str) -> AbsentOrBelow | Equals:
    """That no newer order has come meanwhile."""
    return AbsentOrBelow(NEWEST_ORDER, mark) if newest is None or newest < mark else Equals(NEWEST_ORDER, newest)


def _update(
    contact_id: str, book: _Book, assign: Mapping[str, Any], condition: Absent | AbsentOrBelow | Equals
) -> Update:
    return Update(book.table, {"contactID": contact_id}, assign=assign, condition=condition)


def _profile(customer: Mapping[str, Any]) -> dict[str, str]:
    """What the order knows of its customer; the unknown overwrites nothing."""
    known = {name: customer[name] for name in ("name", "company", "phone")}
    known["email"] = normalised_email(customer["email"])
    return {name: value for name, value in known.items() if value}


def _changed(row: Item, profile: Mapping[str, str]) -> dict[str, str]:
    """What differs; an e-mail that another program wrote in capitals stays as it is."""
    if normalised_email(row.get("email")) == profile.get("email"):
        profile = {name: value for name, value in profile.items() if name != "email"}
    return {name: value for name, value in profile.items() if row.get(name) != value}
