"""Pages: slices of a view, and the opaque cursors that lead from one to the next."""

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.errors import InvalidQuery
from chalicelib.store import Item, Page, Query, Rejected, Store

MOST_PAGES = 5
PAGE_ROWS = 100
_FILTERED_PAGE = 200
_MARK_LENGTH = 12
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,10})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Slice:
    """Some items of a view in order, and the cursor of the next slice; `is_short` where the search was cut."""

    items: list[Item]
    limit: int
    next_cursor: str | None
    is_short: bool = False


@dataclass(frozen=True, slots=True)
class Cursors:
    """Makes and reads cursors; they fit only the client, filter and sort for which they were made.

    `numbers` are those of the keys at their place that are no texts.
    """

    place: tuple[str, ...]
    bound_to: tuple[Any, ...]
    numbers: frozenset[str] = frozenset()

    def write(self, item: Mapping[str, Any]) -> str:
        """The cursor that goes on behind an item."""
        content = json.dumps([self._mark(), *(_text(item[name]) for name in self.place)], ensure_ascii=False)
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    def fit(self, text: str) -> bool:
        """Whether a cursor was made by these. Raises: `InvalidQuery` where it is none at all."""
        return bool(_decoded(text)[0] == self._mark())

    def read(self, text: str) -> dict[str, Any]:
        """The place that a cursor names. Raises: `InvalidQuery`."""
        mark, *values = _decoded(text)
        if len(values) != len(self.place) or not all(isinstance(value, str) and value for value in values):
            raise InvalidQuery.of("cursor", "is not a cursor of this list; start without one")
        if mark != self._mark():
            raise InvalidQuery.of("cursor", "belongs to another filter, sort or list; start without one")
        return {name: self._value(name, value) for name, value in zip(self.place, values, strict=True)}

    def _value(self, name: str, text: str) -> str | Decimal:
        if name not in self.numbers:
            return text
        if not _NUMBER.fullmatch(text):
            raise InvalidQuery.of("cursor", "is not a cursor of this list; start without one")
        return Decimal(text)

    def _mark(self) -> str:
        return hashlib.sha256(repr(self.bound_to).encode()).hexdigest()[:_MARK_LENGTH]


def page_of(
    store: Store,
    query: Query,
    *,
    limit: int,
    cursors: Cursors,
    matches: Callable[[Item], bool] | None = None,
    most_match: bool = False,
) -> Slice:
    """The next `limit` items that match; at most five pages are read for a filter that no index serves.

    Where `most_match`, the first page that is read is no longer than the one that is asked for.
    """
    found: list[Item] = []
    whole, filtered = limit + 1, max(_FILTERED_PAGE, limit + 1)
    step = replace(query, limit=whole if matches is None or most_match else filtered)
    for _ in range(MOST_PAGES):
        page = _asked(store, step)
        for item in page.items:
            if matches is None or matches(item):
                found.append(item)
            if len(found) > limit:
                return Slice(found[:limit], limit, cursors.write(found[limit - 1]))
        if page.next_key is None:
            return Slice(found, limit, None)
        step = replace(step, limit=whole if matches is None else filtered, start=page.next_key)
    return Slice(found, limit, _cursor_at(cursors, page.items), is_short=True)


def gathered(page: Callable[[int, str | None], Slice], limit: int, cursor: str | None) -> Slice:
    """A slice of any size, put together from pages of at most 100 rows; a small one is exactly one page."""
    items: list[Item] = []
    for _ in range(-(-limit // PAGE_ROWS)):
        part = page(min(PAGE_ROWS, limit - len(items)), cursor)
        items += part.items
        cursor = part.next_cursor
        if cursor is None or len(items) == limit:
            break
    return Slice(items, limit, cursor, is_short=len(items) < limit and cursor is not None)


def _asked(store: Store, query: Query) -> Page:
    try:
        return store.query(query)
    except Rejected as rejected:
        if query.start is None:  # no key can be that long, so nothing is there
            return Page([], None)
        raise InvalidQuery.of("cursor", "does not fit this list; start without one") from rejected


def _text(value: Any) -> str:
    return money.digits(value) if isinstance(value, Decimal) else str(value)


def _cursor_at(cursors: Cursors, items: Sequence[Item]) -> str | None:
    return cursors.write(items[-1]) if items else None


def _decoded(text: str) -> list[Any]:
    try:
        content = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise InvalidQuery.of("cursor", "is not a cursor; start without one") from error
    if not isinstance(content, list) or not content:
        raise InvalidQuery.of("cursor", "is not a cursor; start without one")
    return content
