"""The templates: AWS would take them, and what they make is what was meant."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields, replace
from typing import Any

import pytest

from app import app
from chalicelib.projections.contribution import PROJECTION_VERSION
from chalicelib.tables import Tables, tables_named
from tools.deployment import checks, template
from tools.deployment.aws import DeploymentFailed
from tools.deployment.chalice_project import (
    FUNCTIONS,
    outputs_of_any_account,
    policies,
    project_for_chalice,
)
from tools.deployment.gateway import gateway_responses
from tools.deployment.names import TABLE_NAMES
from tools.deployment.sources import INFRA, PROJECT, read_template
from tools.deployment.stages import Stage, load_stage
from tools.deployment.template import ANY_BUCKET, AppTemplate, app_template

CANARY = {"Traffic": "Canary10Percent5Minutes", "Tracing": "on", "UsagePlan": "on", "ApiProvisionedConcurrency": "2"}
LOGICAL_IDS = sorted(logical_id for logical_id, _ in FUNCTIONS.values())
PROD = load_stage("prod")


def with_app(**chosen: str) -> Stage:
    return replace(PROD, parameters={**PROD.parameters, "app": {**PROD.parameters["app"], **chosen}})


@pytest.fixture(scope="module")
def plain() -> AppTemplate:
    return app_template(PROD, is_checked=False)


@pytest.fixture(scope="module")
def shifted() -> AppTemplate:
    """The template with everything switched on."""
    return app_template(with_app(**CANARY), is_checked=False)


def translated(made: AppTemplate) -> dict[str, Any]:
    return checks.translated(made.text(ANY_BUCKET), made.parameters, region="ap-southeast-2")


@pytest.fixture(scope="module")
def resources(plain) -> dict[str, Any]:
    return translated(plain)["Resources"]


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: each["Properties"] for name, each in resources.items() if each["Type"] == kind}


def texts(node: Any) -> Iterator[str]:
    """Every text in a part of a template."""
    match node:
        case dict():
            for each in node.values():
                yield from texts(each)
        case list():
            for each in node:
                yield from texts(each)
        case str():
            yield node


# What AWS would refuse


@pytest.mark.parametrize("name", ["stateful", "scaling", "monitoring", "website"])
def test_a_template_is_clean(name):
    path = INFRA / f"{name}.yaml"
    if not path.exists():
        pytest.skip(f"there is no {path.name}")
    assert checks.lint(path.read_text(), suffix=".yaml") == []


@pytest.mark.parametrize("chosen", [{}, CANARY], ids=["plain", "everything"])
def test_the_apps_template_is_clean(chosen):
    made = app_template(with_app(**chosen), is_checked=False)
    assert checks.lint(json.dumps(translated(made))) == []


def test_a_mistake_in_a_template_is_told_in_words():
    text = json.dumps({"Resources": {"Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueNme": "x"}}}})
    with pytest.raises(DeploymentFailed, match="QueueNme"):
        checks.lint(text)


def test_what_sam_refuses_is_told_in_words():
    text = json.dumps({"Resources": {"F": {"Type": "AWS::Serverless::Function", "Properties": {"Runtime": "x"}}}})
    with pytest.raises(DeploymentFailed, match="SAM refuses"):
        checks.translated(text, {}, region="ap-southeast-2")


def test_routes_whose_content_types_disagree_are_refused(monkeypatch):
    route = app.routes["/admin/orders/import"]["POST"]
    monkeypatch.setattr(route, "content_types", ["application/json", "image/png"])
    with pytest.raises(DeploymentFailed, match=r"app\.py"):
        checks.check_template("{}", {}, region="ap-southeast-2")


def test_the_app_of_a_stage_is_checked(monkeypatch):
    monkeypatch.setattr(template, "check_template", refuse)
    with pytest.raises(DeploymentFailed, match="checked"):
        app_template(PROD)


def refuse(*_: object, **__: object) -> None:
    raise DeploymentFailed("checked")


# The gateway


def test_there_is_one_gateway_stage_and_its_name_is_prod(resources):
    (stage,) = of_type(resources, "AWS::ApiGateway::Stage").values()
    assert stage["StageName"] == "prod"


@pytest.mark.parametrize("name", ["plain", "shifted"])
def test_the_gateway_calls_aliases_only(name, request):
    made = translated(request.getfixturevalue(name))["Resources"]
    body = made["RestAPI"]["Properties"]["Body"]
    called = [each for each in texts(body) if "/invocations" in each]
    routes = sum(len(methods) for methods in app.routes.values())
    assert len(called) == routes + 1  # and the authorizer
    assert {re.search(r"\$\{(\w+)\}/invocations", each)[1] for each in called} == {
        "APIHandlerAliaslive",
        "TokenAuthorizerAliaslive",
    }


def test_what_calls_an_alias_may_call_it(resources):
    permitted = [each["FunctionName"] for each in of_type(resources, "AWS::Lambda::Permission").values()]
    for name in LOGICAL_IDS:
        if name != "UpdateCustomerMetricsCache":  # Lambda reads the stream itself
            assert {"Ref": f"{name}Aliaslive"} in permitted


def test_the_gateway_is_regional_throttled_measured_and_compresses(plain, resources):
    api = resources["RestAPI"]["Properties"]
    (stage,) = of_type(resources, "AWS::ApiGateway::Stage").values()
    (settings,) = stage["MethodSettings"]
    assert api["EndpointConfiguration"] == {"Types": ["REGIONAL"]}
    assert api["MinimumCompressionSize"] == 1024
    assert settings["ThrottlingRateLimit"] == {"Ref": "ThrottlingRate"}
    assert settings["MetricsEnabled"] is True
    parameters = plain.template["Parameters"]
    assert (parameters["ThrottlingRate"]["Default"], parameters["ThrottlingBurst"]["Default"]) == (2000, 5000)


@pytest.mark.parametrize("name", sorted(gateway_responses()))
def test_an_answer_of_the_gateway_itself_is_a_problem_that_browsers_can_read(name, resources):
    answer = resources["RestAPI"]["Properties"]["Body"]["x-amazon-apigateway-gateway-responses"][name]
    problem = json.loads(answer["responseTemplates"]["application/json"])
    headers = answer["responseParameters"]
    assert problem["message"] == problem["detail"]
    assert headers["gatewayresponse.header.Content-Type"] == "'application/problem+json'"
    assert headers["gatewayresponse.header.Access-Control-Allow-Origin"] == "'*'"
    assert answer.get("statusCode", "") == str(problem.get("status", ""))


@pytest.mark.parametrize("name", ["THROTTLED", "QUOTA_EXCEEDED", "AUTHORIZER_FAILURE", "DEFAULT_5XX"])
def test_what_may_be_tried_again_says_when(name):
    assert int(gateway_responses()[name]["ResponseParameters"]["Headers"]["Retry-After"].strip("'")) >= 1


@pytest.mark.parametrize(
    ("name", "status"),
    [("MISSING_AUTHENTICATION_TOKEN", "404"), ("UNAUTHORIZED", "401"), ("ACCESS_DENIED", "403"), ("THROTTLED", "429")],
)
def test_the_gateways_own_answers_have_the_statuses_of_the_app(name, status):
    assert gateway_responses()[name]["StatusCode"] == status


def test_a_usage_plan_lets_every_route_with_a_token_ask_for_a_key(shifted, plain):
    def keys_asked(made: AppTemplate) -> list[bool]:
        paths = made.template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
        every = [method for methods in paths.values() for method in methods.values() if "security" in method]
        return ["api_key" in method["security"][0] for method in every]

    assert all(keys_asked(shifted))
    assert not any(keys_asked(plain))


# The functions


@pytest.mark.parametrize("name", LOGICAL_IDS)
def test_a_function_has_a_role_a_version_an_alias_and_a_log_of_its_own(name, resources):
    roles = {key: each["Role"]["Fn::GetAtt"][0] for key, each in of_type(resources, "AWS::Lambda::Function").items()}
    assert list(roles.values()).count(roles[name]) == 1
    assert f"{name}Aliaslive" in resources
    function = resources[name]["Properties"]["FunctionName"]["Fn::Sub"]
    logs = of_type(resources, "AWS::Logs::LogGroup")
    assert {"Fn::Sub": f"/aws/lambda/{function}"} == logs[resources[name]["DependsOn"]]["LogGroupName"]
    assert logs[resources[name]["DependsOn"]]["RetentionInDays"] == {"Ref": "LogRetentionDays"}


def test_nothing_is_allowed_on_everything_but_what_aws_knows_nothing_finer_for(resources):
    for role in of_type(resources, "AWS::IAM::Role").values():
        for statement in role["Policies"][0]["PolicyDocument"]["Statement"]:
            if statement.get("Resource") == "*":
                pytest.fail(f"{statement['Sid']} is allowed on everything")
            if "Fn::If" in statement:
                condition, allowed, otherwise = statement["Fn::If"]
                assert otherwise == {"Ref": "AWS::NoValue"}
                if allowed["Resource"] == "*":
                    assert condition == "IsTraced"
                    assert allowed["Action"] == ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]


def test_every_table_is_named_to_every_function(resources):
    for function in of_type(resources, "AWS::Lambda::Function").values():
        variables = function["Environment"]["Variables"]
        assert {variable: variables[variable] for variable in TABLE_NAMES.values()} == {
            variable: {"Ref": name} for name, variable in TABLE_NAMES.items()
        }
        assert variables["STAGE"] == {"Ref": "Stage"}


def test_a_function_is_tagged_with_its_stage(resources):
    for function in of_type(resources, "AWS::Lambda::Function").values():
        assert {"Key": "stage", "Value": {"Ref": "Stage"}} in function["Tags"]


def test_the_event_source_begins_at_the_oldest_change_and_notes_what_it_gives_up(resources):
    (source,) = of_type(resources, "AWS::Lambda::EventSourceMapping").values()
    assert source["FunctionName"] == {"Ref": "UpdateCustomerMetricsCacheAliaslive"}
    assert source["EventSourceArn"] == {"Ref": "OrdersStreamArn"}
    assert source["StartingPosition"] == "TRIM_HORIZON"
    assert source["BisectBatchOnFunctionError"] is True
    assert source["DestinationConfig"] == {"OnFailure": {"Destination": {"Ref": "OnFailureQueueArn"}}}
    assert source["MaximumRetryAttempts"] == {"Ref": "RetryAttempts"}
    assert source["MaximumRecordAgeInSeconds"] == {"Ref": "RecordAge"}
    assert source["ParallelizationFactor"] == {"Ref": "ParallelizationFactor"}
    assert "FunctionResponseTypes" not in source  # the handler raises, and never reports a part of a batch


def versions(made: AppTemplate) -> set[str]:
    return set(of_type(translated(made)["Resources"], "AWS::Lambda::Version"))


def test_a_changed_parameter_makes_a_new_version_of_every_function(plain):
    assert versions(app_template(PROD, is_checked=False)) == versions(plain)
    assert not versions(app_template(with_app(LogLevel="DEBUG"), is_checked=False)) & versions(plain)


def test_a_new_version_changes_its_function_too(plain):
    """Lambda refuses to publish what it has published before; here the gateway alone would change."""
    before, after = (
        of_type(translated(made)["Resources"], "AWS::Lambda::Function")
        for made in (plain, app_template(with_app(ThrottlingRate="7"), is_checked=False))
    )
    assert set(before) == set(after) == set(LOGICAL_IDS)
    assert all(before[name]["Description"] != after[name]["Description"] for name in before)


def test_a_changed_answer_of_the_gateway_alone_is_deployed(plain):
    changed = replace(plain, template=deepcopy(plain.template))
    changed.template["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]["THROTTLED"]["StatusCode"] = "503"
    before, after = (
        set(of_type(translated(made)["Resources"], "AWS::ApiGateway::Deployment")) for made in (plain, changed)
    )
    assert before != after


# A canary


def test_traffic_is_shifted_only_where_the_stage_says_so(plain, shifted):
    for name in ("APIHandler", "UpdateCustomerMetricsCache"):
        assert "DeploymentPreference" not in plain.template["Resources"][name]["Properties"]
        preference = shifted.template["Resources"][name]["Properties"]["DeploymentPreference"]
        assert preference["Type"] == "Canary10Percent5Minutes"
        alarms = {alarm["Ref"] for alarm in preference["Alarms"]}
        assert alarms <= set(of_type(shifted.template["Resources"], "AWS::CloudWatch::Alarm"))


def test_the_alarms_of_a_canary_look_at_the_alias(shifted):
    for name, function in {"ApiCrashes": "APIHandler", "StreamErrors": "UpdateCustomerMetricsCache"}.items():
        dimensions = shifted.template["Resources"][name]["Properties"]["Dimensions"]
        assert {"Name": "Resource", "Value": {"Fn::Sub": f"${{{function}}}:live"}} in dimensions


# What the other commands read


def test_the_outputs_say_where_everything_is(plain):
    assert set(plain.template["Outputs"]) == {
        *("ApiUrl", "ApiId", "ApiName", "ApiStage", "ApiFunction", "StreamFunction", "NightlyFunction"),
        *("AuthorizerFunction", "EventSourceMapping", "ApiKeyId", "Traffic", "AppVersion", "ProjectionVersion"),
    }
    assert plain.template["Outputs"]["ProjectionVersion"] == {"Value": str(PROJECTION_VERSION)}
    assert plain.template["Outputs"]["AppVersion"] == {"Value": plain.version}


def test_the_bundle_is_named_by_its_content(plain):
    text = json.loads(plain.text("a-bucket"))
    for name in LOGICAL_IDS:
        assert text["Resources"][name]["Properties"]["CodeUri"] == {"Bucket": "a-bucket", "Key": plain.bundle_key}
    assert re.fullmatch(r"bundles/[0-9a-f]{32}\.zip", plain.bundle_key)


# Plain `chalice deploy`


@pytest.mark.parametrize("file", [file for _, file in FUNCTIONS.values()])
def test_the_policies_of_the_checkout_are_those_of_the_template(file):
    written = json.loads((PROJECT / ".chalice" / file).read_text())
    assert written == policies(PROD, outputs_of_any_account(PROD))[file], "run `make policies`"


def test_the_settings_of_the_checkout_are_those_of_the_template(tmp_path):
    project_for_chalice(PROD, outputs_of_any_account(PROD), tmp_path)
    written = json.loads((PROJECT / ".chalice" / "config.json").read_text())["stages"]["prod"]
    made = json.loads((tmp_path / ".chalice" / "config.json").read_text())["stages"]["prod"]
    assert written["lambda_functions"] == made["lambda_functions"]
    assert written["environment_variables"].items() <= made["environment_variables"].items()


def test_a_project_for_chalice_has_the_tables_and_the_stream_of_its_stage(tmp_path):
    stage = replace(with_app(StreamReservedConcurrency="3", Tracing="on"), name="test")
    outputs = {**outputs_of_any_account(stage), "OrdersTable": "other-orders", "OrdersStreamArn": "arn:of:the:stream"}
    project_for_chalice(stage, outputs, tmp_path)
    made = json.loads((tmp_path / ".chalice" / "config.json").read_text())["stages"]["test"]
    assert made["api_gateway_stage"] == "prod"
    assert made["environment_variables"]["ORDERS_TABLE"] == "other-orders"
    assert made["environment_variables"]["ORDERS_STREAM_ARN"] == "arn:of:the:stream"
    assert made["lambda_functions"]["updateCustomerMetricsCache"]["reserved_concurrency"] == 3
    policy = json.loads((tmp_path / ".chalice" / "policy-stream.json").read_text())
    by_name = {statement["Sid"]: statement for statement in policy["Statement"]}
    assert by_name["ReadOrders"]["Resource"].endswith("table/other-orders")
    assert by_name["ReadStream"]["Resource"] == "arn:of:the:stream"
    assert by_name["Trace"]["Resource"] == "*"
    assert (tmp_path / "app.py").is_file()
    assert (tmp_path / "chalicelib" / "dynamo.py").is_file()


# Provisioned throughput


def test_every_table_and_index_is_scaled_for_reads_and_writes():
    resources = read_template(INFRA / "scaling.yaml")["Resources"]
    targets = of_type(resources, "AWS::ApplicationAutoScaling::ScalableTarget")
    scaled = sorted((each["ResourceId"]["Fn::Sub"], each["ScalableDimension"]) for each in targets.values())
    assert scaled == sorted(expected_targets())
    policies_ = of_type(resources, "AWS::ApplicationAutoScaling::ScalingPolicy").values()
    assert sorted(each["ScalingTargetId"]["Ref"] for each in policies_) == sorted(targets)
    assert read_template(INFRA / "scaling.yaml")["Parameters"]["Target"]["Default"] == 70


def expected_targets() -> Iterator[tuple[str, str]]:
    tables = tables_named()
    for name in (each.name for each in fields(Tables)):
        place = f"table/${{{name.capitalize()}Table}}"
        for unit in ("Read", "Write"):
            yield place, f"dynamodb:table:{unit}CapacityUnits"
            for index in getattr(tables, name).indexes:
                yield f"{place}/index/{index}", f"dynamodb:index:{unit}CapacityUnits"
