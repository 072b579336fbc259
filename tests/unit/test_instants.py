"""The spellings of an instant."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.instants import instant_of, parse_instant, text_of, zone_of

SYDNEY = zone_of("Australia/Sydney")


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-10-20T10:30:00Z", datetime(2025, 10, 20, 10, 30, tzinfo=UTC)),
        ("2025-10-20T10:30:00+11:00", datetime(2025, 10, 19, 23, 30, tzinfo=UTC)),
        ("2025-10-20 10:30", datetime(2025, 10, 19, 23, 30, tzinfo=UTC)),
        ("2025-10-20", datetime(2025, 10, 19, 13, 0, tzinfo=UTC)),
        ("2025-10-20T10:30:00.123456Z", datetime(2025, 10, 20, 10, 30, 0, 123456, tzinfo=UTC)),
        ("Mon, 20 Oct 2025 10:30:00 +1100", datetime(2025, 10, 19, 23, 30, tzinfo=UTC)),
        ("20 Oct 2025 10:30:00 GMT", datetime(2025, 10, 20, 10, 30, tzinfo=UTC)),
        ("20 Oct 2025 10:30 -0000", datetime(2025, 10, 20, 10, 30, tzinfo=UTC)),
        ("2025-10-05T02:30:00", datetime(2025, 10, 4, 16, 30, tzinfo=UTC)),  # skipped: moves forward
        ("2025-04-06T02:30:00", datetime(2025, 4, 5, 15, 30, tzinfo=UTC)),  # doubled: the first
    ],
)
def test_a_spelling_names_its_instant(text, instant):
    assert parse_instant(text, SYDNEY) == instant


@pytest.mark.parametrize(
    "value",
    [
        "Mon, 20 Oct 2025 10:30:00 AEDT",
        "Mon, 20 Oct 2025 10:30:00 XYZ",
        "Mon, 20 Oct 2025 10:30:00",
        "1 Jan 0001 00:00 +0000",
        "2025-02-30",
        "0000-01-01",
        "2025-10-20T25:00:00Z",
        "2025-10-20T10:30:00+11:60",
        "20/10/2025",
        "yesterday",
        "",
        1751465613,
        None,
        True,
    ],
)
def test_what_names_no_instant_is_refused_with_an_example(value):
    with pytest.raises(ValueError, match="must be a date and time, like 2025"):
        parse_instant(value, SYDNEY)


@given(st.datetimes(timezones=st.just(UTC)))
def test_the_text_of_an_instant_names_it(instant):
    assert instant_of(text_of(instant)) == instant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-10-20",
        "2025-10-20T10:30:00Z",
        "2025-10-20T10:30:00.1Z",
        "2025-10-20 10:30:00.000000Z",
        "2025-10-20T10:30:00.000000+00:00",
        "2025-W42-1T10:30:00.000000Z",
        "2025-10-20T24:00:00.000000Z",
        "2025-02-30T10:30:00.000000Z",
        "0000-00-00T00:00:00.000000Z",
    ],
)
def test_any_other_text_is_not_that_of_an_instant(text):
    with pytest.raises(ValueError, match=r".+"):
        instant_of(text)
