"""MiniStack as a child of ours: it answers on loopback only, keeps what it should, and never outlives us."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import boto3
import pytest

from chalicelib.dynamo import DynamoStore
from chalicelib.store import Put, Query, Update
from chalicelib.tables import tables_named
from tools.local.ministack import REGION, MiniStack, MiniStackFailed
from tools.local.stack import StackFailed, create_tables
from tools.tables import create_missing_tables, drop_tables

ROOT = Path(__file__).resolve().parents[2]
TABLES = tables_named(**{name: f"kept-{name}" for name in tables_named.__kwdefaults__})


def client(ministack, service):
    return boto3.client(
        service,
        endpoint_url=ministack.endpoint,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


@pytest.fixture
def ministack(tmp_path):
    with MiniStack.start(log=tmp_path / "log") as running:
        yield running


def listeners(pid):
    """The local addresses on which a process listens."""
    sockets = {os.readlink(each) for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink()}
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.append(fields[1])
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_listens_on_loopback_only_whatever_service_is_used(ministack):
    create_tables(client(ministack, "cloudformation"), TABLES)
    for service, operation in (
        ("sqs", "list_queues"),
        ("s3", "list_buckets"),
        ("lambda", "list_functions"),
        ("iot", "list_things"),
    ):
        getattr(client(ministack, service), operation)()
    assert [address.split(":")[0] for address in listeners(ministack.process.pid)] == ["0100007F"]


def test_the_template_makes_every_table_and_twice_is_once(ministack):
    cloudformation, dynamodb = client(ministack, "cloudformation"), client(ministack, "dynamodb")
    outputs = create_tables(cloudformation, TABLES)
    assert create_tables(cloudformation, TABLES) == outputs
    assert set(dynamodb.list_tables()["TableNames"]) == {table.name for table in TABLES}
    assert outputs["OrdersStreamArn"] == dynamodb.describe_table(TableName="kept-orders")["Table"]["LatestStreamArn"]
    assert outputs["LedgerTable"] == "kept-ledger"
    assert dynamodb.describe_time_to_live(TableName="kept-ledger")["TimeToLiveDescription"] == {
        "TimeToLiveStatus": "ENABLED",
        "AttributeName": "ttl",
    }


def test_a_stack_that_failed_is_an_error_that_says_why_and_is_made_anew_the_next_time(ministack):
    cloudformation, dynamodb = client(ministack, "cloudformation"), client(ministack, "dynamodb")
    create_missing_tables(dynamodb, [TABLES.orders])
    with pytest.raises(StackFailed, match=r"weborders-tables is ROLLBACK_COMPLETE: Orders: .*kept-orders"):
        create_tables(cloudformation, TABLES)
    drop_tables(dynamodb, [TABLES.orders])
    assert create_tables(cloudformation, TABLES)["OrdersTable"] == "kept-orders"


def test_missing_tables_are_made_once_and_dropped_once(ministack):
    dynamodb = client(ministack, "dynamodb")
    assert create_missing_tables(dynamodb, [TABLES.ledger]) == ["kept-ledger"]
    assert create_missing_tables(dynamodb, TABLES.of_views()) == ["kept-customers", "kept-views"]
    assert create_missing_tables(dynamodb, TABLES.of_views()) == []
    drop_tables(dynamodb, TABLES.of_views())
    drop_tables(dynamodb, TABLES.of_views())
    assert dynamodb.list_tables()["TableNames"] == []


def test_what_it_holds_survives_a_stop_the_stream_too(tmp_path):
    def start():
        return MiniStack.start(state_dir=tmp_path / "state", log=tmp_path / "log")

    with start() as first:
        outputs = create_tables(client(first, "cloudformation"), TABLES)
        store = DynamoStore(client(first, "dynamodb"))
        for n in range(5):
            store.write(Put(TABLES.orders, {"orderID": f"{n}", "clientID": "x", "createdAt": f"{n}"}))
        asked = Query(TABLES.orders, "x", index="clientID-createdAt-index", forward=False, limit=2)
        assert [item["orderID"] for item in store.query(asked).items] == ["4", "3"]
        before = records(first, outputs["OrdersStreamArn"])
    with start() as second:
        assert create_tables(client(second, "cloudformation"), TABLES) == outputs
        store = DynamoStore(client(second, "dynamodb"))
        store.write(Update(TABLES.orders, {"orderID": "0"}, assign={"createdAt": "9"}))
        assert [item["orderID"] for item in store.query(asked).items] == ["0", "4"]
        after = records(second, outputs["OrdersStreamArn"], after=before[2])
        assert after[:2] == before[3:]
        assert len(after) == 3


def records(ministack, stream, after=None):
    streams = client(ministack, "dynamodbstreams")
    (shard,) = streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"]
    where = {"ShardIteratorType": "TRIM_HORIZON"}
    if after is not None:
        where = {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": after["dynamodb"]["SequenceNumber"]}
    iterator = streams.get_shard_iterator(StreamArn=stream, ShardId=shard["ShardId"], **where)["ShardIterator"]
    return streams.get_records(ShardIterator=iterator)["Records"]


def test_a_port_that_is_taken_is_an_error_with_the_end_of_the_log(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(MiniStackFailed, match=r"(?s)ended with code 1.*already in use"):
            MiniStack.start(port=taken.getsockname()[1], log=tmp_path / "log")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_it_ends_and_saves_when_its_parent_is_killed(tmp_path, how):
    code = (
        "from pathlib import Path; from tools.local.ministack import MiniStack; import sys, time\n"
        f"m = MiniStack.start(state_dir=Path({str(tmp_path / 'state')!r}), log=Path({str(tmp_path / 'log')!r}))\n"
        "print(m.process.pid, m.port, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        pid, port = map(int, parent.stdout.readline().split())
        boto3.client(
            "dynamodb",
            endpoint_url=f"http://127.0.0.1:{port}",
            region_name=REGION,
            aws_access_key_id="x",
            aws_secret_access_key="x",
        ).list_tables()
        parent.send_signal(how)
    assert ended(pid)
    assert (tmp_path / "state" / "dynamodb.json").exists()


def ended(pid):
    for _ in range(200):
        try:
            os.kill(pid, 0)
            if Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z":
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False
