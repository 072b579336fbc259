"""Orders from a file into the shop: rows → windows → chains → threads.

A window is as many rows as are held in memory. In a window, rows that name the same order or the same contact
form a chain; a chain runs on one thread in the order of the file, so that its rows don't get in each other's
way. Chains run side by side.
"""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO, TypeAlias

from chalicelib import clock
from chalicelib.errors import Conflict, FieldError, InvalidInput, StorageUnavailable
from chalicelib.ingest.body import MAX_ORDER_BYTES, read_object
from chalicelib.ingest.chains import chains
from chalicelib.ingest.importing import Imported

CREATED = "created"
UNCHANGED = "unchanged"
CONFLICT = "conflict"
REFUSED = "refused"

_ROWS_PER_WORKER = 32
_TRIES = 4

Importer: TypeAlias = Callable[[Mapping[str, Any]], Imported]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file: its number from 1, and its bytes (one more than the limit where it is too long)."""

    line: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row."""

    row: Row
    status: str
    message: str = ""
    reasons: tuple[FieldError, ...] = ()

    @property
    def is_rejected(self) -> bool:
        """Whether the order is not in the shop as this row says."""
        return self.status in (CONFLICT, REFUSED)


Report: TypeAlias = Callable[[Outcome], None]
Readable: TypeAlias = tuple[Row, Mapping[str, Any]]


@dataclass
class Tally:
    """Counts outcomes, and writes the rejected rows to a file that is made with the first of them. Safe for threads."""

    rejected: Path
    counts: Counter[str] = field(default_factory=Counter)
    _file: TextIO | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        with self._lock:
            self.counts[outcome.status] += 1
            if outcome.is_rejected:
                self._write(outcome)

    def close(self) -> None:
        """Close the file of rejected rows."""
        if self._file is not None:
            self._file.close()

    @property
    def rows(self) -> int:
        """How many rows were counted."""
        return sum(self.counts.values())

    @property
    def rejections(self) -> int:
        """How many rows are not in the shop as they say."""
        return self.counts[CONFLICT] + self.counts[REFUSED]

    def _write(self, outcome: Outcome) -> None:
        if self._file is None:
            self._file = self.rejected.open("w", encoding="utf-8")
        reasons = [{"field": each.field, "reason": each.reason} for each in outcome.reasons]
        entry = {
            "line": outcome.row.line,
            "status": outcome.status,
            "message": outcome.message,
            "reasons": reasons,
            "text": outcome.row.raw.decode("utf-8", "backslashreplace"),
        }
        self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self._file.flush()


def read_rows(source: BinaryIO) -> Iterator[Row]:
    """The lines that are not blank; of one that is too long, only so much as shows it."""
    line = 0
    while raw := source.readline(MAX_ORDER_BYTES + 2):
        line += 1
        if not raw.endswith(b"\n"):
            _skip_line(source)
        text = raw.rstrip(b"\r\n")
        if text.strip(b" \t\xef\xbb\xbf"):
            yield Row(line, text)


def _skip_line(source: BinaryIO) -> None:
    while (rest := source.readline(MAX_ORDER_BYTES)) and not rest.endswith(b"\n"):
        pass


def import_rows(rows: Iterator[Row], importer: Importer, *, workers: int, report: Report) -> None:
    """Import rows on several threads; each outcome is reported as it comes.

    On an error or Ctrl-C no further order is begun, and those begun are finished first.
    Raises: `StorageUnavailable` where the store stays away.
    """
    stop = threading.Event()
    with ThreadPoolExecutor(workers) as pool:
        try:
            while window := list(islice(rows, workers * _ROWS_PER_WORKER)):
                _run_window(window, importer, pool=pool, stop=stop, report=report)
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)


def _run_window(
    window: list[Row], importer: Importer, *, pool: ThreadPoolExecutor, stop: threading.Event, report: Report
) -> None:
    readable = [(row, document) for row in window if (document := _read(row, report)) is not None]
    futures: list[Future[None]] = [
        pool.submit(_run_chain, chain, importer, stop=stop, report=report) for chain in chains(readable)
    ]
    done, _ = wait(futures, return_when=FIRST_EXCEPTION)
    for each in done:
        each.result()


def _read(row: Row, report: Report) -> dict[str, Any] | None:
    try:
        return read_object(row.raw)
    except InvalidInput as error:
        report(Outcome(row, REFUSED, error.message, error.fields))
        return None


def _run_chain(chain: list[Readable], importer: Importer, *, stop: threading.Event, report: Report) -> None:
    for row, document in chain:
        if stop.is_set():
            return
        report(_imported(row, document, importer))


def _imported(row: Row, document: Mapping[str, Any], importer: Importer) -> Outcome:
    try:
        return Outcome(row, _patiently(importer, document).status)
    except Conflict as error:
        return Outcome(row, CONFLICT, error.message, error.differences)
    except InvalidInput as error:
        return Outcome(row, REFUSED, error.message, error.fields)


def _patiently(importer: Importer, document: Mapping[str, Any]) -> Imported:
    """Import, and try again while the store is away for a moment."""
    for attempt in range(_TRIES - 1):
        try:
            return importer(document)
        except StorageUnavailable:
            clock.sleep(0.5 * 2**attempt)
    return importer(document)
