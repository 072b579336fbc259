"""What `chalice deploy` has no setting for, set by the API afterwards: the event source, limits, logs, the gateway."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tools.deployment.aws import DeploymentFailed

STREAM_FUNCTION = "updateCustomerMetricsCache"
_APP = "weborders"
_SECONDS = 120.0
_PAUSE = 1.0


@dataclass(frozen=True)
class Tuning:
    """One setting: what it is, and setting it."""

    what: str
    set: Callable[[], Any]


def function_name(stage: str, name: str | None = None) -> str:
    """What Chalice calls a function; without a name, the one that answers the API."""
    return f"{_APP}-{stage}-{name}" if name else f"{_APP}-{stage}"


def mapping_of(awslambda: Any, stage: str, stream_arn: str) -> str:
    """The event source mapping that Chalice has made. Raises: `DeploymentFailed` where there is none."""
    name = function_name(stage, STREAM_FUNCTION)
    found = awslambda.list_event_source_mappings(FunctionName=name, EventSourceArn=stream_arn)["EventSourceMappings"]
    if not found:
        raise DeploymentFailed(
            f"{name} has no event source mapping for {stream_arn}", f"run `chalice deploy --stage {stage}` first"
        )
    return str(found[0]["UUID"])
