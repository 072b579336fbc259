"""Rows as they are stored and as the ledger makes them, and what differs between the two."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.clients import Rules
from chalicelib.projections import keys
from chalicelib.projections.effects import Effect, ViewKey, without_zeros
from chalicelib.projections.expand import expand
from chalicelib.projections.ledger import Entry
from chalicelib.projections.product_rows import item_of_row
from chalicelib.projections.recount import CUSTOMERS, VIEWS, Place, Rows, rows_of
from chalicelib.store import Item

_MOST_SHOWN = 80
LEDGER = "ledger"

# Written by the projector at its own time; the orders do not decide them.
_OWN = frozenset({"rev", "lastUpdated"})
_KEY = frozenset({"pk", "sk"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what the orders make it; None where there is no row."""

    place: Place
    expected: Mapping[str, Any] | None
    found: Mapping[str, Any] | None

    def __str__(self) -> str:
        where = " ".join(part for part in self.place if part)
        if self.expected is None or self.found is None:
            return f"{where}: {'should not be there' if self.expected is None else 'is missing'}"
        names = [name for name in {**self.expected, **self.found} if self._of(name, 0) != self._of(name, 1)]
        changes = (f"{name} should be {self._of(name, 0)}, is {self._of(name, 1)}" for name in sorted(names))
        return f"{where}: {'; '.join(changes)}"

    def _of(self, name: str, side: int) -> str:
        row = (self.expected, self.found)[side] or {}
        text = _text(row[name]) if name in row else "nothing"
        return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def stored_rows(views: Iterable[Item], customers: Iterable[Item]) -> Rows:
    """These items of the two tables as rows, sums over their write shards."""
    sums: dict[ViewKey, dict[str, Any]] = {}
    for item in views:
        pk, sk = item["pk"], item["sk"]
        row = {name: value for name, value in item.items() if name not in _KEY}
        if keys.is_product(pk):
            yield (VIEWS, pk, sk), item_of_row(row)
        elif keys.is_sharded(pk):
            sums[pk, keys.unsharded(sk)] = _added(sums.get((pk, keys.unsharded(sk)), {}), row)
        elif keys.is_sum(pk):
            yield from _sums({(pk, sk): _added({}, row)})
        elif keys.is_of_orders(pk):
            yield (VIEWS, pk, sk), row
    yield from _sums(sums)
    for item in customers:
        row = {name: value for name, value in item.items() if name not in _OWN}
        yield (CUSTOMERS, item["contactID"], item["clientID"]), row


def expected_rows(
    ledger: Iterable[Entry], clients: Mapping[str, Rules], wanted: Callable[[Effect], bool] = lambda _: True
) -> Rows:
    """The rows as these entries of the ledger make them, by the effects that are wanted and what follows from them."""
    effects = (effect for entry in ledger for effect in expand(entry.order_id, entry.body))
    return rows_of(filter(wanted, effects), clients)


def differences_between(expected: Mapping[Place, Any], found: Mapping[Place, Any]) -> list[Difference]:
    """The rows that are not what they should be."""
    places = sorted(expected.keys() | found.keys())
    pairs = [Difference(place, expected.get(place), found.get(place)) for place in places]
    return [each for each in pairs if _text(each.expected) != _text(each.found)]


def _sums(sums: Mapping[ViewKey, Mapping[str, Any]]) -> Rows:
    for (pk, sk), amounts in without_zeros(sums).items():
        yield (VIEWS, pk, sk), amounts


def _added(sums: Mapping[str, Any], amounts: Mapping[str, Any]) -> dict[str, Any]:
    added = dict(sums)
    for name, amount in amounts.items():
        before = sums.get(name, money.ZERO)
        # What is no number has been written by somebody else; it is kept as a text, so that it differs.
        is_sum = isinstance(before, Decimal) and isinstance(amount, Decimal)
        added[name] = money.add(before, amount) if is_sum else f"{before} and {amount}"
    return added


def digest(row: Mapping[str, Any]) -> int:
    """A number that equal rows have in common."""
    return hash(_text(row))


def _text(value: Any) -> str:
    """A row or a value as text: equal ones give equal texts."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return money.digits(Decimal(value))
    return value
