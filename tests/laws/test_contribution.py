"""Reading an order is total and deterministic, whatever the table holds."""

import random
import sys
from decimal import Decimal
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.projections import keys
from chalicelib.projections.contribution import body_of_text, contribution, text_of_body
from chalicelib.projections.effects import Document
from chalicelib.projections.expand import expand
from chalicelib.projections.recount import CUSTOMERS, VIEWS, place_of, recount, store_of
from chalicelib.store import Item
from chalicelib.tables import tables_named
from tests.laws.depth import examples
from tests.laws.differences import expected_views, stored_views
from tests.laws.orders import CLIENTS, lines, order
from tests.laws.programs import anything, items

TABLES = tables_named()
FIELDS = (
    "clientID contactID createdAt type status orderReference customer lines totals currency "
    "subtotal discount tax shipping total taxIncluded productCode name category quantity unitPrice lineTotal email"
).split()
_values = st.recursive(
    anything,
    lambda inner: st.dictionaries(st.sampled_from(FIELDS), inner) | st.lists(inner, max_size=4),
    max_leaves=8,
)
_instants = st.one_of(
    st.from_regex(r"\A\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?([Zz]|[+-]\d\d(:?\d\d)?)?)?\Z"),
    st.from_regex(r"\A(Mon, )?\d{1,2} (Jan|Feb|Foo) \d{4} \d\d:\d\d(:\d\d)? ([+-]\d{4}|[A-Z]{1,5})( \(.*\))?\Z"),
    st.datetimes().map(str),
)
# Dates that can be read, so that the rest of the item is read too.
_any_item = st.builds(
    lambda item, date: {**item, "orderID": "o", **({} if date is None else {"createdAt": date})},
    st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=3), _values),
    st.sampled_from(["2025-01-01", None]) | _instants,
)
garbage = st.builds(lambda item, client: {**item, **client}, _any_item, st.sampled_from([{"clientID": "a"}, {}]))


@examples(150)
@given(garbage)
@example({"orderID": "o", "clientID": "a", "createdAt": "0001-01-01"})
@example({"orderID": "o", "clientID": "a", "createdAt": "9999-12-31T23:59:59-12:00"})
@example({"orderID": "o", "clientID": "b", "createdAt": "9999-12-31T23:59:59"})
@example(order("o", lines=[{"productCode": "p", "quantity": "9" * 15, "unitPrice": "9" * 15}]))
@example(order("o", lines=[{"productCode": "p", "quantity": "0e999999999", "unitPrice": "1e-999999999"}]))
@example(order("o", lines=[{"productCode": Decimal("1E+125")}], contactID=Decimal("1E+125")))
def test_any_item_has_a_contribution_that_expands(item: Item) -> None:
    body = contribution(item, CLIENTS)
    for effect in expand("o", body):
        assert not isinstance(effect, Document) or effect.client_id in CLIENTS


@examples(100)
@given(garbage | items, st.randoms(use_true_random=False))
def test_a_contribution_depends_on_nothing_but_what_the_table_stores(item: Item, chance: random.Random) -> None:
    text = text_of_body(contribution(item, CLIENTS))
    assert text_of_body(body_of_text(text)) == text
    assert text_of_body(contribution(_shuffled(item, chance), CLIENTS)) == text
    assert text_of_body(contribution(_as_stored(item), CLIENTS)) == text


@examples(50)
@given(st.lists(garbage | items, max_size=5))
def test_the_recount_adds_up_what_the_contributions_say(some: list[Item]) -> None:
    numbered = [{**item, "orderID": f"o{number}"} for number, item in enumerate(some)]
    expected = expected_views(_bodies(numbered), CLIENTS)
    rows = list(recount(numbered, CLIENTS))
    assert len(dict(rows)) == len(rows)
    assert dict(rows) == {
        **{(CUSTOMERS, *key): row for key, row in expected["customer"].items()},
        **{place_of(keys.product(*key)): row for key, row in expected["product"].items()},
        **{(VIEWS, *key): row for kind in ("row", "word", "sum") for key, row in expected[kind].items()},
    }


def test_the_recounts_store_leaves_out_only_what_no_store_can_hold() -> None:
    poison = order("poison", "y", lines=lines("p" * 1025))
    store = store_of(recount([order("o"), poison], CLIENTS), TABLES)
    stored = stored_views(store, TABLES)
    good = expected_views(_bodies([order("o")]), CLIENTS)
    assert stored["customer"][("x", "a")] == good["customer"][("x", "a")]
    assert good["row"].items() <= stored["row"].items()


def test_no_amount_has_more_digits_than_the_table_can_add() -> None:
    factor = "9" * 15 + ".9999999999"
    long = order("o", lines=[{"productCode": "p", "quantity": factor, "unitPrice": factor}])
    body = contribution(long, CLIENTS)
    assert body["product#p"]["revenue"] == "0"
    assert "must have at most 15 digits before the point" in body["quality"]["notes"][0]


def _bodies(some: list[Item]) -> dict[str, str]:
    return {item["orderID"]: text_of_body(contribution(item, CLIENTS)) for item in some}


def _shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: _shuffled(value[name], chance) for name in names}
    return [_shuffled(each, chance) for each in value] if isinstance(value, list) else value


def _as_stored(value: Any) -> Any:
    """Numbers as DynamoDB gives them back: 1E+2 is 100, 1.50 is 1.5."""
    if isinstance(value, dict):
        return {name: _as_stored(each) for name, each in value.items()}
    if isinstance(value, Decimal):
        return Decimal(format(value, "f")).normalize() if value else Decimal(0)
    return [_as_stored(each) for each in value] if isinstance(value, list) else value


def steps_of(count: int) -> int:
    """The functions that are called for an order of so many lines."""
    many = [{"productCode": f"P{number}", "quantity": 1, "unitPrice": 1} for number in range(count)]
    item = {"orderID": "o", "clientID": next(iter(CLIENTS)), "createdAt": "2025-03-01T00:00:00Z", "lines": many}
    calls = 0

    def count_call(_frame, event, _argument):
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count_call)
    try:
        contribution(item, CLIENTS)
    finally:
        sys.setprofile(None)
    return calls


def test_the_work_for_an_order_grows_with_its_lines_not_with_their_square():
    assert steps_of(500) < 7 * steps_of(100)
