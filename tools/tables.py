"""Making and dropping tables by the API, from what `chalicelib.tables` says of them.

The tables of production come from `infra/stateful.yaml`; these are those of a new generation of views, and the tests'.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.attribute_values import encode
from chalicelib.dynamo import DynamoStore
from chalicelib.store import Index, Key, Table, all_items

_ITEMS_PER_BATCH = 25
_WAIT = {"Delay": 1, "MaxAttempts": 120}


def create_missing_tables(dynamodb: Any, tables: Iterable[Table]) -> list[str]:
    """Create the tables that do not exist and wait until all are ready. Returns: the names of the new ones."""
    wanted = list(tables)
    created = [table.name for table in wanted if _create(dynamodb, table)]
    for table in wanted:
        _wait(dynamodb, "table_exists", table)
    for table in wanted:
        if table.ttl is not None and table.name in created:
            _expire_by(dynamodb, table.name, table.ttl)
    return created


def drop_tables(dynamodb: Any, tables: Iterable[Table]) -> None:
    """Delete the tables that exist, and wait until they are gone."""
    wanted = list(tables)
    for table in wanted:
        try:
            dynamodb.delete_table(TableName=table.name)
        except ClientError as error:
            _allow(error, "ResourceNotFoundException")
    for table in wanted:
        _wait(dynamodb, "table_not_exists", table)


def empty_tables(dynamodb: Any, tables: Iterable[Table], progress: Callable[[int], None] = lambda _: None) -> None:
    """Delete every item of tables that themselves have to stay."""
    store = DynamoStore(dynamodb)
    for table in tables:
        keys = (table.key_of(item) for item in all_items(store, table))
        while some := list(islice(keys, _ITEMS_PER_BATCH)):
            _delete(dynamodb, table, some)
            progress(len(some))


def create_request(table: Table) -> dict[str, Any]:
    """The CreateTable request of a table."""
    keys: list[Table | Index] = [table, *table.indexes.values()]
    types = dict.fromkeys((name for each in keys for name in each.key_names()), "S")
    types |= {str(each.range_key): "N" for each in table.indexes.values() if each.is_number}
    request: dict[str, Any] = {
        "TableName": table.name,
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": _key_schema(table),
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": each} for name, each in types.items()],
    }
    if table.indexes:
        request["GlobalSecondaryIndexes"] = _indexes(table.indexes)
    if table.stream:
        request["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    return request


def _delete(dynamodb: Any, table: Table, keys: Iterable[Key]) -> None:
    pending: dict[str, Any] = {table.name: [{"DeleteRequest": {"Key": encode(key)}} for key in keys]}
    while pending:
        pending = dynamodb.batch_write_item(RequestItems=pending).get("UnprocessedItems", {})


def _create(dynamodb: Any, table: Table) -> bool:
    try:
        dynamodb.create_table(**create_request(table))
    except ClientError as error:
        _allow(error, "ResourceInUseException")
        return False
    return True


def _wait(dynamodb: Any, what: str, table: Table) -> None:
    dynamodb.get_waiter(what).wait(TableName=table.name, WaiterConfig=_WAIT)


def _expire_by(dynamodb: Any, name: str, attribute: str) -> None:
    dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute})


def _indexes(indexes: Mapping[str, Index]) -> list[dict[str, Any]]:
    return [
        {"IndexName": name, "KeySchema": _key_schema(index), "Projection": {"ProjectionType": "ALL"}}
        for name, index in indexes.items()
    ]


def _key_schema(keys: Table | Index) -> list[dict[str, str]]:
    kinds = ("HASH", "RANGE")
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(keys.key_names(), kinds, strict=False)]


def _allow(error: ClientError, code: str) -> None:
    if error.response["Error"]["Code"] != code:
        raise error
