"""Items past botocore's parser are the items that it makes; whatever is no item still goes through it."""

import base64
import json

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError
from botocore.parsers import create_parser
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.dynamo import reading_items_whole
from chalicelib.whole_items import OPERATIONS, set_items_aside

MODEL = botocore.session.get_session().get_service_model("dynamodb")
TEXTS = st.text(max_size=5) | st.sampled_from(["B", "BS", '"B":', "Items"])
CONTENT = st.binary(max_size=5).map(lambda content: base64.b64encode(content).decode())
VALUES = st.recursive(
    st.builds(lambda text: {"S": text}, TEXTS)
    | st.builds(lambda number: {"N": str(number)}, st.integers())
    | st.builds(lambda flag: {"BOOL": flag}, st.booleans())
    | st.just({"NULL": True})
    | st.builds(lambda content: {"B": content}, CONTENT)
    | st.builds(lambda some: {"BS": some}, st.lists(CONTENT, min_size=1, max_size=2))
    | st.builds(lambda some: {"SS": some}, st.lists(TEXTS, min_size=1, max_size=2)),
    lambda values: (
        st.builds(lambda some: {"L": some}, st.lists(values, max_size=3))
        | st.builds(lambda some: {"M": some}, st.dictionaries(TEXTS, values, max_size=3))
    ),
    max_leaves=5,
)
ITEMS = st.lists(st.dictionaries(TEXTS, VALUES, max_size=4), max_size=3)


def parsed(operation, response):
    return create_parser(MODEL.protocol).parse(response, MODEL.operation_model(operation).output_shape)


def response_of(body, status=200):
    return {"status_code": status, "headers": {}, "body": body}


def read_whole(operation, response):
    aside = {}
    set_items_aside(response_dict=response, customized_response_dict=aside, operation_model=None)
    return {**parsed(operation, response), **aside}


@given(items=ITEMS, spaces=st.booleans())
def test_items_are_those_that_botocore_makes(items, spaces):
    answers = {
        "GetItem": {"Item": items[0]} if items else {},
        "Query": {"Items": items, "Count": len(items), "LastEvaluatedKey": {"pk": {"S": "é"}}},
        "Scan": {"Items": items, "ConsumedCapacity": {"TableName": "t", "CapacityUnits": 0.5}},
        "BatchGetItem": {"Responses": {"t": items}, "UnprocessedKeys": {"t": {"Keys": [{"pk": {"S": "a"}}]}}},
    }
    assert set(answers) == set(OPERATIONS)
    for operation, answer in answers.items():
        body = json.dumps(answer, separators=(", ", " : ") if spaces else (",", ":")).encode()
        assert read_whole(operation, response_of(body)) == parsed(operation, response_of(body))


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff", b"{"])
def test_what_is_no_json_is_left_to_botocore(body):
    response = response_of(body)
    set_items_aside(response_dict=response, customized_response_dict={})
    assert response == response_of(body)


class Sent:
    """An answer of the network."""

    def __init__(self, content):
        self._content = content

    def stream(self):
        yield self._content


def client_answered(content, status=200):
    client = botocore.session.get_session().create_client(
        "dynamodb", region_name="ap-southeast-2", aws_access_key_id="test", aws_secret_access_key="test"
    )
    answer = AWSResponse("http://dynamodb", status, {}, Sent(json.dumps(content).encode()))
    client.meta.events.register("before-send.dynamodb", lambda **_: answer)
    return reading_items_whole(client)


def test_botocore_hands_the_items_of_our_client_out_as_they_came():
    of_another_type = {"pk": {"unknown to botocore": "1"}}
    client = client_answered({"Items": [of_another_type], "Count": 1})
    answer = client.query(TableName="t", KeyConditionExpression="pk = :a")
    assert (answer["Items"], answer["Count"]) == ([of_another_type], 1)


def test_an_error_is_still_an_error():
    client = client_answered({"__type": "com.amazonaws#ValidationException", "message": "no", "Items": []}, 400)
    with pytest.raises(ClientError, match="ValidationException"):
        client.query(TableName="t", KeyConditionExpression="pk = :a")
