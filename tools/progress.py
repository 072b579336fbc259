"""Progress of long work: a bar on a terminal, else a line now and then."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from chalicelib import clock

_SECONDS_BETWEEN_LINES = 5.0


class Counter:
    """Counts what is done and shows it on standard error."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._done = 0
        self._shown_at = clock.monotonic()

    def advance(self, count: int) -> None:
        """So many more are done."""
        self._done += count
        if clock.monotonic() - self._shown_at >= _SECONDS_BETWEEN_LINES:
            self._shown_at = clock.monotonic()
            print(f"{self._what}: {self._done} so far", file=sys.stderr)


class _Bar(Counter):
    def __init__(self, what: str, progress: Progress) -> None:
        super().__init__(what)
        self._progress = progress
        self._task = progress.add_task(what, total=None)

    def advance(self, count: int) -> None:
        self._progress.advance(self._task, count)


@contextmanager
def counting(what: str) -> Iterator[Counter]:
    """A counter for work of unknown size."""
    if not sys.stderr.isatty():
        yield Counter(what)
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )

    with Progress(*columns, console=Console(stderr=True)) as progress:
        yield _Bar(what, progress)


def step(what: str) -> None:
    """One step of long work begins."""
    print(f"… {what}", file=sys.stderr)
