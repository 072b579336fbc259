"""Times taken in turn, and what is said of them."""

import pytest

from benchmarks.pairs import Pairs, Spread, paired, percentile, shown


def test_the_ratio_is_the_median_of_the_ratios_of_the_pairs():
    # The machine was three times slower for the second pair: both things were, and their ratio stays.
    pairs = Pairs([2.0, 6.0, 2.2], [1.0, 3.0, 1.0])
    assert pairs.ratio == Spread(2.0, 2.0, pytest.approx(2.1))


def test_one_pair_has_no_spread():
    assert Pairs([3.0], [2.0]).ratio == Spread(1.5, 1.5, 1.5)


def test_each_of_a_pair_goes_first_as_often_as_the_other():
    order = []
    pairs = paired(lambda: order.append("a"), lambda: order.append("b"), most=4, seconds=60, warm_up=0)
    assert "".join(order) == "abbaabba"
    assert len(pairs.first) == len(pairs.second) == 4


def test_a_pair_is_taken_even_where_there_is_no_time():
    assert len(paired(lambda: None, lambda: None, most=10, seconds=0).first) == 1


@pytest.mark.parametrize(("percent", "value"), [(50, 50), (95, 95), (99, 99), (100, 100), (1, 1)])
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(percent, value):
    assert percentile(list(range(100, 0, -1)), percent) == value


def test_the_percentile_of_one_value_is_that_value():
    assert percentile([7.0], 99) == 7.0


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (0.125, "0.12"), (9.876, "9.88"), (12.34, "12.3"), (1234.5, "1,234"), (-0.5, "-0.50")]
)
def test_a_number_has_the_digits_that_it_deserves(value, text):
    assert shown(value) == text
