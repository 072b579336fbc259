"""A Query looks at its whole partition and a Scan at its whole table: here they get only the slice they need."""

import hashlib
import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from types import FunctionType
from typing import Any, TypeAlias

Row: TypeAlias = dict[str, Any]
Entry: TypeAlias = tuple[str, str, str]  # what sorts, the table's hash key, its range key
Bounds: TypeAlias = tuple[str | None, str | None]

_ORDERS = "\0orders"  # beside MiniStack's own index members, which it drops and never saves
_PAGE_BYTES = 1024 * 1024
_KEY_CONDITION = re.compile(
    r"(?P<hash>#\w+) = (?P<value>:\w+)"
    r"( AND (?P<range>#\w+) (>= (?P<from>:\w+)|<= (?P<to>:\w+)|BETWEEN (?P<low>:\w+) AND (?P<high>:\w+)))?"
)


def mend_reads(dynamodb: Any) -> None:
    """Let Query and Scan see only the items that can be on their page."""
    reads = _Reads(dynamodb)
    dynamodb._set_item = reads.keeping_orders(dynamodb._set_item)
    dynamodb._remove_item = reads.keeping_orders(dynamodb._remove_item)
    dynamodb._query = reads.narrowed(dynamodb._query, reads.slice_of_query)
    dynamodb._scan = reads.narrowed(dynamodb._scan, reads.slice_of_scan)


class _Reads:
    """The sorted keys of MiniStack's tables, and the slices that reads need."""

    def __init__(self, dynamodb: Any) -> None:
        self._dynamodb = dynamodb

    def keeping_orders(self, stock: Callable[..., Any]) -> Callable[..., Any]:
        """A write that keeps the sorted keys in step."""

        def write(table: Row, hash_value: str, range_value: str, *item: Row) -> Any:
            orders = (table.get("_index_members") or {}).get(_ORDERS)
            before = self._entries(table, hash_value, range_value) if orders else {}
            result = stock(table, hash_value, range_value, *item)
            if orders:
                _follow(orders, before, self._entries(table, hash_value, range_value))
            return result

        return write

    def narrowed(self, stock: FunctionType, slice_of: Callable[[Row, Row], Row | None]) -> Callable[[Row], Any]:
        """A read whose stock code finds only the slice in its table."""
        shown = _ShownTables(self._dynamodb._tables)
        over_slice = FunctionType(stock.__code__, {**stock.__globals__, "_tables": shown}, stock.__name__)

        def read(request: Row) -> Any:
            table = self._dynamodb._tables.get(self._dynamodb._normalize_table_name(request.get("TableName")))
            shown.instead = slice_of(table, request) if table else None
            return stock(request) if shown.instead is None else over_slice(request)

        return read

    def slice_of_query(self, table: Row, request: Row) -> Row | None:
        """The table with only what this query can answer; None for what we do not know how to narrow."""
        condition = _KEY_CONDITION.fullmatch(request.get("KeyConditionExpression") or "")
        keys = self._keys(table, request.get("IndexName"))
        if condition is None or keys is None:
            return None
        try:
            names, values = request["ExpressionAttributeNames"], request["ExpressionAttributeValues"]
            if [names[condition["hash"]], names.get(condition["range"], keys[1])] != keys:
                return None
            partition = values[condition["value"]]["S"]
            low, high = (_text(values, condition, *which) for which in (("from", "low"), ("to", "high")))
            start = self._start(table, request, keys[1])
        except (KeyError, TypeError):
            return None
        listed = self._order(table, (request.get("IndexName"), partition))
        entries = _between(listed, (low, high), start, forward=request.get("ScanIndexForward", True))
        return self._shown(table, request, entries, (request.get("IndexName"), partition))

    def slice_of_scan(self, table: Row, request: Row) -> Row | None:
        """The table with only what this page of a scan can hold; None where it goes over an index."""
        if request.get("IndexName") or self._keys(table, None) is None:
            return None
        try:
            start = self._start(table, request, None)
            wanted = _segment(int(request.get("Segment") or 0), int(request.get("TotalSegments") or 1))
        except (KeyError, TypeError, ValueError):
            return None
        hash_keys = self._order(table, None)
        first = 0 if start is None else bisect_left(hash_keys, start[1])
        entries = (
            ("", hash_value, range_value)
            for hash_value in islice(hash_keys, first, None)
            if wanted(hash_value)
            for range_value in sorted(table["items"][hash_value])
            if start is None or (hash_value, range_value) > start[1:]
        )
        return self._shown(table, request, entries, None)

    def _keys(self, table: Row, index: str | None) -> list[str | None] | None:
        """The hash and range key, where they are texts as all of ours are."""
        if index is None:
            keys = [[table["pk_name"]], [table["sk_name"]] if table["sk_name"] else []]
        else:
            keys = list(self._dynamodb._index_key_lists(self._dynamodb._index_def(table, index) or {}))
        types = {each["AttributeName"]: each["AttributeType"] for each in table["AttributeDefinitions"]}
        if len(keys[0]) != 1 or len(keys[1]) > 1 or any(types.get(name) != "S" for names in keys for name in names):
            return None
        return [keys[0][0], keys[1][0] if keys[1] else None]

    def _start(self, table: Row, request: Row, range_key: str | None) -> Entry | None:
        """Where an earlier page ended."""
        key = request.get("ExclusiveStartKey")
        if not key:
            return None
        range_value = key[table["sk_name"]]["S"] if table["sk_name"] else "__no_sort__"
        return (key[range_key]["S"] if range_key else "", key[table["pk_name"]]["S"], range_value)

    def _order(self, table: Row, which: tuple[str | None, str] | None) -> list[Any]:
        """The sorted entries of a partition, or the table's sorted hash keys; kept from the first use."""
        members = self._dynamodb._index_members(table)
        orders = members.setdefault(_ORDERS, {})
        if which not in orders:
            orders[which] = sorted(table["items"] if which is None else self._listed(table, members, *which))
        listed: list[Any] = orders[which]
        return listed

    def _listed(self, table: Row, members: Row, index: str | None, partition: str) -> Iterator[Entry]:
        if index is None:
            for range_value in table["items"].get(partition, {}):
                yield (range_value if table["sk_name"] else "", partition, range_value)
            return
        for hash_value, range_value in members[index].get(partition, ()):
            yield self._entries(table, hash_value, range_value)[index, partition]

    def _entries(self, table: Row, hash_value: str, range_value: str) -> dict[Any, Any]:
        """Where an item is listed, and as what."""
        item = table["items"].get(hash_value, {}).get(range_value)
        if item is None:
            return {None: hash_value} if hash_value in table["items"] else {}
        entries: dict[Any, Any] = {None: hash_value}
        entries[None, hash_value] = (range_value if table["sk_name"] else "", hash_value, range_value)
        for index, hashes, ranges in self._dynamodb._index_key_schemas(table):
            partition = self._dynamodb._index_partition(item, hashes, ranges)
            if isinstance(partition, str):
                entries[index, partition] = (item[ranges[0]].get("S", "") if ranges else "", hash_value, range_value)
        return entries

    def _shown(self, table: Row, request: Row, entries: Iterable[Entry], which: Any) -> Row:
        """A table of the entries that fit on one page."""
        items: dict[str, Row] = {}
        members: dict[tuple[str, str], None] = {}
        size = 0
        for _, hash_value, range_value in islice(entries, request.get("Limit")):
            item = table["items"][hash_value][range_value]
            items.setdefault(hash_value, {})[range_value] = item
            members[hash_value, range_value] = None
            size += self._dynamodb._item_size_bytes(item)
            if size > _PAGE_BYTES:
                break
        index, partition = which or (None, None)
        return {**table, "items": items, "_index_members": {index: {partition: members}} if index else {}}


class _ShownTables:
    """MiniStack's tables as a narrowed read sees them. It answers one request at a time, on one thread."""

    def __init__(self, tables: Any) -> None:
        self._tables = tables
        self.instead: Row | None = None

    def get(self, name: str, default: Any = None) -> Any:
        return self.instead or self._tables.get(name, default)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tables, name)


def _follow(orders: dict[Any, list[Any]], before: dict[Any, Any], after: dict[Any, Any]) -> None:
    for which in before.keys() | after.keys():
        listed = orders.get(which)
        if listed is None or before.get(which) == after.get(which):
            continue
        if which in before:
            listed.pop(bisect_left(listed, before[which]))
        if which in after:
            insort(listed, after[which])


def _between(listed: list[Entry], bounds: Bounds, start: Entry | None, *, forward: bool) -> Iterator[Entry]:
    low, high = bounds
    first = 0 if low is None else bisect_left(listed, (low,))
    last = len(listed) if high is None else bisect_right(listed, (high, "\U0010ffff\U0010ffff", ""))
    if start is not None and forward:
        first = max(first, bisect_right(listed, start))
    elif start is not None:
        last = min(last, bisect_left(listed, start))
    return (listed[i] for i in (range(first, last) if forward else range(last - 1, first - 1, -1)))


def _text(values: Row, condition: re.Match[str], *groups: str) -> str | None:
    """A bound's text, under whichever of these names it stands."""
    names = [condition[group] for group in groups if condition[group]]
    return values[names[0]]["S"] if names else None


def _segment(segment: int, segments: int) -> Callable[[str], bool]:
    """Which hash keys belong to a segment, as MiniStack decides it."""
    if segments == 1:
        return lambda _: True
    return lambda key: int.from_bytes(hashlib.sha1(key.encode()).digest()[:4], "big") % segments == segment  # noqa: S324
