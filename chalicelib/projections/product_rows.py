"""The product's row: amounts that add up, and what its newest order says: when it was last sold, name, category.

Amounts are added without looking. What the newest order says is written under the weakest condition that keeps
it right, so that handlers which sell the same product at once seldom wait for each other: a newer order must
still be the newest, an older one must still be older than the newest. Only where the newest itself leaves, or the
product gets another name, must the row be exactly the one that was read; every write renews its rev.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.clients import Rules
from chalicelib.orders.order import ORDER
from chalicelib.projections import words
from chalicelib.projections.effects import Contradiction, Effect, Moves, ProductDocument, ProductKey
from chalicelib.store import Absent, Condition, Equals, Matches

# And the currency, for what is sold in another than the main one: revenue may be nothing where documents are.
REVENUE = "revenue#"
DOCUMENTS = "documents#"

_FACE = ("name", "category")


@dataclass(frozen=True, slots=True)
class Newest:
    """What the newest order that names a product says of it; the newest credit where there is no order."""

    place: str
    name: str | None = None
    category: str | None = None

    @property
    def face(self) -> dict[str, str]:
        """What is shown of the product."""
        shown = {"name": self.name, "category": self.category}
        return {name: value for name, value in shown.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product's row as it was read: None where there is no row, and no rev where others may have written since."""

    newest: Newest | None = None
    rev: str | None = None


@dataclass(frozen=True, slots=True)
class ProductChange:
    """How a product's row changes: its newest order after it (None: the row goes), and the condition.

    `is_known` where nobody else can have written another newest order.
    """

    newest: Newest | None
    condition: Condition
    add: Mapping[str, Decimal] = field(default_factory=dict)
    is_known: bool = True

    @property
    def assigned(self) -> dict[str, str]:
        """The attributes to set."""
        if self.newest is None or not self.is_known:
            return {}
        return {"byLastSold": self.newest.place} | self.newest.face

    @property
    def removed(self) -> tuple[str, ...]:
        """The attributes to take away."""
        return tuple(name for name in _FACE if name not in self.assigned) if self.is_known else ()


# The documents of a product that remain when some leave -> the newest of them
Remaining = Callable[[Sequence[ProductDocument]], Newest | None]


def moved(row: ProductRow, moves: Moves[ProductDocument], rules: Rules, remaining: Remaining) -> ProductChange:
    """What documents that leave and enter make of a row. Raises: `Contradiction` where it must be read again."""
    add = _difference(moves, rules)
    best = newest_of(moves.entering)
    if row.newest is None:
        return _first(best, moves, add)
    if row.newest.place in [each.place for each in moves.leaving]:
        return _relieved(row, best, moves, add, remaining)
    if best is not None and best.place > row.newest.place:
        return _surpassed(row, best, add)
    return _unmoved(row.newest, moves, add)


def newest_of(documents: Iterable[ProductDocument]) -> Newest | None:
    """The newest of some documents."""
    newest = max(documents, key=lambda each: each.place, default=None)
    return None if newest is None else Newest(newest.place, newest.name, newest.category)


def product_effects(key: ProductKey, newest: Newest | None) -> list[Effect]:
    """What a product's row adds to other views: the words by which it is found."""
    return [] if newest is None else words.of_product(*key, newest.name, newest.category)


def amounts_of(documents: Iterable[ProductDocument], rules: Rules) -> dict[str, Decimal]:
    """Orders (each once), credits, units and revenue; revenue in another currency than the main one by itself."""
    amounts = dict.fromkeys(("byOrders", "credits", "byUnits", "byRevenue"), money.ZERO)
    for each in documents:
        for name, amount in _counted(each, is_main=each.currency == rules.currency):
            amounts[name] = money.add(amounts.get(name, money.ZERO), amount)
    return amounts


def other_currencies(amounts: Mapping[str, Any]) -> list[str]:
    """The currencies other than the main one of the documents that a row counts."""
    counted = sorted(name for name in amounts if name.startswith(DOCUMENTS) and amounts[name])
    return [name.removeprefix(DOCUMENTS) for name in counted]


def item_of(newest: Newest, amounts: Mapping[str, Decimal]) -> dict[str, Any]:
    """The row as it is stored, without its key and rev; a currency that no document has any more is not there."""
    beside = {prefix + currency for currency in other_currencies(amounts) for prefix in (REVENUE, DOCUMENTS)}
    kept = {name: each for name, each in amounts.items() if name in beside or "#" not in name}
    return {**kept, "byLastSold": newest.place, **newest.face}


def item_of_row(item: Mapping[str, Any]) -> dict[str, Any]:
    """A stored row as `item_of` would make it."""
    amounts = {name: value for name, value in item.items() if isinstance(value, Decimal)}
    return item_of(newest_in(item), amounts)


def row_of(item: Mapping[str, Any] | None) -> ProductRow:
    """The row that a stored item is."""
    return ProductRow() if item is None else ProductRow(newest_in(item), item["rev"])


def newest_in(item: Mapping[str, Any]) -> Newest:
    """What the newest order says, by a stored row."""
    return Newest(item["byLastSold"], item.get("name"), item.get("category"))


def _counted(document: ProductDocument, *, is_main: bool) -> Iterator[tuple[str, Decimal]]:
    yield "byOrders" if document.kind == ORDER else "credits", money.ONE
    yield "byUnits", document.units
    yield "byRevenue" if is_main else REVENUE + document.currency, document.revenue
    if not is_main:
        yield DOCUMENTS + document.currency, money.ONE


def _first(best: Newest | None, moves: Moves[ProductDocument], add: Mapping[str, Decimal]) -> ProductChange:
    if best is None or moves.leaving:
        raise Contradiction("documents leave a product that has none")
    return ProductChange(best, Absent("rev"), add)


def _relieved(
    row: ProductRow,
    best: Newest | None,
    moves: Moves[ProductDocument],
    add: Mapping[str, Decimal],
    remaining: Remaining,
) -> ProductChange:
    """The newest leaves: one that enters takes its place, or the newest of those that remain."""
    assert row.newest is not None, "only a row has a newest order"
    condition = _as_read(row)
    if best is not None and best.place >= row.newest.place:
        return ProductChange(best, condition, add)
    stays = [each for each in (best, remaining(moves.leaving)) if each is not None]
    return ProductChange(max(stays, key=lambda each: each.place, default=None), condition, add)


def _surpassed(row: ProductRow, best: Newest, add: Mapping[str, Decimal]) -> ProductChange:
    """A newer order enters."""
    assert row.newest is not None, "only a row has a newest order"
    if best.face != row.newest.face:
        return ProductChange(best, _as_read(row), add)
    absent = tuple(name for name in _FACE if name not in best.face)
    return ProductChange(best, Matches(best.face, absent, below={"byLastSold": best.place}), add)


def _unmoved(newest: Newest, moves: Moves[ProductDocument], add: Mapping[str, Decimal]) -> ProductChange:
    """Only older documents come and go; others may have sold the product since the row was read."""
    youngest = max(each.place for each in (*moves.leaving, *moves.entering))
    return ProductChange(newest, Matches({}, above={"byLastSold": youngest}), add, is_known=False)


def _as_read(row: ProductRow) -> Condition:
    if row.rev is None:
        raise Contradiction("others may have written the product's row since it was read")
    return Equals("rev", row.rev)


def _difference(moves: Moves[ProductDocument], rules: Rules) -> dict[str, Decimal]:
    add = amounts_of(moves.entering, rules)
    for name, amount in amounts_of(moves.leaving, rules).items():
        add[name] = money.add(add.get(name, money.ZERO), -amount)
    return add
