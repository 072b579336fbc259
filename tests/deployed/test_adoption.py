"""A shop that has tables and orders already: they are adopted, completed, and counted on the first deployment."""

import shutil
from pathlib import Path

import pytest

from chalicelib.attribute_values import encode
from chalicelib.store import Table
from chalicelib.tables import tables_named
from tests.deployed.conftest import PROJECT
from tests.deployed.test_deployed_stack import outputs_of, token_of, url_of
from tests.http.api import Api
from tools.tables import create_request

ORDERS, CONTACTS = tables_named().orders, tables_named().contacts
COUNT = 30


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A checkout whose stage says that orders and contacts are there already."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("app.py", "requirements.txt"):
        shutil.copy(PROJECT / name, folder)
    for name in ("chalicelib", "tools", "infra", ".chalice"):
        shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "deployed"))
    stage = folder / "infra" / "stages" / "prod.toml"
    origins = 'OrdersOrigin = "adopt"\nContactsOrigin = "adopt"\n'
    stage.write_text(stage.read_text().replace("[stateful]\n", f"[stateful]\n{origins}"))
    return folder


@pytest.fixture(scope="module")
def orders_of_before(account) -> None:
    """Tables of another program: their keys, no index, no stream; and orders in them."""
    dynamodb = account.clients("dynamodb")
    for table in (ORDERS, CONTACTS):
        dynamodb.create_table(**create_request(Table(table.name, table.hash_key)))
    for number in range(COUNT):
        item = {
            "orderID": f"old-{number}",
            "clientID": "packprod",
            "contactID": f"old-{number % 3}",
            "createdAt": f"2025-01-{1 + number % 28:02}T10:00:00Z",
            "status": "completed",
            "currency": "AUD",
            "totals": {"total": 10},
            "lines": [],
        }
        dynamodb.put_item(TableName=ORDERS.name, Item=encode(item))


def test_without_being_told_the_deployment_refuses_and_says_how_to_adopt(orders_of_before, account):
    said = account.tools("deploy", "--stage", "prod", fails=True)
    assert f"these tables exist already: {ORDERS.name}, {CONTACTS.name}; nothing was changed" in said
    assert 'OrdersOrigin = "adopt"; ContactsOrigin = "adopt"' in said
    assert account.clients("dynamodb").list_tables()["TableNames"] == sorted([CONTACTS.name, ORDERS.name])


def test_orders_of_before_are_counted_on_the_first_deployment(orders_of_before, account, project):
    said = account.tools("deploy", "--stage", "prod", project=project)
    for name in ORDERS.indexes:
        assert f"{ORDERS.name}: adding the index {name}" in said
    assert f"{ORDERS.name}: turning the stream on" in said
    assert f"{COUNT} orders; reads now use generation" in said
    token = token_of(account.tools("--stage", "prod", "tokens", "create", "reader", project=project))
    api = Api(url_of(account, outputs_of(account, "weborders-prod-app")), token)
    customers = api.get("/api/customers")
    assert customers.body["meta"]["source"] == "view"
    assert {each["contactID"]: each["orderCount"] for each in customers.data} == {f"old-{n}": 10 for n in range(3)}
    assert "no difference" in account.tools("--stage", "prod", "verify", project=project)


def test_the_stack_does_not_hold_what_was_adopted(account, project):
    resources = account.clients("cloudformation").describe_stack_resources(StackName="weborders-prod-stateful")
    assert not {"Orders", "Contacts"} & {each["LogicalResourceId"] for each in resources["StackResources"]}
    account.tools("destroy", "--stage", "prod", "--data-of", "prod", "--orders-table", ORDERS.name, project=project)
    assert account.clients("dynamodb").list_tables()["TableNames"] == sorted([CONTACTS.name, ORDERS.name])
