"""Adopting tables that exist already: looked at first, then completed without touching an item.

What can't be changed afterwards (the primary key, the keys of an index) stands in the way. What is missing is added:
the stream, the indexes one at a time as DynamoDB wants it, expiry, recovery and protection. An adoption that was
stopped goes on where it was.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import clock
from chalicelib.store import Index, Table
from tools.deployment.aws import DeploymentFailed, code_of

_PAUSE = 5.0
_ANSWER_SECONDS = 60.0
_SAMPLE = 1000
_TEXT, _NUMBER = "S", "N"

Report = Callable[[str], None]


@dataclass(frozen=True)
class Adoption:
    """What adopting a table means: what is missing and will be added, what stands in the way, what to know."""

    table: Table
    missing_indexes: tuple[str, ...] = ()
    unfinished_indexes: tuple[str, ...] = ()
    needs_stream: bool = False
    needs_ttl: bool = False
    needs_recovery: bool = False
    needs_protection: bool = False
    obstacles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.obstacles or self.additions())

    def additions(self) -> list[str]:
        """What will be added, in words."""
        flags = {
            "turn the stream on": self.needs_stream,
            "let old rows expire": self.needs_ttl,
            "turn point-in-time recovery on": self.needs_recovery,
            "protect it from deletion": self.needs_protection,
        }
        indexes = [f"add the index {name}" for name in self.missing_indexes]
        waiting = [f"wait for the index {name}, which is being built" for name in self.unfinished_indexes]
        return [*(text for text, needed in flags.items() if needed), *waiting, *indexes]

    def __str__(self) -> str:
        parts = {"in the way": self.obstacles, "will": self.additions(), "note": self.notes}
        lines = [f"  {kind}: {text}" for kind, texts in parts.items() for text in texts]
        return "\n".join([f"adopting {self.table.name}", *(lines or ["  nothing is missing"])])


def plan_adoption(dynamodb: Any, table: Table, *, protect: bool = True) -> Adoption:
    """Look at a table and say what adopting it takes; changes nothing.

    `protect` asks for point-in-time recovery and deletion protection too.
    """
    try:
        described = dynamodb.describe_table(TableName=table.name)["Table"]
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        return Adoption(table, obstacles=(f"there is no table {table.name} in this region",))
    found = {each["IndexName"]: each for each in described.get("GlobalSecondaryIndexes", [])}
    missing = tuple(name for name in table.indexes if name not in found)
    return Adoption(
        table,
        missing_indexes=missing,
        unfinished_indexes=tuple(name for name in table.indexes if name in found and not _is_active(found[name])),
        needs_stream=table.stream and not described.get("StreamSpecification", {}).get("StreamEnabled", False),
        needs_ttl=table.ttl is not None and not _expires(dynamodb, table),
        needs_recovery=protect and not _recovers(dynamodb, table),
        needs_protection=protect and not described.get("DeletionProtectionEnabled", False),
        obstacles=tuple(_obstacles(table, described, found)),
        notes=tuple(_notes(dynamodb, table, described, missing)),
    )


def adopt(dynamodb: Any, adoption: Adoption, report: Report, *, pause: float = _PAUSE) -> None:
    """Add what is missing, one thing at a time, and wait for each.

    Raises: `DeploymentFailed` where something stands in the way; nothing was changed then.
    """
    require_no_obstacles(adoption)
    name = adoption.table.name
    if adoption.needs_stream:
        report(f"{name}: turning the stream on")
        _change(
            dynamodb, name, pause, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        )
    for index in adoption.unfinished_indexes:
        _await_index(dynamodb, name, index, report, pause)
    for index in adoption.missing_indexes:
        report(f"{name}: adding the index {index}")
        _change(dynamodb, name, pause, **_addition(dynamodb, adoption.table, index))
        _await_index(dynamodb, name, index, report, pause)
    _complete(dynamodb, adoption, report, pause)


def require_no_obstacles(adoption: Adoption) -> None:
    """Refuse an adoption that can't be. Raises: `DeploymentFailed`."""
    if adoption.obstacles:
        raise DeploymentFailed(
            f"{adoption.table.name} can't be adopted: {'; '.join(adoption.obstacles)}",
            "name another table in the stage's file, or let a new one be made",
        )


def _complete(dynamodb: Any, adoption: Adoption, report: Report, pause: float) -> None:
    name = adoption.table.name
    if adoption.needs_ttl:
        report(f"{name}: letting old rows expire by {adoption.table.ttl}")
        expiry = {"Enabled": True, "AttributeName": adoption.table.ttl}
        dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)
    if adoption.needs_recovery:
        report(f"{name}: turning point-in-time recovery on")
        recovery = {"PointInTimeRecoveryEnabled": True}
        dynamodb.update_continuous_backups(TableName=name, PointInTimeRecoverySpecification=recovery)
    if adoption.needs_protection:
        report(f"{name}: protecting it from deletion")
        _change(dynamodb, name, pause, DeletionProtectionEnabled=True)


# What stands in the way


def _obstacles(table: Table, described: Mapping[str, Any], found: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    yield from _wrong_keys(f"the table {table.name}", table, described["KeySchema"])
    types = {each["AttributeName"]: each["AttributeType"] for each in described["AttributeDefinitions"]}
    for attribute, wanted in _wanted_types(table).items():
        if attribute in types and types[attribute] != wanted:
            yield f"the attribute {attribute} is a key of type {types[attribute]}, and must be of type {wanted}"
    for name, index in table.indexes.items():
        if name in found:
            yield from _wrong_keys(f"the index {name}", index, found[name]["KeySchema"])
            yield from _wrong_projection(name, found[name].get("Projection", {}))


def _wrong_keys(what: str, wanted: Table | Index, schema: Iterable[Mapping[str, str]]) -> Iterator[str]:
    kinds = {each["KeyType"]: each["AttributeName"] for each in schema}
    found = tuple(kinds[kind] for kind in ("HASH", "RANGE") if kind in kinds)
    if found != wanted.key_names():
        yield f"{what} has the keys {', '.join(found)}, and must have {', '.join(wanted.key_names())}"


def _wrong_projection(name: str, projection: Mapping[str, Any]) -> Iterator[str]:
    kind = projection.get("ProjectionType", "ALL")
    if kind != "ALL":
        yield f"the index {name} holds {kind} of an item, and must hold ALL: orders are read through it"


# What to know


def _notes(dynamodb: Any, table: Table, described: Mapping[str, Any], missing: Iterable[str]) -> Iterator[str]:
    view = described.get("StreamSpecification", {}).get("StreamViewType")
    if table.stream and view not in {None, "NEW_AND_OLD_IMAGES"}:
        yield f"its stream carries {view}; that is enough, since only the keys are used"
    if described.get("SSEDescription", {}).get("Status") != "ENABLED":
        yield "it is encrypted with DynamoDB's own key; that stays"
    items, names = described.get("ItemCount", 0), tuple(missing)
    if names and items:
        yield f"about {items} items will be copied into each new index; reads and writes go on"
    for name in names:
        yield from _left_out(_sample(dynamodb, table), table.indexes[name], name)


def _sample(dynamodb: Any, table: Table) -> list[dict[str, Any]]:
    return list(dynamodb.scan(TableName=table.name, Limit=_SAMPLE)["Items"])


def _left_out(sample: list[dict[str, Any]], index: Index, name: str) -> Iterator[str]:
    """Which items an index would not hold; told in numbers only."""
    types = _types_of(index)
    for attribute, wanted in types.items():
        without = sum(attribute not in item for item in sample)
        wrong = sum(
            attribute in item and (wanted not in item[attribute] or item[attribute][wanted] == "") for item in sample
        )
        if without:
            yield f"{without} of {len(sample)} items have no {attribute}: the index {name} leaves them out"
        if wrong:
            yield f"{wrong} of {len(sample)} items have a {attribute} of another type: the index {name} leaves them out"


# How the table is


def _is_active(index: Mapping[str, Any]) -> bool:
    return bool(index.get("IndexStatus", "ACTIVE") == "ACTIVE")


def _expires(dynamodb: Any, table: Table) -> bool:
    described = dynamodb.describe_time_to_live(TableName=table.name)["TimeToLiveDescription"]
    is_on = described.get("TimeToLiveStatus") in {"ENABLED", "ENABLING"}
    return bool(is_on and described.get("AttributeName") == table.ttl)


def _recovers(dynamodb: Any, table: Table) -> bool:
    described = dynamodb.describe_continuous_backups(TableName=table.name)["ContinuousBackupsDescription"]
    recovery = described.get("PointInTimeRecoveryDescription", {})
    return bool(recovery.get("PointInTimeRecoveryStatus") == "ENABLED")


def _wanted_types(table: Table) -> dict[str, str]:
    types = dict.fromkeys(table.key_names(), _TEXT)
    for index in table.indexes.values():
        types |= _types_of(index)
    return types


def _types_of(index: Index) -> dict[str, str]:
    types = dict.fromkeys(index.key_names(), _TEXT)
    return types | ({index.range_key: _NUMBER} if index.is_number and index.range_key else {})


# Changing it


def _addition(dynamodb: Any, table: Table, name: str) -> dict[str, Any]:
    """The request that adds an index; where the table's throughput is provisioned, with the same."""
    described = dynamodb.describe_table(TableName=table.name)["Table"]
    index = table.indexes[name]
    kinds = zip(index.key_names(), ("HASH", "RANGE"), strict=False)
    create: dict[str, Any] = {
        "IndexName": name,
        "KeySchema": [{"AttributeName": attribute, "KeyType": kind} for attribute, kind in kinds],
        "Projection": {"ProjectionType": "ALL"},
    }
    throughput = described.get("ProvisionedThroughput", {})
    if throughput.get("ReadCapacityUnits"):
        create["ProvisionedThroughput"] = {
            each: throughput[each] for each in ("ReadCapacityUnits", "WriteCapacityUnits")
        }
    known = {each["AttributeName"]: each["AttributeType"] for each in described["AttributeDefinitions"]}
    types = {**known, **_types_of(index)}
    return {
        "AttributeDefinitions": [{"AttributeName": each, "AttributeType": kind} for each, kind in types.items()],
        "GlobalSecondaryIndexUpdates": [{"Create": create}],
    }


def _change(dynamodb: Any, name: str, pause: float, **request: Any) -> None:
    """One UpdateTable, as soon as the table is ready for it, and until it is ready again."""
    _await_active(dynamodb, name, pause)
    ends = clock.monotonic() + _ANSWER_SECONDS
    while True:
        try:
            dynamodb.update_table(TableName=name, **request)
            break
        except ClientError as error:
            # Another change of this table, or too many changes in the account: both pass.
            if code_of(error) not in {"ResourceInUseException", "LimitExceededException"} or clock.monotonic() > ends:
                raise
            clock.sleep(pause)
    _await_active(dynamodb, name, pause)


def _await_active(dynamodb: Any, name: str, pause: float) -> None:
    while dynamodb.describe_table(TableName=name)["Table"]["TableStatus"] == "UPDATING":
        clock.sleep(pause)


def _await_index(dynamodb: Any, table: str, name: str, report: Report, pause: float) -> None:
    """Wait until an index has all items; on a large table that takes hours, and may be stopped and taken up again."""
    while True:
        described = dynamodb.describe_table(TableName=table)["Table"]
        index = next(each for each in described["GlobalSecondaryIndexes"] if each["IndexName"] == name)
        if _is_active(index):
            return
        report(f"{table}: {name} has {index.get('ItemCount', 0)} of about {described.get('ItemCount', 0)} items")
        clock.sleep(pause)
