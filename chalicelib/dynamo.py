"""DynamoDB: the only module that knows botocore and its error codes."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NoReturn, TypeAlias, TypeVar

import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

from chalicelib import clock, whole_items
from chalicelib.attribute_values import decode, encode
from chalicelib.errors import StorageUnavailable, Throttled
from chalicelib.store import (
    Absent,
    AbsentOrBelow,
    Check,
    Condition,
    ConditionFailed,
    Delete,
    Equals,
    Item,
    Key,
    Matches,
    Page,
    Put,
    Query,
    Rejected,
    Table,
    TransactionCancelled,
    Update,
    Write,
)

_KEYS_PER_BATCH = 100
_TRIES_WITHOUT_PROGRESS = 8
_NEVER = {"ValidationException", "SerializationException", "ItemCollectionSizeLimitExceededException"}
_THROTTLES = {
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "LimitExceededException",
}
_T = TypeVar("_T")
_Place: TypeAlias = tuple[str, ...]  # a table, and the values of a primary key in it


def client(*, pool: int = 50, retries: str = "standard", timeout: float | None = None) -> Any:
    """A DynamoDB client with short timeouts, a few retries and a pool for that many threads.

    All tries together end before the gateway gives up, at 29 s. `retries` is botocore's mode: "adaptive" also slows
    the caller down while DynamoDB throttles, which suits work that nobody waits for. With a `timeout` of its own it
    waits no longer than that for anything, and tries nothing again.
    """
    config = Config(
        connect_timeout=timeout or 2,
        read_timeout=timeout or 5,
        max_pool_connections=pool,
        retries={"mode": retries, "total_max_attempts": 1 if timeout else 3},
        tcp_keepalive=True,
        parameter_validation=False,
    )
    return reading_items_whole(botocore.session.get_session().create_client("dynamodb", config=config))


def reading_items_whole(dynamodb: Any) -> Any:
    """A client of DynamoDB, the items of whose answers from now on don't go through botocore's parser."""
    for operation in whole_items.OPERATIONS:
        dynamodb.meta.events.register(f"before-parse.dynamodb.{operation}", whole_items.set_items_aside)
    return dynamodb


class DynamoStore:
    """The store in DynamoDB. Safe for threads."""

    def __init__(self, dynamodb: Any) -> None:
        self._client = dynamodb

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        answer = _call(self._client.get_item, TableName=table.name, Key=encode(key), ConsistentRead=consistent)
        return decode(answer["Item"]) if "Item" in answer else None

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        places = [_place(table, key) for table, key in wanted]
        if len(set(places)) < len(places):
            raise Rejected("the same key is asked for twice")
        found: dict[_Place, Item] = {}
        for some in _batches(wanted, _KEYS_PER_BATCH):
            found |= self._get_batch(some, consistent)
        return [found.get(place) for place in places]

    def query(self, query: Query) -> Page:
        if (
            query.low is not None and query.high is not None and query.low > query.high
        ):  # DynamoDB refuses to answer this
            return Page([], None)
        return _page(_call(self._client.query, **_query_request(query)))

    def scan(
        self,
        table: Table,
        *,
        start: Key | None = None,
        limit: int | None = None,
        segment: int = 0,
        segments: int = 1,
        consistent: bool = True,
    ) -> Page:
        request: dict[str, Any] = {"TableName": table.name, "ConsistentRead": consistent}
        if segments > 1:
            request |= {"Segment": segment, "TotalSegments": segments}
        if limit is not None:
            request["Limit"] = limit
        if start is not None:
            request["ExclusiveStartKey"] = encode(start)
        return _page(_call(self._client.scan, **request))

    def write(self, write: Put | Update | Delete) -> None:
        match write:
            case Put():
                call = self._client.put_item
            case Update():
                call = self._client.update_item
            case Delete():
                call = self._client.delete_item
        _call(call, **_write_request(write))

    def transact(self, writes: Sequence[Write]) -> None:
        _call(self._client.transact_write_items, TransactItems=[_transact_item(write) for write in writes])

    def _get_batch(self, wanted: Sequence[tuple[Table, Key]], consistent: bool) -> dict[_Place, Item]:
        """One BatchGetItem, asked again until every key is answered."""
        tables = {table.name: table for table, _ in wanted}
        found: dict[_Place, Item] = {}
        pending = _requested(wanted, consistent)
        fruitless = 0
        while pending:
            answer = _call(self._client.batch_get_item, RequestItems=pending)
            for name, items in answer["Responses"].items():
                found |= {_place(tables[name], item): item for item in map(decode, items)}
            unanswered = answer.get("UnprocessedKeys") or {}
            fruitless = fruitless + 1 if _count(unanswered) == _count(pending) else 0
            pending = unanswered
            if pending:
                _wait_for_capacity(fruitless)
        return found


def _requested(wanted: Sequence[tuple[Table, Key]], consistent: bool) -> dict[str, Any]:
    request: dict[str, Any] = {}
    for table, key in wanted:
        request.setdefault(table.name, {"Keys": [], "ConsistentRead": consistent})["Keys"].append(encode(key))
    return request


def _count(request: Mapping[str, Any]) -> int:
    return sum(len(each["Keys"]) for each in request.values())


def _place(table: Table, item: Mapping[str, Any]) -> _Place:
    return table.name, *map(item.__getitem__, table.key_names())


def _wait_for_capacity(fruitless: int) -> None:
    """Back off with full jitter.

    Raises: `Throttled` after that many tries without a single answer.
    """
    if fruitless >= _TRIES_WITHOUT_PROGRESS:
        raise Throttled("DynamoDB leaves keys of a batch unanswered")
    clock.sleep(random.uniform(0, 0.02 * 2**fruitless))  # noqa: S311 - jitter is no secret


def _call(method: Callable[..., _T], **request: Any) -> _T:
    """The answer, or what its error means to us."""
    try:
        return method(**request)
    except ClientError as error:
        _raise_for(error)
    except ParamValidationError as error:
        raise Rejected(str(error)) from error
    except BotoCoreError as error:
        raise StorageUnavailable(f"DynamoDB did not answer: {type(error).__name__}") from error


def _raise_for(error: ClientError) -> NoReturn:
    code = error.response["Error"]["Code"]
    text = error.response["Error"].get("Message", "")
    if code == "ConditionalCheckFailedException":
        raise ConditionFailed from error
    if code == "TransactionCanceledException":
        reasons = error.response.get("CancellationReasons", [])
        raise TransactionCancelled([reason.get("Code") or "None" for reason in reasons]) from error
    if code in _NEVER:
        raise Rejected(text) from error
    if code in _THROTTLES:
        raise Throttled(f"DynamoDB throttles: {code}") from error
    raise StorageUnavailable(f"DynamoDB: {code}: {text}") from error


def _query_request(query: Query) -> dict[str, Any]:
    keys = query.table if query.index is None else query.table.indexes[query.index]
    names = {"#h": keys.hash_key}
    values: dict[str, Any] = {":h": query.hash_value}
    text = "#h = :h"
    if query.low is not None or query.high is not None:
        assert keys.range_key is not None, f"{query.index or query.table.name} has no range key"
        names["#r"] = keys.range_key
        text += " AND " + _range_text(query)
        values |= {name: bound for name, bound in ((":low", query.low), (":high", query.high)) if bound is not None}
    request: dict[str, Any] = {
        "TableName": query.table.name,
        "KeyConditionExpression": text,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": encode(values),
        "ScanIndexForward": query.forward,
        "ConsistentRead": query.consistent,
    }
    if query.index is not None:
        request["IndexName"] = query.index
    if query.limit is not None:
        request["Limit"] = query.limit
    if query.start is not None:
        request["ExclusiveStartKey"] = encode(query.start)
    return request


def _range_text(query: Query) -> str:
    if query.low is None:
        return "#r <= :high"
    return "#r >= :low" if query.high is None else "#r BETWEEN :low AND :high"


def _transact_item(write: Write) -> dict[str, Any]:
    return {_ACTIONS[type(write)]: _write_request(write)}


_ACTIONS: Mapping[type, str] = {Put: "Put", Update: "Update", Delete: "Delete", Check: "ConditionCheck"}


def _write_request(write: Write) -> dict[str, Any]:
    request: dict[str, Any] = {"TableName": write.table.name}
    names: dict[str, str] = {}
    values: dict[str, Any] = {}
    if isinstance(write, Put):
        request["Item"] = encode(write.item)
    else:
        request["Key"] = encode(write.key)
    if isinstance(write, Update):
        request["UpdateExpression"] = _update_text(write, names, values)
    if write.condition is not None:
        request["ConditionExpression"] = _condition_text(write.condition, names, values)
    if names:
        request["ExpressionAttributeNames"] = names
    if values:
        request["ExpressionAttributeValues"] = encode(values)
    return request


def _update_text(write: Update, names: dict[str, str], values: dict[str, Any]) -> str:
    parts: dict[str, list[str]] = {"ADD": [], "SET": [], "REMOVE": []}
    for name, amount in write.add.items():
        parts["ADD"].append(f"{_name(name, names)} {_value(amount, values)}")
    for name, value in write.assign.items():
        parts["SET"].append(f"{_name(name, names)} = {_value(value, values)}")
    for name in write.remove:
        parts["REMOVE"].append(_name(name, names))
    return " ".join(f"{verb} {', '.join(some)}" for verb, some in parts.items() if some)


def _condition_text(condition: Condition, names: dict[str, str], values: dict[str, Any]) -> str:
    match condition:
        case Absent():
            return _absent_text(condition.attribute, names)
        case Equals():
            return f"{_name(condition.attribute, names)} = {_value(condition.value, values)}"
        case AbsentOrBelow():
            name = _name(condition.attribute, names)
            return f"attribute_not_exists({name}) OR {name} < {_value(condition.value, values)}"
        case Matches():
            compared = {"=": condition.values, "<": condition.below, ">": condition.above}
            texts = [
                f"{_name(name, names)} {operator} {_value(value, values)}"
                for operator, wanted in compared.items()
                for name, value in wanted.items()
            ]
            return " AND ".join((*texts, *(_absent_text(name, names) for name in condition.absent)))


def _absent_text(attribute: str, names: dict[str, str]) -> str:
    return f"attribute_not_exists({_name(attribute, names)})"


def _name(attribute: str, names: dict[str, str]) -> str:
    names[f"#n{len(names)}"] = attribute
    return f"#n{len(names) - 1}"


def _value(value: Any, values: dict[str, Any]) -> str:
    values[f":v{len(values)}"] = value
    return f":v{len(values) - 1}"


def _page(answer: Mapping[str, Any]) -> Page:
    last = answer.get("LastEvaluatedKey")
    return Page([decode(item) for item in answer["Items"]], decode(last) if last else None)


def _batches(values: Sequence[_T], size: int) -> Iterator[list[_T]]:
    source = iter(values)
    while some := list(islice(source, size)):
        yield some
