"""The stream handler: a batch of records in, up-to-date views out, or an exception so that it comes again."""

from typing import Any

from chalice.app import BaseLambdaEvent, DynamoDBEvent

from chalicelib.projections.stream import order_changes, project
from chalicelib.runtime import runtime

_MILLISECONDS = 1000


def update_views(event: DynamoDBEvent) -> None:
    """Project the order changes of a batch. Raises: `StorageUnavailable` when something is not done."""
    parts = runtime()
    changes = order_changes(event.to_dict()["Records"])
    if not changes:
        return
    project(
        changes,
        store=parts.store,
        settings=parts.settings,
        generations=parts.generations.to_project(),
        remaining=lambda: remaining_seconds(event),
    )


def remaining_seconds(event: BaseLambdaEvent) -> float:
    """How long Lambda lets this invocation go on; for ever where there is no Lambda."""
    context: Any = event.context
    return float("inf") if context is None else float(context.get_remaining_time_in_millis()) / _MILLISECONDS
