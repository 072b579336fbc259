"""Each gap of MiniStack's tables and templates that `tools.local.ministack_patches` mends is there without it.

A test that fails here says that a patch can go.
"""

import asyncio
import inspect
import json
from decimal import Decimal

import pytest
from ministack.services import dynamodb, lambda_svc, sqs
from ministack.services.cloudformation import provisioners

TABLE = "stock-gaps"


def ask(operation, **request):
    headers = {"x-amz-target": f"DynamoDB_20120810.{operation}"}
    status, _, body = asyncio.run(dynamodb.handle_request("POST", "/", headers, json.dumps(request).encode(), {}))
    assert status == 200, body
    return json.loads(body)


@pytest.fixture(autouse=True)
def stock_table():
    ask(
        "CreateTable",
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    for n in range(20):
        ask("PutItem", TableName=TABLE, Item={"pk": {"S": "p"}, "sk": {"S": f"{n:02}"}, "n": {"N": "1"}})
    yield
    ask("DeleteTable", TableName=TABLE)


def test_a_query_looks_at_its_whole_partition(monkeypatch):
    looked = []
    stock = dynamodb._evaluate_condition
    monkeypatch.setattr(dynamodb, "_evaluate_condition", lambda *a, **more: looked.append(1) or stock(*a, **more))
    values = {":h": {"S": "p"}}
    ask("Query", TableName=TABLE, KeyConditionExpression="pk = :h", ExpressionAttributeValues=values, Limit=1)
    assert len(looked) == 20


def test_a_scan_sorts_its_whole_table():
    assert 'sorted(table["items"].keys())' in inspect.getsource(dynamodb._scan)


def test_stream_records_are_not_saved():
    assert not any("stream" in name for name in dynamodb.get_state())


def test_everything_is_copied_before_it_is_saved():
    (saved,) = [table for *_, name, table in _tables(dynamodb.get_state()["tables"]) if name == TABLE]
    assert saved["items"] is not dynamodb._tables[TABLE]["items"]


def test_sums_are_rounded_to_28_digits():
    key = {"pk": {"S": "p"}, "sk": {"S": "sum"}}
    for amount in ("9999999999999999999999999999.0000000001", "-0.0000000002"):
        ask(
            "UpdateItem",
            TableName=TABLE,
            Key=key,
            UpdateExpression="ADD n :n",
            ExpressionAttributeValues={":n": {"N": amount}},
        )
    total = Decimal(ask("GetItem", TableName=TABLE, Key=key)["Item"]["n"]["N"])
    assert total != Decimal("9999999999999999999999999998.9999999999")


PROPERTIES = {
    "TableName": "stock-made",
    "KeySchema": [{"AttributeName": "key", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "key", "AttributeType": "S"}],
    "GlobalSecondaryIndexes": [{"IndexName": "by-key", "KeySchema": [{"AttributeName": "key", "KeyType": "HASH"}]}],
    "TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": True},
    "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
    "DeletionProtectionEnabled": True,
}


def handler(kind):
    return provisioners._RESOURCE_HANDLERS[kind]


@pytest.fixture
def made():
    handler("AWS::DynamoDB::Table")["create"]("Made", PROPERTIES, "stack")
    yield "stock-made"
    dynamodb._tables.pop("stock-made", None)


def test_a_template_does_not_switch_ttl_on(made):
    described = ask("DescribeTimeToLive", TableName=made)["TimeToLiveDescription"]
    assert described["TimeToLiveStatus"] == "DISABLED"


def test_a_template_can_not_have_an_alarm_on_an_expression():
    properties = {"Metrics": [{"Id": "all", "Expression": "SUM([some, others])"}], "Threshold": 1}
    with pytest.raises(ValueError, match="metric math"):
        provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]["create"]("Alarm", properties, "stack")


def test_a_template_can_not_have_a_saved_query():
    assert "AWS::Logs::QueryDefinition" not in provisioners._RESOURCE_HANDLERS


def test_a_template_does_not_switch_recovery_on(made):
    described = ask("DescribeContinuousBackups", TableName=made)["ContinuousBackupsDescription"]
    assert described["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "DISABLED"


def test_an_index_of_a_template_has_no_status(made):
    (index,) = ask("DescribeTable", TableName=made)["Table"]["GlobalSecondaryIndexes"]
    assert "IndexStatus" not in index


def test_a_stack_empties_a_table_that_exists(made):
    ask("PutItem", TableName=made, Item={"key": {"S": "kept"}})
    handler("AWS::DynamoDB::Table")["create"]("Made", PROPERTIES, "other")
    assert ask("Scan", TableName=made)["Count"] == 0


def test_a_stack_empties_a_queue_that_exists():
    url, _ = handler("AWS::SQS::Queue")["create"]("Queue", {"QueueName": "stock-queue"}, "stack")
    sqs._act_send_message({"QueueUrl": url, "MessageBody": "kept"}, url)
    handler("AWS::SQS::Queue")["create"]("Queue", {"QueueName": "stock-queue"}, "other")
    messages = sqs._queues[url]["messages"]
    handler("AWS::SQS::Queue")["delete"](url, {})
    assert messages == []


def test_a_stack_deletes_a_protected_table(made):
    handler("AWS::DynamoDB::Table")["delete"](made, PROPERTIES)
    assert made not in dynamodb._tables


def test_an_api_with_another_description_gets_another_address():
    old, new = ({"Body": {"info": {"title": title}, "paths": {}}} for title in ("old", "new"))
    first, _ = handler("AWS::ApiGateway::RestApi")["create"]("Api", old, "stack")
    second, _ = handler("AWS::ApiGateway::RestApi")["update"](first, old, new, "stack")
    handler("AWS::ApiGateway::RestApi")["delete"](second, new)
    assert second != first


def test_a_mapping_that_is_pointed_at_an_alias_keeps_its_qualifier():
    lambda_svc._esms["stock-mapping"] = {"UUID": "stock-mapping"}
    handler("AWS::Lambda::EventSourceMapping")["update"]("stock-mapping", {}, {"FunctionName": "f:live"}, "stack")
    assert lambda_svc._esms.pop("stock-mapping").get("Qualifier") is None


def _tables(scoped):
    return [(*key, table) for key, table in scoped.all_items()]
