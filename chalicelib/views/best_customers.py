"""The customers of a month by what they spent in it, the best first: one query, and one call for their names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.errors import InvalidQuery
from chalicelib.money import ZERO
from chalicelib.projections import keys
from chalicelib.store import Item, Query
from chalicelib.tables import BY_REVENUE
from chalicelib.views.paging import Cursors, Slice, page_of
from chalicelib.views.segments import purchases_of, standing
from chalicelib.views.source import Source

BEST_CUSTOMER_FIELDS = (
    "rank",
    "contactID",
    "name",
    "email",
    "company",
    "segment",
    "currency",
    "orders",
    "credits",
    "spend",
    "averageOrderValue",
)
_START = ("byRevenue", "sk")
_REACHED = ("listed", "rank", "spend")


@dataclass(frozen=True, slots=True)
class _Reached:
    """How far the pages have come: customers listed, the rank and spend of the last one, and where to go on."""

    listed: int = 0
    rank: int = 0
    spend: Decimal = ZERO
    start: Item | None = None

    def after(self, row: Item) -> "_Reached":
        """How far they have come with one more customer; who has spent the same has the same rank."""
        is_tie = self.rank > 0 and row["byRevenue"] == self.spend
        return _Reached(self.listed + 1, self.rank if is_tie else self.listed + 1, row["byRevenue"])


def best_customers(source: Source, month: date, currency: str, *, limit: int, cursor: str | None) -> Slice:
    """A page of the customers with documents in the month of a day, by spend; the cursor knows their ranks."""
    partition = keys.best_customers(source.client_id, month.isoformat()[:7], currency)
    reached = _Reached() if cursor is None else _reached_in(cursor, partition)
    query = Query(source.tables.views, partition, index=BY_REVENUE, forward=False, start=reached.start)
    starts = _cursors(partition, *_START)
    page = page_of(source.store, query, limit=limit, cursors=starts, matches=_has_documents, most_match=True)
    ranked = list(_ranked(page.items, reached))
    last = ranked[-1] if ranked else reached
    following = None if page.next_cursor is None else _cursor_after(last, starts.read(page.next_cursor), partition)
    return replace(page, items=list(_shown(source, currency, page.items, ranked)), next_cursor=following)


def _has_documents(row: Item) -> bool:
    """Whether a document still counts in it: a row whose documents are gone stays as a row of zeros."""
    return bool(row.get("orders") or row.get("credits"))


def _cursors(partition: str, *names: str) -> Cursors:
    return Cursors(names, ("best-customers", partition), frozenset(names) - {"sk"})


def _reached_in(cursor: str, partition: str) -> _Reached:
    """Raises: `InvalidQuery`, also where a cursor counts what can't be counted."""
    read = _cursors(partition, *_START, *_REACHED).read(cursor)
    listed, rank = int(read["listed"]), int(read["rank"])
    if not 0 <= rank <= listed:
        raise InvalidQuery.of("cursor", "is not a cursor of this list; start without one")
    return _Reached(listed, rank, read["spend"], {"pk": partition, **{name: read[name] for name in _START}})


def _cursor_after(reached: _Reached, start: Mapping[str, Any], partition: str) -> str:
    counted = {"listed": reached.listed, "rank": reached.rank, "spend": reached.spend}
    return _cursors(partition, *_START, *_REACHED).write({**start, **counted})


def _ranked(rows: Iterable[Item], reached: _Reached) -> Iterator[_Reached]:
    for row in rows:
        reached = reached.after(row)
        yield reached


def _shown(source: Source, currency: str, rows: list[Item], reached: list[_Reached]) -> Iterator[Item]:
    """The rows with what the customers' own rows say; an index may still list one who has moved on."""
    wanted = [{"contactID": row["sk"], "clientID": source.client_id} for row in rows]
    found = source.read_many([(source.tables.customers, key) for key in wanted]) if wanted else []
    for row, at, item in zip(rows, reached, found, strict=True):
        if item is not None:
            yield {"rank": at.rank, **_about(source, item), "currency": currency, **_figures(row)}


def _about(source: Source, item: Item) -> Item:
    purchases = purchases_of(item, source.rules.currency)
    return {
        "contactID": source.own_id(item["contactID"]),
        "name": item.get("name"),
        "email": item.get("email"),
        "company": item.get("company"),
        "segment": standing(purchases, source.rules, source.today).segment,
    }


def _figures(row: Item) -> Item:
    orders = int(row.get("orders", ZERO))
    return {
        "orders": orders,
        "credits": int(row.get("credits", ZERO)),
        "spend": money.plain(row["byRevenue"]),
        "averageOrderValue": money.ratio(row["byRevenue"], orders),
    }
