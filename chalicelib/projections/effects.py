"""What one order does to the views: amounts to add, rows to show, documents of customers and of products.

An effect is a value. `difference` of two sets of effects is what has to be written to go from one to the
other, so that views = Σ over orders of the effects that the ledger counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypeVar

from chalicelib import money
from chalicelib.orders.order import ORDER, Profile

# A row that lacks it is not in the index, and who has spent nothing has still been here.
_SORTED = frozenset({"byRevenue"})

ViewKey: TypeAlias = tuple[str, str]
CustomerKey: TypeAlias = tuple[str, str]
ProductKey: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Sum:
    """Amounts that are added to a row of the views."""

    pk: str
    sk: str
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the views that this order alone writes."""

    pk: str
    sk: str
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """An order or credit as its customer's row sees it."""

    contact_id: str
    client_id: str
    order_id: str
    at: str
    reference: str
    kind: str
    counts: bool
    currency: str
    total: Decimal
    profile: Profile

    @property
    def is_counted_order(self) -> bool:
        """Whether it counts as an order of its customer, not only as money."""
        return self.counts and self.kind == ORDER

    @property
    def place(self) -> tuple[str, str]:
        """Its place in the order of time, ties by ID."""
        return self.at, self.order_id


@dataclass(frozen=True, slots=True)
class ProductDocument:
    """An order or credit as the row of a product that it names sees it."""

    client_id: str
    code: str
    order_id: str
    at: str
    kind: str
    currency: str
    units: Decimal
    revenue: Decimal
    name: str | None
    category: str | None

    @property
    def place(self) -> str:
        """Its place in the order of time, ties by ID; every order comes after all credits."""
        return f"{int(self.kind == ORDER)}#{self.at}#{self.order_id}"


Effect: TypeAlias = Sum | Row | Document | ProductDocument
_D = TypeVar("_D", Document, ProductDocument)


@dataclass(frozen=True, slots=True)
class Moves(Generic[_D]):
    """The documents that leave and enter the row of one customer or product."""

    leaving: list[_D] = field(default_factory=list)
    entering: list[_D] = field(default_factory=list)

    @property
    def are_idle(self) -> bool:
        """Whether nothing moves at all."""
        return self.leaving == self.entering


class Contradiction(Exception):
    """A row and the documents beside it were read at different moments; the change is to be tried again."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What has to be written; a row of None is to be deleted."""

    sums: dict[ViewKey, dict[str, Decimal]] = field(default_factory=dict)
    rows: dict[ViewKey, Mapping[str, Any] | None] = field(default_factory=dict)
    customers: dict[CustomerKey, Moves[Document]] = field(default_factory=dict)
    products: dict[ProductKey, Moves[ProductDocument]] = field(default_factory=dict)

    def merge(self, other: "Delta") -> None:
        """Fold another delta into this one; every item is then written once."""
        for key, amounts in other.sums.items():
            for name, amount in amounts.items():
                _add(self.sums, key, name, amount)
        # Two orders never show the same row: its key ends with the order's ID.
        self.rows.update(other.rows)
        _merge_moves(self.customers, other.customers)
        _merge_moves(self.products, other.products)


def difference(before: Iterable[Effect], after: Iterable[Effect]) -> Delta:
    """What leads from the effects before to those after."""
    delta = Delta()
    for effect in before:
        _take_out(delta, effect)
    for effect in after:
        _put_in(delta, effect)
    return _without_idle(delta, before, after)


def without_zeros(sums: Mapping[ViewKey, Mapping[str, Decimal]]) -> dict[ViewKey, dict[str, Decimal]]:
    """The sums without amounts of zero, and without the rows that then are empty."""
    rows = ((key, without_zero(amounts)) for key, amounts in sums.items())
    return {key: amounts for key, amounts in rows if amounts}


def without_zero(amounts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """A row's amounts other than zero, with what an index sorts by; nothing where all are zero."""
    if not any(amounts.values()):
        return {}
    return {name: amount for name, amount in amounts.items() if amount or name in _SORTED}


def _take_out(delta: Delta, effect: Effect) -> None:
    match effect:
        case Sum():
            for name, amount in effect.amounts.items():
                _add(delta.sums, (effect.pk, effect.sk), name, -amount)
        case Row():
            delta.rows[(effect.pk, effect.sk)] = None
        case Document():
            delta.customers.setdefault(_customer(effect), Moves()).leaving.append(effect)
        case ProductDocument():
            delta.products.setdefault(_product(effect), Moves()).leaving.append(effect)


def _put_in(delta: Delta, effect: Effect) -> None:
    match effect:
        case Sum():
            for name, amount in effect.amounts.items():
                _add(delta.sums, (effect.pk, effect.sk), name, amount)
        case Row():
            delta.rows[(effect.pk, effect.sk)] = effect.attributes
        case Document():
            delta.customers.setdefault(_customer(effect), Moves()).entering.append(effect)
        case ProductDocument():
            delta.products.setdefault(_product(effect), Moves()).entering.append(effect)


def _without_idle(delta: Delta, before: Iterable[Effect], after: Iterable[Effect]) -> Delta:
    """The delta without rows and documents that stay as they are, and without amounts of zero."""
    same_rows = _same_rows(before, after)
    rows = {key: row for key, row in delta.rows.items() if key not in same_rows}
    return Delta(
        without_zeros(delta.sums), rows, _without_idle_moves(delta.customers), _without_idle_moves(delta.products)
    )


def _same_rows(before: Iterable[Effect], after: Iterable[Effect]) -> set[ViewKey]:
    shown = _rows(before)
    return {key for key, row in _rows(after).items() if key in shown and shown[key] == row}


def _rows(effects: Iterable[Effect]) -> dict[ViewKey, Mapping[str, Any]]:
    return {(effect.pk, effect.sk): effect.attributes for effect in effects if isinstance(effect, Row)}


def _merge_moves(mine: dict[Any, Moves[_D]], other: Mapping[Any, Moves[_D]]) -> None:
    for key, moves in other.items():
        known = mine.setdefault(key, Moves())
        known.leaving.extend(moves.leaving)
        known.entering.extend(moves.entering)


def _without_idle_moves(moves: Mapping[Any, Moves[_D]]) -> dict[Any, Moves[_D]]:
    return {key: each for key, each in moves.items() if not each.are_idle}


def _customer(document: Document) -> CustomerKey:
    return document.contact_id, document.client_id


def _product(document: ProductDocument) -> ProductKey:
    return document.client_id, document.code


def _add(sums: dict[ViewKey, dict[str, Decimal]], key: ViewKey, name: str, amount: Decimal) -> None:
    amounts = sums.setdefault(key, {})
    amounts[name] = money.add(amounts.get(name, money.ZERO), amount)
