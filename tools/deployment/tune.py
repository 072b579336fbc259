"""What `chalice deploy` has no setting for, set by the API afterwards, to what infra/app.yaml says.

The event source's limits and its on-failure queue, how long logs are kept, the gateway's throttling and own answers.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import clock
from tools.deployment.aws import Clients, DeploymentFailed, code_of
from tools.deployment.chalice_project import FUNCTIONS, STREAM_FUNCTION, event_source, function_name, values_of
from tools.deployment.gateway import gateway_responses
from tools.deployment.stages import Stage

# What UpdateEventSourceMapping calls the properties of a template in another way, or does not take.
_FIXED = ("Stream", "StartingPosition")
_SECONDS = 120.0
_PAUSE = 1.0


@dataclass(frozen=True)
class Tuning:
    """One setting: what it is, and setting it."""

    what: str
    set: Callable[[], Any]


def tunings(stage: Stage, outputs: Mapping[str, str], api_id: str, clients: Clients) -> Iterator[Tuning]:
    """Every setting of a stage that plain `chalice deploy` has deployed; `outputs` as for `project_for_chalice`."""
    values = values_of(stage, outputs)
    yield Tuning(
        "the event source's limits, and its on-failure queue",
        lambda: _tune_event_source(clients("lambda"), stage, outputs["OrdersStreamArn"], event_source(values)),
    )
    yield Tuning(
        f"logs are kept for {values['LogRetentionDays']} days",
        lambda: _keep_logs(clients("logs"), stage, int(values["LogRetentionDays"])),
    )
    yield Tuning(
        f"at most {values['ThrottlingRate']} requests a second, {values['ThrottlingBurst']} at once",
        lambda: _tune_gateway(clients("apigateway"), api_id, values),
    )
    yield Tuning("the gateway's own answers in our form", lambda: _answer_alike(clients("apigateway"), api_id))


def mapping_of(awslambda: Any, stage: str, stream_arn: str) -> str:
    """The event source mapping that Chalice has made. Raises: `DeploymentFailed` where there is none."""
    name = function_name(stage, STREAM_FUNCTION)
    found = awslambda.list_event_source_mappings(FunctionName=name, EventSourceArn=stream_arn)["EventSourceMappings"]
    if not found:
        raise DeploymentFailed(
            f"{name} has no event source for {stream_arn}", "look whether `chalice deploy` ended well"
        )
    return str(found[0]["UUID"])


def _tune_event_source(awslambda: Any, stage: Stage, stream_arn: str, wanted: Mapping[str, Any]) -> None:
    uuid = mapping_of(awslambda, stage.name, stream_arn)
    settings = {name: _number(value) for name, value in wanted.items() if name not in _FIXED}
    settings["DestinationConfig"] = {
        "OnFailure": {"Destination": wanted["DestinationConfig"]["OnFailure"]["Destination"]}
    }
    ends = clock.monotonic() + _SECONDS
    while True:
        try:
            awslambda.update_event_source_mapping(UUID=uuid, **settings)
            return
        except ClientError as error:  # it is still being made
            if code_of(error) != "ResourceInUseException" or clock.monotonic() > ends:
                raise
            clock.sleep(_PAUSE)


def _keep_logs(logs: Any, stage: Stage, days: int) -> None:
    for name in FUNCTIONS:
        group = f"/aws/lambda/{function_name(stage.name, name)}"
        try:
            logs.create_log_group(logGroupName=group)
        except ClientError as error:
            if code_of(error) != "ResourceAlreadyExistsException":
                raise
        logs.put_retention_policy(logGroupName=group, retentionInDays=days)


def _tune_gateway(gateway: Any, api_id: str, values: Mapping[str, str]) -> None:
    settings = {
        "/*/*/throttling/rateLimit": values["ThrottlingRate"],
        "/*/*/throttling/burstLimit": values["ThrottlingBurst"],
        "/*/*/metrics/enabled": "true",
        "/tracingEnabled": str(values["Tracing"] == "on").lower(),
    }
    changes = [{"op": "replace", "path": path, "value": value} for path, value in settings.items()]
    gateway.update_stage(restApiId=api_id, stageName=_stage_of(gateway, api_id), patchOperations=changes)


def _answer_alike(gateway: Any, api_id: str) -> None:
    for kind, response in gateway_responses().items():
        headers = response["ResponseParameters"]["Headers"]
        status = {"statusCode": response["StatusCode"]} if "StatusCode" in response else {}
        gateway.put_gateway_response(
            restApiId=api_id,
            responseType=kind,
            responseParameters={f"gatewayresponse.header.{name}": value for name, value in headers.items()},
            responseTemplates=response["ResponseTemplates"],
            **status,
        )
    gateway.create_deployment(restApiId=api_id, stageName=_stage_of(gateway, api_id))


def _stage_of(gateway: Any, api_id: str) -> str:
    return str(gateway.get_stages(restApiId=api_id)["item"][0]["stageName"])


def _number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.lstrip("-").isdigit() else value
