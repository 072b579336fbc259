"""Import many orders at once: entries → chains → a few threads → a result for each, in the order sent."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias, get_args

from chalicelib import clock
from chalicelib.errors import Conflict, FieldError, InvalidInput, OutOfTime, StorageUnavailable, WebOrdersError
from chalicelib.ingest.bulk_body import Entry
from chalicelib.ingest.chains import chains
from chalicelib.ingest.importing import Imported

Importer: TypeAlias = Callable[[Mapping[str, Any]], Imported]
Status: TypeAlias = Literal["created", "unchanged", "conflict", "invalid", "unavailable"]
STATUSES: tuple[Status, ...] = get_args(Status)

_WORKERS = 8
# The gateway waits 29 s. An order that is begun may meet a slow store.
_SECONDS_TO_BEGIN = 20.0
_SECONDS_TO_END = 25.0
_MOST_REASONS = 20
_MOST_SHOWN = 255


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one order: it is in the shop as sent, or the error says why not."""

    index: int
    order_id: str | None
    imported: Imported | None = None
    error: WebOrdersError | None = None

    @property
    def status(self) -> Status:
        """One word for it; what is unavailable may be sent again as it is."""
        if self.imported is not None:
            return self.imported.status
        if isinstance(self.error, StorageUnavailable):
            return "unavailable"
        return "conflict" if isinstance(self.error, Conflict) else "invalid"

    @property
    def reasons(self) -> tuple[FieldError, ...]:
        """The first fields that are wrong or differ; so many orders must fit into one answer."""
        if isinstance(self.error, Conflict):
            return self.error.differences[:_MOST_REASONS]
        return self.error.fields[:_MOST_REASONS] if isinstance(self.error, InvalidInput) else ()


def import_entries(entries: Sequence[Entry], importer: Importer, *, started: float) -> list[Result]:
    """Import each order by itself, and answer in time; `started` is when the request came, by the monotonic clock.

    Orders of one chain run in the order sent. What was not reached in time, or not finished, is unavailable; an
    order may then be stored all the same, and sending it again tells.
    """
    results = {entry.index: _refused(entry) for entry in entries if entry.document is None}
    readable = [(entry, entry.document) for entry in entries if entry.document is not None]
    pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="bulk")
    try:
        futures = [pool.submit(_run_chain, chain, importer, results, started) for chain in chains(readable)]
        _finish(futures, started + _SECONDS_TO_END - clock.monotonic())
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    done = dict(results)
    return [done.get(entry.index) or _late(entry) for entry in entries]


def _run_chain(
    chain: Sequence[tuple[Entry, Mapping[str, Any]]], importer: Importer, results: dict[int, Result], started: float
) -> None:
    for entry, document in chain:
        if clock.monotonic() - started > _SECONDS_TO_BEGIN:
            return
        results[entry.index] = _imported(entry, document, importer)


def _finish(futures: Sequence[Future[None]], seconds: float) -> None:
    """Wait for the threads, not for ever; what only a bug raises rises."""
    done, _ = wait(futures, timeout=max(0.0, seconds))
    for each in done:
        each.result()


def _imported(entry: Entry, document: Mapping[str, Any], importer: Importer) -> Result:
    try:
        imported = importer(document)
    except (InvalidInput, Conflict, StorageUnavailable) as error:
        return Result(entry.index, _sent_id(entry), error=error)
    return Result(entry.index, imported.order_id, imported)


def _refused(entry: Entry) -> Result:
    return Result(entry.index, None, error=entry.fault)


def _late(entry: Entry) -> Result:
    error = OutOfTime("the time ran out before this order was done; send it again")
    return Result(entry.index, _sent_id(entry), error=error)


def _sent_id(entry: Entry) -> str | None:
    """The orderID as it was sent, if it is one."""
    sent = (entry.document or {}).get("orderID")
    is_id = isinstance(sent, str | int) and not isinstance(sent, bool)
    return str(sent).strip()[:_MOST_SHOWN] or None if is_id else None
