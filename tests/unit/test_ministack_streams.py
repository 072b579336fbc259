"""How MiniStack reads a stream without its patches, and how `tools.local.ministack_patches` tries a batch."""

import inspect
import time

import pytest
from ministack.services import dynamodb, lambda_svc

from tools.local.ministack_patches.attempts import Attempts
from tools.local.ministack_patches.streams import _lane_of

TABLE = "stock-stream"


def record(n):
    return {
        "dynamodb": {"SequenceNumber": f"{n}", "Keys": {"k": {"S": f"{n}"}}, "ApproximateCreationDateTime": time.time()}
    }


class Function:
    """A function that fails on some records, by raising or by reporting the first of them."""

    def __init__(self, *poison, reports=False, heals_after=None):
        self.poison, self.reports, self.heals_after = {str(n) for n in poison}, reports, heals_after
        self.invocations, self.done = 0, []

    def __call__(self, records):
        self.invocations += 1
        if self.heals_after is not None and self.invocations > self.heals_after:
            self.poison = set()
        numbers = [each["dynamodb"]["SequenceNumber"] for each in records]
        failing = [number for number in numbers if number in self.poison]
        if not failing:
            self.done += numbers
            return {"body": {"batchItemFailures": []}}
        if not self.reports:
            return {"error": True, "body": {"errorMessage": "poison"}}
        self.done += numbers[: numbers.index(failing[0])]
        return {"body": {"batchItemFailures": [{"itemIdentifier": failing[0]}]}}


def deliver(function, count=10, goes_on=lambda: True, **mapping):
    given_up = []
    attempts = Attempts(
        {"MaximumRetryAttempts": 1, **mapping},
        invoke=function,
        give_up=lambda records, failed: given_up.append(([r["dynamodb"]["SequenceNumber"] for r in records], failed)),
        goes_on=goes_on,
    )
    return attempts.deliver([record(n) for n in range(count)]), given_up


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    monkeypatch.setattr("tools.local.ministack_patches.attempts.clock.sleep", lambda _: None)


REPORTING = {"FunctionResponseTypes": ["ReportBatchItemFailures"]}


def test_a_batch_that_fails_once_is_tried_again_and_delivered():
    function = Function(4, heals_after=1)
    assert deliver(function) == (True, [])
    assert function.done == [str(n) for n in range(10)]


def test_a_batch_is_given_up_whole_when_its_retries_are_used_up():
    function = Function(4)
    _, [(given_up, failed)] = deliver(function, MaximumRetryAttempts=2)
    assert given_up == [str(n) for n in range(10)]
    assert failed.condition == "RetryAttemptsExhausted"
    assert failed.invocations == function.invocations == 3


def test_what_comes_before_a_reported_failure_is_not_delivered_twice():
    function = Function(4, reports=True, heals_after=1)
    deliver(function, **REPORTING)
    assert function.done == [str(n) for n in range(10)]


def test_a_reported_failure_counts_only_where_the_mapping_says_so():
    function = Function(4, reports=True)
    assert deliver(function) == (True, [])
    assert function.invocations == 1


@pytest.mark.parametrize("reports", [True, False])
def test_bisection_gives_up_the_poison_alone_and_keeps_the_order(reports):
    function = Function(4, reports=reports)
    _, given_up = deliver(function, BisectBatchOnFunctionError=True, **(REPORTING if reports else {}))
    assert [numbers for numbers, _ in given_up] == [["4"]]
    assert function.done == [str(n) for n in range(10) if n != 4]


def test_a_report_of_an_unknown_record_fails_the_whole_batch():
    def function(_):
        return {"body": {"batchItemFailures": [{"itemIdentifier": "elsewhere"}]}}

    _, [(given_up, _)] = deliver(function, **REPORTING)
    assert len(given_up) == 10


def test_records_that_are_too_old_are_not_even_tried():
    function = Function()
    ancient = record(0)
    ancient["dynamodb"]["ApproximateCreationDateTime"] -= 100
    given_up = []
    attempts = Attempts(
        {"MaximumRecordAgeInSeconds": 60},
        invoke=function,
        give_up=lambda records, failed: given_up.append((len(records), failed.condition)),
        goes_on=lambda: True,
    )
    assert attempts.deliver([ancient, record(1)])
    assert given_up == [(1, "MaxRecordAgeExceeded")]
    assert function.done == ["1"]


def test_a_throttled_invocation_is_no_retry():
    answers = iter([{"throttle": True, "error": True}] * 5 + [{"body": None}])
    assert deliver(lambda _: next(answers)) == (True, [])


def test_a_mapping_that_is_switched_off_keeps_its_batch():
    delivered, given_up = deliver(Function(4), goes_on=iter([True, True, False]).__next__, MaximumRetryAttempts=-1)
    assert not delivered
    assert given_up == []


def test_an_item_stays_in_its_lane_and_items_spread_over_all():
    lanes = [_lane_of(record(n), {"ParallelizationFactor": 4}) for n in range(100)]
    assert lanes == [_lane_of(record(n), {"ParallelizationFactor": 4}) for n in range(100)]
    assert set(lanes) == {0, 1, 2, 3}


# The gaps


@pytest.fixture
def position(monkeypatch):
    """Where the stock reader is after one pass over five records, of which the function says what it is told to."""
    arn = "arn:aws:dynamodb:us-east-1:000000000000:table/stock-stream/stream/x"

    def after_a_pass(result, **mapping):
        function = "arn:aws:lambda:us-east-1:000000000000:function:stock"
        lambda_svc._functions["stock"] = {"config": {"FunctionArn": function}, "aliases": {}, "versions": {}}
        dynamodb._tables[TABLE] = {"LatestStreamArn": arn}
        dynamodb._stream_records[TABLE] = [record(n) for n in range(5)]
        lambda_svc._esms["stock-mapping"] = {
            "UUID": "stock-mapping",
            "EventSourceArn": arn,
            "FunctionName": "stock",
            "StartingPosition": "TRIM_HORIZON",
            **mapping,
        }
        monkeypatch.setattr(lambda_svc, "_execute_function", lambda *_: result)
        lambda_svc._poll_dynamodb_streams()
        return lambda_svc._dynamodb_stream_positions["stock-mapping"]

    yield after_a_pass
    lambda_svc._delete_esm("stock-mapping")
    for store, key in ((lambda_svc._functions, "stock"), (dynamodb._tables, TABLE), (dynamodb._stream_records, TABLE)):
        store.pop(key, None)


def test_a_reported_failure_is_lost(position):
    assert position({"body": {"batchItemFailures": [{"itemIdentifier": "2"}]}}, **REPORTING) == 5


def test_retries_never_end(position):
    assert position({"error": True, "body": {}}, MaximumRetryAttempts=0) == 0


def test_a_mapping_reads_what_its_role_does_not_allow():
    assert "GetRecords" not in inspect.getsource(lambda_svc._poll_dynamodb_streams)


def test_one_thread_reads_all_mappings():
    assert "_execute_function(" in inspect.getsource(lambda_svc._poll_dynamodb_streams)


def test_nothing_is_bisected_or_divided():
    source = inspect.getsource(lambda_svc._poll_dynamodb_streams)
    for setting in ("BisectBatchOnFunctionError", "ParallelizationFactor", "MaximumBatchingWindowInSeconds"):
        assert setting not in source
