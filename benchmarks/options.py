"""What a run is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import progress

SIZES = (1_000, 10_000, 100_000)
QUICK_SIZES = (500,)


@dataclass(frozen=True)
class Options:
    """The choices of a run; `work` is a folder for what the sections leave behind. Units: seconds."""

    work: Path
    orders: Sequence[int] = SIZES
    users: int = 50
    seconds: float = 20.0
    is_quick: bool = False

    @property
    def seconds_per_route(self) -> float:
        """How long each route is timed."""
        return 0.5 if self.is_quick else 2.0

    def say(self, what: str) -> None:
        """Tell that a step begins."""
        progress.step(what)

    def log(self, name: str) -> Path:
        """Where a child process writes its log."""
        return self.work / f"{name}.log"
