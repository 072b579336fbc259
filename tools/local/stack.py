"""The tables of this machine, from the template of production."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import clock
from chalicelib.tables import Tables, tables_named

TEMPLATE = Path(__file__).resolve().parents[2] / "infra" / "stateful.yaml"
STACK = "weborders-tables"
_SECONDS = 60.0


class StackFailed(Exception):
    """The stack of tables did not come up; the message has CloudFormation's reasons."""


def create_tables(cloudformation: Any, tables: Tables | None = None, *, stack: str = STACK) -> dict[str, str]:
    """Create the stack unless it exists, and wait until it is complete. Returns: its outputs.

    Raises: StackFailed.
    """
    if _status(cloudformation, stack) is None:
        cloudformation.create_stack(
            StackName=stack,
            TemplateBody=TEMPLATE.read_text(),
            Parameters=_parameters(tables or tables_named()),
        )
    _wait_until_complete(cloudformation, stack)
    outputs = _described(cloudformation, stack).get("Outputs", [])
    return {output["OutputKey"]: output["OutputValue"] for output in outputs}


def _parameters(tables: Tables) -> list[dict[str, str]]:
    names = {f"{each.name.capitalize()}Table": getattr(tables, each.name).name for each in fields(tables)}
    return [{"ParameterKey": key, "ParameterValue": value} for key, value in {**names, "Protection": "off"}.items()]


def _wait_until_complete(cloudformation: Any, stack: str) -> None:
    ends = clock.monotonic() + _SECONDS
    while (status := _status(cloudformation, stack)) not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
        if status != "CREATE_IN_PROGRESS":
            raise StackFailed(f"the stack {stack} is {status}: {_reasons(cloudformation, stack)}")
        if clock.monotonic() > ends:
            raise StackFailed(f"the stack {stack} is not complete after {_SECONDS:.0f} s: {status}")
        clock.sleep(0.05)


def _status(cloudformation: Any, stack: str) -> str | None:
    try:
        status = _described(cloudformation, stack)["StackStatus"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        return None
    return None if status == "DELETE_COMPLETE" else str(status)


def _described(cloudformation: Any, stack: str) -> dict[str, Any]:
    described: dict[str, Any] = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    return described


def _reasons(cloudformation: Any, stack: str) -> str:
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("FAILED")]
    texts = (f"{each['LogicalResourceId']}: {each.get('ResourceStatusReason', 'no reason given')}" for each in failed)
    return "; ".join(texts) or "no reason given"
