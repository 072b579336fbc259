"""CSV: quoting, exact figures, no formulas; and when it is asked for."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.views.paging import Slice, gathered
from chalicelib.web.csv import csv_of
from chalicelib.web.media import wants_csv


def cell(value) -> str:
    [_, [text]] = csv.reader(io.StringIO(csv_of(["a"], [{"a": value}]), newline=""))
    return text


def test_every_line_ends_with_cr_lf_and_the_first_has_the_names():
    assert csv_of(["a", "b"], [{"b": 2, "a": 1}]) == "a,b\r\n1,2\r\n"


def test_without_rows_there_is_a_header():
    assert csv_of(["a", "b"], []) == "a,b\r\n"


def test_only_what_needs_quotes_is_quoted():
    assert csv_of(["a", "b"], [{"a": 'x "y", z', "b": "two\nlines"}]) == 'a,b\r\n"x ""y"", z","two\nlines"\r\n'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (7, "7"),
        (-7, "-7"),
        (Decimal("-12345678901234567890.10"), "-12345678901234567890.1"),
        (Decimal("1E+3"), "1000"),
        ({"AUD": Decimal("1.10")}, '{"AUD":1.10}'),
        (["a", None], '["a",null]'),
        ("Žofie", "Žofie"),
    ],
)
def test_values_are_exact(value, expected):
    assert cell(value) == expected


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\rx", "-", "+61 400 000"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-5", "+61400000000", "-0.5", "a=b", "#1001", "'quoted"])
def test_numbers_and_harmless_texts_stay_as_they_are(text):
    assert cell(text) == text


@given(st.text())
def test_no_cell_starts_a_formula_and_nothing_is_lost(text):
    shown = cell(text)
    assert shown.removeprefix("'") == text or shown == text


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("text/csv", True),
        ("TEXT/CSV; charset=utf-8", True),
        ("text/*", True),
        ("text/csv, application/json", False),
        ("text/csv, */*", True),
        ("text/csv, application/json;q=0.9", True),
        ("text/csv;q=0.5, application/json;q=0.4", True),
        ("text/csv;q=0.5, application/json", False),
        ("text/csv;q=0", False),
        ("text/*;q=1, text/csv;q=0", False),
        ("text/csv;q=nonsense", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", False),
        (",;,", False),
    ],
)
def test_the_header_decides_by_quality(accept, expected):
    assert wants_csv(accept) is expected


@pytest.mark.parametrize(("asked_for", "expected"), [("csv", True), ("json", False), ("xml", False)])
def test_the_parameter_wins_over_the_header(asked_for, expected):
    assert wants_csv("text/csv", asked_for) is expected
    assert wants_csv("application/json", asked_for) is expected


def numbers(most: int, asked: list[int], part: int = 100):
    """Pages of the numbers below `most`; at most `part` a page, as after a filter."""

    def page(limit: int, cursor: str | None) -> Slice:
        asked.append(limit)
        start = int(cursor or 0)
        end = min(start + min(limit, part), most)
        items = [{"n": number} for number in range(start, end)]
        return Slice(items, limit, str(end) if end < most else None, is_short=end < most and end - start < limit)

    return page


@pytest.mark.parametrize(
    ("limit", "rows", "cursor", "asked"),
    [
        (50, 50, "50", [50]),
        (100, 100, "100", [100]),
        (230, 230, "230", [100, 100, 30]),
        (5000, 300, None, [100] * 3),
    ],
)
def test_a_long_list_is_read_page_by_page(limit, rows, cursor, asked):
    seen: list[int] = []
    slice_ = gathered(numbers(300, seen), limit, None)
    assert [each["n"] for each in slice_.items] == list(range(rows))
    assert (slice_.limit, slice_.next_cursor, slice_.is_short, seen) == (limit, cursor, False, asked)


def test_a_filter_that_finds_little_ends_after_as_many_pages_as_the_limit_has():
    seen: list[int] = []
    slice_ = gathered(numbers(10_000, seen, part=7), 300, None)
    assert (len(slice_.items), slice_.next_cursor, slice_.is_short, len(seen)) == (21, "21", True, 3)
