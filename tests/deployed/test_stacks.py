"""Stacks: planned, carried out, taken back, and explained where they fail."""

import json
from typing import Any

import pytest

from tools.deployment.aws import DeploymentFailed
from tools.deployment.stacks import Change, Stacks, differing


def template(**queues: dict[str, Any]) -> dict[str, str]:
    """A stack of queues."""
    resources = {name: {"Type": "AWS::SQS::Queue", "Properties": properties} for name, properties in queues.items()}
    outputs = {f"{name}Url": {"Value": {"Ref": name}} for name in queues}
    return {"TemplateBody": json.dumps({"Resources": resources, "Outputs": outputs})}


def table(name: str) -> dict[str, str]:
    properties = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
    }
    resources = {"Table": {"Type": "AWS::DynamoDB::Table", "DeletionPolicy": "Retain", "Properties": properties}}
    return {"TemplateBody": json.dumps({"Resources": resources})}


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def stacks(cloudformation, said) -> Stacks:
    return Stacks(cloudformation, report=said.append, pause=0.05)


def test_a_stack_is_planned_made_changed_and_deleted(stacks, said):
    plan = stacks.plan("story", template(First={"QueueName": "first"}), {})
    assert plan.is_new
    assert plan.changes == (Change("Add", "First", "AWS::SQS::Queue", replaces=False),)
    assert stacks.carry_out(plan)["FirstUrl"].endswith("/first")
    assert any("CREATE_COMPLETE" in line and "First" in line for line in said)

    assert stacks.plan("story", template(First={"QueueName": "first"}), {}) is None

    plan = stacks.plan("story", template(First={"QueueName": "first"}, Second={"QueueName": "second"}), {})
    assert [str(change) for change in plan.changes] == ["add    AWS::SQS::Queue Second"]
    assert set(stacks.carry_out(plan)) == {"FirstUrl", "SecondUrl"}

    assert stacks.delete("story")
    assert stacks.find("story") is None
    assert not stacks.delete("story")


def test_a_plan_that_is_dropped_leaves_nothing(stacks):
    stacks.drop(stacks.plan("dropped", template(First={}), {}))
    assert stacks.find("dropped") is None


def test_what_takes_something_away_is_told_apart(stacks):
    stacks.carry_out(stacks.plan("named", template(First={"QueueName": "one"}, Second={}), {}))
    plan = stacks.plan("named", template(First={"QueueName": "other"}), {})
    assert {change.resource for change in differing(plan.changes)} == {"First", "Second"}


def test_what_exists_outside_the_stack_is_to_be_adopted(stacks):
    stacks.carry_out(stacks.plan("owner", table("taken"), {}))
    with pytest.raises(DeploymentFailed, match="taken") as raised:
        stacks.carry_out(stacks.plan("late", table("taken"), {}))
    assert "adopt it" in raised.value.way_on


def test_a_stack_that_was_left_half_made_is_removed_first(stacks, said):
    with pytest.raises(DeploymentFailed):
        stacks.carry_out(stacks.plan("half", table("taken"), {}))
    assert stacks.find("half").status == "ROLLBACK_COMPLETE"
    stacks.carry_out(stacks.plan("half", table("free"), {}))
    assert stacks.find("half").status == "CREATE_COMPLETE"
    assert any("left half made" in line for line in said)


def test_a_stack_that_is_missing_is_named(stacks):
    with pytest.raises(DeploymentFailed, match="no stack weborders-nowhere-app"):
        stacks.outputs("weborders-nowhere-app")


class AsIfIn:
    """CloudFormation with one stack in a state that no emulator shows."""

    def __init__(self, cloudformation: Any, status: str) -> None:
        self._cloudformation = cloudformation
        self._status = status

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cloudformation, name)

    def describe_stacks(self, **_: Any) -> Any:
        return {"Stacks": [{"StackName": "stuck", "StackStatus": self._status}]}


@pytest.mark.parametrize(
    ("status", "message", "way_on"),
    [
        ("UPDATE_ROLLBACK_FAILED", "could not be rolled back", "continue-update-rollback --stack-name stuck"),
        ("UPDATE_IN_PROGRESS", "another deployment is running", "wait"),
    ],
)
def test_a_stack_that_can_not_be_changed_says_what_to_do(cloudformation, status, message, way_on):
    with pytest.raises(DeploymentFailed, match=message) as raised:
        Stacks(AsIfIn(cloudformation, status), report=print).plan("stuck", template(First={}), {})
    assert way_on in raised.value.way_on
