"""Charts as SVG: a few lines over logarithmic axes, readable without a script and on a dark page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

from benchmarks.pairs import shown
from benchmarks.results import Chart

_WIDTH, _HEIGHT = 640, 360
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 150, 40, 48
_COLOURS = ("#0b7285", "#868e96", "#c92a2a", "#e8590c", "#5f3dc4")
_STYLE = (
    "text{font:12px sans-serif;fill:#343a40}.title{font-size:14px;font-weight:bold}"
    "@media(prefers-color-scheme:dark){.page{fill:#1a1b1e}text{fill:#dee2e6}.grid{stroke:#495057}}"
)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Scale:
    """Powers of ten to places on the page."""

    low: int
    high: int
    start: float
    end: float

    @classmethod
    def of(cls, values: Sequence[float], start: float, end: float) -> "_Scale":
        low = floor(log10(min(values)))
        return cls(low, max(low + 1, ceil(log10(max(values)))), start, end)

    def place(self, value: float) -> float:
        """Where a value lies."""
        return self.start + (self.end - self.start) * (log10(value) - self.low) / (self.high - self.low)

    def ticks(self) -> list[float]:
        """The powers of ten."""
        return [10.0**each for each in range(self.low, self.high + 1)]


def svg_of(chart: Chart) -> str:
    """The chart as SVG; values of zero have no place on it."""
    lines = {name: [point for point in line if min(point) > 0] for name, line in chart.lines.items()}
    points = [point for line in lines.values() for point in line]
    across = _Scale.of([x for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    up = _Scale.of([y for _, y in points], _HEIGHT - _BOTTOM, _TOP)
    drawn = [_drawn(at, name, line, across, up) for at, (name, line) in enumerate(lines.items()) if line]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        f"<title>{escape(chart.title)}</title><style>{_STYLE}</style>",
        f'<rect class="page" width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        _text(_LEFT, 20, chart.title, kind="title"),
        *_grid(across, up),
        _text(_LEFT, _HEIGHT - 8, chart.x_title),
        _text(8, _TOP - 8, chart.y_title),
        *drawn,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _grid(across: _Scale, up: _Scale) -> Iterator[str]:
    for tick in up.ticks():
        y = up.place(tick)
        yield _line(across.start, y, across.end, y)
        yield _text(across.start - 6, y + 4, shown(tick), anchor="end")
    for tick in across.ticks():
        x = across.place(tick)
        yield _line(x, up.start, x, up.end)
        yield _text(x, up.start + 16, shown(tick), anchor="middle")


def _drawn(at: int, name: str, line: Sequence[Point], across: _Scale, up: _Scale) -> str:
    """A line with its points, and its name at its end."""
    colour = _COLOURS[at % len(_COLOURS)]
    places = [(across.place(x), up.place(y)) for x, y in line]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
    key = _TOP + 14 + 18 * at
    legend = f'<circle cx="{_WIDTH - _RIGHT + 16}" cy="{key - 4}" r="4" fill="{colour}"/>'
    named = legend + _text(_WIDTH - _RIGHT + 26, key, name)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}{named}'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#e9ecef"/>'


def _text(x: float, y: float, text: str, *, anchor: str = "start", kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}>{escape(text)}</text>'
