"""The on-failure queue: the batches of the stream that Lambda has given up.

A message holds positions in the stream (a shard, two sequence numbers) and no orders, and the stream forgets its
records after 24 hours. So nothing is replayed from it: a sweep finds what the views lack, and then the messages that
were there before the sweep have had their use.
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import NotFound, StorageUnavailable

KEPT_IN_THE_STREAM = timedelta(hours=24)
_MOST_PER_CALL = 10
_HIDDEN_SECONDS = 60  # while we look; each message is given back as soon as all are seen
_WAIT_SECONDS = 1  # SQS then asks all of its servers: an empty answer means that nothing more is there
_MISSING = {"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"}

_Received = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FailedBatch:
    """A batch of order changes that Lambda has given up, as a message tells it."""

    message_id: str
    at: datetime
    condition: str = ""
    calls: int = 0
    records: int = 0
    shard: str = ""
    first_number: str = ""
    last_number: str = ""
    last_arrival: datetime | None = None

    @property
    def is_of_stream(self) -> bool:
        """Whether it is a batch of a stream; anything else in the queue is somebody else's."""
        return bool(self.shard)

    def is_in_stream(self, now: datetime) -> bool:
        """Whether the stream still holds its records."""
        return self.last_arrival is not None and now - self.last_arrival < KEPT_IN_THE_STREAM


class FailureQueue:
    """The on-failure queue."""

    def __init__(self, sqs: Any, url: str) -> None:
        self._sqs = sqs
        self._url = url

    def about(self) -> int:
        """How many messages SQS believes are there, those included that somebody looks at: approximate."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        with _explained(self._url):
            answer = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=names)
        return sum(int(answer["Attributes"].get(name, 0)) for name in names)

    def batches(self) -> list[FailedBatch]:
        """What is in the queue, oldest first; all of it stays there."""
        with _explained(self._url), self._held() as held:
            return sorted(map(_batch, held.values()), key=lambda each: (each.at, each.message_id))

    def remove(self, message_ids: Collection[str]) -> int:
        """Remove these messages and no others. Returns: how many were found and removed."""
        with _explained(self._url), self._held() as held:
            removed = [each for some in _in_tens(_of(held, message_ids)) for each in self._delete(some)]
            for message_id in removed:
                del held[message_id]
            return len(removed)

    @contextmanager
    def _held(self) -> Iterator[dict[str, _Received]]:
        """Every message that can be received, hidden from others for the length of a block."""
        held: dict[str, _Received] = {}
        try:
            self._receive_all(held)
            yield held
        finally:
            for some in _in_tens(held.values()):
                self._give_back(some)

    def _receive_all(self, held: dict[str, _Received]) -> None:
        """Receive until nothing new comes any more."""
        while True:
            answer = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=_MOST_PER_CALL,
                VisibilityTimeout=_HIDDEN_SECONDS,
                WaitTimeSeconds=_WAIT_SECONDS,
                MessageSystemAttributeNames=["SentTimestamp"],
            )
            messages = {each["MessageId"]: each for each in answer.get("Messages", [])}
            if not messages.keys() - held.keys():
                return
            held |= messages

    def _delete(self, messages: list[_Received]) -> list[str]:
        entries = [{"Id": each["MessageId"], "ReceiptHandle": each["ReceiptHandle"]} for each in messages]
        answer = self._sqs.delete_message_batch(QueueUrl=self._url, Entries=entries)
        return [each["Id"] for each in answer.get("Successful", [])]

    def _give_back(self, messages: list[_Received]) -> None:
        entries = [
            {"Id": each["MessageId"], "ReceiptHandle": each["ReceiptHandle"], "VisibilityTimeout": 0}
            for each in messages
        ]
        self._sqs.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)


@dataclass(frozen=True, slots=True)
class Repaired:
    """What a repair did: batches that were there before it, and how many of them were removed."""

    batches: tuple[FailedBatch, ...]
    removed: int


def repair(queue: FailureQueue, sweep: Callable[[], object]) -> Repaired:
    """Sweep, then remove the batches that were there before the sweep began: the sweep has read their orders since.

    A message that came later may tell of an order that the sweep had already passed; it stays, and so does what is
    not of a stream. Raises: what the sweep raises; then nothing is removed.
    """
    before = tuple(each for each in queue.batches() if each.is_of_stream)
    sweep()
    return Repaired(before, queue.remove({each.message_id for each in before}))


def _batch(message: _Received) -> FailedBatch:
    """What a message says; one that is not Lambda's has an ID and a time only."""
    sent = datetime.fromtimestamp(int(message["Attributes"]["SentTimestamp"]) / 1000, UTC)
    try:
        return _told(message["MessageId"], sent, json.loads(message["Body"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return FailedBatch(message["MessageId"], sent)


def _told(message_id: str, sent: datetime, body: Mapping[str, Any]) -> FailedBatch:
    batch, request = body["DDBStreamBatchInfo"], body.get("requestContext", {})
    arrival = batch.get("approximateArrivalOfLastRecord")
    return FailedBatch(
        message_id,
        sent,
        condition=str(request.get("condition", "no reason given")),
        calls=int(request.get("approximateInvokeCount", 0)),
        records=int(batch["batchSize"]),
        shard=str(batch["shardId"]),
        first_number=str(batch["startSequenceNumber"]),
        last_number=str(batch["endSequenceNumber"]),
        last_arrival=_instant(arrival) if arrival else None,
    )


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant


def _of(held: Mapping[str, _Received], message_ids: Collection[str]) -> list[_Received]:
    return [message for message_id, message in held.items() if message_id in message_ids]


def _in_tens(messages: Iterable[_Received]) -> Iterator[list[_Received]]:
    rest = iter(list(messages))
    while some := list(islice(rest, _MOST_PER_CALL)):
        yield some


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Say what an error of SQS means. Raises: `NotFound`, `StorageUnavailable`."""
    try:
        yield
    except ClientError as error:
        code, text = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        if code in _MISSING:
            raise NotFound(f"there is no queue {url}") from error
        raise StorageUnavailable(f"the queue {url} cannot be read: {code}: {text}") from error
    except BotoCoreError as error:
        raise StorageUnavailable(f"the queue {url} cannot be read: {error}") from error
