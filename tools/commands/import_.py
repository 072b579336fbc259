"""Import orders from a file: one JSON object a line, by the same contract as the API. Safe to run again."""

import argparse
import gzip
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import InvalidInput, NotFound, UnreadableBody
from chalicelib.ingest.importing import Imported, import_order
from chalicelib.runtime import Runtime, runtime
from tools.importing import CONFLICT, CREATED, REFUSED, UNCHANGED, Importer, Outcome, Tally, import_rows, read_rows

_GZIP = b"\x1f\x8b"
_SECONDS_BETWEEN_LINES = 5.0


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `import` to the command line."""
    parser = subparsers.add_parser("import", help="import orders from a file", description=__doc__)
    parser.add_argument("file", metavar="FILE", help="JSON lines, plain or gzipped; - is the standard input")
    parser.add_argument("--client", metavar="ID", help="the shop that they belong to (default: the default client)")
    parser.add_argument("--workers", type=_workers, default=8, metavar="N", help="threads, 1 to 50 (default: 8)")
    parser.add_argument("--rejected", type=Path, metavar="FILE", help="where rejected rows go, with their reasons")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Import the file. Returns: 0, or 1 where a row was rejected."""
    process = runtime()
    importer = _importer(process, _client(process, arguments.client))
    rejected = arguments.rejected or _beside(arguments.file)
    _check_target(rejected, arguments.file)
    tally = Tally(rejected)
    started = clock.monotonic()
    try:
        _import(arguments.file, importer, workers=arguments.workers, tally=tally)
    finally:
        tally.close()
        print(_summary(tally, clock.monotonic() - started))
    return 1 if tally.rejections else 0


def _check_target(rejected: Path, file: str) -> None:
    """Refuse a file for rejected rows that can't be written, or is the one that is read. Raises: `InvalidInput`."""
    if file != "-" and rejected.resolve() == Path(file).resolve():
        raise InvalidInput.of("--rejected", "must not be the file that is imported")
    if not rejected.resolve().parent.is_dir():
        raise InvalidInput.of("--rejected", f"there is no folder {rejected.parent}")


def _client(process: Runtime, client_id: str | None) -> Client:
    wanted = client_id or process.settings.default_client
    client = process.clients.get(wanted)
    if client is None:
        raise NotFound(f"there is no client {wanted}; `python -m tools clients` makes and lists them")
    return client


def _importer(process: Runtime, client: Client) -> Importer:
    """The import of one order, by the same code as the API's."""
    known = partial(
        import_order,
        client=client,
        store=process.store,
        tables=process.settings.tables,
        default_client=process.settings.default_client,
    )

    def importer(document: dict[str, object]) -> Imported:
        return known(document, now=clock.now())

    return cast(Importer, importer)


def _import(file: str, importer: Importer, *, workers: int, tally: Tally) -> None:
    try:
        with _opened(file) as (raw, lines), _progress(raw, tally) as advance:

            def report(outcome: Outcome) -> None:
                tally.add(outcome)
                advance()

            import_rows(read_rows(lines), importer, workers=workers, report=report)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableBody(f"{file}: {error}") from error


@contextmanager
def _opened(file: str) -> Iterator[tuple[BufferedReader, BinaryIO]]:
    """The file as it is, and its lines."""
    with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as opened:
        raw = cast(BufferedReader, opened)
        is_zipped = raw.peek(2).startswith(_GZIP)
        yield raw, cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if is_zipped else raw


@contextmanager
def _progress(raw: BufferedReader, tally: Tally) -> Iterator[Callable[[], None]]:
    """Something to call after each row: moves a bar on a terminal, prints a line now and then elsewhere."""
    if sys.stderr.isatty():
        with _bar(raw, tally) as advance:
            yield advance
    else:
        yield _now_and_then(tally)


@contextmanager
def _bar(raw: BufferedReader, tally: Tally) -> Iterator[Callable[[], None]]:
    from rich.console import Console  # noqa: PLC0415 - only for people
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (BarColumn(), TextColumn("{task.percentage:>3.0f} %  {task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=_size(raw))
        yield lambda: progress.update(task, completed=_position(raw), description=_counts(tally))


def _size(raw: BufferedReader) -> int | None:
    return Path(raw.name).stat().st_size if raw.seekable() and isinstance(raw.name, str) else None


def _position(raw: BufferedReader) -> int:
    return raw.tell() if raw.seekable() else 0


def _now_and_then(tally: Tally) -> Callable[[], None]:
    lock = threading.Lock()
    next_line = clock.monotonic() + _SECONDS_BETWEEN_LINES

    def advance() -> None:
        nonlocal next_line
        with lock:
            if clock.monotonic() >= next_line:
                next_line = clock.monotonic() + _SECONDS_BETWEEN_LINES
                print(_counts(tally), file=sys.stderr, flush=True)

    return advance


def _counts(tally: Tally) -> str:
    counts = tally.counts
    return (
        f"{tally.rows:,} orders: {counts[CREATED]:,} created, {counts[UNCHANGED]:,} unchanged, "
        f"{counts[CONFLICT]:,} conflicts, {counts[REFUSED]:,} refused"
    )


def _summary(tally: Tally, seconds: float) -> str:
    pace = tally.rows / seconds if seconds else 0.0
    text = f"{_counts(tally)}; {seconds:.1f} s, {pace:,.0f} orders/s"
    return f"{text}\nrejected rows, with their reasons: {tally.rejected}" if tally.rejections else text


def _beside(file: str) -> Path:
    """Where the rejected rows of a file go by default: the working directory."""
    name = "stdin" if file == "-" else Path(file).name.removesuffix(".gz").removesuffix(".jsonl")
    return Path(f"{name}.rejected.jsonl")


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 50:
        raise argparse.ArgumentTypeError("must be 1 to 50")
    return int(text)
