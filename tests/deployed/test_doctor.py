"""The doctor before a deployed stage: it finds what was changed by hand, and what somebody's rights leave it to see."""

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest

from chalicelib.tables import tables_named
from tests.deployed.conftest import Account

API = "weborders-prod-app-api"
RIGHTS = ["cloudformation:*", "dynamodb:*", "lambda:*", "iam:SimulatePrincipalPolicy"]


@pytest.fixture(scope="module")
def deployed(account) -> Account:
    """An account with the stage prod in it."""
    account.tools("deploy", "--stage", "prod")
    return account


@pytest.fixture(scope="module")
def worse(deployed) -> Account:
    """The same, after somebody has been there."""
    awslambda, (mapping,) = deployed.clients("lambda"), mappings(deployed)
    awslambda.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False, BatchSize=7)
    awslambda.put_function_concurrency(FunctionName=API, ReservedConcurrentExecutions=0)
    deployed.clients("dynamodb").update_table(TableName=tables_named().orders.name, DeletionProtectionEnabled=False)
    queue = deployed.clients("sqs").list_queues()["QueueUrls"][0]
    deployed.clients("sqs").send_message(QueueUrl=queue, MessageBody="lost")
    deployed.clients("logs").delete_retention_policy(logGroupName=f"/aws/lambda/{API}")
    return deployed


def mappings(account: Account) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = account.clients("lambda").list_event_source_mappings()["EventSourceMappings"]
    return listed


def wrong(said: str) -> list[str]:
    return re.findall(r"^  WRONG (.*)$", said, re.MULTILINE)


def test_an_empty_account_is_told_to_be_deployed_to(account):
    said = account.tools("doctor", "--stage", "prod", fails=True)
    assert len(wrong(said)) == 3
    assert said.endswith("next: `python -m tools deploy --stage prod` makes it\n")


def test_a_stage_that_was_just_deployed_is_well(deployed):
    said = deployed.tools("doctor", "--stage", "prod")
    assert wrong(said) == []
    assert "can't tell" not in said


def test_another_account_is_refused(deployed):
    said = deployed.tools("doctor", "--stage", "prod", "--account", "111122223333", fails=True)
    assert "belong to the account 000000000000, the stage to 111122223333" in said
    assert "stacks:" not in said


def test_what_was_changed_by_hand_is_found(worse):
    texts = wrong(worse.tools("doctor", "--stage", "prod", fails=True))
    for words in (
        "protect it from deletion",
        f"{API} is stopped: 0 concurrent runs",
        "the event source is Disabled",
        "BatchSize 7, and should have 100",
        "wait in the on-failure queue: about 1",
        "/openapi.json answers 429 instead of 200",
    ):
        assert any(words in text for text in texts), words
    assert len(texts) == 6


def test_whoever_has_few_rights_is_told_which_are_missing_and_what_could_not_be_seen(worse):
    said = worse.tools("doctor", "--stage", "prod", fails=True, **user_with(worse, RIGHTS))
    denied = [text for text in wrong(said) if text.startswith("not permitted")]
    assert any("s3:CreateBucket" in text for text in denied)
    assert not any(f"{service}:" in text.rpartition(": ")[2] for text in denied for service in ("dynamodb", "lambda"))
    assert "nothing is in the on-failure queue (permission denied: sqs:GetQueueAttributes" in said
    assert "the event source is Disabled" in said


def user_with(account: Account, actions: list[str]) -> Mapping[str, str]:
    """The credentials of a new user with these rights."""
    iam = account.clients("iam")
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.create_user(UserName="ada")
    iam.put_user_policy(UserName="ada", PolicyName="rights", PolicyDocument=document)
    key = iam.create_access_key(UserName="ada")["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        "AWS_SESSION_TOKEN": "",
    }
