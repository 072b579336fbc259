"""What each function asks of DynamoDB while the app is at work, and what its policy lets it ask."""

from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any

from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.store import Check, Delete, Item, Key, Page, Put, Query, Rejected, Table, Update, Write
from chalicelib.tables import tables_named

TABLES = tables_named()
PLACE = "arn:aws:dynamodb:ap-southeast-2:123456789012:table/"

_ACTIONS = {Put: "PutItem", Update: "UpdateItem", Delete: "DeleteItem", Check: "ConditionCheckItem"}


@dataclass(frozen=True, order=True)
class Call:
    """One kind of call: who asks, what for, and of which table or index."""

    function: str
    action: str
    place: str

    @property
    def arn(self) -> str:
        return PLACE + self.place


class SpyingStore:
    """A store in memory that notes each kind of call; some orders can't be projected."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.calls: set[Call] = set()
        self.poison: set[str] = set()
        self._function = "nobody"

    @contextmanager
    def as_function(self, name: str):
        before, self._function = self._function, name
        try:
            yield
        finally:
            self._function = before

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        self._note("GetItem", table.name)
        return self.store.get(table, key, consistent=consistent)

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        for table, _ in wanted:
            self._note("BatchGetItem", table.name)
        return self.store.get_many(wanted, consistent=consistent)

    def query(self, query: Query) -> Page:
        self._note("Query", query.table.name + (f"/index/{query.index}" if query.index else ""))
        return self.store.query(query)

    def scan(self, table: Table, **options: Any) -> Page:
        self._note("Scan", table.name)
        return self.store.scan(table, **options)

    def write(self, write: Put | Update | Delete) -> None:
        self._note(_ACTIONS[type(write)], write.table.name)
        self.store.write(write)

    def transact(self, writes: Sequence[Write]) -> None:
        for write in writes:
            self._note(_ACTIONS[type(write)], write.table.name)
        if self._is_poisoned(writes):
            raise Rejected("poison")
        self.store.transact(writes)

    def _note(self, action: str, place: str) -> None:
        self.calls.add(Call(self._function, action, place))

    def _is_poisoned(self, writes: Sequence[Write]) -> bool:
        written = [write.item for write in writes if isinstance(write, Put)]
        is_parking = any(item.get("pk") == keys.PARKED for item in written)
        return not is_parking and any(item.get("orderID") in self.poison for item in written if "rev" in item)


def allows(policy: Mapping[str, Any], call: Call) -> bool:
    """Whether a policy allows a call."""
    return any(
        _matches(statement["Action"], f"dynamodb:{call.action}") and _matches(statement["Resource"], call.arn)
        for statement in policy["Statement"]
    )


def grants(policy: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each action on each table that a policy allows; those of streams are Lambda's own to use."""
    return [
        (action.removeprefix("dynamodb:"), resource)
        for statement in policy["Statement"]
        for action in _list(statement["Action"])
        for resource in _list(statement["Resource"])
        if action.startswith("dynamodb:") and "/stream/" not in resource
    ]


def is_used(action: str, resource: str, calls: set[Call]) -> bool:
    """Whether one of these calls needs an action on a resource."""
    return any(call.action == action and fnmatchcase(call.arn, resource) for call in calls)


def names_of_tables() -> dict[str, str]:
    """The tables' names as the parameters of a template have them."""
    return {f"{each.name.capitalize()}Table": getattr(TABLES, each.name).name for each in fields(TABLES)}


def _matches(patterns: Any, value: str) -> bool:
    return any(fnmatchcase(value, pattern) for pattern in _list(patterns))


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
