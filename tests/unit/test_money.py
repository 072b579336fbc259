"""Exact sums: of rows, and of what is taken off."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from chalicelib import money

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=10)


@given(st.lists(st.dictionaries(st.sampled_from(["a", "b"]), AMOUNTS), max_size=5))
def test_rows_are_added_up_exactly_whatever_they_lack(rows):
    sums = {"a": money.ZERO, "b": money.ZERO}
    for row in rows:
        money.add_up(sums, row)
    expected = {name: sum((Fraction(row.get(name, 0)) for row in rows), Fraction(0)) for name in sums}
    assert {name: Fraction(amount) for name, amount in sums.items()} == expected


def test_what_has_no_sum_is_not_added_up():
    sums = {"orders": Decimal(1)}
    money.add_up(sums, {"pk": "sales#packprod#2025", "credits": Decimal(3), "orders": Decimal(2)})
    assert sums == {"orders": Decimal(3)}


@given(AMOUNTS, st.lists(AMOUNTS, max_size=3))
def test_amounts_are_taken_off_exactly(amount, others):
    assert Fraction(money.subtract(amount, *others)) == Fraction(amount) - sum(map(Fraction, others), Fraction(0))


@given(AMOUNTS, st.integers(1, 1000))
def test_a_ratio_is_within_half_a_millionth_and_plain(amount, count):
    ratio = money.ratio(amount, count)
    assert abs(Fraction(ratio) - Fraction(amount) / count) <= Fraction(1, 2_000_000)
    assert ratio.as_tuple() == money.plain(ratio).as_tuple()
