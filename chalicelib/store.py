"""What WebOrders needs of a key-value store: items, conditions, transactions, pages.

Every backend keeps the same promises (`tests/contracts`): `dynamo.DynamoStore` is DynamoDB,
`memory.MemoryStore` holds everything in this process and serves the recount and the tests.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Protocol, TypeAlias

Item: TypeAlias = dict[str, Any]
Key: TypeAlias = Mapping[str, Any]

MAX_TRANSACTION_WRITES = 100
MAX_TRANSACTION_BYTES = 4 * 1024 * 1024
MAX_ITEM_BYTES = 400 * 1024
MAX_HASH_KEY_BYTES = 2048
MAX_RANGE_KEY_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index: eventually consistent, holds the items that have both keys.

    Its keys are texts; the range key may be a number.
    """

    hash_key: str
    range_key: str | None = None
    is_number: bool = False

    def key_names(self) -> tuple[str, ...]:
        """The attributes that an item must have to be in this index."""
        return (self.hash_key,) if self.range_key is None else (self.hash_key, self.range_key)


@dataclass(frozen=True)
class Table:
    """A table's name and keys; all keys are strings."""

    name: str
    hash_key: str
    range_key: str | None = None
    indexes: Mapping[str, Index] = field(default_factory=dict)
    ttl: str | None = None
    stream: bool = False

    def key_names(self) -> tuple[str, ...]:
        """The attributes of the primary key."""
        return (self.hash_key,) if self.range_key is None else (self.hash_key, self.range_key)

    def key_of(self, item: Mapping[str, Any]) -> Item:
        """The part of an item that is its primary key."""
        return {name: item[name] for name in self.key_names()}

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True, slots=True)
class Absent:
    """Holds where the item does not exist or lacks the attribute."""

    attribute: str


@dataclass(frozen=True, slots=True)
class Equals:
    """Holds where the attribute has this value."""

    attribute: str
    value: Any


@dataclass(frozen=True, slots=True)
class AbsentOrBelow:
    """Holds where the attribute is missing or sorts before this value."""

    attribute: str
    value: Any


@dataclass(frozen=True, slots=True)
class Matches:
    """Holds where these attributes have their values, are missing, and sort below or above theirs: all at once."""

    values: Mapping[str, Any]
    absent: tuple[str, ...] = ()
    below: Mapping[str, Any] = field(default_factory=dict)
    above: Mapping[str, Any] = field(default_factory=dict)


Condition: TypeAlias = Absent | Equals | AbsentOrBelow | Matches


@dataclass(frozen=True, slots=True)
class Put:
    """Write a whole item."""

    table: Table
    item: Item
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Update:
    """Add to numbers, set attributes, remove attributes; whatever else the item has stays."""

    table: Table
    key: Key
    add: Mapping[str, Decimal] = field(default_factory=dict)
    assign: Mapping[str, Any] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Delete:
    """Remove an item; nothing happens where there is none."""

    table: Table
    key: Key
    condition: Condition | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """Only look: the transaction fails unless the condition holds."""

    table: Table
    key: Key
    condition: Condition


Write: TypeAlias = Put | Update | Delete | Check


@dataclass(frozen=True, slots=True)
class Query:
    """The items of one partition between two range keys, both inclusive, in order.

    The bounds are texts, or decimals where the range key is a number.
    """

    table: Table
    hash_value: str
    index: str | None = None
    low: Any = None
    high: Any = None
    forward: bool = True
    limit: int | None = None
    start: Key | None = None
    consistent: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of a query or scan; `next_key` is None on the last one."""

    items: list[Item]
    next_key: Key | None


class ConditionFailed(Exception):
    """The condition of a single write did not hold; nothing was written."""


class Rejected(Exception):
    """The store can never take this request: too large, a bad key, a bad number."""


class TransactionCancelled(Exception):
    """Nothing of the transaction was written; `reasons` has one code per write ("None" where it was not the cause)."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(", ".join(sorted(set(reasons))))
        self.reasons = tuple(reasons)


class Store(Protocol):
    """A key-value store with DynamoDB's promises.

    Raises: `StorageUnavailable` and `Throttled` when it did not answer (a write may still have happened),
    `Rejected` when it never will.
    """

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        """The item with this key."""

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        """The item of each key, or None; every key was answered. No key may come twice."""

    def query(self, query: Query) -> Page:
        """One page of a partition."""

    def scan(
        self,
        table: Table,
        *,
        start: Key | None = None,
        limit: int | None = None,
        segment: int = 0,
        segments: int = 1,
        consistent: bool = True,
    ) -> Page:
        """One page of a whole table, or of one of its parallel segments."""

    def write(self, write: Put | Update | Delete) -> None:
        """One write. Raises: `ConditionFailed`."""

    def transact(self, writes: Sequence[Write]) -> None:
        """All writes or none, at most 100 on distinct items. Raises: `TransactionCancelled`."""


def all_items(store: Store, table: Table) -> Iterator[Item]:
    """Every item of a table, strongly read, page by page."""
    start: Key | None = None
    while True:
        page = store.scan(table, start=start)
        yield from page.items
        if page.next_key is None:
            return
        start = page.next_key


def all_matches(store: Store, query: Query) -> Iterator[Item]:
    """Every item of a query, page by page."""
    while True:
        page = store.query(query)
        yield from page.items
        if page.next_key is None:
            return
        query = replace(query, start=page.next_key)
