"""The search: customers, orders and products by the words of a text, each of which may be the beginning of a word.

One query for the text as a whole, and one for its longest word where it has several. What the whole text names
comes before what only has all its words; each by the word that is found, whole words first, then by name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chalicelib.projections import keys
from chalicelib.projections.words import CUSTOMER, ORDER, PRODUCT
from chalicelib.store import Item, Query
from chalicelib.views.order_list import order_of
from chalicelib.views.source import Source
from chalicelib.words import Asked, asked, reference_words

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
    for row in _rows(source, asked(text), found):
        kind, identity = _identity(row)
        kept = _of_kind(found, kind)
        if (kind, identity) not in seen and len(kept) < limit:
            seen.add((kind, identity))
            kept.append(_shown(kind, row, source))
    return found


def beginnings(wanted: Asked) -> list[str]:
    """What the words of everything that is found begin with: the whole text, else its longest word."""
    return [wanted.whole] if wanted.words[0] == wanted.whole else [wanted.whole, wanted.words[0]]


def words_beginning_with(source: Source, word: str, *, start: Item | None = None, limit: int | None = None) -> Query:
    """The rows of all words that begin with this one."""
    partition = keys.words(source.client_id)
    return Query(source.tables.views, partition, low=word, high=word + keys.HIGHEST, start=start, limit=limit)


def word_and_kind(row: Item) -> tuple[str, str]:
    """The word of a row, and the kind of what it finds."""
    word, kind, _ = row["sk"].split(keys.WORD, 2)
    return word, kind


def _rows(source: Source, wanted: Asked | None, found: Found) -> Iterator[Item]:
    """The rows of what is found, some of them more than once."""
    for word in beginnings(wanted) if wanted else []:
        page = source.store.query(words_beginning_with(source, word, limit=_MOST_READ))
        found.is_short |= page.next_key is not None
        yield from (row for row in page.items if wanted and wanted.finds(_words_of(row)))


def _words_of(row: Item) -> list[str]:
    words: list[str] = row["words"] if "words" in row else reference_words(row["reference"])
    return words


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
