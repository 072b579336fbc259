"""Two things timed in turn, so that what else the machine does meets both: ratios hold where times do not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import Any

MILLISECONDS = 1000


@dataclass(frozen=True, slots=True)
class Spread:
    """How values are spread: the median, and where the middle half of them lies."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """The spread of at least one value."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0])
        low, middle, high = quantiles(values, n=4, method="inclusive")
        return cls(middle, low, high)

    def __str__(self) -> str:
        return f"{shown(self.median)} ({shown(self.low)}-{shown(self.high)})"


@dataclass(frozen=True, slots=True)
class Pairs:
    """The times of two things, taken in turn. Units: seconds."""

    first: Sequence[float]
    second: Sequence[float]

    @property
    def ratio(self) -> Spread:
        """How much longer the first takes, pair by pair."""
        return Spread.of([one / other for one, other in zip(self.first, self.second, strict=True)])


def paired(
    first: Callable[[], Any], second: Callable[[], Any], *, most: int, seconds: float, warm_up: int = 3
) -> Pairs:
    """Time two things in turn, each of them first as often as the other, until the pairs or the time are used up."""
    for _ in range(warm_up):
        first()
        second()
    ends = perf_counter() + seconds
    times: tuple[list[float], list[float]] = ([], [])
    while not times[0] or (len(times[0]) < most and perf_counter() < ends):
        one, other = (0, 1) if len(times[0]) % 2 == 0 else (1, 0)
        for each in (one, other):
            times[each].append(timed((first, second)[each]))
    return Pairs(*times)


def timed(what: Callable[[], Any]) -> float:
    """How long it takes once. Units: seconds."""
    began = perf_counter()
    what()
    return perf_counter() - began


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many in a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def in_milliseconds(values: Sequence[float]) -> float:
    """The median of times in seconds."""
    return median(values) * MILLISECONDS


def shown(value: float) -> str:
    """A number with as many digits as it deserves."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
