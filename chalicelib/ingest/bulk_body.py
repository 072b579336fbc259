"""The body of a bulk import: an array, or an order a line, to one entry per order."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from chalicelib.errors import InvalidInput, TooLarge, UnreadableBody
from chalicelib.ingest.body import JSON, MAX_ORDER_BYTES, check_media, check_size, kind_of, read_loosely, sound

LINES = "application/x-ndjson"
MOST_ORDERS = 500
MAX_BULK_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One order as it was sent, from index 0: its document, or why it has none."""

    index: int
    document: dict[str, Any] | None = None
    fault: InvalidInput | None = None


def read_entries(raw: bytes, content_type: str | None) -> list[Entry]:
    """The orders of a body. Its Content-Type alone tells an array from lines; blank lines are no orders.

    Raises: `UnsupportedMedia`, `TooLarge`, `UnreadableBody`; what is wrong with one order is a fault of its entry.
    """
    media = check_media(content_type, allowed=(JSON, LINES))
    check_size(raw, limit=MAX_BULK_BYTES)
    return _of_lines(raw) if media == LINES else _of_array(raw)


def _of_array(raw: bytes) -> list[Entry]:
    values = read_loosely(raw, limit=MAX_BULK_BYTES)
    if not isinstance(values, list):
        raise UnreadableBody(
            f"the body must be a JSON array of orders, [{{…}}, …], not {kind_of(values)}; "
            f"one order a line goes with the Content-Type {LINES}"
        )
    _check_count(len(values))
    is_small = len(raw) <= MAX_ORDER_BYTES
    return [_entry(index, partial(_object, value, is_small=is_small)) for index, value in enumerate(values)]


def _of_lines(raw: bytes) -> list[Entry]:
    lines = [(number, line) for number, line in enumerate(raw.split(b"\n"), 1) if line.strip(b" \t\r\xef\xbb\xbf")]
    if not lines:
        raise UnreadableBody("the body is empty; it must have an order a line")
    _check_count(len(lines))
    return [_entry(index, partial(_line, *line)) for index, line in enumerate(lines)]


def _check_count(count: int) -> None:
    if count > MOST_ORDERS:
        raise TooLarge(f"the body has {count:,} orders; the most is {MOST_ORDERS}")


def _entry(index: int, read: Callable[[], dict[str, Any]]) -> Entry:
    try:
        return Entry(index, read())
    except InvalidInput as error:
        return Entry(index, fault=error)


def _line(number: int, raw: bytes) -> dict[str, Any]:
    return _object(read_loosely(raw, limit=MAX_ORDER_BYTES, first_line=number), is_small=True)


def _object(value: Any, *, is_small: bool) -> dict[str, Any]:
    """An order of a body; `is_small` tells that it can't be over the limit of one order."""
    document = sound(value)
    if not isinstance(document, dict):
        raise UnreadableBody(f"an order must be a JSON object, {{…}}, not {kind_of(document)}")
    size = 0 if is_small else _size(document)
    if size > MAX_ORDER_BYTES:
        raise TooLarge(f"the order has {size:,} bytes; the most is {MAX_ORDER_BYTES:,}")
    return document


def _size(document: dict[str, Any]) -> int:
    """The bytes of an order without needless blanks."""
    return len(json.dumps(document, ensure_ascii=False, separators=(",", ":"), default=str).encode())
