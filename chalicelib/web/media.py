"""Which form of an answer a caller asks for: JSON or CSV."""

from collections.abc import Mapping
from itertools import chain

JSON_TYPE = "application/json"
CSV_TYPE = "text/csv; charset=utf-8; header=present"

_CSV_RANGES = ("*/*", "text/*", "text/csv")
_JSON_RANGES = ("*/*", "application/*", "application/json")


def wants_csv(accept: str, asked_for: str | None = None) -> bool:
    """Whether CSV is preferred to JSON; the parameter `format` wins over the header.

    Of equal qualities the range that says more wins, then JSON, which is also the answer to everything else.
    """
    if asked_for is not None:
        return asked_for == "csv"
    qualities = dict(_ranges(accept))
    liking = _liking(qualities, _CSV_RANGES)
    return liking[0] > 0 and liking > _liking(qualities, _JSON_RANGES)


def _liking(qualities: Mapping[str, float], ranges: tuple[str, ...]) -> tuple[float, int]:
    """How much a type is liked, and how exactly it was named: the most exact range decides."""
    named = [place for place, name in enumerate(ranges) if name in qualities]
    return (qualities[ranges[named[-1]]], named[-1]) if named else (0.0, -1)


def _ranges(accept: str) -> list[tuple[str, float]]:
    parts = (each.split(";") for each in accept.lower().split(","))
    return [(name.strip(), _quality(parameters)) for name, *parameters in parts]


def _quality(parameters: list[str]) -> float:
    """The q of a media range; 1 without one, 0 for one that is no number."""
    values = chain((each.strip()[2:] for each in parameters if each.strip().startswith("q=")), ["1"])
    text = next(values).strip()
    is_number = text.isascii() and text.replace(".", "", 1).isdigit()
    return min(float(text), 1.0) if is_number else 0.0
