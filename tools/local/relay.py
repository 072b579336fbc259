"""The relay: carries a DynamoDB stream to its handler with the promises of a Lambda event source mapping.

Records of a shard arrive in order, one batch in flight per shard, and a child shard waits until its parent is
drained. A batch whose handler raises is retried with a growing pause, halved down to its poison, and dropped to the
on-failure file once it is too old or was tried too often. A checkpoint remembers what is done.
"""

import base64
import json
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from threading import Condition, Event
from typing import Any, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import clock
from tools.local.positions import LOG, Batch, Checkpoint, OnFailure, Record, arrival_of, sequence_of

Handler: TypeAlias = Callable[[dict[str, Any], "InvocationContext"], object]

_READ_SIZE = 1000
_UNREACHABLE_PAUSE = 0.5


@dataclass(frozen=True)
class SourceMapping:
    """The settings of an event source mapping, under Lambda's names. Units: seconds; -1 is without limit."""

    batch_size: int = 100
    window: float = 0.0
    bisect: bool = True
    max_retries: int = -1
    max_age: float = 3600
    timeout: float = 60
    # Ours, not Lambda's to choose: how often the stream is read and how the pauses between retries grow.
    poll: float = 0.05
    shards_every: float = 10.0
    first_pause: float = 0.1
    longest_pause: float = 10.0


class InvocationContext:
    """What a handler may ask about its invocation."""

    function_name = "updateCustomerMetricsCache"
    function_version = "$LATEST"
    memory_limit_in_mb = 1024
    invoked_function_arn = ""

    def __init__(self, timeout: float) -> None:
        self.aws_request_id = str(uuid.uuid4())
        self._ends = clock.monotonic() + timeout

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until the function's timeout, 0 after it."""
        return max(0, int((self._ends - clock.monotonic()) * 1000))


@dataclass
class Shard:
    """A shard that is being read: where, what waits, and when it may be tried again."""

    shard_id: str
    position: str | None = None
    iterator: str | None = None
    closed: bool = False
    gathered: list[Record] = field(default_factory=list)
    gathered_since: float = 0.0
    pending: deque[Batch] = field(default_factory=deque)
    not_before: float = 0.0

    @property
    def empty(self) -> bool:
        return not self.pending and not self.gathered


class Relay:
    """Delivers every record of a stream to a handler until it is told to stop."""

    def __init__(
        self,
        streams: Any,
        stream_arn: str,
        handler: Handler,
        *,
        mapping: SourceMapping | None = None,
        checkpoint: Path | None = None,
        on_failure: Path | None = None,
    ) -> None:
        self._streams = streams
        self._stream_arn = stream_arn
        self._region = stream_arn.split(":")[3]
        self._handler = handler
        self._mapping = mapping or SourceMapping()
        self._checkpoint = Checkpoint(checkpoint, stream_arn)
        self._on_failure = OnFailure(on_failure, stream_arn)
        self._shards: dict[str, Shard] = {}
        self._shards_listed = float("-inf")
        self._idle_passes = 0
        self._passed = Condition()
        self.delivered = 0

    def run(self, stop: Event) -> None:
        """Deliver until `stop` is set; an invocation under way is finished first."""
        while not stop.is_set():
            try:
                moved = self.deliver_once(stop)
            except (ClientError, BotoCoreError) as error:
                LOG.warning("the stream cannot be read now: %s", error)
                stop.wait(_UNREACHABLE_PAUSE)
            else:
                if not moved:
                    stop.wait(self._mapping.poll)

    def deliver_once(self, stop: Event | None = None) -> bool:
        """Give each shard one step. Returns: whether any of them delivered or read something."""
        self._follow_lineage()
        moved = False
        for shard in list(self._shards.values()):
            if stop is not None and stop.is_set():
                return False
            moved |= self._step(shard)
        if not moved and all(shard.empty for shard in self._shards.values()):
            self._note_idle_pass()
        return moved

    def wait_until_drained(self, timeout: float) -> bool:
        """Wait until a whole pass over the stream that began after this call found nothing to do."""
        with self._passed:
            target = self._idle_passes + 2
            return self._passed.wait_for(lambda: self._idle_passes >= target, timeout)

    def _note_idle_pass(self) -> None:
        with self._passed:
            self._idle_passes += 1
            self._passed.notify_all()

    # Which shards to read

    def _follow_lineage(self) -> None:
        if clock.monotonic() - self._shards_listed < self._mapping.shards_every:
            return
        parents = {shard["ShardId"]: shard.get("ParentShardId") for shard in self._list_shards()}
        self._checkpoint.keep_only(set(parents))
        for shard_id, parent in parents.items():
            if shard_id not in self._shards and self._may_start(shard_id, parent, parents):
                self._shards[shard_id] = Shard(shard_id, self._checkpoint.positions.get(shard_id))
        self._shards_listed = clock.monotonic()

    def _may_start(self, shard_id: str, parent: str | None, known: Mapping[str, str | None]) -> bool:
        drained = self._checkpoint.drained
        return shard_id not in drained and (parent is None or parent not in known or parent in drained)

    def _list_shards(self) -> Iterator[dict[str, Any]]:
        request = {"StreamArn": self._stream_arn}
        while True:
            description = self._streams.describe_stream(**request)["StreamDescription"]
            yield from description["Shards"]
            if "LastEvaluatedShardId" not in description:
                return
            request["ExclusiveStartShardId"] = description["LastEvaluatedShardId"]

    def _finish(self, shard: Shard) -> None:
        del self._shards[shard.shard_id]
        self._checkpoint.finish(shard.shard_id)
        self._shards_listed = float("-inf")  # its children may start now

    # Reading a shard

    def _step(self, shard: Shard) -> bool:
        moved = not shard.pending and self._gather(shard)
        if shard.pending:
            return self._deliver(shard)
        if shard.closed and shard.empty:
            self._finish(shard)
            return True
        return moved

    def _gather(self, shard: Shard) -> bool:
        """Read until a batch is full or its window is over. Returns: whether there was something to read."""
        records = self._read(shard) if self._wants_more(shard) else []
        if records and not shard.gathered:
            shard.gathered_since = clock.monotonic()
        shard.gathered += records
        if shard.gathered and (shard.closed or self._is_due(shard)):
            size = self._mapping.batch_size
            shard.pending.append(Batch(shard.gathered[:size]))
            shard.gathered = shard.gathered[size:]
        return bool(records)

    def _wants_more(self, shard: Shard) -> bool:
        return not shard.closed and len(shard.gathered) < self._mapping.batch_size

    def _is_due(self, shard: Shard) -> bool:
        full = len(shard.gathered) >= self._mapping.batch_size
        return full or clock.monotonic() - shard.gathered_since >= self._mapping.window

    def _read(self, shard: Shard) -> list[Record]:
        try:
            iterator = shard.iterator or self._iterator_at(shard)
            answer = self._streams.get_records(ShardIterator=iterator, Limit=_READ_SIZE)
        except ClientError as error:
            shard.iterator = None
            self._lose_position(shard, error)
            return []
        shard.iterator = answer.get("NextShardIterator")
        shard.closed = shard.iterator is None
        records = [self._as_lambda_sends(record) for record in answer["Records"]]
        if records:
            shard.position = sequence_of(records[-1])
        return records

    def _iterator_at(self, shard: Shard) -> str:
        where = (
            {"ShardIteratorType": "TRIM_HORIZON"}
            if shard.position is None
            else {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": shard.position}
        )
        answer = self._streams.get_shard_iterator(StreamArn=self._stream_arn, ShardId=shard.shard_id, **where)
        return str(answer["ShardIterator"])

    def _lose_position(self, shard: Shard, error: ClientError) -> None:
        """What a refused read means: ask for a new iterator, start over, or pass the error on."""
        code = error.response["Error"]["Code"]
        if code == "ExpiredIteratorException":
            return
        if code != "TrimmedDataAccessException":
            raise error
        LOG.warning("%s is trimmed after %s; starting at its oldest record", shard.shard_id, shard.position)
        shard.position = None

    def _as_lambda_sends(self, record: Record) -> Record:
        """A record as the handler gets it: JSON only, with the stream's ARN."""
        plain: Record = json.loads(json.dumps(record, default=_as_json))
        return plain | {"eventSourceARN": self._stream_arn, "awsRegion": plain.get("awsRegion", self._region)}

    # Delivering a batch

    def _deliver(self, shard: Shard) -> bool:
        if clock.monotonic() < shard.not_before:
            return False
        batch = self._without_expired(shard, shard.pending.popleft())
        if batch is not None:
            self._invoke(shard, batch)
        return True

    def _invoke(self, shard: Shard, batch: Batch) -> None:
        batch.tries += 1
        try:
            self._handler({"Records": batch.records}, InvocationContext(self._mapping.timeout))
        except Exception as error:  # any exception fails the whole batch, as Lambda has it
            LOG.warning("a batch of %d failed, try %d: %r", len(batch.records), batch.tries, error, exc_info=error)
            self._retry(shard, batch)
        else:
            self._complete(shard, batch)

    def _complete(self, shard: Shard, batch: Batch) -> None:
        shard.not_before = 0.0
        self.delivered += len(batch.records)
        self._checkpoint.advance(shard.shard_id, batch.last)

    def _retry(self, shard: Shard, batch: Batch) -> None:
        if self._mapping.bisect and len(batch.records) > 1:
            shard.pending.extendleft(reversed(batch.halves()))
        elif 0 <= self._mapping.max_retries < batch.tries:
            self._drop(shard, batch, "RetryAttemptsExhausted")
        else:
            shard.pending.appendleft(batch)
            shard.not_before = clock.monotonic() + self._pause(batch.tries)

    def _pause(self, tries: int) -> float:
        return min(self._mapping.longest_pause, self._mapping.first_pause * 2.0 ** min(tries - 1, 32))

    def _without_expired(self, shard: Shard, batch: Batch) -> Batch | None:
        if self._mapping.max_age < 0:
            return batch
        oldest = clock.now().timestamp() - self._mapping.max_age
        expired = list(takewhile(lambda record: arrival_of(record) < oldest, batch.records))
        if not expired:
            return batch
        self._drop(shard, Batch(expired, batch.tries), "RecordAgeExceeded")
        rest = batch.records[len(expired) :]
        return Batch(rest, batch.tries) if rest else None

    def _drop(self, shard: Shard, batch: Batch, condition: str) -> None:
        self._on_failure.drop(shard.shard_id, batch, condition)
        shard.not_before = 0.0
        self._checkpoint.advance(shard.shard_id, batch.last)


def _as_json(value: object) -> object:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"a stream record holds a {type(value).__name__}")
