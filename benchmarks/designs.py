"""The other designs' answers timed beside ours: what is read once serves every route that reads the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from benchmarks.before import Reader, Reading, Way
from benchmarks.pairs import timed
from benchmarks.routes import ROUTES, Route
from chalicelib.limits import item_size
from chalicelib.store import Item
from tools.units import read_units

AFTER, BEFORE = "after", "before"
_OURS = 3  # answers of ours beside each of theirs
_LONG = 10_000  # orders; a larger shop is read once, and not a second time through the index


@dataclass(slots=True)
class Compared:
    """How long a design takes for a route, and how many times ours that is. Units: seconds."""

    route: str
    size: int
    design: str
    units: Decimal
    seconds: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)


def compare(reader: Reader, size: int, ask: Callable[[Route], object]) -> list[Compared]:
    """Both designs on every route that they have."""
    found: dict[tuple[str, str], Compared] = {}
    for reading in Reading:
        if reading is Reading.YEAR and size > _LONG:
            continue
        for _ in range(_repeats(reading, size)):
            _compare_once(reader, reading, size, ask, found)
    return list(found.values())


def _repeats(reading: Reading, size: int) -> int:
    if reading in (Reading.ORDERS, Reading.YEAR):
        return max(1, min(5, 20_000 // size))
    return 3 if reading is Reading.CACHED else 20


def _compare_once(
    reader: Reader,
    reading: Reading,
    size: int,
    ask: Callable[[Route], object],
    found: dict[tuple[str, str], Compared],
) -> None:
    items: list[Item] = []
    reading_took = timed(lambda: items.extend(reader.read(reading)))
    for route, design, way in _of(reading):
        seconds = reading_took + timed(lambda way=way: way.answer(items))  # type: ignore[misc]
        ours = median(timed(lambda route=route: ask(route)) for _ in range(_OURS))  # type: ignore[misc]
        key = route.name, design
        if key not in found:
            found[key] = Compared(route.name, size, design, _units(items))
        found[key].seconds.append(seconds)
        found[key].ratios.append(seconds / ours)


def _of(reading: Reading) -> Iterator[tuple[Route, str, Way]]:
    for route in ROUTES:
        for design, way in ((BEFORE, route.before), (AFTER, route.after)):
            if way is not None and way.reading is reading:
                yield route, design, way


def _units(items: Sequence[Item]) -> Decimal:
    """What a reading costs, from the sizes of the items; its pages count as one, half a unit too little for each."""
    return read_units(sum(map(item_size, items)), consistent=False)
