"""The packaged stack in an account: deployed by the README's lines, driven over HTTP and by its own event source."""

import gzip
import json
import re
import shlex
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.attribute_values import encode
from chalicelib.dynamo import DynamoStore, client
from chalicelib.store import Store, all_items
from chalicelib.tables import tables_named
from tests.deployed.conftest import PROJECT, Account
from tests.http.api import Api, order

TABLES = tables_named()
JO = {"name": "Jo Demo", "email": "jo@example.com", "company": "Jo's Jars (demo)"}


@dataclass(frozen=True)
class Prod:
    """The stage prod as its users and operators have it."""

    account: Account
    project: Path
    outputs: Mapping[str, str]
    url: str
    shop: Api
    reader: Api
    operator: Api

    def tools(self, *arguments: str, fails: bool = False) -> str:
        return self.account.tools(*arguments, fails=fails, project=self.project)

    @property
    def store(self) -> Store:
        return DynamoStore(client())

    def deploy(self) -> "Prod":
        """Deploy what is in the project's folder now."""
        self.tools("deploy", "--stage", "prod")
        return self

    def version(self) -> str:
        """The version that the stack says it runs."""
        return self.stack_outputs()["AppVersion"]

    def stack_outputs(self) -> dict[str, str]:
        return outputs_of(self.account, "weborders-prod-app")


def outputs_of(account: Account, stack: str) -> dict[str, str]:
    described = account.clients("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {each["OutputKey"]: each["OutputValue"] for each in described["Outputs"]}


def url_of(account: Account, outputs: Mapping[str, str]) -> str:
    endpoint = account.environment["AWS_ENDPOINT_URL"]
    return f"{endpoint}/restapis/{outputs['ApiId']}/{outputs['ApiStage']}/_user_request_"


def token_of(said: str) -> str:
    (secret,) = re.findall(r"\bwo_[\w-]+", said)
    return secret


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of what is deployed, so that a test may deploy another version."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("app.py", "requirements.txt"):
        shutil.copy(PROJECT / name, folder)
    for name in ("chalicelib", "tools", "infra", ".chalice"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "deployed"))
    stage = folder / "infra" / "stages" / "prod.toml"
    # A handler that can't do its work tries for as long as it may; the tests can't wait five minutes for that.
    stage.write_text(stage.read_text().replace("[app]\n", "[app]\nStreamTimeout = 30\n"))
    return folder


def readme_lines() -> list[list[str]]:
    """The README's lines that deploy, each in words."""
    section = (PROJECT / "README.md").read_text().partition("## Deploy it")[2]
    block = section.partition("```sh\n")[2].partition("```")[0]
    return [shlex.split(line) for line in block.splitlines()]


@pytest.fixture(scope="module")
def readme(account, project) -> list[str]:
    """What the README's three lines say; the first one has made the environment in which this test runs."""
    make, *commands = readme_lines()
    assert make == ["make", "environment"]
    assert [words[:3] for words in commands] == [[".venv/bin/python", "-m", "tools"]] * 2
    return [account.tools(*words[3:], project=project) for words in commands]


@pytest.fixture(scope="module")
def first_deployment(readme) -> str:
    """What the README's second line says."""
    return readme[0]


@pytest.fixture(scope="module")
def prod(account, project, readme) -> Prod:
    """The deployed stage, with the token that the README's third line has made, and others."""
    writer = readme[1]
    reader = account.tools("--stage", "prod", "tokens", "create", "dashboard", project=project)
    scopes = ("--scope", "analytics:read", "--scope", "operations")
    operator = account.tools("--stage", "prod", "tokens", "create", "operator", *scopes, project=project)
    outputs = outputs_of(account, "weborders-prod-app")
    url = url_of(account, outputs)
    callers = (Api(url, token_of(said)) for said in (writer, reader, operator))
    return Prod(account, project, outputs, url, *callers)


def wait_for(ask: Callable[[], Any], is_right: Callable[[Any], bool], seconds: float = 30) -> Any:
    """What is asked for, once it is right; or as it is when the time is over, for an assertion to tell."""
    ends = time.monotonic() + seconds
    while not is_right(answer := ask()) and time.monotonic() < ends:
        time.sleep(0.1)
    return answer


def order_count(prod: Prod, contact: str) -> int:
    reply = prod.reader.get(f"/api/customers/{contact}")
    return 0 if reply.status == 404 else reply.data["orderCount"]


def send(prod: Prod, order_id: str, contact: str, **fields: Any) -> None:
    reply = prod.shop.import_order(order(order_id, contactID=contact, **fields))
    assert reply.status == 201, reply.raw


def counted(prod: Prod, contact: str, orders: int, seconds: float = 30) -> int:
    return wait_for(lambda: order_count(prod, contact), lambda count: count == orders, seconds)


# The deployment itself


def test_a_dry_run_on_an_empty_account_changes_nothing(account, project):
    said = account.tools("deploy", "--stage", "prod", "--dry-run", project=project)
    assert "plan:" in said
    assert "nothing was changed" in said
    assert account.clients("dynamodb").list_tables()["TableNames"] == []
    assert account.clients("cloudformation").describe_stacks()["Stacks"] == []


def test_a_deployment_shows_its_plan_its_progress_and_what_to_do_next(first_deployment):
    said = first_deployment
    marks = ["plan:", "CREATE_COMPLETE", "an order reached the views after", "deployed ", "next:", "tokens create n8n"]
    places = [said.index(mark) for mark in marks]
    assert places == sorted(places)


def test_the_tables_are_recoverable_protected_and_encrypted(prod):
    dynamodb = prod.account.clients("dynamodb")
    for table in TABLES:
        described = dynamodb.describe_table(TableName=table.name)["Table"]
        backups = dynamodb.describe_continuous_backups(TableName=table.name)["ContinuousBackupsDescription"]
        assert described["DeletionProtectionEnabled"], table.name
        assert backups["PointInTimeRecoveryDescription"]["PointInTimeRecoveryStatus"] == "ENABLED", table.name
        assert described["SSEDescription"]["Status"] == "ENABLED", table.name


def test_the_event_source_is_set_as_the_design_says(prod):
    (mapping,) = prod.account.clients("lambda").list_event_source_mappings()["EventSourceMappings"]
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert (mapping["BatchSize"], mapping["MaximumBatchingWindowInSeconds"]) == (100, 1)
    assert mapping["BisectBatchOnFunctionError"]
    assert mapping["DestinationConfig"]["OnFailure"]["Destination"].endswith("on-failure")
    assert mapping["FunctionArn"].endswith(":live")


# The journey


def test_an_order_goes_the_whole_way(prod):
    document = order("J-1", customer=JO, totals={"shipping": "9.50"})
    reply = prod.shop.import_order(document)
    assert (reply.status, reply.data["status"], reply.data["contactCreated"]) == (201, "created", True)
    jo = reply.data["contactID"]
    assert counted(prod, jo, 1) == 1
    page = prod.reader.get(f"/api/customers/{jo}")
    assert (page.data["totalSpend"], page.data["name"]) == (29.5, "Jo Demo")
    assert page.body["meta"]["source"] == "view"
    again = prod.shop.import_order(document)
    assert (again.status, again.data["status"]) == (200, "unchanged")
    assert prod.shop.import_order(document | {"lines": []}).status == 409
    assert prod.reader.get("/api/search", q="jo").data["customers"][0]["contactID"] == jo
    assert prod.reader.get("/api/products/BOX-S/orders").data[0]["orderID"] == "J-1"
    assert "no difference" in prod.tools("--stage", "prod", "verify")


@pytest.mark.parametrize("identity", ["A 1 &é", "50%", "中文", "a+b", "x?y#z"])
def test_an_id_with_any_character_is_decoded_once(prod, identity):
    send(prod, identity, identity)
    reply = prod.reader.get(f"/api/orders/{quote(identity, safe='')}")
    assert (reply.status, reply.data["orderID"]) == (200, identity)


def test_the_same_answer_again_is_a_304(prod):
    first = prod.reader.get("/api/customers")
    again = prod.reader.send("GET", "/api/customers", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.raw) == (304, b"")
    assert first.headers["cache-control"] == "private, no-cache"
    assert "Authorization" in first.headers["vary"]


def test_long_answers_are_compressed(prod):
    reply = prod.reader.send("GET", "/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert reply.headers.get("content-encoding") == "gzip"
    assert json.loads(gzip.decompress(reply.raw))["openapi"].startswith("3.1")


# Who may come in, and what the gateway says by itself


@pytest.mark.parametrize("token", [None, "wrong"])
def test_who_has_no_valid_token_is_told_so_in_our_form(prod, token):
    reply = Api(prod.url, token).get("/api/customers")
    assert (reply.status, reply.headers["content-type"]) == (401, "application/problem+json")
    assert reply.body["status"] == 401
    assert reply.body["message"]
    assert reply.headers["access-control-allow-origin"] == "*"


def test_a_token_does_only_what_its_scope_allows(prod):
    assert prod.reader.import_order(order("X-1")).status == 403
    assert prod.shop.get("/api/customers").status == 403
    assert prod.reader.get("/api/customers", cache="false").status == 403


def test_an_unknown_path_is_a_404_in_our_form(prod):
    reply = prod.reader.get("/api/nothing")
    assert (reply.status, reply.body["status"]) == (404, 404)
    assert reply.headers["content-type"] == "application/problem+json"


def test_a_browser_may_ask_from_another_place(prod):
    headers = {"Origin": "https://shop.example", "Access-Control-Request-Method": "GET"}
    reply = Api(prod.url, None).send("OPTIONS", "/api/customers", headers=headers)
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "Authorization" in reply.headers["access-control-allow-headers"]


def test_another_shop_sees_nothing_of_this_one(prod):
    prod.tools("--stage", "prod", "clients", "create", "second-shop")
    said = prod.tools("--stage", "prod", "tokens", "create", "second", "--client", "second-shop")
    second = Api(prod.url, token_of(said))
    assert second.get("/api/orders/J-1").status == 404
    assert second.get("/api/customers").data == []


# Failures


def test_a_poison_order_is_parked_and_the_others_are_counted_once(prod):
    poison = {
        "orderID": "POISON",
        "clientID": "packprod",
        "contactID": "c" * 2040,  # a key of the views would be longer than DynamoDB allows
        "createdAt": "2025-01-15T10:00:00Z",
    }
    with stream_paused(prod):
        for number in range(6):
            send(prod, f"P-{number}", "beside-poison")
            if number == 2:
                prod.account.clients("dynamodb").put_item(TableName=TABLES.orders.name, Item=encode(poison))
    assert counted(prod, "beside-poison", 6) == 6
    assert "POISON" in wait_for(lambda: prod.tools("--stage", "prod", "parked", "list"), lambda said: "POISON" in said)
    prod.account.clients("dynamodb").delete_item(TableName=TABLES.orders.name, Key=encode({"orderID": "POISON"}))
    said = wait_for(lambda: prod.tools("--stage", "prod", "parked", "list"), lambda said: "POISON" not in said)
    assert "POISON" not in said


def test_a_fault_that_passes_is_retried_without_a_double_count(prod):
    send(prod, "T-0", "patient")
    assert counted(prod, "patient", 1) == 1
    assert delivered(prod)
    with without(prod, "UpdateCustomerMetricsCache", "WriteViews"):
        for number in range(1, 6):
            send(prod, f"T-{number}", "patient")
        assert wait_for(lambda: last_delivery(prod), lambda said: said == "FAILED") == "FAILED"
        assert order_count(prod, "patient") == 1
    assert counted(prod, "patient", 6, seconds=60) == 6
    assert delivered(prod)
    assert order_count(prod, "patient") == 6


def delivered(prod: Prod) -> bool:
    """Whether the last batch has come to its end, once it has."""
    return wait_for(lambda: last_delivery(prod), lambda said: said.startswith("OK"), 60).startswith("OK")


def last_delivery(prod: Prod) -> str:
    """What came of the batch that the event source handed to the stream handler last."""
    mapping = prod.account.clients("lambda").get_event_source_mapping(UUID=prod.outputs["EventSourceMapping"])
    return str(mapping["LastProcessingResult"])


def test_what_ends_in_the_queue_is_listed_and_repaired_by_a_sweep(prod):
    with retries(prod, 0):
        with without(prod, "UpdateCustomerMetricsCache", "WriteViews"):
            send(prod, "Q-1", "lost")
            said = wait_for(lambda: failures(prod), lambda said: "RetryAttemptsExhausted" in said, 90)
        assert "RetryAttemptsExhausted" in said
        assert "1 order changes" in said
        assert order_count(prod, "lost") == 0
        said = prod.tools("failures", "--stage", "prod", "--repair")
        assert "1 applied" in said
    assert order_count(prod, "lost") == 1
    assert "Nothing is in the on-failure queue" in prod.tools("failures", "--stage", "prod")


def failures(prod: Prod) -> str:
    try:
        return prod.tools("failures", "--stage", "prod", fails=True)
    except AssertionError:
        return ""


@contextmanager
def stream_paused(prod: Prod) -> Iterator[None]:
    """Hold the event source, so that what happens in the block comes as one batch."""
    awslambda = prod.account.clients("lambda")
    uuid = prod.outputs["EventSourceMapping"]
    awslambda.update_event_source_mapping(UUID=uuid, Enabled=False)
    try:
        yield
    finally:
        awslambda.update_event_source_mapping(UUID=uuid, Enabled=True)


@contextmanager
def retries(prod: Prod, attempts: int) -> Iterator[None]:
    """Let the event source give up sooner."""
    awslambda, uuid = prod.account.clients("lambda"), prod.outputs["EventSourceMapping"]
    before = awslambda.get_event_source_mapping(UUID=uuid)["MaximumRetryAttempts"]
    awslambda.update_event_source_mapping(UUID=uuid, MaximumRetryAttempts=attempts)
    try:
        yield
    finally:
        awslambda.update_event_source_mapping(UUID=uuid, MaximumRetryAttempts=before)


# Least privilege


@contextmanager
def without(prod: Prod, function: str, sid: str) -> Iterator[None]:
    """Take one statement out of a function's rights for the length of a block."""
    iam = prod.account.clients("iam")
    role = role_of(prod, function)
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    before = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    left = [each for each in before["Statement"] if each.get("Sid") != sid]
    assert len(left) == len(before["Statement"]) - 1, f"{function} has no statement {sid}"
    document = json.dumps({**before, "Statement": left})
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document)
    try:
        yield
    finally:
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(before))


def role_of(prod: Prod, function: str) -> str:
    resources = prod.account.clients("cloudformation").describe_stack_resources(StackName="weborders-prod-app")
    roles = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources["StackResources"]}
    return roles[f"{'ApiHandler' if function == 'APIHandler' else function}Role"]


def reads_the_views(prod: Prod) -> bool:
    """Without the views the same answer comes from a recount."""
    reply = prod.reader.get("/api/customers", limit="1")
    return reply.status == 200 and reply.body["meta"]["source"] == "view"


def counts_again(prod: Prod) -> bool:
    return prod.operator.get("/api/customers", limit="1", cache="false").status == 200


def reads_an_order(prod: Prod) -> bool:
    return prod.reader.get("/api/orders/J-1").status == 200


def imports_an_order(prod: Prod) -> bool:
    """A new order of a known customer."""
    return prod.shop.import_order(order(f"L-{time.monotonic_ns()}", contactID="J-1")).status == 201


def finds_a_contact(prod: Prod) -> bool:
    """An order that names an e-mail address which nobody has."""
    number = time.monotonic_ns()
    customer = {"name": "Lee Demo", "email": f"lee-{number}@example.com"}
    return prod.shop.import_order(order(f"L-{number}", customer=customer)).status == 201


FEATURES = (reads_the_views, counts_again, reads_an_order, imports_an_order, finds_a_contact)


@pytest.mark.parametrize(
    ("function", "sid", "broken"),
    [
        ("APIHandler", "AskViews", {reads_the_views}),
        ("APIHandler", "RecountOrders", {counts_again}),
        ("APIHandler", "FindContacts", {finds_a_contact}),
        ("APIHandler", "WriteOrders", {reads_an_order, imports_an_order, finds_a_contact}),
        ("APIHandler", "WriteContacts", {imports_an_order, finds_a_contact}),
    ],
)
def test_a_permission_that_is_missing_breaks_its_own_features_only(prod, function, sid, broken):
    assert all(feature(prod) for feature in FEATURES)
    with without(prod, function, sid):
        assert {feature for feature in FEATURES if not feature(prod)} == broken
    assert all(feature(prod) for feature in FEATURES)


def test_an_authorizer_that_can_not_read_tokens_is_a_fault_of_ours_and_lets_nobody_in(prod):
    said = prod.tools(
        "--stage", "prod", "tokens", "create", "fresh"
    )  # the gateway keeps what it has been told of others
    fresh = Api(prod.url, token_of(said))
    with without(prod, "TokenAuthorizer", "ReadTokens"):
        reply = fresh.get("/api/customers")
    assert reply.status in {500, 503}
    assert reply.headers["content-type"] == "application/problem+json"
    assert fresh.get("/api/customers").status == 200


# New versions


def test_a_redeployment_under_traffic_loses_nothing_and_can_be_rolled_back(prod):
    before = prod.version()
    (prod.project / "chalicelib" / "newer.py").write_text('"""Another version."""\n')
    with traffic(prod, "redeployed") as sent:
        prod.tools("deploy", "--stage", "prod")
    after = prod.version()
    assert after != before
    assert sent.refused == []
    assert len(sent.orders) > 3
    assert counted(prod, "redeployed", len(sent.orders), seconds=60) == len(sent.orders)

    assert before in prod.tools("rollback", "--stage", "prod", "--dry-run")
    assert prod.version() == after
    said = prod.tools("rollback", "--stage", "prod")
    assert f"runs {before} again" in said
    assert prod.version() == before
    assert prod.tools("smoke", "--stage", "prod")
    assert order_count(prod, "redeployed") == len(sent.orders)


@dataclass
class Sent:
    """What was sent while something else happened."""

    orders: list[str]
    refused: list[tuple[int, bytes]]


@contextmanager
def traffic(prod: Prod, contact: str) -> Iterator[Sent]:
    """Send an order now and then for the length of a block, and look at one."""
    sent, stop = Sent([], []), threading.Event()

    def run() -> None:
        while not stop.wait(0.3):
            order_id = f"R-{len(sent.orders) + 1}"
            replies = [prod.shop.import_order(order(order_id, contactID=contact)), prod.reader.get("/api/orders/J-1")]
            sent.orders.append(order_id)
            sent.refused += [(each.status, each.raw) for each in replies if each.status not in {200, 201}]

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield sent
    finally:
        stop.set()
        thread.join()


def test_reads_can_go_around_the_views_by_one_switch(prod):
    prod.tools("rollback", "--stage", "prod", "--reads", "recount")
    try:
        page = wait_for(
            lambda: prod.reader.get("/api/customers"), lambda page: page.body["meta"]["source"] == "recount"
        )
        assert page.body["meta"]["source"] == "recount"
    finally:
        prod.tools("rollback", "--stage", "prod", "--reads", "views")
    assert reads_the_views(prod)


def test_the_nightly_upkeep_runs_and_finds_nothing_wrong(prod):
    answer = prod.account.clients("lambda").invoke(
        FunctionName=prod.outputs["NightlyFunction"], Payload=json.dumps(SCHEDULED).encode()
    )
    assert "FunctionError" not in answer, answer["Payload"].read()
    nightly = prod.reader.get("/api/status").data["nightly"]
    assert nightly["differences"] == 0
    assert nightly["verifiedCustomers"] > 0


SCHEDULED = {
    "version": "0",
    "id": "0",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "000000000000",
    "time": "2026-01-01T00:00:00Z",
    "region": "ap-southeast-2",
    "resources": [],
    "detail": {},
}


def test_a_doctor_finds_the_stage_well(prod):
    assert "wrong" not in prod.tools("doctor", "--stage", "prod").lower().split("summary")[0]


# The end


def test_the_views_are_right_after_all_this(prod):
    said = prod.tools("--stage", "prod", "verify")
    assert "no difference" in said


def test_a_stage_that_is_taken_away_keeps_its_data_and_comes_back_with_it(prod):
    before = {table.name: len(list(all_items(prod.store, table))) for table in (TABLES.orders, TABLES.ledger)}
    assert "keep: " in prod.tools("destroy", "--stage", "prod", "--dry-run")
    assert prod.reader.get("/api/customers").status == 200
    prod.tools("destroy", "--stage", "prod")
    assert before == {table.name: len(list(all_items(prod.store, table))) for table in (TABLES.orders, TABLES.ledger)}
    assert prod.reader.get("/api/customers").status in {403, 404}
    prod.deploy()
    back = Api(url_of(prod.account, prod.stack_outputs()), prod.reader.token)
    assert back.get("/api/orders/J-1").status == 200
    assert back.get("/api/customers").body["meta"]["source"] == "view"


def test_data_goes_only_when_told_twice(prod):
    said = prod.tools("destroy", "--stage", "prod", "--data-of", "prod", fails=True)
    assert "the data stays" in said
    assert f"--orders-table {TABLES.orders.name}" in said
    assert TABLES.orders.name in prod.account.clients("dynamodb").list_tables()["TableNames"]
    prod.tools("destroy", "--stage", "prod", "--data-of", "prod", "--orders-table", TABLES.orders.name)
    assert prod.account.clients("dynamodb").list_tables()["TableNames"] == []
    assert prod.account.clients("s3").list_buckets()["Buckets"] == []
