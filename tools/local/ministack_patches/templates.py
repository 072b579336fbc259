"""CloudFormation: what it makes of a template's tables, and what it must not touch."""

from collections.abc import Callable
from typing import Any, TypeAlias

from tools.local.ministack_patches.gateway import put_rest_api

Row: TypeAlias = dict[str, Any]
Made: TypeAlias = tuple[str, Row]


def mend(provisioners: Any, dynamodb: Any, gateway: Any, functions: Any) -> None:
    """Mend all gaps of the templates in this process."""
    handlers = provisioners._RESOURCE_HANDLERS
    mend_tables(handlers["AWS::DynamoDB::Table"], dynamodb)
    mend_protection(handlers["AWS::DynamoDB::Table"], dynamodb)
    mend_api(handlers["AWS::ApiGateway::RestApi"], gateway)
    mend_mapping(handlers["AWS::Lambda::EventSourceMapping"], functions)
    mend_queues(handlers["AWS::SQS::Queue"], provisioners)


def mend_tables(handler: Row, dynamodb: Any) -> None:
    """Give a table its TTL, its recovery and its indexes' status; never make one that exists."""
    create, update = handler["create"], handler["update"]

    def create_table(logical_id: str, properties: Row, stack: str) -> Made:
        if properties.get("TableName") in dynamodb._tables:
            raise ValueError(f"Table already exists: {properties['TableName']}")
        made: Made = create(logical_id, properties, stack)
        _settle(dynamodb, made[0], properties)
        return made

    def update_table(physical_id: str, old: Row, new: Row, *more: Any, **named: Any) -> Made:
        made: Made = update(physical_id, old, new, *more, **named)
        _settle(dynamodb, made[0], new)
        return made

    handler["create"], handler["update"] = create_table, update_table


def _settle(dynamodb: Any, name: str, properties: Row) -> None:
    table = dynamodb._tables[name]
    table["DeletionProtectionEnabled"] = _is_on(properties.get("DeletionProtectionEnabled"))
    for index in table.get("GlobalSecondaryIndexes") or []:
        index.setdefault("IndexStatus", "ACTIVE")
        index.setdefault("IndexArn", f"{table['TableArn']}/index/{index['IndexName']}")
    recovery = properties.get("PointInTimeRecoverySpecification") or {}
    dynamodb._pitr_settings[name] = _is_on(recovery.get("PointInTimeRecoveryEnabled"))
    if wanted := properties.get("TimeToLiveSpecification"):
        wanted = {"Enabled": _is_on(wanted.get("Enabled")), "AttributeName": wanted.get("AttributeName", "")}
        dynamodb._update_ttl({"TableName": name, "TimeToLiveSpecification": wanted})
    if wanted := properties.get("SSESpecification"):
        dynamodb._update_table(
            {"TableName": name, "SSESpecification": {**wanted, "Enabled": _is_on(wanted.get("SSEEnabled"))}}
        )


def _is_on(value: Any) -> bool:
    return str(value).lower() == "true"


def mend_protection(handler: Row, dynamodb: Any) -> None:
    """Refuse to delete what is protected."""
    delete = handler["delete"]

    def delete_table(physical_id: str, properties: Row) -> None:
        if (dynamodb._tables.get(physical_id) or {}).get("DeletionProtectionEnabled"):
            raise ValueError(
                "Resource cannot be deleted as it is currently protected against deletion. "
                "Disable deletion protection first."
            )
        delete(physical_id, properties)

    handler["delete"] = delete_table


def mend_queues(handler: Row, provisioners: Any) -> None:
    """Never make a queue that exists."""
    create = handler["create"]

    def create_queue(logical_id: str, properties: Row, stack: str) -> Made:
        if properties.get("QueueName") in provisioners._sqs._queue_name_to_url:
            raise ValueError(f"{properties['QueueName']} already exists")
        made: Made = create(logical_id, properties, stack)
        return made

    handler["create"] = create_queue


def mend_api(handler: Row, gateway: Any) -> None:
    """Change an API's description in place, so that its address stays."""
    update = handler["update"]

    def update_api(physical_id: str, old: Row, new: Row, *more: Any, **named: Any) -> Made:
        if isinstance(new.get("Body"), dict) and new["Body"] != old.get("Body") and physical_id in gateway._rest_apis:
            put_rest_api(gateway, physical_id, new["Body"], _settings_of_api(new))
            new = {**new, "Body": old.get("Body")}
        made: Made = update(physical_id, old, new, *more, **named)
        return made

    handler["update"] = update_api


def _settings_of_api(properties: Row) -> Row:
    names = {"Name": "name", "BinaryMediaTypes": "binaryMediaTypes", "MinimumCompressionSize": "minimumCompressionSize"}
    return {to: properties[name] for name, to in names.items() if properties.get(name) not in (None, "")}


def mend_mapping(handler: Row, functions: Any) -> None:
    """Invoke the alias that an updated event source mapping names."""
    update: Callable[..., Made] = handler["update"]

    def update_mapping(physical_id: str, old: Row, new: Row, *more: Any, **named: Any) -> Made:
        made = update(physical_id, old, new, *more, **named)
        mapping = functions._esms.get(made[0])
        if mapping is not None:
            _, mapping["Qualifier"] = functions._resolve_name_and_qualifier(new.get("FunctionName", ""))
        return made

    handler["update"] = update_mapping
