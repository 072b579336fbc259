"""DynamoDB streams to Lambda, as AWS's event source mappings do it.

Each mapping is read on its own threads, one per lane of its ParallelizationFactor; a lane holds the items whose keys
hash to it, so the changes of an item keep their order. What fails is tried again in place and its lane waits.
"""

import contextvars
import json
import threading
import zlib
from collections.abc import Callable
from typing import Any, TypeAlias

from chalicelib import clock
from tools.local.ministack_patches import destination, permissions
from tools.local.ministack_patches.attempts import Attempts, Failed

Row: TypeAlias = dict[str, Any]
Scope: TypeAlias = tuple[str, str, str]  # account, region, the mapping's ID

_IDLE_SECONDS = 1.0
_SCANNED = 1_000  # records looked at to fill the batch of a lane
_READ_ACTIONS = ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream")


def mend(functions: Any, dynamodb: Any, sqs: Any) -> None:
    """Replace the stock reader of DynamoDB streams."""
    readers: dict[tuple[Scope, int], Reader] = {}

    def poll() -> bool:
        for account, region, mapping in functions._iter_all_esms():
            if ":dynamodb:" in mapping.get("EventSourceArn", ""):
                scope = (account, region, mapping["UUID"])
                for lane in range(_lanes(mapping)):
                    reader = readers.get((scope, lane))
                    if reader is None or not reader.thread.is_alive():
                        reader = readers[scope, lane] = Reader(functions, dynamodb, sqs, scope, lane)
                    reader.wake.set()
        return False

    functions._poll_dynamodb_streams = poll


class Reader:
    """One lane of one mapping: a thread that ends when its mapping is gone."""

    def __init__(self, functions: Any, dynamodb: Any, sqs: Any, scope: Scope, lane: int) -> None:
        self._functions, self._dynamodb, self._sqs = functions, dynamodb, sqs
        self._scope, self._lane = scope, lane
        self._seen = (-1, 0.0)  # the first record of a batch that fills, and since when
        self.wake = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True, name=f"stream-{scope[2][:8]}-{lane}")
        self.thread.start()

    def _run(self) -> None:
        contextvars.copy_context().run(self._run_in_scope)

    def _run_in_scope(self) -> None:
        self._functions._request_account_id.set(self._scope[0])
        self._functions._request_region.set(self._scope[1])
        while (mapping := self._mapping()) is not None:
            waits = self._step(mapping)
            if waits:
                self.wake.wait(waits)
                self.wake.clear()

    def _mapping(self) -> Row | None:
        mapping: Row | None = self._functions._esms.get(self._scope[2])
        return mapping if mapping is not None and self._lane < _lanes(mapping) else None

    def _step(self, mapping: Row) -> float:
        """Deliver what there is. Returns: for how long there is nothing to do."""
        table = _table_of(mapping)
        stream = (self._dynamodb._tables.get(table) or {}).get("LatestStreamArn")
        if not _is_enabled(mapping) or stream != mapping["EventSourceArn"]:
            return _IDLE_SECONDS
        config = self._config(mapping)
        if config is None:
            return _IDLE_SECONDS
        denied = [action for action in _READ_ACTIONS if not permissions.role_allows(config, action, stream)]
        if denied:
            mapping["LastProcessingResult"] = f"PROBLEM: the function's role is not allowed {', '.join(denied)}"
            return _IDLE_SECONDS
        return self._deliver(mapping, table)

    def _config(self, mapping: Row) -> Row | None:
        _, config = self._functions._get_func_record_for_qualifier(mapping["FunctionName"], mapping.get("Qualifier"))
        found: Row | None = config
        return found

    def _deliver(self, mapping: Row, table: str) -> float:
        start = self._position(mapping, table)
        scanned = self._dynamodb.stream_records_since(table, start, _SCANNED)
        positions = [start + n for n, record in enumerate(scanned) if _lane_of(record, mapping) == self._lane]
        chosen = positions[: int(mapping.get("BatchSize", 100))]
        if not chosen:
            self._advance(mapping, start + len(scanned))
            return 0.0 if scanned else _IDLE_SECONDS
        if (
            len(chosen) < int(mapping.get("BatchSize", 100))
            and (window := self._rest_of_window(mapping, chosen[0])) > 0
        ):
            return window
        batch = self._functions._apply_filter_criteria([scanned[n - start] for n in chosen], mapping)
        if not batch or self._attempts(mapping).deliver(batch):
            self._advance(mapping, chosen[-1] + 1)
        return 0.0

    def _rest_of_window(self, mapping: Row, first: int) -> float:
        """How long a batch that is not full still waits for more records."""
        if self._seen[0] != first:
            self._seen = (first, clock.monotonic())
        return float(mapping.get("MaximumBatchingWindowInSeconds") or 0) - (clock.monotonic() - self._seen[1])

    def _attempts(self, mapping: Row) -> Attempts:
        def give_up(records: list[Row], failed: Failed) -> None:
            config = self._config(mapping) or {}
            destination.tell(self._sqs, mapping, config, records, failed)

        return Attempts(mapping, invoke=self._invoker(mapping), give_up=give_up, goes_on=self._goes_on)

    def _invoker(self, mapping: Row) -> Callable[[list[Row]], Row | None]:
        functions = self._functions

        def invoke(records: list[Row]) -> Row | None:
            name, qualifier = mapping["FunctionName"], mapping.get("Qualifier")
            record, _ = functions._get_func_record_for_qualifier(name, qualifier)
            result: Row | None = None if record is None else functions._execute_function(record, {"Records": records})
            return result

        return invoke

    def _goes_on(self) -> bool:
        mapping = self._mapping()
        return mapping is not None and _is_enabled(mapping)

    def _position(self, mapping: Row, table: str) -> int:
        """Where this lane is: never before what is kept, nor behind the end."""
        horizon, end = self._dynamodb.stream_start_position(table), self._dynamodb.stream_end_position(table)
        with self._functions._dynamodb_stream_positions_lock:
            lanes = self._lanes(mapping, horizon, end)
            if lanes[self._lane] > end:  # the stream is another one than that which we have read
                lanes[self._lane] = horizon
            position: int = max(lanes[self._lane], horizon)
            return position

    def _advance(self, mapping: Row, position: int) -> None:
        with self._functions._dynamodb_stream_positions_lock:
            if self._scope[2] in self._functions._esms:
                self._lanes(mapping, position, position)[self._lane] = position

    def _lanes(self, mapping: Row, horizon: int, end: int) -> list[int]:
        """The lanes' positions, where MiniStack keeps and saves its own; others than before begin at the last one."""
        positions = self._functions._dynamodb_stream_positions
        first = horizon if mapping.get("StartingPosition") == "TRIM_HORIZON" else end
        known = positions.get(mapping["UUID"], first)
        lanes: list[int] = known if isinstance(known, list) else [known]
        if len(lanes) != _lanes(mapping):
            lanes = [min(lanes)] * _lanes(mapping)
        positions[mapping["UUID"]] = lanes
        return lanes


def _table_of(mapping: Row) -> str:
    arn: str = mapping["EventSourceArn"]
    return arn.partition(":table/")[2].partition("/")[0]


def _is_enabled(mapping: Row) -> bool:
    return str(mapping.get("Enabled", True)).lower() != "false"


def _lanes(mapping: Row) -> int:
    return max(1, int(mapping.get("ParallelizationFactor") or 1))


def _lane_of(record: Row, mapping: Row) -> int:
    """Which lane an item belongs to, always the same."""
    if _lanes(mapping) == 1:
        return 0
    return zlib.crc32(json.dumps(record["dynamodb"]["Keys"], sort_keys=True).encode()) % _lanes(mapping)
