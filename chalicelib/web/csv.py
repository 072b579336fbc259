"""CSV as we send it: RFC 4180, exact decimals, and nothing that a spreadsheet would run."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.web.json import json_of

# Spreadsheets take a text with one of these in front for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)


def csv_of(fields: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    """The CSV text of some rows, with a header row of the field names."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(fields)
    writer.writerows([_cell(row[name]) for name in fields] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> str:
    """A value as text: null is empty, and what is nested is JSON."""
    text = _text(value)
    is_formula = text.startswith(_FORMULA) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return money.digits(value) if isinstance(value, Decimal) else json_of(value)
