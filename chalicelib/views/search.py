"""The search: customers, orders and products by the words of a text, each of which may be the beginning of a word.

One query for the text as a whole, and one for its longest word where it has several. Whole words come first,
and what the whole text names comes before what only has all its words.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chalicelib.projections import keys
from chalicelib.projections.words import CUSTOMER, ORDER, PRODUCT
from chalicelib.store import Item, Query
from chalicelib.views.order_list import order_of
from chalicelib.views.source import Source
from chalicelib.words import asked_words, reference_words, word_of

_MOST_READ = 500
_SAID_OF_CUSTOMER = ("name", "email", "company", "phone")


@dataclass(slots=True)
class Found:
    """What was found, by kind, the best first; `is_short` where more begins with these words than was read."""

    customers: list[Item] = field(default_factory=list)
    orders: list[Item] = field(default_factory=list)
    products: list[Item] = field(default_factory=list)
    is_short: bool = False


def search(source: Source, text: str, *, limit: int) -> Found:
    """Up to `limit` of each kind."""
    found, seen = Found(), set()
    for row in _rows(source, text, found):
        kind, identity = _identity(row)
        kept = _of_kind(found, kind)
        if (kind, identity) not in seen and len(kept) < limit:
            seen.add((kind, identity))
            kept.append(_shown(kind, row, source))
    return found


def word_and_kind(row: Item) -> tuple[str, str]:
    """The word of a row, and the kind of what it finds."""
    word, kind, _ = row["sk"].split(keys.WORD, 2)
    return word, kind


def has_words(row: Item, asked: list[str]) -> bool:
    """Whether each of these words begins one by which the row's owner is found."""
    words = row["words"] if "words" in row else reference_words(row["reference"])
    return all(any(word.startswith(each) for word in words) for each in asked)


def _rows(source: Source, text: str, found: Found) -> Iterator[Item]:
    """The rows of what is found, some of them more than once."""
    whole, asked = word_of(text), asked_words(text)
    if whole:
        yield from _beginning_with(source, whole, found)
    if len(asked) > 1:
        yield from (row for row in _beginning_with(source, asked[0], found) if has_words(row, asked))


def _beginning_with(source: Source, word: str, found: Found) -> list[Item]:
    partition = keys.words(source.client_id)
    query = Query(source.tables.views, partition, low=word, high=word + keys.HIGHEST, limit=_MOST_READ)
    page = source.store.query(query)
    found.is_short |= page.next_key is not None
    return page.items


def _identity(row: Item) -> tuple[str, str]:
    _, kind = word_and_kind(row)
    return kind, row[{CUSTOMER: "contactID", ORDER: "orderID", PRODUCT: "productCode"}[kind]]


def _of_kind(found: Found, kind: str) -> list[Item]:
    return {CUSTOMER: found.customers, ORDER: found.orders, PRODUCT: found.products}[kind]


def _shown(kind: str, row: Item, source: Source) -> dict[str, Any]:
    if kind == ORDER:
        return order_of(row, source)
    if kind == PRODUCT:
        return {"productCode": row["productCode"]} | {name: row.get(name) for name in ("name", "category")}
    return {"contactID": source.own_id(row["contactID"])} | {name: row.get(name) for name in _SAID_OF_CUSTOMER}
