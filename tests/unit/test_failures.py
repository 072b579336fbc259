"""The on-failure queue: it is listed without a loss, and repaired by a sweep."""

import json
import uuid

import botocore.session
import pytest

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import NotFound, StorageUnavailable
from chalicelib.memory import MemoryStore
from chalicelib.projections.generations import open_first, register
from chalicelib.runtime import Runtime
from chalicelib.settings import Settings
from chalicelib.store import Put
from tools import __main__ as tools
from tools.deployment.failures import FailureQueue, repair
from tools.local.ministack import MiniStack


@pytest.fixture(scope="module")
def ministack(tmp_path_factory):
    with MiniStack.start(log=tmp_path_factory.mktemp("ministack") / "ministack.log") as running:
        yield running


@pytest.fixture(autouse=True)
def _environment(ministack, monkeypatch):
    monkeypatch.setattr("tools.deployment.failures._WAIT_SECONDS", 0)  # MiniStack has one server
    for name, value in ministack.environment().items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def sqs():
    return botocore.session.get_session().create_client("sqs")


@pytest.fixture
def url(sqs):
    url = sqs.create_queue(QueueName=f"failed-{uuid.uuid4().hex[:8]}")["QueueUrl"]
    yield url
    sqs.delete_queue(QueueUrl=url)


@pytest.fixture
def queue(sqs, url) -> FailureQueue:
    return FailureQueue(sqs, url)


@pytest.fixture
def parts(monkeypatch) -> Runtime:
    parts = Runtime(Settings(), MemoryStore())
    register(parts.store, parts.settings.tables, Client("packprod", "Shop"))
    open_first(parts.store, parts.settings.tables)
    monkeypatch.setattr("tools.commands.failures.runtime", lambda: parts)
    return parts


@pytest.fixture
def run(parts, capsys):
    def command(*arguments: str) -> tuple[int, str]:
        code = tools.main(["failures", *arguments])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return command


def failed(number: int = 1, *, records: int = 2) -> str:
    """A message as Lambda writes it for a batch of a DynamoDB stream."""
    return json.dumps(
        {
            "requestContext": {
                "requestId": "316aa6d0-8154-xmpl-9af7-85d5f4a6bc81",
                "functionArn": "arn:aws:lambda:ap-southeast-2:123456789012:function:updateCustomerMetricsCache",
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": 3,
            },
            "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
            "version": "1.0",
            "timestamp": "2025-11-14T00:13:49.717Z",
            "DDBStreamBatchInfo": {
                "shardId": f"shardId-{number}",
                "startSequenceNumber": f"{number}00",
                "endSequenceNumber": f"{number}99",
                "approximateArrivalOfFirstRecord": "2025-11-14T00:13:19Z",
                "approximateArrivalOfLastRecord": "2025-11-14T00:13:19Z",
                "batchSize": records,
                "streamArn": "arn:aws:dynamodb:ap-southeast-2:123456789012:table/orders/stream/2025",
            },
        }
    )


def send(sqs, url: str, *bodies: str) -> None:
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=body)


def write_an_order(parts: Runtime) -> None:
    item = {"orderID": "o-1", "clientID": "packprod", "contactID": "c", "createdAt": "2025-01-01T00:00:00Z"}
    parts.store.write(Put(parts.settings.tables.orders, item))


def counted(parts: Runtime) -> set[str]:
    return {each["orderID"] for each in parts.store.items(parts.settings.tables.ledger)}


def test_an_empty_queue_is_no_failure(run, url):
    assert run("--queue-url", url) == (0, "Nothing is in the on-failure queue (SQS counts about 0)\n")


def test_a_failed_batch_is_shown_with_its_place_and_what_to_do(run, sqs, url):
    send(sqs, url, failed(7, records=12))
    code, text = run("--queue-url", url)
    assert code == 1
    assert "1 messages, 12 order changes" in text
    assert "RetryAttemptsExhausted after 3 calls: 12 order changes, gone from the stream" in text
    assert "shardId-7, 700 to 799" in text
    assert "positions in the stream and no orders" in text
    assert "--repair" in text


def test_records_of_the_last_day_are_still_in_the_stream(queue, sqs, url, monkeypatch):
    send(sqs, url, failed())
    [batch] = queue.batches()
    assert batch.is_in_stream(batch.last_arrival)
    assert not batch.is_in_stream(clock.now())


def test_looking_takes_nothing_out_of_the_queue(queue, sqs, url):
    send(sqs, url, *(failed(number) for number in range(25)))
    first, second = queue.batches(), queue.batches()
    assert first == second
    assert {each.shard for each in first} == {f"shardId-{number}" for number in range(25)}
    assert queue.about() == 25
    assert sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1)["Messages"]


@pytest.mark.parametrize(
    "body", ["hello", "[]", "{}", '{"DDBStreamBatchInfo": null}', '{"DDBStreamBatchInfo": {"batchSize": "x"}}']
)
def test_what_is_not_of_a_stream_is_shown_and_left_alone(run, sqs, url, body):
    send(sqs, url, body)
    code, text = run("--queue-url", url, "--repair")
    assert (code, "not a batch of a stream; left alone" in text) == (1, True)
    assert "0 of 0 messages removed" in text


def test_a_repair_applies_what_the_views_lack_and_empties_the_queue(run, parts, sqs, url):
    send(sqs, url, *(failed(number) for number in range(12)))
    write_an_order(parts)
    code, text = run("--queue-url", url, "--repair")
    assert (code, "1 orders checked, 1 applied, 0 parked" in text) == (0, True)
    assert "12 of 12 messages removed" in text
    assert counted(parts) == {"o-1"}
    assert run("--queue-url", url)[0] == 0


def test_a_dry_run_does_nothing(run, parts, queue, sqs, url):
    send(sqs, url, failed())
    write_an_order(parts)
    code, text = run("--queue-url", url, "--repair", "--dry-run")
    assert (code, "Nothing was done" in text) == (1, True)
    assert counted(parts) == set()
    assert len(queue.batches()) == 1


def test_a_message_that_comes_while_the_sweep_runs_stays(queue, sqs, url):
    send(sqs, url, failed(1))
    repaired = repair(queue, lambda: send(sqs, url, failed(2)))
    assert repaired.removed == 1
    assert [each.shard for each in queue.batches()] == ["shardId-2"]


def test_a_sweep_that_fails_removes_nothing(queue, sqs, url):
    def fails() -> None:
        raise StorageUnavailable("DynamoDB did not answer")

    send(sqs, url, failed())
    with pytest.raises(StorageUnavailable):
        repair(queue, fails)
    assert len(queue.batches()) == 1


def test_a_queue_or_a_stage_that_is_not_there_is_named(run, queue, sqs, url):
    code, text = run("--stage", "nowhere")
    assert (code, "there is no stage 'nowhere'" in text) == (1, True)
    with pytest.raises(NotFound, match="no queue"):
        FailureQueue(sqs, url + "-gone").batches()


def test_no_answer_is_told_in_words(monkeypatch, url):
    away = botocore.session.get_session().create_client(
        "sqs", endpoint_url="http://127.0.0.1:9", config=botocore.config.Config(retries={"total_max_attempts": 1})
    )
    with pytest.raises(StorageUnavailable, match="cannot be read"):
        FailureQueue(away, url).batches()
