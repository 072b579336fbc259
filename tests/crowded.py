"""A store in which every transaction meets another one first, so that its sums go to another write shard."""

from collections.abc import Sequence
from typing import Any

from chalicelib.projections.write_shards import CONFLICT
from chalicelib.store import TransactionCancelled, Write


class Crowded:
    """Cancels every other transaction, as DynamoDB does where all its items are in another one at that moment."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self._is_free = True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def transact(self, writes: Sequence[Write]) -> None:
        """Refused the first time, done the second."""
        self._is_free = not self._is_free
        if not self._is_free:
            raise TransactionCancelled([CONFLICT for _ in writes])
        self._store.transact(writes)
