"""What the shop's programs may write: orders, changes of them, and garbage of every kind a table can hold."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from chalicelib.store import Item
from tests.laws.switching import Faults
from tests.laws.world import Conditions, Edit

IDS = [f"o{number}" for number in range(6)]
TOO_LONG = "c" * 2045  # fits the orders' own index, not the key of the customer's documents

_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
_numbers = st.one_of(
    st.integers(-20, 20).map(Decimal),
    st.decimals(-1000, 1000, places=2),
    st.builds(
        lambda digits, exponent: Decimal(digits).scaleb(exponent),
        st.integers(-(10**37), 10**37),
        st.integers(-120, 80),
    ),
)
_scalars = st.one_of(st.none(), st.booleans(), _numbers, _texts, st.binary(max_size=4))
_sets = st.one_of(
    st.sets(_texts.filter(bool), min_size=1, max_size=3),
    st.sets(st.integers(0, 9).map(Decimal), min_size=1, max_size=3),
    st.sets(st.binary(min_size=1, max_size=3), min_size=1, max_size=3),
)
# Every value that DynamoDB can hold.
anything = st.recursive(
    _scalars | _sets,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_texts, inner, max_size=3),
    max_leaves=6,
)

_NUMERIC_TEXTS = ["1", "-2.50", "1e3", "170.19999999999999", "1,234.50", "£12", "NaN", "9" * 15, "9" * 16, "1e-30"]
amounts = st.sampled_from([Decimal(each) for each in (0, 1, 2, -1, "2.5", "19.99")]) | st.sampled_from(_NUMERIC_TEXTS)
_lines = st.fixed_dictionaries(
    {"productCode": st.sampled_from(["p1", "p2", "p3", "P1", "p#4"])},
    optional={
        "quantity": amounts,
        "unitPrice": amounts,
        "lineTotal": amounts,
        "discount": amounts,
        "category": st.just("Boxes"),
    },
)
_totals = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("subtotal", "discount", "tax", "shipping", "total"), amounts)
    | {"taxIncluded": st.booleans()},
)
_dates = st.sampled_from(
    [f"2025-0{month}-0{day}T10:00:00Z" for month in (1, 2) for day in (1, 2)]
    + ["2025-01-01", "2025-01-01 23:59", "Wed, 01 Jan 2025 10:00:00 +1100", "someday", "0001-01-01T00:00:00+11:00"]
)
_statuses = st.sampled_from(["completed", "completed", "Cancelled", "trash", "Draft ", "refunded", "whatever"])
_plain = st.fixed_dictionaries(
    {
        "orderID": st.sampled_from(IDS),
        "clientID": st.sampled_from(["a", "a", "a", "a", "b", "nobody's"]),
        "contactID": st.sampled_from(["x", "x", "x", "y", "y", "z", "0", " x ", "#", "é\U0001f4e6"]),
        "createdAt": _dates,
        "lines": st.lists(_lines, max_size=4),
    },
    optional={
        "status": _statuses,
        "type": st.sampled_from(["order", "credit"]),
        "orderReference": st.sampled_from(["R1", "R2"]),
        "currency": st.sampled_from(["AUD", "aud", "NZD"]),
        "customer": st.fixed_dictionaries({}, optional={"name": _texts, "email": _texts}),
        "totals": _totals,
    },
)
_wide = st.integers(20, 60).map(lambda count: {"lines": [{"productCode": f"w{number}"} for number in range(count)]})
_FIELDS = ("contactID", "status", "type", "orderReference", "currency", "customer", "lines", "totals", "createdAt")
_garbage = st.dictionaries(st.sampled_from(_FIELDS), anything, min_size=1, max_size=3)
_garbage_inside = st.one_of(
    st.dictionaries(st.sampled_from(("productCode", "quantity", "unitPrice", "name")), anything).map(
        lambda line: {"lines": [line]}
    ),
    st.dictionaries(st.sampled_from(("subtotal", "discount", "total")), anything).map(lambda some: {"totals": some}),
)
_poison = st.sampled_from([{"contactID": TOO_LONG}, {"lines": [{"productCode": "p" * 1025}], "status": "completed"}])

_changes = st.one_of(st.just({}), st.just({}), st.just({}), _wide, _garbage, _garbage_inside, _poison)
_lacking = st.just(set()) | st.sets(st.sampled_from(("clientID", "contactID", "createdAt", "lines")), max_size=1)


def _item(plain: Item, change: dict[str, Any], lacking: set[str]) -> Item:
    return {name: value for name, value in {**plain, **change}.items() if name not in lacking}


items = st.builds(_item, _plain, _changes, _lacking)
_edits = st.one_of(items, items, items, st.sampled_from(IDS))
programs: st.SearchStrategy[list[Edit]] = st.one_of(
    st.lists(_edits, max_size=4), st.lists(_edits, min_size=8, max_size=25)
)

conditions = st.builds(
    Conditions,
    seed=st.integers(0, 2**32),
    handlers=st.sampled_from([8, 1, 2]),
    most_in_a_batch=st.integers(1, 8),
    write_shards=st.integers(1, 4),
    transaction_writes=st.sampled_from([28, 29, 40, 100]),
    drops=st.sampled_from([0.0, 0.0, 0.3, 1.0]),
    faults=st.builds(Faults, st.sampled_from([0.0, 0.05, 0.3]), st.integers(0, 40)),
)
