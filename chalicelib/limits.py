"""What DynamoDB takes and gives back: values, sizes, keys, numbers of 38 digits."""

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from chalicelib import money
from chalicelib.store import (
    MAX_HASH_KEY_BYTES,
    MAX_ITEM_BYTES,
    MAX_RANGE_KEY_BYTES,
    MAX_TRANSACTION_BYTES,
    MAX_TRANSACTION_WRITES,
    Index,
    Item,
    Put,
    Query,
    Rejected,
    Table,
    Update,
    Write,
)

_MOST_DIGITS = 38
_SMALLEST, _LARGEST = -130, 125  # powers of ten


def stored(value: Any) -> Any:
    """The value as the database would give it back."""
    if isinstance(value, str):
        _utf8(value)
        return value
    if value is None or isinstance(value, bool | bytes):
        return value
    if isinstance(value, Decimal | int):
        return number(Decimal(value))
    if isinstance(value, Mapping):
        return {name: stored(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [stored(each) for each in value]
    if isinstance(value, set | frozenset) and value:
        return {stored(each) for each in value}
    raise TypeError(f"a {type(value).__name__} has no place in an item")


def copied(value: Any) -> Any:
    """The value of an attribute, so that its reader may change it."""
    if isinstance(value, dict):
        return {name: copied(each) for name, each in value.items()}
    if isinstance(value, list):
        return [copied(each) for each in value]
    return set(value) if isinstance(value, set) else value


def number(value: Decimal) -> Decimal:
    """The number without trailing zeros. Raises: `Rejected` where DynamoDB would refuse or round it."""
    if not value.is_finite():
        raise Rejected(f"{value} is not a number that can be stored")
    return _finite(value)


@lru_cache(maxsize=16_384)  # the same amounts come again and again; kept once, they take little memory
def _finite(value: Decimal) -> Decimal:
    if value and not _SMALLEST <= value.adjusted() <= _LARGEST:
        raise Rejected("a number is too large or too small")
    plain = money.plain(value)
    if any(plain.as_tuple().digits[_MOST_DIGITS:]):
        raise Rejected("a number has more than 38 digits")
    return plain


def _utf8(text: str) -> int:
    """How many bytes a text has."""
    try:
        return len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError as error:
        raise Rejected("a text is not Unicode") from error


def item_size(item: Item) -> int:
    """Bytes by DynamoDB's rules."""
    return sum(_size(name) + _size(value) for name, value in item.items())


def _size(value: Any) -> int:
    if isinstance(value, str):
        return _utf8(value)
    if isinstance(value, Decimal):
        return (len(value.as_tuple().digits) + 1) // 2 + 1 + value.is_signed()
    if isinstance(value, Mapping):
        return 3 + sum(_size(name) + _size(each) + 1 for name, each in value.items())
    if isinstance(value, list):
        return 3 + sum(_size(each) + 1 for each in value)
    if isinstance(value, set):
        return sum(map(_size, value))
    return len(value) if isinstance(value, bytes) else 1


def check_query(query: Query) -> None:
    """Refuse a query that DynamoDB would refuse. Raises: `Rejected`."""
    keys = query.table if query.index is None else query.table.indexes[query.index]
    if query.consistent and query.index is not None:
        raise Rejected("an index has no consistent reads")
    check_limit(query.limit)
    check_key_part(keys.hash_key, query.hash_value, MAX_HASH_KEY_BYTES)
    for bound in (query.low, query.high):
        if bound is not None:
            assert keys.range_key is not None, f"{query.index or query.table.name} has no range key"
            _check_range(keys, bound)


def check_limit(limit: int | None) -> None:
    """Refuse a page of nothing. Raises: `Rejected`."""
    if limit is not None and limit < 1:
        raise Rejected("a page has at least one item")


def check_transaction(writes: Sequence[Write], identities: Sequence[Hashable]) -> None:
    """Refuse too many writes, too many bytes, or the same item twice. Raises: `Rejected`."""
    if not 1 <= len(writes) <= MAX_TRANSACTION_WRITES:
        raise Rejected(f"a transaction has 1 to {MAX_TRANSACTION_WRITES} writes, not {len(writes)}")
    if len({(write.table.name, identity) for write, identity in zip(writes, identities, strict=True)}) < len(writes):
        raise Rejected("a transaction names the same item twice")
    if len(writes) > MAX_TRANSACTION_BYTES // MAX_ITEM_BYTES and _put_size(writes) > MAX_TRANSACTION_BYTES:
        raise Rejected("a transaction is larger than 4 MB")


def _put_size(writes: Sequence[Write]) -> int:
    return sum(item_size(stored(write.item)) for write in writes if isinstance(write, Put))


def check_update(write: Update) -> None:
    """Refuse an update of nothing, of a key, or of an attribute twice. Raises: `Rejected`."""
    names = [*write.add, *write.assign, *write.remove]
    if not names:
        raise Rejected("an update changes nothing")
    if len(set(names)) < len(names) or set(names) & set(write.table.key_names()):
        raise Rejected("an update names an attribute twice, or a key")


def checked(table: Table, item: Item) -> Item:
    """The item, where it is not too large and its index keys fit. Raises: `Rejected`."""
    if item_size(item) > MAX_ITEM_BYTES:
        raise Rejected(f"an item of {table.name} is larger than 400 KB")
    check_index_keys(table, item)
    return item


def check_index_keys(table: Table, item: Item) -> None:
    """Refuse an item whose index keys no index can hold. Raises: `Rejected`."""
    for index in table.indexes.values():
        if index.hash_key in item:
            check_key_part(index.hash_key, item[index.hash_key], MAX_HASH_KEY_BYTES)
        if index.range_key is not None and index.range_key in item:
            _check_range(index, item[index.range_key])


def _check_range(keys: Table | Index, value: Any) -> None:
    assert keys.range_key is not None, "there is no range key to check"
    if not (isinstance(keys, Index) and keys.is_number):
        check_key_part(keys.range_key, value, MAX_RANGE_KEY_BYTES)
    elif not isinstance(value, Decimal):
        raise Rejected(f"the key {keys.range_key} is not a number")


def check_key_part(name: str, value: Any, most: int) -> None:
    """Refuse a key that is no text, empty or too long. Raises: `Rejected`."""
    if not isinstance(value, str) or not value:
        raise Rejected(f"the key {name} is not a text, or is empty")
    if _utf8(value) > most:
        raise Rejected(f"the key {name} is longer than {most} bytes")
