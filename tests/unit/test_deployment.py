"""A deployment and its end, in an account where things are otherwise than one would wish."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from types import SimpleNamespace
from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from chalicelib.memory import MemoryStore
from chalicelib.runtime import Runtime
from chalicelib.settings import Settings
from chalicelib.store import Table
from tests.unit.fake_account import NUMBER, REGION, TABLES, FakeAws, deployed_stacks, failure, stack, stacks, well
from tools.deployment import deploy, environment
from tools.deployment.aws import DeploymentFailed
from tools.deployment.deploy import Deployment
from tools.deployment.destroy import Destruction
from tools.deployment.rollback import Rollback
from tools.deployment.smoke import smoke
from tools.deployment.sources import INFRA, read_template
from tools.deployment.stacks import Plan, Stacks
from tools.deployment.stages import Stage, load_stage
from tools.deployment.standing import Standing
from tools.deployment.template import app_template
from tools.tables import create_request

URL = "https://a1b2c3.execute-api.ap-southeast-2.amazonaws.com/prod"
NOTHING_CHANGES = {"Status": "FAILED", "StatusReason": "The submitted information didn't contain changes."}
PROD = load_stage("prod")


class Aws(FakeAws):
    """The account, whose clients of S3 know their endpoint too."""

    def __call__(self, service: str) -> Any:
        client = super().__call__(service)
        if service == "s3":
            client.meta = SimpleNamespace(endpoint_url=f"https://s3.{REGION}.amazonaws.com")
        return client


@pytest.fixture
def dynamodb(monkeypatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield botocore.session.get_session().create_client("dynamodb", region_name=REGION)


@pytest.fixture
def aws(dynamodb) -> Aws:
    """An account in which the stage prod is deployed, and nothing that is deployed again changes anything."""
    services = well(dynamodb, URL).services
    services["s3"] = {"head_object": {}}
    aws = Aws(dynamodb, services)
    let_stand(aws)
    return aws


def let_stand(aws: Aws, **others: dict[str, Any] | None) -> None:
    """Let these stacks stand in the account beside the usual ones."""
    found = {**deployed_stacks(URL), **others}
    for part, more in (("stateful", {"ArtifactsBucket": "artifacts"}), ("app", {"ApiName": "weborders-prod"})):
        if part not in others:
            found[part]["Outputs"] += [{"OutputKey": key, "OutputValue": value} for key, value in more.items()]
    aws.services["cloudformation"] |= {
        "describe_stacks": stacks(**found),
        "create_change_set": {},
        "describe_change_set": NOTHING_CHANGES,
        "delete_change_set": {},
        "delete_stack": {},
    }


def quiet(_: str) -> None:
    """Report nothing."""


def dry(aws: Aws, stage: Stage = PROD, report: Any = quiet) -> dict[str, Any]:
    """The steps of a dry run, by name."""
    app = app_template(stage, is_checked=False)
    deployment = Deployment(stage, app, aws, report=report, dry_run=True)
    return {step.name: step.run for step in deployment.steps()}


# What a stack is given


@pytest.mark.parametrize("part", ["scaling", "monitoring", "website"])
def test_a_stack_is_given_the_parameters_that_its_template_declares_and_all_that_it_needs(aws, part, monkeypatch):
    monkeypatch.setattr(deploy, "build", lambda report: None)
    given: list[dict[str, Any]] = []
    aws.services["cloudformation"]["create_change_set"] = lambda **request: given.append(request) or {}
    provisioned = {**PROD.parameters, "stateful": {**PROD.parameters["stateful"], "Billing": "provisioned"}}
    dry(aws, replace(PROD, parameters=provisioned))[part]()
    (request,) = given
    names = {each["ParameterKey"] for each in request["Parameters"]}
    declared = read_template(INFRA / f"{part}.yaml")["Parameters"]
    needed = {name for name, each in declared.items() if "Default" not in each}
    assert needed <= names <= set(declared)


# A dry run


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS", "DELETE_FAILED"])
def test_a_dry_run_leaves_a_half_made_stack_as_it_is(aws, status):
    let_stand(aws, app=stack(status))
    said: list[str] = []
    dry(aws, report=said.append)["app"]()
    assert f"weborders-prod-app was left half made ({status})" in said[-1]
    assert not {"delete_stack", "create_change_set"} & set(aws.calls)


@pytest.mark.parametrize("status", ["REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS", "ROLLBACK_COMPLETE", "DELETE_FAILED"])
def test_a_stack_that_was_not_made_to_its_end_counts_as_missing(aws, status):
    let_stand(aws, app=stack(status))
    assert not Standing(PROD, aws, quiet).has("app")


def test_a_dropped_plan_of_a_new_stack_waits_until_the_stack_is_gone(aws):
    answers = iter([stack("REVIEW_IN_PROGRESS"), stack("DELETE_IN_PROGRESS"), None])
    aws.services["cloudformation"]["describe_stacks"] = lambda **_: stacks(new=next(answers))(
        StackName="weborders-prod-new"
    )
    Stacks(aws("cloudformation"), report=quiet, pause=0).drop(Plan("weborders-prod-new", "one", True, ()))
    assert next(answers, "all were asked for") == "all were asked for"


# What a change replaces


def target(name: str, recreation: str) -> dict[str, Any]:
    return {"Target": {"Attribute": "Properties", "Name": name, "RequiresRecreation": recreation}}


@pytest.mark.parametrize(
    ("replacement", "details", "replaces"),
    [
        ("True", [target("TableName", "Always")], True),
        ("False", [target("Tags", "Never")], False),
        # A new index, as CloudFormation tells of it.
        (
            "Conditional",
            [target("AttributeDefinitions", "Conditionally"), target("GlobalSecondaryIndexes", "Never")],
            False,
        ),
        ("Conditional", [target("TableName", "Conditionally")], True),
        ("Conditional", [], True),
    ],
)
def test_a_new_index_replaces_no_table_and_another_name_does(aws, replacement, details, replaces):
    change = {
        "Action": "Modify",
        "LogicalResourceId": "Orders",
        "ResourceType": "AWS::DynamoDB::Table",
        "Replacement": replacement,
        "Details": details,
    }
    aws.services["cloudformation"]["describe_change_set"] = {
        "Status": "CREATE_COMPLETE",
        "Changes": [{"ResourceChange": change}],
    }
    plan = Stacks(aws("cloudformation"), report=quiet).plan("weborders-prod-stateful", {"TemplateBody": "{}"}, {})
    assert plan.changes[0].replaces is replaces


# What went wrong


def event(number: int, status: str, resource: str = "Orders", reason: str = "") -> dict[str, Any]:
    physical = "arn:stack" if resource == "stack" else resource
    told = {"EventId": f"{number}", "ResourceStatus": status, "LogicalResourceId": resource, "StackId": "arn:stack"}
    return {**told, "PhysicalResourceId": physical, "ResourceStatusReason": reason}


EVENTS = [
    event(5, "UPDATE_ROLLBACK_FAILED", "stack"),
    event(4, "UPDATE_FAILED", reason="the newest reason"),
    event(3, "UPDATE_IN_PROGRESS", "stack"),
    event(2, "UPDATE_FAILED", reason="a reason of last year"),
    event(1, "UPDATE_IN_PROGRESS", "stack"),
]


def test_a_stack_that_is_stuck_tells_the_reasons_of_its_last_update_only(aws):
    let_stand(aws, app=stack("UPDATE_ROLLBACK_FAILED"))
    aws.services["cloudformation"]["describe_stack_events"] = {"StackEvents": EVENTS}
    with pytest.raises(DeploymentFailed, match="the newest reason") as raised:
        dry(aws)["app"]()
    assert "last year" not in raised.value.message


def test_a_failure_is_told_whatever_the_clock_of_this_machine_says(aws):
    """The events of before are told apart by their names: those of a fast failure would else be too early."""
    let_stand(aws, app=stack("UPDATE_ROLLBACK_COMPLETE"))
    cloudformation = aws.services["cloudformation"]
    cloudformation["describe_stack_events"] = {"StackEvents": EVENTS[3:]}

    def execute(**_: Any) -> dict[str, Any]:
        cloudformation["describe_stack_events"] = {"StackEvents": EVENTS[1:]}
        return {}

    cloudformation["execute_change_set"] = execute
    said: list[str] = []
    with pytest.raises(DeploymentFailed, match="the newest reason") as raised:
        Stacks(aws("cloudformation"), report=said.append).carry_out(Plan("weborders-prod-app", "one", False, ()))
    assert "last year" not in raised.value.message
    assert len(said) == 2


# Tables that are there


def test_nothing_is_adopted_where_one_of_the_tables_can_not_be(dynamodb):
    aws = Aws(dynamodb, {"cloudformation": {"describe_stacks": stacks()}})
    dynamodb.create_table(**create_request(Table(TABLES.orders.name, "orderID")))
    dynamodb.create_table(**create_request(Table(TABLES.contacts.name, "anotherKey")))
    adopting = {**PROD.parameters["stateful"], "OrdersOrigin": "adopt", "ContactsOrigin": "adopt"}
    stage = replace(PROD, parameters={**PROD.parameters, "stateful": adopting})
    steps = {step.name: step for step in Deployment(stage, None, aws, report=quiet, dry_run=False).steps()}
    with pytest.raises(DeploymentFailed, match=f"{TABLES.contacts.name} can't be adopted"):
        steps["stateful"].run()
    assert "UpdateTable" not in aws.calls


def test_an_orders_table_without_a_stream_is_told_in_words(aws):
    aws.dynamodb.update_table(TableName=TABLES.orders.name, StreamSpecification={"StreamEnabled": False})
    with pytest.raises(DeploymentFailed, match="has no stream") as raised:
        Standing(PROD, aws, quiet).stateful()
    assert f"--table-name {TABLES.orders.name}" in raised.value.way_on


def test_an_upkeep_command_refuses_another_account_too(aws, monkeypatch):
    monkeypatch.setattr(environment, "load_stage", lambda _: replace(PROD, account="999999999999"))
    monkeypatch.setattr(environment, "clients_of", lambda _: aws)
    with pytest.raises(DeploymentFailed, match=f"belong to the account {NUMBER}, the stage to 999999999999"):
        environment.enter_named("prod")


# The end


def test_what_an_interrupted_destruction_has_left_is_destroyed_by_the_next(aws):
    """The tables, the queue and the bucket are gone; the stack, which alone knows their names, is not."""
    for table in TABLES:
        aws.dynamodb.update_table(TableName=table.name, DeletionProtectionEnabled=False)
        aws.dynamodb.delete_table(TableName=table.name)
    aws.services["sqs"]["delete_queue"] = failure("AWS.SimpleQueueService.NonExistentQueue")
    aws.services["s3"] = {"head_object": failure("404"), "list_object_versions": failure("NoSuchBucket")}

    def delete_stack(**_: Any) -> dict[str, Any]:
        aws.services["cloudformation"]["describe_stacks"] = stacks()
        return {}

    aws.services["cloudformation"] |= {"delete_stack": delete_stack, "describe_stack_events": {"StackEvents": []}}
    destruction = Destruction(PROD, aws, report=quiet)
    assert not destruction.is_by_chalice()
    destruction.take_data_away()
    assert aws.calls.index("delete_stack") > aws.calls.index("delete_queue")


# The smoke test


class Gateway(BaseHTTPRequestHandler):
    """A gateway that knows the API at the third call only, and asks nobody for a token."""

    def __init__(self, statuses: Iterator[int], keys: list[str | None], *arguments: Any) -> None:
        self._statuses, self._keys = statuses, keys
        super().__init__(*arguments)

    def do_GET(self) -> None:
        self._keys.append(self.headers["x-api-key"])
        self.send_response(next(self._statuses))
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


def test_the_smoke_test_waits_for_a_new_api_and_sends_the_key_of_a_usage_plan():
    keys: list[str | None] = []
    statuses = iter([403, 500, 200, 200, 418])
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Gateway, statuses, keys))
    thread = Thread(target=partial(server.serve_forever, 0.01), daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(DeploymentFailed, match="a call without a token: answered 418 instead of 401"):
            smoke(Runtime(Settings(), MemoryStore()), url, key="k3y", report=quiet)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert keys == ["k3y"] * 5


def test_the_api_key_is_found_where_the_app_has_a_usage_plan(aws):
    aws.services["apigateway"]["get_api_key"] = lambda **asked: {"value": f"{asked['apiKey']}: the key"}
    standing = Standing(PROD, aws, quiet)
    assert standing.api_key({"ApiKeyId": "k1"}) == "k1: the key"
    assert standing.api_key({"ApiId": "a1"}) is None


# The way back


def release(version: str, **parameters: str) -> dict[str, Any]:
    """A release as the artifacts bucket has it."""
    template = f"templates/app-{version}.template"
    told = {"version": version, "projection_version": 1, "template_key": template, "deployed_at": ""}
    return {**told, "parameters": parameters}


@pytest.fixture
def released(aws) -> Aws:
    """The account, in which v2 was deployed after v1, when the orders table had another stream."""
    kept = {"releases/1.json": release("v1", OrdersStreamArn="arn:old"), "releases/2.json": release("v2")}
    aws.services["s3"] |= {
        "list_objects_v2": {"Contents": [{"Key": key} for key in kept]},
        "get_object": lambda *, Key, **_: {"Body": BytesIO(json.dumps(kept[Key]).encode())},  # noqa: N803
        "put_object": {},
    }
    return aws


def test_a_rollback_reads_the_stream_that_the_orders_table_has_now(released):
    given: list[dict[str, Any]] = []
    released.services["cloudformation"]["create_change_set"] = lambda **request: given.append(request) or {}
    rollback = Rollback(PROD, released, report=quiet)
    rollback.carry_out(rollback.plan(None))
    (request,) = given
    assert request["TemplateURL"] == f"https://s3.{REGION}.amazonaws.com/artifacts/templates/app-v1.template"
    (stream,) = request["Parameters"]
    assert stream["ParameterValue"] == Standing(PROD, released, quiet).stateful()["OrdersStreamArn"] != "arn:old"


def test_a_stage_whose_app_was_taken_away_has_nothing_to_go_back_from(released):
    let_stand(released, app=None)
    with pytest.raises(DeploymentFailed, match="no packaged app is deployed"):
        Rollback(PROD, released, report=quiet).plan(None)
