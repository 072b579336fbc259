"""The doctor: an account that is well has nothing wrong, and each thing that is made worse is found and explained."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import botocore.session
import cfnlint
import pytest
from botocore.exceptions import NoCredentialsError
from moto import mock_aws

from chalicelib import clock
from chalicelib.dynamo import DynamoStore
from chalicelib.instants import text_of
from chalicelib.projections import keys
from chalicelib.projections.contribution import PROJECTION_VERSION
from chalicelib.projections.generations import ACTIVE, BUILDING, RECOUNT, RETIRED, Generation, Generations
from chalicelib.store import Delete, Put
from chalicelib.tokens import Tokens
from tests.unit.fake_account import (
    FUNCTIONS,
    NUMBER,
    REGION,
    TABLES,
    TOPIC,
    FakeAws,
    account_in,
    alarm,
    deployed_stacks,
    failure,
    function,
    mapping,
    mappings,
    simulated,
    stack,
    stacks,
    stream_of,
    subscription,
    well,
)
from tools.deployment.doctor import (
    CHECKS,
    access,
    examine,
    findings_of,
    functions,
    gateway,
    order_changes,
    tables,
    views,
    watching,
)
from tools.deployment.doctor.account import OK, WARNING, WRONG, Account, Finding, ReadOnly
from tools.deployment.doctor.needed import needed
from tools.deployment.doctor.report import tell
from tools.deployment.doctor.stacks import stacks as states

PUBLIC = {"/openapi.json": 200}
_READING = re.compile(r"(Describe|Get|List|Simulate|Query|Scan)", re.IGNORECASE)


class _Gateway(BaseHTTPRequestHandler):
    statuses: dict[str, int]

    def do_GET(self) -> None:
        self.send_response(self.statuses.get(self.path, 401))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def api() -> Iterator[dict[str, Any]]:
    """An API on this machine: its address, and what it answers to each path; 401 to all others."""
    statuses = dict(PUBLIC)
    handler = type("Gateway", (_Gateway,), {"statuses": statuses})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=partial(server.serve_forever, 0.01), daemon=True)
    thread.start()
    yield {"url": f"http://127.0.0.1:{server.server_port}", "statuses": statuses}
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def dynamodb(monkeypatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield botocore.session.get_session().create_client("dynamodb", region_name=REGION)


@pytest.fixture
def aws(dynamodb, api) -> FakeAws:
    return well(dynamodb, api["url"])


def found(check: Any, account: Account, kind: str = WRONG) -> list[str]:
    """What a check finds of one kind; whatever is not well says what to do."""
    findings = list(findings_of(check, account))
    assert all(each.way_on for each in findings if each.kind != OK)
    return [each.what for each in findings if each.kind == kind]


def only(texts: list[str]) -> str:
    assert len(texts) == 1, texts
    return texts[0]


# The whole


def test_a_stage_that_is_well_has_nothing_wrong(aws, capsys):
    assert tell("prod", examine(account_in(aws))) == 0
    printed = capsys.readouterr().out
    assert "0 wrong, 0 to look at" in printed
    assert printed.endswith("next: `python -m tools smoke --stage prod` sends an order through\n")
    assert "nothing to look at yet" not in printed


def test_every_check_finds_something_in_an_account_that_is_well_or_has_nothing_to_say(aws):
    silent = {functions.traffic, functions.reservations, functions.warmth, gateway.logs}
    for checks in CHECKS.values():
        for check in checks:
            assert bool(found(check, account_in(aws), OK)) == (check not in silent), check


def test_no_check_writes(aws):
    aws.calls.clear()
    list(examine(account_in(aws)))
    assert len(aws.calls) > 30
    assert [name for name in aws.calls if not _READING.match(name)] == []


@pytest.mark.parametrize("operation", ["put_item", "delete_stack", "update_function_code", "tag_resource", "invoke"])
def test_a_client_of_the_doctor_can_not_write(aws, operation):
    with pytest.raises(AssertionError, match=operation):
        getattr(ReadOnly(aws("lambda")), operation)


def test_an_account_with_nothing_in_it_is_told_what_is_missing(dynamodb, capsys):
    aws = well(dynamodb, "http://127.0.0.1:1")
    for table in TABLES:
        dynamodb.update_table(TableName=table.name, DeletionProtectionEnabled=False)
        dynamodb.delete_table(TableName=table.name)
    aws.services["cloudformation"]["describe_stacks"] = stacks()
    aws.services["lambda"]["get_function_configuration"] = failure("ResourceNotFoundException")
    assert tell("prod", examine(account_in(aws))) == 1
    printed = capsys.readouterr().out
    for part in ("stateful", "app", "monitoring"):
        assert f"WRONG there is no stack weborders-prod-{part} in {REGION}" in printed
    assert f"look  there is no table {TABLES.orders.name} yet" in printed
    assert "3 wrong, 7 to look at" in printed
    assert printed.endswith("next: `python -m tools deploy --stage prod` makes it\n")


def test_a_check_that_is_denied_is_a_finding_and_the_others_are_made(aws):
    text = f"User: arn:aws:iam::{NUMBER}:user/ada is not authorized to perform: sqs:GetQueueAttributes on resource: q"
    aws.services["sqs"]["get_queue_attributes"] = failure("AccessDenied", text)
    groups = dict(examine(account_in(aws)))
    untold = [each for findings in groups.values() for each in findings if each.kind != OK]
    assert [each.kind for each in untold] == [WARNING]
    assert "nothing is in the on-failure queue (permission denied: sqs:GetQueueAttributes on q)" in untold[0].what
    assert groups["watching"]


def test_a_bug_is_not_hidden(aws):
    def broken(_: Account) -> Iterator[Finding]:
        raise KeyError("bug")
        yield

    with pytest.raises(KeyError):
        list(findings_of(broken, account_in(aws)))


# Whose account it is


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NoCredentialsError(), "no AWS credentials"),
        (failure("ExpiredToken"), "have expired"),
        (failure("InvalidClientTokenId"), "does not know these credentials"),
    ],
)
def test_without_valid_credentials_nothing_else_is_looked_at(aws, error, words):
    aws.services["sts"]["get_caller_identity"] = error
    groups = list(examine(account_in(aws)))
    assert [title for title, _ in groups] == ["account"]
    assert words in groups[0][1][0].what
    assert "sign in again" in groups[0][1][0].way_on


def test_in_another_account_nothing_else_is_looked_at(aws):
    groups = list(examine(account_in(aws, expected="999988887777")))
    assert [title for title, _ in groups] == ["account"]
    assert "belong to the account 111122223333, the stage to 999988887777" in groups[0][1][0].what


def test_a_permission_that_is_missing_is_named(aws):
    aws.services["iam"]["simulate_principal_policy"] = simulated("lambda:PublishVersion", "iam:PassRole")
    texts = found(access.permissions, account_in(aws))
    assert [text.partition(": ")[2].split()[-1] for text in texts] == ["lambda:PublishVersion", "iam:PassRole"]


def test_the_role_of_a_session_is_asked_with_its_path(aws):
    asked = []

    def simulate(**request: Any) -> Any:
        asked.append(request["PolicySourceArn"])
        return {"EvaluationResults": []}

    role = f"arn:aws:iam::{NUMBER}:role/aws-reserved/sso.amazonaws.com/Deployer"
    aws.services["iam"] = {"get_role": {"Role": {"Arn": role}}, "simulate_principal_policy": simulate}
    aws.change("sts", "get_caller_identity", Arn=f"arn:aws:sts::{NUMBER}:assumed-role/Deployer/ada")
    assert found(access.permissions, account_in(aws), OK)
    assert set(asked) == {role}


def test_who_can_not_be_simulated_is_told_so(aws):
    aws.change("sts", "get_caller_identity", Arn=f"arn:aws:sts::{NUMBER}:federated-user/ada")
    assert "can't simulate" in only(found(access.permissions, account_in(aws), WARNING))
    aws.services["iam"]["simulate_principal_policy"] = failure("AccessDenied")
    aws.change("sts", "get_caller_identity", Arn=f"arn:aws:iam::{NUMBER}:user/ada")
    assert "can't tell" in only(found(access.permissions, account_in(aws), WARNING))


def test_only_what_the_stage_asks_for_has_to_be_permitted(aws):
    aws.services["iam"]["simulate_principal_policy"] = simulated("codedeploy:CreateDeployment")
    assert found(access.permissions, account_in(aws)) == []
    shifted = account_in(aws, parameters={"app": {"Traffic": "Canary10Percent5Minutes"}})
    assert "codedeploy:CreateDeployment" in only(found(access.permissions, shifted))


def test_every_permission_that_is_asked_for_is_one_of_iam(aws):
    """By the list of IAM's actions that cfn-lint brings."""
    known = json.loads((Path(cfnlint.__file__).parent / "data" / "AdditionalSpecs" / "Policies.json").read_text())
    everything = {"stateful": {"Billing": "provisioned"}, "app": {"Traffic": "Canary10Percent5Minutes"}}
    for each in needed(account_in(aws, parameters=everything)):
        actions = {name.lower() for name in known[each.service]["Actions"]}
        assert {name.lower() for name in each.actions.split()} <= actions


def test_every_service_of_the_templates_is_among_the_permissions(aws):
    services = {"applicationautoscaling": "application-autoscaling"}
    everything = {"stateful": {"Billing": "provisioned"}, "app": {"Traffic": "Canary10Percent5Minutes"}}
    asked = {each.service for each in needed(account_in(aws, parameters=everything))}
    for name in ("stateful", "app", "monitoring"):
        text = (Path(__file__).parents[2] / "infra" / f"{name}.yaml").read_text()
        used = {each.lower() for each in re.findall(r"Type: AWS::(\w+)::", text)}
        assert used
        assert {services.get(each, each) for each in used} <= asked, name


def test_the_root_user_may_do_everything_and_is_warned(aws):
    aws.change("sts", "get_caller_identity", Arn=f"arn:aws:iam::{NUMBER}:root")
    assert "root" in only(found(access.credentials, account_in(aws), WARNING))
    assert "may do everything" in only(found(access.permissions, account_in(aws), OK))


# The stacks


@pytest.mark.parametrize(
    ("status", "kind", "way_on"),
    [
        ("ROLLBACK_COMPLETE", WRONG, "deletes it and makes it anew"),
        ("CREATE_FAILED", WRONG, "deletes it and makes it anew"),
        ("REVIEW_IN_PROGRESS", WRONG, "removes it"),
        (
            "UPDATE_ROLLBACK_FAILED",
            WRONG,
            "aws cloudformation continue-update-rollback --stack-name weborders-prod-app",
        ),
        ("DELETE_FAILED", WRONG, "delete it again"),
        ("UPDATE_ROLLBACK_COMPLETE", WARNING, "describe-stack-events"),
        ("UPDATE_IN_PROGRESS", WARNING, "look again"),
        ("UPDATE_COMPLETE", OK, ""),
        ("IMPORT_COMPLETE", OK, ""),
    ],
)
def test_the_state_of_a_stack_is_explained(aws, status, kind, way_on):
    aws.services["cloudformation"]["describe_stacks"] = stacks(
        **{**deployed_stacks(""), "app": stack(status, ApiId="a")}
    )
    finding = next(each for each in findings_of(states, account_in(aws)) if "-app " in each.what)
    assert finding.kind == kind
    assert status in finding.what
    assert way_on in finding.way_on


def test_the_scaling_stack_is_missed_only_where_throughput_is_provisioned(aws):
    assert found(states, account_in(aws)) == []
    provisioned = account_in(aws, parameters={"stateful": {"Billing": "provisioned"}})
    assert "no stack weborders-prod-scaling" in only(found(states, provisioned))


def test_an_app_of_chalice_deploy_needs_no_stack(aws):
    aws.services["cloudformation"]["describe_stacks"] = stacks(**{**deployed_stacks(""), "app": None})
    account = account_in(aws)
    assert found(states, account) == []
    assert "`chalice deploy`" in found(states, account, OK)[-1]
    assert account.functions.names["StreamFunction"] == "weborders-prod-updateCustomerMetricsCache"
    assert account.functions.alias is None


# The tables


def test_a_table_that_exists_before_its_stack_is_to_be_adopted(aws):
    aws.services["cloudformation"]["describe_stacks"] = stacks(stateful=stack("ROLLBACK_COMPLETE"))
    account = account_in(aws)
    assert len([text for text in found(tables.tables, account) if "exists already" in text]) == 7
    assert 'OrdersOrigin = "adopt"' in next(findings_of(tables.tables, account)).way_on
    adopting = account_in(aws, parameters={"stateful": {"OrdersOrigin": "adopt"}})
    assert not any(TABLES.orders.name in text for text in found(tables.tables, adopting))


def test_before_there_is_a_stack_the_tables_are_those_that_the_file_names(aws):
    aws.services["cloudformation"]["describe_stacks"] = stacks()
    account = account_in(aws, parameters={"stateful": {"OrdersTable": "other-orders"}})
    assert found(tables.tables, account, WARNING) == ["there is no table other-orders yet"]


def test_a_table_that_was_deleted_is_missed(aws):
    aws.dynamodb.update_table(TableName=TABLES.views.name, DeletionProtectionEnabled=False)
    aws.dynamodb.delete_table(TableName=TABLES.views.name)
    assert "somebody has deleted it" in only(found(tables.tables, account_in(aws)))
    adopting = account_in(aws, parameters={"stateful": {"ViewsOrigin": "adopt"}})
    assert "to adopt" in only(found(tables.tables, adopting))


def test_what_somebody_turned_off_is_found(aws):
    name = TABLES.orders.name
    off = {"PointInTimeRecoveryEnabled": False}
    aws.dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=off)
    aws.dynamodb.update_table(TableName=name, DeletionProtectionEnabled=False)
    texts = found(tables.tables, account_in(aws))
    assert [text.rpartition(": ")[2] for text in texts] == [
        "turn point-in-time recovery on",
        "protect it from deletion",
    ]
    unprotected = account_in(aws, parameters={"stateful": {"Protection": "off"}})
    assert found(tables.tables, unprotected) == []


# Order changes


def source(aws: FakeAws, *changes: dict[str, Any]) -> list[str]:
    stream = stream_of(aws.dynamodb)
    aws.services["lambda"]["list_event_source_mappings"] = mappings(*(mapping(stream, **each) for each in changes))
    return found(order_changes.event_source, account_in(aws))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"State": "Disabled"}, "the views don't follow"),
        ({"EventSourceArn": "arn:old"}, "the table was restored"),
        ({"LastProcessingResult": "PROBLEM: Function call failed"}, "PROBLEM: Function call failed"),
        ({"BatchSize": 10}, "BatchSize 10, and should have 100"),
        ({"MaximumRetryAttempts": -1}, "no MaximumRetryAttempts"),
        ({"MaximumRecordAgeInSeconds": -1}, "no MaximumRecordAgeInSeconds"),
        ({"BisectBatchOnFunctionError": False}, "does not bisect"),
        ({"DestinationConfig": {}}, "go nowhere instead of to arn:aws:sqs"),
    ],
)
def test_an_event_source_that_would_lose_orders_is_found(aws, changes, words):
    assert words in only(source(aws, changes))


def test_an_event_source_that_goes_around_the_alias_is_found(aws):
    around = mapping(stream_of(aws.dynamodb), FunctionArn="arn:aws:lambda:r:1:function:f")
    aws.services["lambda"]["list_event_source_mappings"] = mappings(of_function=(around,))
    assert "instead of its alias live" in only(found(order_changes.event_source, account_in(aws)))


@pytest.mark.parametrize(
    ("wanted", "way_on"),
    [("100", "update-event-source-mapping --uuid 5eed --batch-size 100"), ("10", "tools deploy --stage prod")],
)
def test_a_setting_is_deployed_where_the_file_says_something_new_and_set_back_where_not(aws, wanted, way_on):
    aws.services["lambda"]["list_event_source_mappings"] = mappings(mapping(stream_of(aws.dynamodb), BatchSize=7))
    findings = findings_of(order_changes.event_source, account_in(aws, parameters={"app": {"BatchSize": wanted}}))
    assert way_on in next(each for each in findings if each.kind == WRONG).way_on


def test_a_function_that_nothing_feeds_is_found(aws):
    assert "nothing feeds" in only(source(aws))


def test_an_event_source_that_is_made_twice_is_told(aws):
    assert source(aws, {"UUID": "1"}, {"UUID": "2"}) == []
    assert "2 event source mappings" in only(found(order_changes.event_source, account_in(aws), WARNING))


def test_an_event_source_that_is_starting_is_not_wrong(aws):
    assert source(aws, {"State": "Enabling"}) == []


@pytest.mark.parametrize("result", ["OK", "No records processed", "OK - 3 records", None])
def test_a_batch_that_ended_well_is_not_wrong(aws, result):
    assert source(aws, {"LastProcessingResult": result} if result else {}) == []


def test_batches_in_the_queue_are_counted_also_while_somebody_looks_at_them(aws):
    hidden = {"ApproximateNumberOfMessages": "1", "ApproximateNumberOfMessagesNotVisible": "2"}
    aws.services["sqs"]["get_queue_attributes"] = {"Attributes": hidden}
    finding = next(findings_of(order_changes.queue, account_in(aws)))
    assert finding.kind == WRONG
    assert finding.what.endswith(": about 3")
    assert "failures --stage prod" in finding.way_on


# The functions


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"State": "Failed", "StateReason": "no role"}, "is Failed: no role"),
        ({"LastUpdateStatus": "Failed", "LastUpdateStatusReason": "no space"}, "failed: no space"),
        ({"Environment": {"Variables": {"ORDERS_TABLE": "other"}}}, "works on the orders table other instead of"),
        ({"Environment": {"Variables": {"WRITE_SHARDS": "many"}}}, "can't start: WRITE_SHARDS"),
    ],
)
def test_a_function_that_is_not_well_is_found(aws, changes, words):
    aws.services["lambda"]["get_function_configuration"] = function(**changes)
    texts = found(functions.functions, account_in(aws))
    assert len(texts) == len(FUNCTIONS)
    assert all(words in text for text in texts)


def test_functions_of_different_versions_are_found(aws):
    codes = iter("aaab")
    aws.services["lambda"]["get_function_configuration"] = lambda **_: function(CodeSha256=next(codes))
    assert "do not all have the same code" in only(found(functions.functions, account_in(aws)))


def test_a_function_that_serves_another_shop_is_found(aws):
    account = account_in(aws, parameters={"app": {"DefaultClient": "boxes"}})
    assert all("serves the shop packprod instead of boxes" in text for text in found(functions.functions, account))


def test_a_function_without_its_alias_is_missed(aws):
    aws.services["lambda"]["get_function_configuration"] = failure("ResourceNotFoundException")
    assert "weborders-prod-app-api:live is not there" in found(functions.functions, account_in(aws))[0]


def test_a_version_that_is_being_tried_is_told(aws):
    aws.change("lambda", "get_alias", RoutingConfig={"AdditionalVersionWeights": {"8": 0.1}})
    texts = found(functions.traffic, account_in(aws), WARNING)
    assert "gives version 8 10% of its calls, and version 7 the rest" in texts[0]


def test_a_reservation_that_the_account_can_not_give_is_found_before_it_fails(aws):
    aws.services["lambda"]["get_account_settings"] = {"AccountLimit": {"ConcurrentExecutions": 150}}
    reserving = account_in(aws, parameters={"app": {"ApiReservedConcurrency": "40", "StreamReservedConcurrency": "20"}})
    assert "reserves 60" in only(found(functions.concurrency, reserving))
    assert found(functions.concurrency, account_in(aws)) == []


def test_the_small_quota_of_a_new_account_is_told(aws):
    aws.services["lambda"]["get_account_settings"] = {"AccountLimit": {"ConcurrentExecutions": 10}}
    assert "only 10 functions at once" in only(found(functions.concurrency, account_in(aws), WARNING))


def test_a_function_that_was_stopped_is_found(aws):
    aws.services["lambda"]["get_function_concurrency"] = {"ReservedConcurrentExecutions": 0}
    assert len(found(functions.reservations, account_in(aws))) == len(FUNCTIONS)


def test_a_function_that_is_not_kept_warm_is_found(aws):
    failed = {"Status": "FAILED", "StatusReason": "no capacity"}
    aws.services["lambda"]["get_provisioned_concurrency_config"] = failed
    assert "no capacity" in only(found(functions.warmth, account_in(aws)))
    aws.services["lambda"]["get_provisioned_concurrency_config"] = {"Status": "READY"}
    assert "is kept warm" in only(found(functions.warmth, account_in(aws), OK))


# The API


def test_an_api_that_lets_somebody_in_without_a_token_is_found(aws, api):
    api["statuses"]["/api/status"] = 200
    assert "/api/status answers 200 instead of 401 without a token" in only(found(gateway.answers, account_in(aws)))


def test_an_api_that_fails_is_found(aws, api):
    api["statuses"].update({"/openapi.json": 500, "/api/status": 500})
    assert len(found(gateway.answers, account_in(aws))) == 2


def test_an_api_that_does_not_answer_is_found(dynamodb):
    aws = well(dynamodb, "http://127.0.0.1:1")
    assert "does not answer" in only(found(gateway.answers, account_in(aws)))


def test_a_gateway_that_may_not_write_its_logs_is_found(aws):
    aws.services["apigateway"]["get_stage"] = {"methodSettings": {"*/*": {"loggingLevel": "ERROR"}}}
    assert "no role" in only(found(gateway.logs, account_in(aws)))
    aws.services["apigateway"]["get_account"] = {"cloudwatchRoleArn": "arn:aws:iam::1:role/logs"}
    assert found(gateway.logs, account_in(aws)) == []


# The views, the shop and its tokens


def set_generations(aws: FakeAws, *generations: Generation) -> None:
    Generations(DynamoStore(aws.dynamodb), TABLES.clients).change(lambda _: generations)


@pytest.mark.parametrize(
    ("generations", "words"),
    [
        ((), "were never built"),
        ((Generation("", BUILDING),), "are being built"),
        ((Generation("", ACTIVE, PROJECTION_VERSION - 1),), "this checkout is newer"),
        ((Generation("", ACTIVE, PROJECTION_VERSION + 1),), "this checkout is older"),
        ((Generation("g2", ACTIVE),), "there is no table packprod-customer-metrics-cache-g2"),
    ],
)
def test_views_that_reads_can_not_use_are_found(aws, generations, words):
    set_generations(aws, *generations)
    assert words in found(views.generations, account_in(aws))[0]


def test_views_that_are_being_built_for_the_first_time_are_told_of_once(aws):
    set_generations(aws, Generation("", BUILDING))
    assert len(list(views.generations(account_in(aws)))) == 1


def test_changes_that_are_parked_in_views_that_nobody_uses_any_more_are_left_alone(aws):
    row = {**keys.parked("order-7"), "orderID": "order-7", "reason": "no date", "at": "2026-01-01T00:00:00Z"}
    DynamoStore(aws.dynamodb).write(Put(TABLES.views, row))
    set_generations(aws, Generation("", RETIRED))
    assert found(views.parked, account_in(aws)) == []


def test_a_rebuild_that_was_stopped_is_told(aws):
    set_generations(aws, Generation("", ACTIVE), Generation("g2", BUILDING))
    assert found(views.generations, account_in(aws)) == []
    assert "generation g2 of the views is building" in only(found(views.generations, account_in(aws), WARNING))


def test_reads_that_go_around_the_views_are_told(aws):
    Generations(DynamoStore(aws.dynamodb), TABLES.clients).read_from(RECOUNT)
    assert "switched to a recount" in only(found(views.reads, account_in(aws), WARNING))


def test_nights_that_did_not_come_are_found(aws):
    store = DynamoStore(aws.dynamodb)
    store.write(Put(TABLES.views, {**keys.NIGHTLY, "at": text_of(clock.now() - timedelta(hours=27))}))
    assert "the nightly upkeep ran last at" in only(found(views.nightly, account_in(aws)))
    store.write(Delete(TABLES.views, keys.NIGHTLY))
    assert "has not run yet" in only(found(views.nightly, account_in(aws), WARNING))


def test_parked_changes_are_counted_and_not_shown(aws):
    row = {**keys.parked("order-7"), "orderID": "order-7", "reason": "no date", "at": "2026-01-01T00:00:00Z"}
    DynamoStore(aws.dynamodb).write(Put(TABLES.views, row))
    text = only(found(views.parked, account_in(aws)))
    assert text.startswith("order changes are parked")
    assert text.endswith(": 1")
    assert "order-7" not in text


def test_a_shop_that_is_missing_is_found(aws):
    account = account_in(aws, parameters={"app": {"DefaultClient": "boxes"}})
    assert "there is no shop boxes" in only(found(views.shop, account))


def test_a_stage_whose_tokens_are_all_revoked_is_told(aws):
    tokens = Tokens(DynamoStore(aws.dynamodb), TABLES.clients)
    for token in list(tokens.all()):
        tokens.revoke(token.token_id)
    assert "nobody can call the API" in only(found(views.tokens, account_in(aws), WARNING))


# Watching


def test_an_alarm_of_the_lesser_kind_is_to_look_at(aws):
    ringing = alarm("ALARM", AlarmName="weborders-prod-warning-hit-rate")
    aws.services["cloudwatch"]["describe_alarms"] = {"MetricAlarms": [ringing]}
    assert found(watching.alarms, account_in(aws)) == []
    assert "rings" in only(found(watching.alarms, account_in(aws), WARNING))


def test_an_alarm_that_rings_is_wrong_and_one_that_is_muted_is_told(aws):
    muted = alarm("OK", AlarmName="muted", ActionsEnabled=False)
    aws.services["cloudwatch"]["describe_alarms"] = {"MetricAlarms": [alarm("ALARM"), muted]}
    assert "weborders-prod-ServerErrors rings" in only(found(watching.alarms, account_in(aws)))
    assert "muted" in only(found(watching.alarms, account_in(aws), WARNING))
    assert found(watching.alarms, account_in(aws), OK) == []


def test_every_alarm_is_asked_for_where_there_are_more_than_one_call_answers(aws):
    resources = [{"ResourceType": "AWS::CloudWatch::Alarm", "PhysicalResourceId": f"alarm-{n}"} for n in range(230)]

    def described(*, AlarmNames: list[str], MaxRecords: int) -> Any:  # noqa: N803
        assert len(AlarmNames) <= MaxRecords <= 100
        return {"MetricAlarms": [alarm("OK", AlarmName=name) for name in AlarmNames]}

    aws.services["cloudwatch"]["describe_alarms"] = described
    aws.services["cloudformation"]["list_stack_resources"] = lambda *, StackName: {  # noqa: N803
        "StackResourceSummaries": resources if StackName.endswith("-monitoring") else []
    }
    assert found(watching.alarms, account_in(aws), OK) == ["none of 230 alarms rings"]


def test_alarms_that_nobody_hears_are_told(aws):
    aws.services["sns"]["list_subscriptions_by_topic"] = {"Subscriptions": []}
    assert f"nobody is told of alarms: {TOPIC}" in only(found(watching.subscriptions, account_in(aws), WARNING))
    waiting = subscription("PendingConfirmation")
    aws.services["sns"]["list_subscriptions_by_topic"] = {"Subscriptions": [waiting]}
    text = only(found(watching.subscriptions, account_in(aws), WARNING))
    assert "not confirmed" in text
    assert waiting["Endpoint"] not in text
    assert found(watching.subscriptions, account_in(aws), OK) == []


def test_logs_that_are_kept_for_ever_are_told(aws):
    aws.services["logs"]["describe_log_groups"] = lambda *, logGroupNamePrefix: {  # noqa: N803
        "logGroups": [{"logGroupName": logGroupNamePrefix}]
    }
    assert len(found(watching.log_retention, account_in(aws), WARNING)) == len(FUNCTIONS)


def test_a_log_group_of_a_longer_name_is_not_taken_for_it(aws):
    aws.services["logs"]["describe_log_groups"] = lambda *, logGroupNamePrefix: {  # noqa: N803
        "logGroups": [{"logGroupName": f"{logGroupNamePrefix}-2", "retentionInDays": 1}]
    }
    assert all("has no log group" in text for text in found(watching.log_retention, account_in(aws), WARNING))
