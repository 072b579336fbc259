"""The customers whose words begin with those that are asked for: the best match first."""

from collections.abc import Callable
from dataclasses import astuple

from chalicelib.projections import keys
from chalicelib.projections.words import CUSTOMER
from chalicelib.store import Item, Query
from chalicelib.views.customers import CustomerFilter, answer_of, matcher
from chalicelib.views.paging import Cursors, Slice, page_of
from chalicelib.views.search import has_words, word_and_kind
from chalicelib.views.source import Source
from chalicelib.words import asked_words, word_of


def found_customers(source: Source, text: str, wanted: CustomerFilter, *, limit: int, cursor: str | None) -> Slice:
    """A page of the customers that a text finds; a page may be short, because the filter is applied to it."""
    asked = _asked(text)
    if not asked:
        return Slice([], limit, None)
    partition = keys.words(source.client_id)
    cursors = Cursors(("sk",), ("customers", source.client_id, tuple(asked), astuple(wanted)))
    start = None if cursor is None else cursors.read(cursor) | {"pk": partition}
    query = Query(source.tables.views, partition, low=asked[0], high=asked[0] + keys.HIGHEST, start=start)
    page = page_of(source.store, query, limit=limit, cursors=cursors, matches=_finds(asked))
    rows = _customers(source, page.items)
    items = [answer_of(row, source) for row in rows if _is_wanted(source, wanted)(row)]
    return Slice(items, page.limit, page.next_cursor, page.is_short or len(items) < len(page.items))


def _asked(text: str) -> list[str]:
    """The words of the text; the digits of a number are one word, however they are spaced."""
    whole = word_of(text)
    return [whole] if whole.isdigit() else asked_words(text)


def _finds(asked: list[str]) -> Callable[[Item], bool]:
    """Whether a row is the one by which its customer is listed: the first of those that begin with the word."""

    def finds(row: Item) -> bool:
        word, kind = word_and_kind(row)
        if kind != CUSTOMER or not has_words(row, asked):
            return False
        first: str = next(each for each in row["words"] if each.startswith(asked[0]))
        return word == first

    return finds


def _customers(source: Source, rows: list[Item]) -> list[Item]:
    """The customers' own rows, in one call."""
    wanted = [{"contactID": row["contactID"], "clientID": source.client_id} for row in rows]
    items = source.store.get_many([(source.tables.customers, key) for key in wanted])
    return [item for item in items if item is not None]


def _is_wanted(source: Source, wanted: CustomerFilter) -> Callable[[Item], bool]:
    return matcher(source, wanted, None) or (lambda _: True)
