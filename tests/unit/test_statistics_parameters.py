"""The months that the statistics are asked for."""

from datetime import date

import pytest

from chalicelib.errors import InvalidQuery
from chalicelib.web.parameters import read_parameters
from chalicelib.web.statistics import StatisticsParameters

TODAY = date(2026, 11, 21)


def asked(**given: str) -> str:
    parameters = read_parameters(StatisticsParameters, {name.rstrip("_"): [value] for name, value in given.items()})
    period = parameters.period(TODAY)
    return f"{period.first} {period.last}"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "2025-12-01 2026-11-30"),
        ({"from_": "2025-10", "to": "2025-10"}, "2025-10-01 2025-10-31"),
        ({"from_": "2024-02"}, "2024-02-01 2026-11-30"),
        ({"to": "2024-02"}, "2023-03-01 2024-02-29"),
        ({"from_": "2026-11"}, "2026-11-01 2026-11-30"),
        ({"from_": "2027-02"}, "2027-02-01 2027-02-28"),
        ({"from_": "2016-12"}, "2016-12-01 2026-11-30"),
        ({"to": "0001-03"}, "0001-01-01 0001-03-31"),
        ({"from_": "9999-12", "to": "9999-12"}, "9999-12-01 9999-12-31"),
    ],
)
def test_the_months_are_whole_and_by_default_the_last_twelve(given, expected):
    assert asked(**given) == expected


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"from_": "2025-13"}, "from: 2025-13 is not in the calendar"),
        ({"to": "0000-01"}, "to: 0000-01 is not in the calendar"),
        ({"from_": "2025-10-01"}, "from: must be a whole month like 2025-10"),
        ({"to": "2025-1"}, "to: must be a whole month like 2025-10"),
        ({"to": "٢٠٢٥-١٠"}, "to: must be a whole month like 2025-10"),
        ({"to": ""}, "to: must be a whole month like 2025-10"),
        ({"from_": "2025-10", "to": "2025-09"}, "to: must not be before from"),
        ({"from_": "2016-11"}, "from: the range must have at most 120 months"),
        ({"from_": "2000-01", "to": "2010-01"}, "from: the range must have at most 120 months"),
    ],
)
def test_months_that_make_no_sense_are_named(given, message):
    with pytest.raises(InvalidQuery, match=f"^{message}$"):
        asked(**given)
