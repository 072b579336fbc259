"""What `DynamoStore` makes of DynamoDB's answers, those included that no emulator gives."""

from decimal import Decimal

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.dynamo import DynamoStore
from chalicelib.errors import StorageUnavailable, Throttled
from chalicelib.store import ConditionFailed, Put, Query, Rejected, Table, TransactionCancelled, Update

PLAIN = Table("plain", "id")
PUT = Put(PLAIN, {"id": "a"})


class Answering:
    """A botocore client whose every operation gives the same answer, or raises it."""

    def __init__(self, answer):
        self.requests = []
        self._answer = answer

    def __getattr__(self, name):
        def operation(**request):
            self.requests.append((name, request))
            if isinstance(self._answer, Exception):
                raise self._answer
            return self._answer(request) if callable(self._answer) else self._answer

        return operation


def error(code, **more):
    return ClientError({"Error": {"Code": code, "Message": f"about {code}"}, **more}, "Operation")


def every_call(answer):
    store = DynamoStore(Answering(answer))
    return [
        lambda: store.get(PLAIN, {"id": "a"}),
        lambda: store.get_many([(PLAIN, {"id": "a"})]),
        lambda: store.query(Query(PLAIN, "a")),
        lambda: store.scan(PLAIN),
        lambda: store.write(PUT),
        lambda: store.transact([PUT]),
    ]


@pytest.fixture(autouse=True)
def pauses(monkeypatch):
    """The pauses that were made, none of which takes any time."""
    made = []
    monkeypatch.setattr(clock, "sleep", made.append)
    return made


def answering_some(script):
    """A BatchGetItem that leaves some keys unanswered each time, as the script says, and in the end none."""
    left = iter(script)

    def answer(request):
        ((name, wanted),) = request["RequestItems"].items()
        keys = wanted["Keys"]
        assert wanted["ConsistentRead"]
        assert len(keys) <= 100
        marks = next(left, [])
        unanswered = [key for i, key in enumerate(keys) if i < len(marks) and marks[i]]
        found = [{**key, "n": {"N": key["id"]["S"]}} for key in keys if key not in unanswered]
        again = {name: {"Keys": unanswered, "ConsistentRead": True}} if unanswered else {}
        return {"Responses": {name: found}, "UnprocessedKeys": again}

    return answer


def plain_keys(count):
    return [(PLAIN, {"id": f"{n}"}) for n in range(count)]


@given(count=st.integers(0, 230), script=st.lists(st.lists(st.booleans(), max_size=100), max_size=6))
def test_keys_that_are_left_unanswered_are_asked_again_until_every_one_is_answered(count, script):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(clock, "sleep", lambda seconds: None)
        store = DynamoStore(Answering(answering_some(script)))
        found = store.get_many(plain_keys(count))
    assert [item["n"] for item in found] == [Decimal(n) for n in range(count)]


def test_keys_that_are_never_answered_end_as_throttled_after_growing_pauses(pauses):
    store = DynamoStore(Answering(answering_some([[True]] * 99)))
    with pytest.raises(Throttled):
        store.get_many(plain_keys(1))
    assert len(pauses) == 7
    assert all(0 <= pause <= 0.02 * 2 ** (n + 1) for n, pause in enumerate(pauses))


def test_as_long_as_some_keys_are_answered_the_rest_is_asked_again(pauses):
    store = DynamoStore(Answering(answering_some([[True] * most for most in range(99, 0, -1)])))
    assert None not in store.get_many(plain_keys(100))
    assert len(pauses) == 99


def test_a_table_that_gave_nothing_may_be_missing_from_the_answer():
    assert DynamoStore(Answering({"Responses": {}})).get_many(plain_keys(1)) == [None]


@pytest.mark.parametrize(
    "code",
    ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded", "LimitExceededException"],
)
def test_a_throttle_is_throttled(code):
    for call in every_call(error(code)):
        with pytest.raises(Throttled):
            call()


@pytest.mark.parametrize(
    "failure",
    [
        ReadTimeoutError(endpoint_url="http://x"),
        ConnectTimeoutError(endpoint_url="http://x"),
        EndpointConnectionError(endpoint_url="http://x"),
        error("InternalServerError"),
        error("ServiceUnavailable"),
        error("TransactionInProgressException"),
        error("TransactionConflictException"),
        error("IdempotentParameterMismatchException"),
        error("ResourceNotFoundException"),
        error("ExpiredTokenException"),
    ],
    ids=lambda failure: (
        failure.response["Error"]["Code"] if isinstance(failure, ClientError) else type(failure).__name__
    ),
)
def test_what_may_succeed_later_is_unavailable_and_no_throttle(failure):
    for call in every_call(failure):
        with pytest.raises(StorageUnavailable) as raised:
            call()
        assert not isinstance(raised.value, Throttled)
        assert raised.value.__cause__ is failure


@pytest.mark.parametrize("code", ["ValidationException", "SerializationException"])
def test_what_never_will_be_is_rejected_and_says_why(code):
    for call in every_call(error(code)):
        with pytest.raises(Rejected, match=f"about {code}"):
            call()


def test_a_failed_condition_of_a_single_write_is_its_own_error():
    with pytest.raises(ConditionFailed):
        DynamoStore(Answering(error("ConditionalCheckFailedException"))).write(PUT)


REASONS = [
    "None",
    "ConditionalCheckFailed",
    "TransactionConflict",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
    "ItemCollectionSizeLimitExceeded",
    "ValidationError",
]


@given(st.lists(st.sampled_from(REASONS), min_size=1, max_size=100))
def test_every_mix_of_cancellation_reasons_passes_through_in_order(reasons):
    answer = error("TransactionCanceledException", CancellationReasons=[{"Code": reason} for reason in reasons])
    with pytest.raises(TransactionCancelled) as cancelled:
        DynamoStore(Answering(answer)).transact([PUT])
    assert cancelled.value.reasons == tuple(reasons)


def test_a_reason_without_a_code_is_none():
    answer = error(
        "TransactionCanceledException", CancellationReasons=[{}, {"Code": None}, {"Code": "TransactionConflict"}]
    )
    with pytest.raises(TransactionCancelled) as cancelled:
        DynamoStore(Answering(answer)).transact([PUT])
    assert cancelled.value.reasons == ("None", "None", "TransactionConflict")


def test_a_bug_of_ours_rises_as_it_is():
    with pytest.raises(ZeroDivisionError):
        DynamoStore(Answering(ZeroDivisionError())).write(PUT)


def test_bounds_the_wrong_way_round_are_an_empty_page_without_a_question():
    client = Answering({})
    assert DynamoStore(client).query(Query(PLAIN, "a", low="b", high="a")).items == []
    assert client.requests == []


def test_numbers_travel_as_their_shortest_text():
    client = Answering({})
    DynamoStore(client).write(
        Update(PLAIN, {"id": "a"}, add={"n": Decimal("1E+2")}, assign={"m": Decimal("1.50"), "k": 3})
    )
    ((_, request),) = client.requests
    assert request["ExpressionAttributeValues"] == {":v0": {"N": "100"}, ":v1": {"N": "1.5"}, ":v2": {"N": "3"}}


def test_an_empty_set_has_no_place_in_an_item():
    with pytest.raises(TypeError):
        DynamoStore(Answering({})).write(Put(PLAIN, {"id": "a", "set": set()}))
