"""What MiniStack enforces with `auth=True`, by which the functions' roles are tested."""

import json
import time

import pytest
from botocore.exceptions import ClientError

from tests.deployed.small_stack import Aws
from tools.local.ministack import REGION, MiniStack


@pytest.fixture(scope="module")
def aws(tmp_path_factory):
    with MiniStack.start(auth=True, log=tmp_path_factory.mktemp("ministack") / "log") as running:
        yield Aws(running.endpoint)


@pytest.fixture(scope="module")
def allowed(aws):
    """A DynamoDB client whose role is allowed this and nothing else."""
    root = aws.client("dynamodb")
    for name in ("mine", "other"):
        key = [{"AttributeName": "key", "KeyType": "HASH"}]
        root.create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=key,
            AttributeDefinitions=[{"AttributeName": "key", "AttributeType": "S"}],
            GlobalSecondaryIndexes=[{"IndexName": "index", "KeySchema": key, "Projection": {"ProjectionType": "ALL"}}],
        )

    def client(*actions, resource="table/mine"):
        statement = {
            "Effect": "Allow",
            "Action": [f"dynamodb:{action}" for action in actions],
            "Resource": f"arn:aws:dynamodb:{REGION}:000000000000:{resource}",
        }
        iam = aws.client("iam")
        name = f"role-{time.monotonic_ns()}"
        trust = {"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]}
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=json.dumps({"Statement": [statement]}))
        session = aws.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        return aws.client("dynamodb", session["AccessKeyId"], session["SecretAccessKey"], session["SessionToken"])

    return client


ITEM = {"key": {"S": "k"}}
CHECK = {"ConditionCheck": {"TableName": "mine", "Key": ITEM, "ConditionExpression": "attribute_not_exists(x)"}}
PUT = {"Put": {"TableName": "mine", "Item": ITEM}}
BY_KEY = {"KeyConditionExpression": "#k = :k", "ExpressionAttributeNames": {"#k": "key"}}
QUERY = {**BY_KEY, "ExpressionAttributeValues": {":k": {"S": "k"}}, "TableName": "mine"}
CALLS = [
    (["GetItem"], "get_item", {"TableName": "mine", "Key": ITEM}),
    (["PutItem"], "put_item", {"TableName": "mine", "Item": ITEM}),
    (["BatchGetItem"], "batch_get_item", {"RequestItems": {"mine": {"Keys": [ITEM]}}}),
    (["BatchWriteItem"], "batch_write_item", {"RequestItems": {"mine": [{"PutRequest": {"Item": ITEM}}]}}),
    (["PutItem"], "transact_write_items", {"TransactItems": [PUT]}),
    (["ConditionCheckItem"], "transact_write_items", {"TransactItems": [CHECK]}),
    (["GetItem"], "transact_get_items", {"TransactItems": [{"Get": {"TableName": "mine", "Key": ITEM}}]}),
    (["Query"], "query", QUERY),
    (["Scan"], "scan", {"TableName": "mine"}),
]


@pytest.mark.parametrize(("actions", "operation", "request_"), CALLS)
def test_a_call_needs_its_permission(allowed, actions, operation, request_):
    getattr(allowed(*actions), operation)(**request_)
    with pytest.raises(ClientError, match="AccessDenied"):
        getattr(allowed("DescribeTable"), operation)(**request_)


@pytest.mark.parametrize(
    ("actions", "operation", "request_"),
    [
        (["PutItem"], "transact_write_items", {"TransactItems": [PUT, {"Put": {"TableName": "other", "Item": ITEM}}]}),
        (["BatchGetItem"], "batch_get_item", {"RequestItems": {name: {"Keys": [ITEM]} for name in ("mine", "other")}}),
        (["Query"], "query", {**QUERY, "IndexName": "index"}),
    ],
)
def test_a_permission_for_a_table_is_none_for_another_or_an_index(allowed, actions, operation, request_):
    getattr(allowed(*actions, resource="table/*"), operation)(**request_)
    with pytest.raises(ClientError, match="AccessDenied"):
        getattr(allowed(*actions), operation)(**request_)
