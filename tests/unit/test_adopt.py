"""Adopting tables that exist: on moto, and on a fake where no emulator shows what AWS does."""

from collections.abc import Iterator
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from chalicelib.store import Index, Table
from chalicelib.tables import tables_named
from tools.deployment.adopt import adopt, plan_adoption
from tools.deployment.aws import DeploymentFailed
from tools.tables import create_request

ORDERS = tables_named().orders
CONTACTS = tables_named().contacts


@pytest.fixture
def dynamodb(monkeypatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield botocore.session.get_session().create_client("dynamodb", region_name="ap-southeast-2")


def bare(table: Table, **changes: Any) -> dict[str, Any]:
    """The table as another program would have made it: its key, and nothing else of ours."""
    return create_request(Table(table.name, table.hash_key, table.range_key)) | changes


def adopted(dynamodb: Any, table: Table) -> list[str]:
    said: list[str] = []
    adopt(dynamodb, plan_adoption(dynamodb, table), said.append, pause=0)
    return said


def test_a_table_that_has_everything_needs_nothing(dynamodb):
    dynamodb.create_table(**create_request(ORDERS))
    adopted(dynamodb, ORDERS)
    assert plan_adoption(dynamodb, ORDERS).is_complete
    assert adopted(dynamodb, ORDERS) == []


def test_what_is_missing_is_added(dynamodb):
    dynamodb.create_table(**bare(ORDERS))
    dynamodb.put_item(TableName=ORDERS.name, Item={"orderID": {"S": "1"}, "total": {"N": "12.30"}})
    said = adopted(dynamodb, ORDERS)
    described = dynamodb.describe_table(TableName=ORDERS.name)["Table"]
    assert {each["IndexName"] for each in described["GlobalSecondaryIndexes"]} == set(ORDERS.indexes)
    assert described["StreamSpecification"]["StreamEnabled"]
    assert described["DeletionProtectionEnabled"]
    assert plan_adoption(dynamodb, ORDERS).is_complete
    assert [text for text in said if "adding the index" in text] == [
        f"{ORDERS.name}: adding the index {name}" for name in ORDERS.indexes
    ]
    assert dynamodb.scan(TableName=ORDERS.name)["Items"] == [{"orderID": {"S": "1"}, "total": {"N": "12.30"}}]


def test_protection_is_only_asked_for_where_it_is_wanted(dynamodb):
    dynamodb.create_table(**create_request(CONTACTS))
    adoption = plan_adoption(dynamodb, CONTACTS, protect=False)
    assert adoption.is_complete


def test_a_table_that_expires_rows_is_told_by_what(dynamodb):
    ledger = tables_named().ledger
    dynamodb.create_table(**create_request(ledger))
    assert plan_adoption(dynamodb, ledger).needs_ttl
    adopted(dynamodb, ledger)
    described = dynamodb.describe_time_to_live(TableName=ledger.name)["TimeToLiveDescription"]
    assert described == {"TimeToLiveStatus": "ENABLED", "AttributeName": "ttl"}


def test_a_table_with_other_keys_stands_in_the_way_and_stays_as_it_is(dynamodb):
    """The brief's own cache has one key only."""
    customers = tables_named().customers
    dynamodb.create_table(**create_request(Table(customers.name, "contactID")))
    before = dynamodb.describe_table(TableName=customers.name)["Table"]
    adoption = plan_adoption(dynamodb, customers)
    assert adoption.obstacles == (
        f"the table {customers.name} has the keys contactID, and must have contactID, clientID",
    )
    with pytest.raises(DeploymentFailed, match="must have contactID, clientID") as raised:
        adopt(dynamodb, adoption, print)
    assert "another table" in raised.value.way_on
    assert dynamodb.describe_table(TableName=customers.name)["Table"] == before


@pytest.mark.parametrize(
    ("index", "obstacle"),
    [
        (Index("contactID"), "has the keys contactID, and must have contactID, createdAt"),
        (Index("contactID", "createdAt", is_number=True), "createdAt is a key of type N, and must be of type S"),
    ],
)
def test_an_index_of_our_name_with_other_keys_stands_in_the_way(dynamodb, index, obstacle):
    dynamodb.create_table(**create_request(Table(ORDERS.name, "orderID", indexes={"contactID-index": index})))
    assert any(obstacle in each for each in plan_adoption(dynamodb, ORDERS).obstacles)


def test_an_index_that_holds_a_part_of_each_item_stands_in_the_way(dynamodb):
    request = create_request(Table(CONTACTS.name, "contactID", indexes=CONTACTS.indexes))
    request["GlobalSecondaryIndexes"][0]["Projection"] = {"ProjectionType": "KEYS_ONLY"}
    dynamodb.create_table(**request)
    assert "must hold ALL" in plan_adoption(dynamodb, CONTACTS).obstacles[0]


def test_a_table_that_is_not_there_is_said_to_be_missing(dynamodb):
    assert plan_adoption(dynamodb, ORDERS).obstacles == (f"there is no table {ORDERS.name} in this region",)


def test_items_that_an_index_will_leave_out_are_counted_and_not_shown(dynamodb):
    dynamodb.create_table(**bare(CONTACTS))
    dynamodb.put_item(TableName=CONTACTS.name, Item={"contactID": {"S": "1"}})
    dynamodb.put_item(TableName=CONTACTS.name, Item={"contactID": {"S": "2"}, "email": {"N": "7"}})
    text = str(plan_adoption(dynamodb, CONTACTS))
    assert "1 of 2 items have no email: the index email-index leaves them out" in text
    assert "1 of 2 items have a email of another type" in text


def test_a_stream_of_another_kind_is_enough(dynamodb):
    stream = {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}
    dynamodb.create_table(**bare(ORDERS, StreamSpecification=stream))
    adoption = plan_adoption(dynamodb, ORDERS)
    assert not adoption.needs_stream
    assert any("KEYS_ONLY" in note for note in adoption.notes)


def test_a_new_index_of_a_provisioned_table_has_the_tables_throughput(dynamodb):
    throughput = {"ReadCapacityUnits": 7, "WriteCapacityUnits": 3}
    dynamodb.create_table(**bare(CONTACTS, BillingMode="PROVISIONED", ProvisionedThroughput=throughput))
    adopted(dynamodb, CONTACTS)
    index = dynamodb.describe_table(TableName=CONTACTS.name)["Table"]["GlobalSecondaryIndexes"][0]
    assert {name: index["ProvisionedThroughput"][name] for name in throughput} == throughput


class SlowTable:
    """A table as AWS has it: an index is built for a while, and only one at a time."""

    def __init__(self, dynamodb: Any, looks: int) -> None:
        self._dynamodb = dynamodb
        self._looks = looks
        self._building: dict[str, int] = {}
        self.refused = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dynamodb, name)

    def describe_table(self, **request: Any) -> Any:
        answer = self._dynamodb.describe_table(**request)
        for index in answer["Table"].get("GlobalSecondaryIndexes", []):
            left = self._building.get(index["IndexName"], 0)
            index["IndexStatus"] = "CREATING" if left else "ACTIVE"
            self._building[index["IndexName"]] = max(left - 1, 0)
        return answer

    def update_table(self, **request: Any) -> Any:
        if any(self._building.values()):
            raise AssertionError("one index at a time")
        if self.refused < 1:
            self.refused += 1
            error = {"Error": {"Code": "LimitExceededException", "Message": "too many"}}
            raise ClientError(error, "UpdateTable")  # type: ignore[arg-type]
        for update in request.get("GlobalSecondaryIndexUpdates", []):
            self._building[update["Create"]["IndexName"]] = self._looks
        return self._dynamodb.update_table(**request)


def test_indexes_are_built_one_after_the_other_with_progress(dynamodb):
    dynamodb.create_table(**bare(ORDERS))
    slow = SlowTable(dynamodb, looks=5)
    said = adopted(slow, ORDERS)
    assert slow.refused == 1
    for name in ORDERS.indexes:
        assert sum(f"{name} has 0 of about 0 items" in text for text in said) >= 2


def test_an_adoption_that_was_stopped_goes_on(dynamodb):
    dynamodb.create_table(**bare(ORDERS))
    stopped = SlowTable(dynamodb, looks=3)

    def stop(text: str) -> None:
        if "has 0 of about" in text:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adopt(stopped, plan_adoption(stopped, ORDERS), stop, pause=0)
    adoption = plan_adoption(stopped, ORDERS)
    assert adoption.unfinished_indexes == ("clientID-createdAt-index",)
    assert adoption.missing_indexes == ("contactID-index",)
    adopt(stopped, adoption, print, pause=0)
    assert plan_adoption(dynamodb, ORDERS).is_complete
