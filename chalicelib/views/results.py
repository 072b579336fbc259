"""The result cache as one answer uses it."""

from dataclasses import dataclass

from chalicelib.results.cache import ResultCache


@dataclass(slots=True)
class Results:
    """A cache, what its results depend on beside the sales days, and how often it was of use."""

    cache: ResultCache
    known_by: tuple[str, ...]
    hits: int = 0
    misses: int = 0
