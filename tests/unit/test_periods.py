"""Periods, their intervals, and what they are compared with."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.views.periods import INTERVALS, PREVIOUS_PERIOD, PREVIOUS_YEAR, Period, months_before, whole_months

LATER = date(2030, 1, 1)
days = st.dates(date(1990, 1, 1), date(2040, 12, 31))


@given(first=days, length=st.integers(0, 1500), interval=st.sampled_from(INTERVALS))
def test_the_intervals_of_a_period_are_its_days_without_gap_or_overlap(first, length, interval):
    period = Period(first, first + timedelta(days=length))
    parts = list(period.intervals(interval))
    assert (parts[0].first, parts[-1].last) == (period.first, period.last)
    assert all(later.first - earlier.last == timedelta(days=1) for earlier, later in pairwise(parts))
    assert sum(part.days for part in parts) == period.days


def spans(first: str, last: str, interval: str) -> list[str]:
    period = Period(date.fromisoformat(first), date.fromisoformat(last))
    return [f"{part.first} {part.last}" for part in period.intervals(interval)]


def test_weeks_start_on_monday():
    assert spans("2025-10-22", "2025-11-03", "week") == [
        "2025-10-22 2025-10-26",
        "2025-10-27 2025-11-02",
        "2025-11-03 2025-11-03",
    ]


def test_months_quarters_and_years_are_the_calendars():
    assert spans("2024-01-31", "2024-03-01", "month") == [
        "2024-01-31 2024-01-31",
        "2024-02-01 2024-02-29",
        "2024-03-01 2024-03-01",
    ]
    assert spans("2025-02-01", "2025-10-05", "quarter") == [
        "2025-02-01 2025-03-31",
        "2025-04-01 2025-06-30",
        "2025-07-01 2025-09-30",
        "2025-10-01 2025-10-05",
    ]
    assert spans("2024-12-31", "2025-01-01", "year") == ["2024-12-31 2024-12-31", "2025-01-01 2025-01-01"]


@pytest.mark.parametrize(
    ("period", "what", "today", "expected"),
    [
        (("2025-10-01", "2025-10-31"), PREVIOUS_PERIOD, LATER, ("2025-08-31", "2025-09-30")),
        (("2025-10-01", "2025-10-31"), PREVIOUS_PERIOD, date(2025, 10, 10), ("2025-08-31", "2025-09-09")),
        (("2025-10-01", "2025-10-31"), PREVIOUS_YEAR, LATER, ("2024-10-01", "2024-10-31")),
        (("2025-10-01", "2025-10-31"), PREVIOUS_YEAR, date(2025, 10, 10), ("2024-10-01", "2024-10-10")),
        (("2024-02-29", "2024-02-29"), PREVIOUS_YEAR, LATER, ("2023-02-28", "2023-02-28")),
        (("2025-02-28", "2025-03-01"), PREVIOUS_YEAR, LATER, ("2024-02-28", "2024-03-01")),
        (("2025-10-20", "2025-10-20"), PREVIOUS_PERIOD, LATER, ("2025-10-19", "2025-10-19")),
        (("2031-01-01", "2031-01-02"), PREVIOUS_PERIOD, LATER, ("2030-12-30", "2030-12-31")),
    ],
)
def test_a_period_is_compared_with_the_one_before(period, what, today, expected):
    before = Period(*map(date.fromisoformat, period)).compared_with(what, today)
    assert (str(before.first), str(before.last)) == expected


@given(one=days, other=days)
def test_whole_months_are_the_months_of_their_days(one, other):
    first, last = sorted((one, other))
    period = whole_months(first, last)
    parts = list(period.intervals("month"))
    assert (parts[0].has(first), parts[-1].has(last)) == (True, True)
    assert period.first.day == 1
    assert (period.last + timedelta(days=1)).day == 1
    assert period.months == len(parts)


@given(day=days, months=st.integers(0, 400))
def test_a_month_before_is_so_many_months_away(day, months):
    before = months_before(day, months)
    assert before.day == 1
    assert whole_months(before, day).months == months + 1


def test_there_is_no_month_before_the_first():
    assert months_before(date(1, 3, 31), 2) == date.min
    assert months_before(date(1, 3, 31), 3) == date.min
    assert whole_months(date(9999, 12, 1), date.max).last == date.max


def test_the_calendar_ends_where_it_ends():
    first = Period(date.min, date.min)
    assert first.compared_with(PREVIOUS_PERIOD, LATER) is None
    assert first.compared_with(PREVIOUS_YEAR, LATER) is None
    assert [part.last for part in Period(date.max, date.max).intervals("week")] == [date.max]
