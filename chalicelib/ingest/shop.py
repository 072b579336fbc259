"""One client's orders in the store, by the shop's own IDs, and writes that meet others."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import InvalidContent, StorageUnavailable
from chalicelib.ids import own_id, stored_id
from chalicelib.ingest.contacts import Contact, contact_of
from chalicelib.store import Item, Rejected, Store, TransactionCancelled, Write
from chalicelib.tables import Tables

_TRIES = 12
_LONGEST_WAIT = 0.5
_REFUSED = {"ValidationError", "ItemCollectionSizeLimitExceeded"}

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Shop:
    """A client, and where its orders and contacts are."""

    client: Client
    store: Store
    tables: Tables
    default_client: str

    def stored_id(self, own: str) -> str:
        """The key under which this shop's ID is stored."""
        return stored_id(own, client=self.client.client_id, default_client=self.default_client)

    def own_id(self, stored: str) -> str:
        """The ID as the shop wrote it."""
        return own_id(stored, client=self.client.client_id, default_client=self.default_client)

    def stored_order(self, own: str) -> Item | None:
        """Whatever is stored under this ID, strongly read, perhaps another client's."""
        return self.store.get(self.tables.orders, {"orderID": self.stored_id(own)})

    def own_order(self, own: str) -> Item | None:
        """This client's order with this ID; None also for an ID that no key can be."""
        try:
            item = self.stored_order(own)
        except Rejected:
            return None
        return item if item is not None and self.has(item) else None

    def has(self, item: Item) -> bool:
        """Whether an order is this client's."""
        return bool(item.get("clientID") == self.client.client_id)

    def contact_of(self, content: Item) -> Contact | None:
        """The contact of an order in its normal form; None for an order of nobody we know."""
        return contact_of(
            content,
            client=self.client,
            store=self.store,
            table=self.tables.contacts,
            default_client=self.default_client,
        )

    def is_written(self, writes: Sequence[Write]) -> bool:
        """Write all of this together; False where a condition failed or another transaction was there first.

        Raises: `InvalidContent` for what the store can never take.
        """
        try:
            self.store.transact(writes)
        except TransactionCancelled as cancelled:
            if _REFUSED.intersection(cancelled.reasons):
                raise InvalidContent(f"the order can't be stored: {cancelled}") from cancelled
            return False
        except Rejected as rejected:
            raise InvalidContent(f"the order can't be stored: {rejected}") from rejected
        return True


def until_done(tried: Callable[[], _T | None]) -> _T:
    """What a try ends with; it is None where another writer was in the way, and then tried again.

    Raises: `StorageUnavailable` after many tries.
    """
    for attempt in range(_TRIES):
        outcome = tried()
        if outcome is not None:
            return outcome
        clock.sleep(random.uniform(0, min(_LONGEST_WAIT, 0.02 * 2**attempt)))  # noqa: S311 - jitter is no secret
    raise StorageUnavailable("too many changes at once to this order or its contact; send it again")
