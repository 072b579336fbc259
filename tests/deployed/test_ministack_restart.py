"""A restart of MiniStack keeps what a stream still has to tell, and which records of it were told."""

from tests.deployed.small_stack import READS, WRITES, Aws, Stack, until
from tools.local.ministack import MiniStack


def started(tmp_path):
    return MiniStack.start(auth=True, state_dir=tmp_path / "state", log=tmp_path / "log")


def seen(aws):
    return {each["key"]["S"]: each["n"]["N"] for each in aws.client("dynamodb").scan(TableName="seen")["Items"]}


def put(aws, *keys):
    for key in keys:
        aws.client("dynamodb").put_item(TableName="orders", Item={"key": {"S": key}})


def test_each_record_is_told_once_in_all_lanes_over_a_restart(tmp_path):
    before, untold, after = ([f"{when}-{n}" for n in range(8)] for when in ("before", "untold", "after"))
    with started(tmp_path) as running:
        aws = Aws(running.endpoint)
        stack = Stack(aws)
        stack.deploy("1", READS + WRITES, kind="CREATE", ParallelizationFactor=3)
        put(aws, *before)
        assert until(lambda: len(seen(aws)) == len(before))
        aws.client("lambda").update_event_source_mapping(UUID=stack.outputs["Mapping"], Enabled=False)
        put(aws, *untold)
    with started(tmp_path) as running:
        aws = Aws(running.endpoint)
        assert len(seen(aws)) == len(before)
        aws.client("lambda").update_event_source_mapping(UUID=stack.outputs["Mapping"], Enabled=True)
        put(aws, *after)
        assert until(lambda: len(seen(aws)) == len(before + untold + after))
        assert seen(aws) == dict.fromkeys(before + untold + after, "1")


def test_a_batch_that_is_not_full_waits_for_its_window(tmp_path):
    with started(tmp_path) as running:
        aws = Aws(running.endpoint)
        Stack(aws).deploy("1", READS + WRITES, kind="CREATE", BatchSize=4, MaximumBatchingWindowInSeconds=60)
        put(aws, "a", "b", "c")
        assert not until(lambda: seen(aws), seconds=1.5)
        put(aws, "d")
        assert until(lambda: len(seen(aws)) == 4)
