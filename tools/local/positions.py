"""Where a relay is in its stream: batches, the checkpoint of what is done, and the positions of what was dropped."""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from chalicelib import clock

LOG = logging.getLogger("weborders.relay")

Record: TypeAlias = dict[str, Any]


@dataclass
class Batch:
    """Consecutive records of one shard that are delivered together."""

    records: list[Record]
    tries: int = 0

    @property
    def first(self) -> str:
        return sequence_of(self.records[0])

    @property
    def last(self) -> str:
        return sequence_of(self.records[-1])

    def halves(self) -> tuple["Batch", "Batch"]:
        middle = len(self.records) // 2
        return Batch(self.records[:middle]), Batch(self.records[middle:])


class Checkpoint:
    """How far each shard is done; a file that is replaced in one step."""

    def __init__(self, path: Path | None, stream_arn: str) -> None:
        self._path = path
        self._stream_arn = stream_arn
        self.positions: dict[str, str] = {}
        self.drained: set[str] = set()
        self._load()

    def advance(self, shard: str, sequence: str) -> None:
        """Remember that a shard is done up to this record."""
        self.positions[shard] = sequence
        self._save()

    def finish(self, shard: str) -> None:
        """Remember that a closed shard is done."""
        self.positions.pop(shard, None)
        self.drained.add(shard)
        self._save()

    def keep_only(self, shards: set[str]) -> None:
        """Forget the shards that the stream no longer has."""
        if gone := (self.positions.keys() | self.drained) - shards:
            LOG.info("the stream no longer has %s", ", ".join(sorted(gone)))
            self.positions = {shard: at for shard, at in self.positions.items() if shard in shards}
            self.drained &= shards
            self._save()

    def _load(self) -> None:
        saved = _read_json(self._path)
        if saved.get("streamArn") == self._stream_arn:
            self.positions = dict(saved.get("positions", {}))
            self.drained = set(saved.get("drained", ()))
        elif saved:
            LOG.info("the checkpoint is of another stream; starting at the oldest record")

    def _save(self) -> None:
        if self._path is not None:
            content = {"streamArn": self._stream_arn, "positions": self.positions, "drained": sorted(self.drained)}
            _replace_file(self._path, json.dumps(content))


class OnFailure:
    """Where the positions of dropped batches go, in the shape that Lambda sends to a queue."""

    def __init__(self, path: Path | None, stream_arn: str) -> None:
        self._path = path
        self._stream_arn = stream_arn

    def drop(self, shard: str, batch: Batch, condition: str) -> None:
        """Write where a batch was; the records themselves are not kept."""
        LOG.error("dropped %d records of %s from %s: %s", len(batch.records), shard, batch.first, condition)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(self._message(shard, batch, condition)) + "\n")

    def _message(self, shard: str, batch: Batch, condition: str) -> dict[str, Any]:
        return {
            "version": "1.0",
            "timestamp": clock.now().isoformat(),
            "requestContext": {"condition": condition, "approximateInvokeCount": batch.tries},
            "DDBStreamBatchInfo": {
                "shardId": shard,
                "startSequenceNumber": batch.first,
                "endSequenceNumber": batch.last,
                "approximateArrivalOfFirstRecord": _arrival_text(batch.records[0]),
                "approximateArrivalOfLastRecord": _arrival_text(batch.records[-1]),
                "batchSize": len(batch.records),
                "streamArn": self._stream_arn,
            },
        }


def sequence_of(record: Record) -> str:
    """The place of a record in its shard."""
    return str(record["dynamodb"]["SequenceNumber"])


def arrival_of(record: Record) -> float:
    """When a record was written. Units: seconds since 1970."""
    return float(record["dynamodb"].get("ApproximateCreationDateTime", clock.now().timestamp()))


def _arrival_text(record: Record) -> str:
    return datetime.fromtimestamp(arrival_of(record), UTC).isoformat()


def _read_json(path: Path | None) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text("utf-8"))) if path is not None else {}
    except (OSError, ValueError, TypeError):
        return {}


def _replace_file(path: Path, content: str) -> None:
    new = path.with_name(path.name + ".new")
    new.write_text(content, "utf-8")
    new.replace(path)
