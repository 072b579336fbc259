"""`chalice deploy` itself: by our command, which tunes it afterwards, and alone from a checkout."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deployed.conftest import PROJECT
from tools.dashboard import DIST
from tools.deployment.chalice_project import FUNCTIONS, function_name
from tools.deployment.website import files_of

MAPPING = {
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 100,
    "MaximumRecordAgeInSeconds": 43200,
    "BatchSize": 100,
    "MaximumBatchingWindowInSeconds": 1,
    "ParallelizationFactor": 1,
}


@pytest.fixture(scope="module")
def deployed(account) -> str:
    """What deploying with Chalice says."""
    return account.tools("deploy", "--stage", "prod", "--with", "chalice")


def mappings(account) -> list[dict]:
    return account.clients("lambda").list_event_source_mappings()["EventSourceMappings"]


def test_it_works_and_an_order_goes_through(deployed):
    assert "an order reached the views after" in deployed
    assert "deployed the app to prod" in deployed


def test_the_event_source_is_tuned(deployed, account):
    (mapping,) = mappings(account)
    assert {name: mapping[name] for name in MAPPING} == MAPPING
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"].endswith("weborders-prod-on-failure")


def test_logs_are_kept_for_as_long_as_the_stack_says(deployed, account):
    groups = account.clients("logs").describe_log_groups(logGroupNamePrefix="/aws/lambda/weborders-prod")["logGroups"]
    kept = {each["logGroupName"]: each.get("retentionInDays") for each in groups}
    assert kept == {f"/aws/lambda/{function_name('prod', name)}": 90 for name in FUNCTIONS}


def test_the_gateway_is_tuned(deployed, account):
    gateway = account.clients("apigateway")
    (api,) = gateway.get_rest_apis()["items"]
    (stage,) = gateway.get_stages(restApiId=api["id"])["item"]
    settings = stage["methodSettings"]["*/*"]
    assert (settings["throttlingRateLimit"], settings["throttlingBurstLimit"]) == (2000.0, 5000)
    responses = gateway.get_gateway_responses(restApiId=api["id"])["items"]
    assert "THROTTLED" in {each["responseType"] for each in responses}


def test_each_function_has_its_own_rights(deployed, account):
    iam = account.clients("iam")
    for name, (_, policy_file) in FUNCTIONS.items():
        role = function_name("prod", name) if name != "api_handler" else "weborders-prod-api_handler"
        (policy,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
        document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
        written = json.loads((PROJECT / ".chalice" / policy_file).read_text())
        assert [each["Sid"] for each in document["Statement"]] == [each["Sid"] for each in written["Statement"]]


def test_the_dashboard_is_built_and_uploaded(deployed, account):
    if "SKIPPED: the dashboard" in deployed:
        pytest.skip("there is no Node to build the dashboard with")
    (stack,) = account.clients("cloudformation").describe_stacks(StackName="weborders-prod-website")["Stacks"]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in stack["Outputs"]}
    assert f"the dashboard is at {outputs['WebsiteUrl']}" in deployed
    uploaded = account.clients("s3").list_objects_v2(Bucket=outputs["WebsiteBucket"])["Contents"]
    assert {each["Key"] for each in uploaded} == {each.key for each in files_of(DIST)}


def test_it_is_tried_and_taken_away_by_the_same_commands(deployed, account):
    assert "works" in account.tools("smoke", "--stage", "prod")
    said = account.tools("rollback", "--stage", "prod", fails=True)
    assert "checking out its version" in said
    account.tools("destroy", "--stage", "prod")
    assert mappings(account) == []
    assert account.clients("lambda").list_functions()["Functions"] == []
    assert account.clients("cloudfront").list_distributions()["DistributionList"]["Quantity"] == 0


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """What Chalice needs of a checkout, and nothing of ours beside it."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("app.py", "requirements.txt"):
        shutil.copy(PROJECT / name, folder)
    for name in ("chalicelib", ".chalice"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "deployed"))
    return folder


def chalice(checkout: Path, account, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "import sys; from chalice.cli import main; sys.exit(main())", *arguments],
        cwd=checkout,
        env={**os.environ, **account.environment, **variables},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_alone_it_refuses_to_deploy_without_the_stream(checkout, account):
    answer = chalice(checkout, account, "deploy", "--stage", "prod")
    assert answer.returncode != 0
    assert "ORDERS_STREAM_ARN must name the stream of the orders table" in answer.stderr + answer.stdout


def test_alone_it_deploys_from_a_checkout(deployed, checkout, account):
    table = account.clients("dynamodb").describe_table(TableName="packprod-weborders")["Table"]
    answer = chalice(checkout, account, "deploy", "--stage", "prod", ORDERS_STREAM_ARN=table["LatestStreamArn"])
    assert answer.returncode == 0, answer.stderr + answer.stdout
    assert "Rest API URL" in answer.stdout
    (mapping,) = mappings(account)
    assert mapping["EventSourceArn"] == table["LatestStreamArn"]
    assert chalice(checkout, account, "delete", "--stage", "prod").returncode == 0
