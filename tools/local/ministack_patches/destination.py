"""The on-failure queue of a mapping: which records were given up, by their place in the stream."""

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from chalicelib import clock
from tools.local.ministack_patches import permissions

if TYPE_CHECKING:
    from tools.local.ministack_patches.attempts import Failed

Row: TypeAlias = dict[str, Any]

_SHARD = "shardId-00000000000000000000-00000000"  # MiniStack's streams have this one


def age(record: Row) -> float:
    """How long ago a record was written.

    Units: seconds.
    """
    return clock.now().timestamp() - float(record["dynamodb"]["ApproximateCreationDateTime"])


def tell(sqs: Any, mapping: Row, config: Row, records: list[Row], failed: "Failed") -> None:
    """Send what AWS sends, if the mapping has a queue and the function's role may write to it."""
    queue_arn = ((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    if not queue_arn or not permissions.role_allows(config, "sqs:SendMessage", queue_arn):
        return
    queue = sqs._queue_by_arn(queue_arn)
    if queue is not None:
        body = json.dumps(_message(mapping, config, records, failed))
        sqs._act_send_message({"QueueUrl": queue["url"], "MessageBody": body}, queue["url"])


def _message(mapping: Row, config: Row, records: list[Row], failed: "Failed") -> Row:
    now = clock.now()
    return {
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "functionArn": mapping["FunctionArn"],
            "condition": failed.condition,
            "approximateInvokeCount": failed.invocations,
        },
        "responseContext": {
            "statusCode": 200,
            "executedVersion": config.get("Version", "$LATEST"),
            "functionError": failed.error,
        },
        "version": "1.0",
        "timestamp": now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03}Z",
        "DDBStreamBatchInfo": _batch(mapping, records[0]["dynamodb"], records[-1]["dynamodb"], len(records)),
    }


def _batch(mapping: Row, first: Row, last: Row, size: int) -> Row:
    return {
        "shardId": _SHARD,
        "startSequenceNumber": first["SequenceNumber"],
        "endSequenceNumber": last["SequenceNumber"],
        "approximateArrivalOfFirstRecord": _second(first),
        "approximateArrivalOfLastRecord": _second(last),
        "batchSize": size,
        "streamArn": mapping["EventSourceArn"],
    }


def _second(change: Row) -> str:
    return datetime.fromtimestamp(float(change["ApproximateCreationDateTime"]), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
