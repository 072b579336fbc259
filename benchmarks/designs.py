"""The other designs' answers timed beside ours: what is read once serves every route that reads the same."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from statistics import median

from benchmarks.before import Reader, Reading, Way
from benchmarks.pairs import timed
from benchmarks.routes import ROUTES, Route
from chalicelib.limits import item_size
from chalicelib.store import Item
from tools.units import read_units

AFTER, BEFORE = "after", "before"
_OURS = 3  # answers of ours beside each of theirs
_WHOLE_UP_TO = 10_000  # orders; the pages of DynamoDB Local take longer the more orders there are, by its own fault
_WHOLE = (Reading.ORDERS, Reading.YEAR)


@dataclass(slots=True)
class Compared:
    """How long a design takes for a route, and how many times ours that is. Units: seconds."""

    route: str
    size: int
    design: str
    units: Decimal
    seconds: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    ratios_cached: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ours:
    """Asks for our answers: made anew, and from the result cache where that keeps them."""

    ask: Callable[[Route], object]
    ask_cached: Callable[[Route], object]


def compare(reader: Reader, size: int, ours: Ours, *, smaller: Sequence[Compared] = ()) -> list[Compared]:
    """Both designs on every route that they have.

    All orders of a large shop are not read: that takes so many times as long as in the smaller one as there are orders.
    """
    found: dict[tuple[str, str], Compared] = {}
    for reading in Reading:
        if reading in _WHOLE and size > _WHOLE_UP_TO:
            found |= _scaled(smaller, reading, size, ours)
            continue
        for _ in range(_repeats(reading, size)):
            _compare_once(reader, reading, size, ours, found)
    return list(found.values())


def _scaled(smaller: Sequence[Compared], reading: Reading, size: int, ours: Ours) -> dict[tuple[str, str], Compared]:
    """What a design takes for so many orders, from what it took for fewer."""
    found = {}
    measured = {(each.route, each.design): each for each in smaller}
    for route, design, _ in _of(reading):
        if (fewer := measured.get((route.name, design))) is not None:
            compared = Compared(route.name, size, design, fewer.units * size / fewer.size)
            for each in fewer.seconds:
                _note(compared, ours, route, each * size / fewer.size)
            found[route.name, design] = compared
    return found


def _note(compared: Compared, ours: Ours, route: Route, seconds: float) -> None:
    """A design took so long; ours is timed beside it."""
    compared.seconds.append(seconds)
    compared.ratios.append(seconds / _took(ours.ask, route))
    if route.is_cached:
        compared.ratios_cached.append(seconds / _took(ours.ask_cached, route))


def _took(ask: Callable[[Route], object], route: Route) -> float:
    return median(timed(lambda: ask(route)) for _ in range(_OURS))


def _repeats(reading: Reading, size: int) -> int:
    if reading in _WHOLE:
        return max(1, min(5, 20_000 // size))
    return 3 if reading is Reading.CACHED else 20


def _compare_once(
    reader: Reader,
    reading: Reading,
    size: int,
    ours: Ours,
    found: dict[tuple[str, str], Compared],
) -> None:
    items: list[Item] = []
    reading_took = timed(lambda: items.extend(reader.read(reading)))
    for route, design, way in _of(reading):
        seconds = reading_took + timed(partial(way.answer, items))
        key = route.name, design
        if key not in found:
            found[key] = Compared(route.name, size, design, _units(items))
        _note(found[key], ours, route, seconds)


def _of(reading: Reading) -> Iterator[tuple[Route, str, Way]]:
    for route in ROUTES:
        for design, way in ((BEFORE, route.before), (AFTER, route.after)):
            if way is not None and way.reading is reading:
                yield route, design, way


def _units(items: Sequence[Item]) -> Decimal:
    """What a reading costs, from the sizes of the items; its pages count as one, half a unit too little for each."""
    return read_units(sum(map(item_size, items)), consistent=False)
