"""The histogram: percentiles are as near to the exact ones as it says, whatever the amounts."""

from collections import Counter
from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.projections.histogram import RELATIVE_ERROR, bucket, is_bucket, middle, percentiles
from tests.laws.depth import examples

PERCENTS = (1, 10, 25, 50, 75, 90, 95, 99, 100)
SMALLEST, LARGEST = Decimal("1e-10"), Decimal("2e15")

amounts = st.one_of(
    st.decimals(0, 500, places=2),
    st.decimals(-100, 100, places=2),
    st.decimals(-LARGEST, LARGEST, places=10),
    st.builds(lambda digits, exponent: Decimal(digits).scaleb(exponent), st.integers(-99, 99), st.integers(-10, 12)),
    st.integers(-5, 5).map(lambda power: Decimal("1.02") ** power).filter(lambda amount: amount.adjusted() >= -10),
)


def nearest_rank(amounts, percent: int) -> Decimal:
    """The smallest amount that at least so many of a hundred do not exceed, by the definition."""
    needed = Fraction(percent * len(amounts), 100)
    return next(each for each in sorted(amounts) if sum(other <= each for other in amounts) >= needed)


def is_near(estimate: Decimal, exact: Decimal) -> bool:
    return abs(Fraction(estimate) - Fraction(exact)) <= Fraction(RELATIVE_ERROR) * abs(Fraction(exact))


@examples(400)
@given(st.lists(amounts, min_size=1, max_size=30))
@example([Decimal(0)])
@example([SMALLEST, LARGEST, -SMALLEST, -LARGEST])
def test_percentiles_are_within_the_stated_relative_error(some):
    found = percentiles(Counter(map(bucket, some)), PERCENTS)
    for percent, estimate in zip(PERCENTS, found, strict=True):
        assert is_near(estimate, nearest_rank(some, percent)), percent


@examples(400)
@given(amounts)
def test_an_amount_is_within_the_stated_relative_error_of_its_buckets_middle(amount):
    assert is_bucket(bucket(amount))
    assert is_near(middle(bucket(amount)), amount)


@examples(300)
@given(amounts, amounts)
def test_a_larger_amount_is_never_in_a_lower_bucket(one, other):
    low, high = sorted((one, other))
    assert middle(bucket(low)) <= middle(bucket(high))
    assert low.is_signed() == high.is_signed() or bucket(low) != bucket(high) or not (low or high)


@examples(200)
@given(amounts)
def test_a_bucket_depends_on_the_number_alone(amount):
    found = bucket(amount), middle(bucket(amount))
    with localcontext() as context:
        context.prec, context.rounding = 3, ROUND_DOWN
        assert found == (bucket(amount), middle(bucket(amount)))
    assert bucket(Decimal(f"{amount:f}0" if "." in f"{amount:f}" else f"{amount:f}.0")) == found[0]


def test_the_upper_end_of_a_bucket_is_in_it():
    ends = [Decimal("1.02") ** power for power in range(6)]  # the next one has more than 10 decimals
    assert [bucket(end) for end in ends] == [f"v{power}" for power in range(6)]
    assert [bucket(-end) for end in ends] == [f"n{power}" for power in range(6)]
    assert [bucket(end + SMALLEST) for end in ends] == [f"v{power + 1}" for power in range(6)]


def test_without_amounts_there_are_no_percentiles():
    assert percentiles({}, (50, 99)) == [None, None]


def test_a_few_known_percentiles():
    counts = Counter(bucket(Decimal(amount)) for amount in range(1, 101))
    assert percentiles(counts, (10, 50, 99)) == [middle(bucket(Decimal(each))) for each in (10, 50, 99)]
    assert percentiles({"n0": 1, "zero": 2, "v0": 1}, (25, 26, 75, 76)) == [
        Decimal("-0.9901"),
        Decimal(0),
        Decimal(0),
        Decimal("0.9901"),
    ]
