"""Where records go: to the log of a Lambda function, or nowhere."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from chalicelib import clock
from chalicelib.settings import load
from chalicelib.telemetry.names import UNITS

# A metric's value, or its values where it was measured more than once.
Value: TypeAlias = float | int | Sequence[float]


@dataclass(frozen=True)
class Record:
    """One line of the log: what happened, its metrics by name, and fields that describe it."""

    message: str
    metrics: Mapping[str, Value]
    fields: Mapping[str, Any] = field(default_factory=dict)
    is_warning: bool = False

    def __post_init__(self) -> None:
        unknown = self.metrics.keys() - UNITS.keys()
        assert not unknown, f"names.py does not know {unknown}"


class Sink(Protocol):
    """What takes records."""

    def emit(self, record: Record) -> None:
        """Take one."""


class Nowhere:
    """Takes records and forgets them."""

    def emit(self, record: Record) -> None:
        """Forget it."""


class _Process:
    """What this process knows of its own telemetry."""

    def __init__(self) -> None:
        self.sink: Sink | None = None
        self.seconds_to_load: float | None = None


_process = _Process()


def start() -> None:
    """The process has loaded its code; on Lambda, set up its log. To be called once, when the app is made."""
    settings = load()
    if not settings.on_lambda:
        _process.sink = Nowhere()
        return
    from chalicelib.telemetry.emf import Emf, write_json  # noqa: PLC0415 - Powertools is needed on Lambda only

    write_json(settings.log_level)
    _process.sink = Emf(settings.stage)
    _process.seconds_to_load = clock.process_age()


def emit(record: Record) -> None:
    """Send a record where this process sends them."""
    if _process.sink is not None:
        _process.sink.emit(record)


def cold_start(seconds: float) -> dict[str, float]:
    """The metric ColdStart, once in a process: how long it took to load, and its first work."""
    loaded, _process.seconds_to_load = _process.seconds_to_load, None
    return {} if loaded is None else {"ColdStart": milliseconds(loaded + seconds)}


def milliseconds(seconds: float) -> float:
    """Seconds as milliseconds, to the microsecond."""
    return round(seconds * 1000, 3)


@contextmanager
def collecting(sink: Sink, *, seconds_to_load: float | None = None) -> Iterator[None]:
    """Send the records of a block to another sink."""
    before = _process.sink, _process.seconds_to_load
    _process.sink, _process.seconds_to_load = sink, seconds_to_load
    try:
        yield
    finally:
        _process.sink, _process.seconds_to_load = before
