"""MiniStack with its gaps mended, and permissions enforced: what the tests of the deployed stack rely on."""

import gzip
import json

import pytest

from tests.deployed.small_stack import READS, WRITES, Aws, Stack, table, until
from tools.local.ministack import MiniStack

GOOD = {"Authorization": "good"}


@pytest.fixture(scope="module")
def aws(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FOREIGN", "ours")
        with MiniStack.start(auth=True, log=tmp_path_factory.mktemp("ministack") / "log") as running:
            yield Aws(running.endpoint)


@pytest.fixture(scope="module")
def stack(aws):
    stack = Stack(aws)
    stack.deploy("1", READS + WRITES, kind="CREATE")
    return stack


# Its gateway


@pytest.mark.parametrize(
    ("path", "headers", "status", "problem"),
    [
        ("/things", {}, 401, b"UNAUTHORIZED"),
        ("/things", {"Authorization": "bad"}, 403, b"ACCESS_DENIED"),
        ("/things", {"Authorization": "raises"}, 500, b"AUTHORIZER_FAILURE"),
        ("/nothing", GOOD, 404, b"MISSING_AUTHENTICATION_TOKEN"),
        ("/things?breaks=1", GOOD, 502, b"DEFAULT_5XX"),
        ("/things?seconds=4", GOOD, 504, b"INTEGRATION_TIMEOUT"),
    ],
)
def test_what_the_gateway_answers_itself_is_a_problem(stack, path, headers, status, problem):
    answer = stack.call(path, headers=headers)
    assert answer[0] == status
    assert answer[1]["Content-Type"] == "application/problem+json"
    assert problem in answer[2]


def test_a_request_of_more_than_ten_megabytes_is_too_large(stack):
    assert stack.call(method="POST", headers=GOOD, body=b"x" * (10 * 1024 * 1024 + 1))[0] == 413


def test_a_preflight_is_answered_with_its_headers(stack):
    status, headers, _ = stack.call(method="OPTIONS")
    assert (status, headers["Access-Control-Allow-Origin"]) == (200, "*")


def test_an_answer_is_compressed_from_the_size_on_that_the_api_says(stack):
    asks = {**GOOD, "Accept-Encoding": "gzip"}
    _, small, _ = stack.call(headers=asks)
    _, large, body = stack.call("/things?filling=2000", headers=asks)
    assert small["Content-Encoding"] is None
    assert large["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(body))["filling"] == "x" * 2000


# Its function


def test_a_function_finds_neither_our_packages_nor_our_environment(stack):
    seen = json.loads(stack.call(headers=GOOD)[2])
    assert (seen["tools"], seen["foreign"]) == (False, None)


def test_a_function_that_raised_goes_on_in_its_process(stack):
    before = json.loads(stack.call(headers=GOOD)[2])["process"]
    assert stack.call("/things?breaks=1", headers=GOOD)[0] == 502
    assert json.loads(stack.call(headers=GOOD)[2])["process"] == before


# Its stream


def seen(aws):
    return {each["key"]["S"]: each["n"]["N"] for each in aws.client("dynamodb").scan(TableName="seen")["Items"]}


def failures(aws):
    sqs = aws.client("sqs")
    url = sqs.get_queue_url(QueueName="failures")["QueueUrl"]
    return [json.loads(each["Body"]) for each in sqs.receive_message(QueueUrl=url).get("Messages", [])]


def put(aws, *keys):
    for key in keys:
        aws.client("dynamodb").put_item(TableName="orders", Item={"key": {"S": key}})


def test_a_poison_record_alone_ends_in_the_queue_and_the_others_are_counted_once(aws, stack):
    put(aws, "a", "b", "poison", "c", "d")
    (failure,) = until(lambda: failures(aws))
    assert until(lambda: len(seen(aws)) == 4)
    assert seen(aws) == dict.fromkeys("abcd", "1")
    assert failure["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert failure["requestContext"]["functionArn"].endswith(":live")
    batch = failure["DDBStreamBatchInfo"]
    assert batch["batchSize"] == 1
    assert batch["startSequenceNumber"] == batch["endSequenceNumber"]
    assert batch["streamArn"] == stack.mapping()["EventSourceArn"]


# Its tables


def test_the_tables_are_protected_and_recoverable(aws, stack):
    dynamodb = aws.client("dynamodb")
    backups = dynamodb.describe_continuous_backups(TableName="orders")["ContinuousBackupsDescription"]
    assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED"
    assert dynamodb.describe_table(TableName="orders")["Table"]["DeletionProtectionEnabled"] is True


# Its life: these tests change the stack, in this order


def test_an_update_runs_the_new_version_at_the_same_address(aws, stack):
    before = stack.outputs
    stack.deploy("2", READS + WRITES)
    assert stack.outputs == before
    assert json.loads(stack.call(headers=GOOD)[2])["version"] == "2"
    put(aws, "e")
    assert until(lambda: seen(aws).get("e")) == "1"


def test_a_stream_that_the_role_may_not_read_is_not_read(aws, stack):
    stack.deploy("3", [action for action in READS if action != "dynamodb:GetRecords"] + WRITES)
    put(aws, "f")
    assert until(lambda: "dynamodb:GetRecords" in stack.mapping()["LastProcessingResult"])
    assert "f" not in seen(aws)
    stack.deploy("4", READS + WRITES)
    assert until(lambda: seen(aws).get("f")) == "1"


def test_a_deleted_stack_leaves_its_tables_and_another_does_not_take_them_over(aws, stack):
    stack.cloudformation.delete_stack(StackName="things")
    assert until(lambda: not aws.client("lambda").list_functions()["Functions"])
    assert "f" in seen(aws)
    body = json.dumps({"Resources": {"Seen": table("seen")}})
    stack.cloudformation.create_stack(StackName="others", TemplateBody=body, OnFailure="DO_NOTHING")
    failed = until(lambda: [each for each in events(stack, "others") if each["ResourceStatus"] == "CREATE_FAILED"])
    assert any("already exists" in each.get("ResourceStatusReason", "") for each in failed)
    assert "f" in seen(aws)


def events(stack, name):
    return stack.cloudformation.describe_stack_events(StackName=name)["StackEvents"]
