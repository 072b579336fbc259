"""The ledger: per order, the contribution that the views count now. Only the projector writes it."""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalicelib.projections.contribution import PROJECTION_VERSION, Contribution, body_of_text, text_of_body
from chalicelib.store import Absent, Condition, Equals, Item, Put, Table

TOMBSTONE_LIFE = timedelta(days=7)
_MOST_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One order's ledger row; `rev` is None where there is none yet."""

    order_id: str
    rev: str | None = None
    version: int = PROJECTION_VERSION
    body: Contribution = field(default_factory=dict)
    parked: bool = False

    def unchanged(self) -> Condition:
        """The condition that nobody has written this row since it was read."""
        return Absent("orderID") if self.rev is None else Equals("rev", self.rev)


def entry_of(order_id: str, item: Mapping[str, Any] | None) -> Entry:
    """The entry that a ledger item holds."""
    if item is None:
        return Entry(order_id)
    return Entry(order_id, item["rev"], int(item["version"]), _unpacked(item["body"]), "parked" in item)


def put_entry(table: Table, seen: Entry, body: Contribution, *, rev: str, expires: datetime | None = None) -> Put:
    """The write that makes `body` the counted contribution, if nobody else has written since `seen`."""
    return Put(table, _item(seen.order_id, rev, body, expires), seen.unchanged())


def park_entry(table: Table, seen: Entry, *, rev: str) -> Put:
    """The write that marks an order as parked; what is counted stays."""
    return Put(table, _item(seen.order_id, rev, seen.body, None) | {"parked": True}, seen.unchanged())


def _item(order_id: str, rev: str, body: Contribution, expires: datetime | None) -> Item:
    item: Item = {"orderID": order_id, "rev": rev, "version": PROJECTION_VERSION, "body": _packed(body)}
    return item if expires is None else item | {"ttl": int(expires.timestamp())}


def _packed(body: Contribution) -> str | bytes:
    """The body as text; a long one, which repeats itself for each product, compressed."""
    text = text_of_body(body)
    return text if len(text) <= _MOST_CHARACTERS else zlib.compress(text.encode())


def _unpacked(body: Any) -> Contribution:
    return body_of_text(body if isinstance(body, str) else zlib.decompress(bytes(body)).decode())
