"""A run beside the committed one: what has become worse by more than it may."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from benchmarks.pairs import shown
from benchmarks.results import Figure, Kind, Results

# How many times worse a figure may be. Times are of one machine at one moment: they are never compared.
TOLERANCES: Mapping[Kind, float] = {Kind.COUNT: 1.0, Kind.UNITS: 1.03, Kind.SIZE: 1.2, Kind.RATIO: 3.0}
_ROUNDING = 1e-9
_EVEN = 1.0


class Change(StrEnum):
    """How a figure has moved."""

    WORSE = "worse"
    MISSING = "missing"
    BETTER = "better"


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure that has moved by more than it may, or is gone."""

    name: str
    change: Change
    before: float
    now: float | None
    tolerance: float

    def __str__(self) -> str:
        now = "was not measured" if self.now is None else f"is {shown(self.now)}"
        return f"{self.change.value}: {self.name} {now}, was {shown(self.before)} (tolerance × {self.tolerance})"

    @property
    def is_bad(self) -> bool:
        """Whether somebody must look at it."""
        return self.change is not Change.BETTER


def compared(baseline: Mapping[str, Figure], results: Results) -> list[Finding]:
    """What has moved; only sections that were run are looked at."""
    sections = {section.name for section in results.sections}
    findings = (_finding(each, results.figures.get(each.name)) for each in baseline.values() if _of(each) in sections)
    return [each for each in findings if each is not None]


def read_baseline(place: Path) -> dict[str, Figure]:
    """The figures of the committed run; none where there is no such file."""
    if not place.exists():
        return {}
    figures = json.loads(place.read_text())["figures"]
    return {
        name: Figure(name, each["value"], each["unit"], Kind(each["kind"]), each["isBetterHigh"])
        for name, each in figures.items()
    }


def write_baseline(place: Path, results: Results) -> None:
    """Make this run the one to compare with; sections that were not run stay as they were."""
    sections = {section.name for section in results.sections}
    kept = [each for each in read_baseline(place).values() if _of(each) not in sections]
    figures = {each.name: _as_json(each) for each in (*kept, *_comparable(results)) if each.kind in TOLERANCES}
    content = {"machine": results.machine, "figures": dict(sorted(figures.items()))}
    place.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _comparable(results: Results) -> Iterable[Figure]:
    return (each for each in results.figures.values() if each.kind in TOLERANCES)


def _finding(before: Figure, now: Figure | None) -> Finding | None:
    tolerance = TOLERANCES[before.kind]
    if now is None:
        return Finding(before.name, Change.MISSING, before.value, None, tolerance)
    old, new = (before.value, now.value) if not before.is_better_high else (now.value, before.value)
    if before.kind is Kind.RATIO and not before.is_better_high:
        old, new = max(old, _EVEN), max(new, _EVEN)  # nothing is faster than a part of it: less is luck
    if new > old * tolerance + _ROUNDING:
        return Finding(before.name, Change.WORSE, before.value, now.value, tolerance)
    if new * tolerance + _ROUNDING < old:
        return Finding(before.name, Change.BETTER, before.value, now.value, tolerance)
    return None


def _of(figure: Figure) -> str:
    return figure.name.partition("/")[0]


def _as_json(figure: Figure) -> dict[str, object]:
    return {
        "value": round(figure.value, 6),
        "unit": figure.unit,
        "kind": figure.kind.value,
        "isBetterHigh": figure.is_better_high,
    }
