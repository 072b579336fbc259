"""The relay keeps Lambda's promises: order, retries, halving, dropping, and a checkpoint."""

import json
import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from tools.local.relay import Relay, SourceMapping

ARN = "arn:aws:dynamodb:ap-southeast-2:000000000000:table/orders/stream/2025-01-01T00:00:00.000"
QUICK = SourceMapping(first_pause=0.0, longest_pause=0.0, shards_every=0.0, max_retries=3)


class Streams:
    """A stream in this process, with the answers and errors of DynamoDB Streams."""

    def __init__(self, **shards: int) -> None:
        self.shards = {name: [record(number) for number in range(1, count + 1)] for name, count in shards.items()}
        self.parents: dict[str, str] = {}
        self.closed: set[str] = set()
        self.page = 1000
        self.expired = False
        self.describe_page = 100

    def describe_stream(self, *, StreamArn, ExclusiveStartShardId=None):  # noqa: N803
        names = list(self.shards)
        start = names.index(ExclusiveStartShardId) + 1 if ExclusiveStartShardId else 0
        page = names[start : start + self.describe_page]
        shards = [
            {"ShardId": name} | ({"ParentShardId": self.parents[name]} if name in self.parents else {}) for name in page
        ]
        more = {"LastEvaluatedShardId": page[-1]} if start + len(page) < len(names) else {}
        return {"StreamDescription": {"Shards": shards} | more}

    def get_shard_iterator(self, *, StreamArn, ShardId, ShardIteratorType, SequenceNumber=None):  # noqa: N803
        if ShardIteratorType == "TRIM_HORIZON":
            return {"ShardIterator": f"{ShardId}/0"}
        numbers = [each["dynamodb"]["SequenceNumber"] for each in self.shards[ShardId]]
        if SequenceNumber not in numbers:
            raise refused("TrimmedDataAccessException")
        return {"ShardIterator": f"{ShardId}/{numbers.index(SequenceNumber) + 1}"}

    def get_records(self, *, ShardIterator, Limit):  # noqa: N803
        if self.expired:
            self.expired = False
            raise refused("ExpiredIteratorException")
        shard, position = ShardIterator.split("/")
        end = int(position) + min(Limit, self.page)
        records = self.shards[shard][int(position) : end]
        ended = shard in self.closed and end >= len(self.shards[shard])
        return {"Records": records} | (
            {} if ended else {"NextShardIterator": f"{shard}/{int(position) + len(records)}"}
        )


def refused(code):
    return ClientError({"Error": {"Code": code, "Message": ""}}, "GetRecords")


def record(number, *, at=None):
    return {
        "eventID": str(number),
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "dynamodb": {
            "Keys": {"orderID": {"S": f"o-{number}"}},
            "NewImage": {"blob": {"B": b"\x00"}},
            "SequenceNumber": f"{number:010d}",
            "ApproximateCreationDateTime": at or datetime.now(UTC),
        },
    }


class Handler:
    """Remembers what it was given; fails for the poison."""

    def __init__(self, *, poison=()) -> None:
        self.poison = set(poison)
        self.batches: list[list[str]] = []
        self.done: list[str] = []

    def __call__(self, event, context):
        keys = [each["dynamodb"]["Keys"]["orderID"]["S"] for each in event["Records"]]
        self.batches.append(keys)
        if self.poison & set(keys):
            raise RuntimeError("poison")
        self.done += keys


def drain(relay):
    while relay.deliver_once():
        pass


def expected(count):
    return [f"o-{number}" for number in range(1, count + 1)]


def dropped(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_batches_hold_at_most_a_hundred_records_in_order():
    handler = Handler()
    drain(Relay(Streams(a=250), ARN, handler, mapping=QUICK))
    assert [len(batch) for batch in handler.batches] == [100, 100, 50]
    assert handler.done == expected(250)


def test_a_record_arrives_as_lambda_sends_it():
    events = []
    drain(Relay(Streams(a=1), ARN, lambda event, _: events.append(event), mapping=QUICK))
    (sent,) = events[0]["Records"]
    assert sent["eventSourceARN"] == ARN
    assert sent["awsRegion"] == "ap-southeast-2"
    assert isinstance(sent["dynamodb"]["ApproximateCreationDateTime"], float)
    assert sent["dynamodb"]["NewImage"] == {"blob": {"B": "AA=="}}


def test_the_handler_knows_how_much_time_is_left():
    left = []
    mapping = SourceMapping(timeout=5)
    drain(
        Relay(
            Streams(a=1), ARN, lambda _, context: left.append(context.get_remaining_time_in_millis()), mapping=mapping
        )
    )
    assert 4000 < left[0] <= 5000


@pytest.mark.parametrize("seed", range(20))
def test_exactly_the_poison_ends_in_on_failure(tmp_path, seed):
    chance = random.Random(seed)
    count = chance.randint(1, 230)
    poison = {f"o-{number}" for number in chance.sample(range(1, count + 1), k=chance.randint(0, min(5, count)))}
    handler = Handler(poison=poison)
    drain(Relay(Streams(a=count), ARN, handler, mapping=QUICK, on_failure=tmp_path / "failed"))
    assert handler.done == [key for key in expected(count) if key not in poison]
    messages = dropped(tmp_path / "failed") if poison else []
    assert {f"o-{int(each['DDBStreamBatchInfo']['startSequenceNumber'])}" for each in messages} == poison
    assert all(each["DDBStreamBatchInfo"]["batchSize"] == 1 for each in messages)
    assert all(each["requestContext"]["condition"] == "RetryAttemptsExhausted" for each in messages)


def test_without_bisect_the_whole_batch_is_dropped(tmp_path):
    handler = Handler(poison={"o-3"})
    mapping = SourceMapping(bisect=False, max_retries=2, first_pause=0.0)
    drain(Relay(Streams(a=10), ARN, handler, mapping=mapping, on_failure=tmp_path / "failed"))
    assert len(handler.batches) == 3
    (message,) = dropped(tmp_path / "failed")
    assert message["DDBStreamBatchInfo"]["shardId"] == "a"
    assert (message["DDBStreamBatchInfo"]["batchSize"], message["requestContext"]["approximateInvokeCount"]) == (10, 3)


def test_what_is_too_old_is_dropped_and_the_rest_is_delivered(tmp_path):
    streams = Streams(a=5)
    for old in streams.shards["a"][:2]:
        old["dynamodb"]["ApproximateCreationDateTime"] -= timedelta(hours=2)
    handler = Handler()
    drain(Relay(streams, ARN, handler, mapping=QUICK, on_failure=tmp_path / "failed"))
    assert handler.done == ["o-3", "o-4", "o-5"]
    (message,) = dropped(tmp_path / "failed")
    assert message["requestContext"]["condition"] == "RecordAgeExceeded"
    assert message["DDBStreamBatchInfo"]["batchSize"] == 2


def test_a_failing_shard_waits_longer_each_time_and_holds_up_no_other():
    handler = Handler(poison={"o-1"})
    streams = Streams(a=1, b=0)
    streams.shards["b"] = [record(number) for number in range(7, 10)]
    relay = Relay(streams, ARN, handler, mapping=SourceMapping(first_pause=30, longest_pause=60))
    drain(relay)
    assert handler.batches == [["o-1"], ["o-7", "o-8", "o-9"]]
    assert handler.done == ["o-7", "o-8", "o-9"]


def test_a_transient_failure_loses_and_reorders_nothing():
    handler = Handler(poison={"o-50"})
    relay = Relay(Streams(a=120), ARN, handler, mapping=SourceMapping(first_pause=0.0, longest_pause=0.0))
    for _ in range(30):
        relay.deliver_once()
    handler.poison.clear()
    drain(relay)
    assert handler.done == expected(120)


def test_a_child_shard_waits_for_its_parent():
    streams = Streams(child=0, parent=3)
    streams.shards["child"] = [record(4), record(5)]
    streams.parents = {"child": "parent", "parent": "long-gone"}
    handler = Handler()
    relay = Relay(streams, ARN, handler, mapping=QUICK)
    drain(relay)
    assert handler.done == expected(3), "the parent is open still"
    streams.closed.add("parent")
    drain(relay)
    assert handler.done == expected(5)


def test_every_page_of_shards_is_seen():
    streams = Streams(**{f"shard{number}": 1 for number in range(7)})
    streams.describe_page = 2
    handler = Handler()
    drain(Relay(streams, ARN, handler, mapping=QUICK))
    assert len(handler.done) == 7


def test_a_restart_delivers_nothing_twice(tmp_path):
    streams = Streams(a=150)
    first = Handler()
    drain(Relay(streams, ARN, first, mapping=QUICK, checkpoint=tmp_path / "checkpoint"))
    streams.shards["a"] += [record(number) for number in range(151, 161)]
    second = Handler()
    drain(Relay(streams, ARN, second, mapping=QUICK, checkpoint=tmp_path / "checkpoint"))
    assert first.done + second.done == expected(160)


def test_a_restart_repeats_only_the_unfinished_batch(tmp_path):
    streams = Streams(a=150)
    first = Handler(poison={"o-120"})
    relay = Relay(streams, ARN, first, mapping=SourceMapping(bisect=False), checkpoint=tmp_path / "checkpoint")
    relay.deliver_once()
    relay.deliver_once()
    assert first.done == expected(100)
    second = Handler()
    drain(Relay(streams, ARN, second, mapping=QUICK, checkpoint=tmp_path / "checkpoint"))
    assert second.done == expected(150)[100:]


def test_a_drained_shard_stays_drained_after_a_restart(tmp_path):
    streams = Streams(parent=3, child=0)
    streams.closed.add("parent")
    streams.parents = {"child": "parent"}
    drain(Relay(streams, ARN, Handler(), mapping=QUICK, checkpoint=tmp_path / "checkpoint"))
    streams.shards["child"] = [record(4)]
    handler = Handler()
    drain(Relay(streams, ARN, handler, mapping=QUICK, checkpoint=tmp_path / "checkpoint"))
    assert handler.done == ["o-4"]


@pytest.mark.parametrize("broken", ["", "{", "[1]", "null", '{"streamArn": "another"}'])
def test_a_checkpoint_that_means_nothing_starts_at_the_oldest_record(tmp_path, broken):
    (tmp_path / "checkpoint").write_text(broken)
    handler = Handler()
    drain(Relay(Streams(a=3), ARN, handler, mapping=QUICK, checkpoint=tmp_path / "checkpoint"))
    assert handler.done == expected(3)


def test_a_trimmed_position_starts_at_the_oldest_record_and_says_so(tmp_path, caplog):
    drain(Relay(Streams(a=3), ARN, Handler(), mapping=QUICK, checkpoint=tmp_path / "checkpoint"))
    streams = Streams(a=0)
    streams.shards["a"] = [record(8), record(9)]
    handler = Handler()
    relay = Relay(streams, ARN, handler, mapping=QUICK, checkpoint=tmp_path / "checkpoint")
    for _ in range(3):
        relay.deliver_once()
    assert handler.done == ["o-8", "o-9"]
    assert "trimmed" in caplog.text


def test_an_expired_iterator_is_renewed_where_it_was():
    streams = Streams(a=10)
    streams.page = 4
    handler = Handler()
    relay = Relay(streams, ARN, handler, mapping=QUICK)
    relay.deliver_once()
    streams.expired = True
    for _ in range(4):
        relay.deliver_once()
    assert handler.done == expected(10)


def test_a_window_gathers_small_reads_into_one_batch():
    streams = Streams(a=10)
    streams.page = 4
    handler = Handler()
    relay = Relay(streams, ARN, handler, mapping=SourceMapping(window=0.05, batch_size=9))
    stop = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,))
    thread.start()
    assert relay.wait_until_drained(5)
    stop.set()
    thread.join(5)
    assert [len(batch) for batch in handler.batches] == [9, 1]


def test_it_stops_promptly_and_survives_a_stream_that_cannot_be_read():
    streams = Streams(a=1)
    answers = iter([refused("InternalServerError"), refused("ThrottlingException")])
    get_records = streams.get_records

    def unreliable(**request):
        if error := next(answers, None):
            raise error
        return get_records(**request)

    streams.get_records = unreliable
    handler = Handler()
    relay = Relay(streams, ARN, handler, mapping=QUICK)
    stop = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,))
    thread.start()
    assert relay.wait_until_drained(5)
    stop.set()
    thread.join(1)
    assert not thread.is_alive()
    assert handler.done == ["o-1"]
