"""Results in the results table, which all processes share; DynamoDB takes away what is past its time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from chalicelib import clock
from chalicelib.errors import StorageUnavailable
from chalicelib.results.backend import BackendFailed, Held
from chalicelib.store import Delete, Item, Put, Rejected, Store, Table, all_items


class TableBackend:
    """One item for each result. A late reading misses a result, but never gets another one: keys are not used again."""

    def __init__(self, store: Store, table: Table) -> None:
        self._store = store
        self._table = table

    def get(self, key: str) -> bytes | None:
        with _failing():
            item = self._store.get(self._table, {"key": key}, consistent=False)
        return None if item is None else _content(item)

    def put(self, key: str, content: bytes, *, seconds: int) -> None:
        ends = clock.now() + timedelta(seconds=seconds)
        with _failing():
            self._store.write(Put(self._table, {"key": key, "content": content, "ttl": int(ends.timestamp())}))

    def clear(self) -> None:
        with _failing():
            for item in all_items(self._store, self._table):
                self._store.write(Delete(self._table, {"key": item["key"]}))

    def held(self) -> Held:
        with _failing():
            sizes = [len(_content(item)) for item in all_items(self._store, self._table)]
        return Held(len(sizes), sum(sizes))


def _content(item: Item) -> bytes:
    content: bytes = item["content"]
    return content


@contextmanager
def _failing() -> Iterator[None]:
    """What the store can't do is a failure of the backend."""
    try:
        yield
    except (StorageUnavailable, Rejected) as error:
        raise BackendFailed(f"the results table: {error}") from error
