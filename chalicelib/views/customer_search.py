"""The customers that a text finds: those that it names as a whole, then those that have all its words."""

from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import TypeAlias

from chalicelib.projections import keys
from chalicelib.projections.words import CUSTOMER
from chalicelib.store import Item
from chalicelib.views.customers import CustomerFilter, answer_of, matcher
from chalicelib.views.paging import PAGE_ROWS, Cursors, Slice, page_of
from chalicelib.views.search import beginnings, word_and_kind, words_beginning_with
from chalicelib.views.source import Source
from chalicelib.words import Asked, asked

Condition: TypeAlias = Callable[[Item], bool]


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of what is found: its rows are those of the words that begin with `word`."""

    word: str
    cursors: Cursors
    finds: Condition


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A row of a word, and the cursor that goes on behind it."""

    row: Item
    cursor: str


def found_customers(source: Source, text: str, wanted: CustomerFilter, *, limit: int, cursor: str | None) -> Slice:
    """A page of the customers that a text finds; with a filter, so many are looked through that it may be short."""
    question = asked(text)
    if question is None:
        return Slice([], limit, None)
    is_wanted = matcher(source, wanted, None)
    parts = [_part(source, question, place, wanted) for place in range(len(beginnings(question)))]
    candidates, rest = _candidates(source, parts, limit if is_wanted is None else PAGE_ROWS, cursor)
    items = _customers(source, [each.row for each in candidates])
    kept = [
        (each, item)
        for each, item in zip(candidates, items, strict=True)
        if item is not None and (is_wanted is None or is_wanted(item))
    ]
    if len(kept) > limit:
        rest = kept[limit - 1][0].cursor
    shown = [answer_of(item, source) for _, item in kept[:limit]]
    return Slice(shown, limit, rest, is_short=rest is not None and len(shown) < limit)


def _part(source: Source, question: Asked, place: int, wanted: CustomerFilter) -> _Part:
    word = beginnings(question)[place]
    bound_to = ("customers", source.client_id, question.whole, question.words, place, astuple(wanted))
    return _Part(word, Cursors(("sk",), bound_to), _finds(question, word, is_rest=place > 0))


def _finds(question: Asked, beginning: str, *, is_rest: bool) -> Condition:
    """Whether a row is the one by which its customer is listed: the first of those that begin with the word."""

    def finds(row: Item) -> bool:
        word, kind = word_and_kind(row)
        if kind != CUSTOMER or not question.finds(row["words"]):
            return False
        if is_rest and question.names(row["words"]):
            return False
        first: str = next(each for each in row["words"] if each.startswith(beginning))
        return word == first

    return finds


def _candidates(
    source: Source, parts: list[_Part], most: int, cursor: str | None
) -> tuple[list[_Candidate], str | None]:
    """The next customers that the words find, and the cursor of those after them."""
    first = next((place for place, part in enumerate(parts) if cursor and part.cursors.fit(cursor)), 0)
    found: list[_Candidate] = []
    for part in parts[first:]:
        page = _page(source, part, max(1, most - len(found)), cursor)
        if len(found) == most and (page.items or page.next_cursor):
            return found, found[-1].cursor
        found += [_Candidate(row, part.cursors.write(row)) for row in page.items]
        if page.next_cursor is not None:
            return found, page.next_cursor
        cursor = None
    return found, None


def _page(source: Source, part: _Part, limit: int, cursor: str | None) -> Slice:
    start = None if cursor is None else part.cursors.read(cursor) | {"pk": keys.words(source.client_id)}
    query = words_beginning_with(source, part.word, start=start)
    return page_of(source.store, query, limit=limit, cursors=part.cursors, matches=part.finds)


def _customers(source: Source, rows: list[Item]) -> list[Item | None]:
    """The customers' own rows, in one call."""
    wanted = [{"contactID": row["contactID"], "clientID": source.client_id} for row in rows]
    return source.read_many([(source.tables.customers, key) for key in wanted]) if wanted else []
