"""The algebra of differences: going from a to b and on to c writes the same views as going from a to c."""

from typing import Any

from hypothesis import given

from chalicelib.projections.contribution import Contribution, contribution, text_of_body
from chalicelib.projections.effects import Delta, Document, difference
from chalicelib.projections.expand import expand
from chalicelib.store import Item
from tests.laws.depth import examples
from tests.laws.differences import expected_views, without_zeros
from tests.laws.orders import CLIENTS
from tests.laws.programs import items

Views = tuple[dict[Any, Any], dict[Any, Any], dict[Any, list[Document]]]


@examples(150)
@given(items, items, items)
def test_a_to_b_and_b_to_c_is_a_to_c(a: Item, b: Item, c: Item) -> None:
    first, second, direct = delta(a, b), delta(b, c), delta(a, c)
    assert written(written(views_of(a), first), second) == written(views_of(a), direct) == views_of(c)


@examples(100)
@given(items, items, items)
def test_a_merged_delta_writes_what_its_parts_write(a: Item, b: Item, c: Item) -> None:
    # Two orders: one comes, the other changes.
    merged = Delta()
    merged.merge(delta(None, a, order_id="first"))
    merged.merge(delta(b, c, order_id="second"))
    before = views_of(b, order_id="second")
    apart = written(written(before, delta(None, a, order_id="first")), delta(b, c, order_id="second"))
    assert written(before, merged) == apart


@examples(100)
@given(items)
def test_from_an_item_to_itself_nothing_is_written(item: Item) -> None:
    same = delta(item, item)
    assert (same.sums, same.rows, same.customers) == ({}, {}, {})


@examples(100)
@given(items)
def test_a_new_order_writes_the_rows_and_products_that_are_expected_of_it(item: Item) -> None:
    rows, sums, _ = views_of(item)
    expected = expected_views({"o": text_of_body(_body(item))}, CLIENTS)
    assert rows == expected["row"]
    assert sums == {
        key: {name: amount for name, amount in row.items() if name != "newCustomers"}
        for key, row in expected["sum"].items()
        if not key[0].startswith("segments#")
    }


def delta(before: Item | None, after: Item | None, *, order_id: str = "o") -> Delta:
    return difference(expand(order_id, _body(before)), expand(order_id, _body(after)))


def views_of(item: Item | None, *, order_id: str = "o") -> Views:
    return written(({}, {}, {}), delta(None, item, order_id=order_id))


def written(views: Views, change: Delta) -> Views:
    """The views after a delta; empty rows and customers are not there."""
    rows = {**views[0], **change.rows}
    sums = {key: dict(amounts) for key, amounts in views[1].items()}
    for key, amounts in change.sums.items():
        for name, amount in amounts.items():
            sums.setdefault(key, {})[name] = sums.get(key, {}).get(name, 0) + amount
    documents = {key: list(some) for key, some in views[2].items()}
    for key, moves in change.customers.items():
        remaining = [each for each in documents.get(key, []) if each not in moves.leaving]
        documents[key] = sorted([*remaining, *moves.entering], key=lambda each: each.order_id)
    return (
        {key: row for key, row in rows.items() if row is not None},
        without_zeros(sums),
        {key: some for key, some in documents.items() if some},
    )


def _body(item: Item | None) -> Contribution:
    return contribution(item, CLIENTS)
