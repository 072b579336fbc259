"""What a run has found: figures that can be compared, and the tables and charts that show them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any


class Kind(StrEnum):
    """What a figure is, which decides how far it may move before a run is called worse."""

    COUNT = "count"  # calls, items: the same in every run
    UNITS = "units"  # request units: the same up to the digits of random and dated values
    RATIO = "ratio"  # of two times taken in turn
    TIME = "time"  # of this machine at this moment; never compared
    SIZE = "size"  # bytes; never grows by chance alone, but with every dependency


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its name, like `reads/customers/1000/calls`."""

    name: str
    value: float
    unit: str
    kind: Kind
    is_better_high: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under headings; the first column is text, the others are numbers."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines of points over a logarithmic or even axis; y is always logarithmic."""

    name: str
    title: str
    x_title: str
    y_title: str
    lines: Mapping[str, Sequence[tuple[float, float]]]


@dataclass(slots=True)
class Section:
    """What one part of the benchmark has found."""

    name: str
    title: str
    store: str
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    charts: list[Chart] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, name: str, value: float | Decimal, unit: str, kind: Kind, *, is_better_high: bool = False) -> None:
        """Note a figure of this section."""
        self.figures.append(Figure(f"{self.name}/{name}", float(value), unit, kind, is_better_high))


@dataclass(frozen=True, slots=True)
class Results:
    """A whole run: where and when, with which choices, and its sections."""

    made_on: str
    machine: str
    command: str
    sections: Sequence[Section]

    @property
    def figures(self) -> dict[str, Figure]:
        """All figures by their names."""
        return {figure.name: figure for section in self.sections for figure in section.figures}

    def value(self, name: str) -> float | None:
        """A figure's value; None where it was not measured."""
        figure = self.figures.get(name)
        return None if figure is None else figure.value

    def matching(self, prefix: str, suffix: str) -> Iterator[Figure]:
        """The figures whose names begin and end so."""
        return (each for name, each in self.figures.items() if name.startswith(prefix) and name.endswith(suffix))


def save(results: Results, to: Path) -> None:
    """Write a run as JSON."""
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(json.dumps(asdict(results), indent=1, ensure_ascii=False) + "\n")


def read(source: Path) -> Results:
    """A run from its JSON."""
    content = json.loads(source.read_text())
    return Results(**{**content, "sections": [_section(each) for each in content["sections"]]})


def _section(content: Mapping[str, Any]) -> Section:
    parts = {
        "figures": [Figure(**{**each, "kind": Kind(each["kind"])}) for each in content["figures"]],
        "tables": [Table(**each) for each in content["tables"]],
        "charts": [Chart(**each) for each in content["charts"]],
    }
    return Section(**{**content, **parts})
