"""Stacks of CloudFormation: planned as a change set, carried out with progress, and explained where they fail."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from botocore.exceptions import ClientError

from chalicelib import clock
from tools.deployment.aws import DeploymentFailed, code_of

_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]
_PAUSE = 2.0
_HALF_MADE = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "REVIEW_IN_PROGRESS", "DELETE_FAILED"}
_NOT_MADE_YET = {"CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS"}
_NOTHING_TO_CHANGE = ("didn't contain changes", "No updates are to be performed")

Report = Callable[[str], None]


@dataclass(frozen=True)
class Stack:
    """A stack as it stands in the account."""

    name: str
    status: str
    outputs: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_half_made(self) -> bool:
        """Whether its creation or its deletion has failed, or was only planned; it is removed before it is made."""
        return self.status in _HALF_MADE

    @property
    def is_whole(self) -> bool:
        """Whether it was made to its end; only then does it have outputs to go by."""
        return not self.is_half_made and self.status not in _NOT_MADE_YET


@dataclass(frozen=True)
class Change:
    """One thing that a change set would do."""

    action: str  # Add, Modify, Remove, Import
    resource: str
    kind: str
    replaces: bool

    def __str__(self) -> str:
        return f"{self.action.lower():7}{self.kind} {self.resource}{' (REPLACED)' if self.replaces else ''}"


@dataclass(frozen=True)
class Plan:
    """A change set that waits to be carried out."""

    stack: str
    change_set: str
    is_new: bool
    changes: tuple[Change, ...]


class Stacks:
    """The stacks of one region."""

    def __init__(self, cloudformation: Any, *, report: Report, pause: float = _PAUSE) -> None:
        self._cloudformation = cloudformation
        self._report = report
        self._pause = pause

    def find(self, name: str) -> Stack | None:
        """The stack of that name; None where there is none."""
        try:
            described = self._cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        except ClientError as error:
            if code_of(error) != "ValidationError":
                raise
            return None
        if described["StackStatus"] == "DELETE_COMPLETE":
            return None
        outputs = {each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", [])}
        parameters = {each["ParameterKey"]: each.get("ParameterValue", "") for each in described.get("Parameters", [])}
        return Stack(name, described["StackStatus"], outputs, parameters)

    def outputs(self, name: str) -> Mapping[str, str]:
        """The outputs of a stack. Raises: `DeploymentFailed` where there is no such stack."""
        stack = self.find(name)
        if stack is None:
            raise DeploymentFailed(f"there is no stack {name} here", "deploy the stage first, or name another one")
        return stack.outputs

    def plan(self, name: str, template: Mapping[str, str], parameters: Mapping[str, str]) -> Plan | None:
        """What deploying this template would change; None where nothing.

        `template` is TemplateBody or TemplateURL. Raises: `DeploymentFailed` where the stack can't be changed.
        """
        is_new = self._is_new(name)
        change_set = f"weborders-{clock.now():%Y%m%d-%H%M%S-%f}"
        self._cloudformation.create_change_set(
            StackName=name,
            ChangeSetName=change_set,
            ChangeSetType="CREATE" if is_new else "UPDATE",
            Parameters=[{"ParameterKey": key, "ParameterValue": str(each)} for key, each in parameters.items()],
            Capabilities=_CAPABILITIES,
            **template,
        )
        described = self._described_change_set(name, change_set)
        if described["Status"] == "FAILED":
            self.drop(Plan(name, change_set, is_new, ()))
            reason = described.get("StatusReason", "no reason given")
            if any(text in reason for text in _NOTHING_TO_CHANGE):
                return None
            raise DeploymentFailed(f"{name}: CloudFormation refuses the template: {reason}", "mend the template")
        return Plan(name, change_set, is_new, tuple(map(_change, described["Changes"])))

    def drop(self, plan: Plan) -> None:
        """Forget a plan; a stack that was never made goes with it, and is gone when this returns."""
        self._cloudformation.delete_change_set(StackName=plan.stack, ChangeSetName=plan.change_set)
        if plan.is_new:
            self._cloudformation.delete_stack(StackName=plan.stack)
            while self.find(plan.stack) is not None:
                clock.sleep(self._pause)

    def carry_out(self, plan: Plan) -> Mapping[str, str]:
        """Carry out a plan and wait for its end. Returns: the outputs.

        Raises: `DeploymentFailed` with the reasons; CloudFormation has then rolled back by itself.
        """
        before = self._last_event(plan.stack)
        self._cloudformation.execute_change_set(
            StackName=plan.stack,
            ChangeSetName=plan.change_set,
            RetainExceptOnCreate=True,  # what a failed creation has made goes again; what was there stays
        )
        status = self._await_end(plan.stack, before)
        if status not in {"CREATE_COMPLETE", "UPDATE_COMPLETE"}:
            reasons = self._reasons(plan.stack, before)
            raise DeploymentFailed(f"{plan.stack} is {status}: {reasons}", _way_on(plan, status, reasons))
        return self.outputs(plan.stack)

    def delete(self, name: str) -> bool:
        """Delete a stack and wait until it is gone. Returns: whether there was one."""
        if self.find(name) is None:
            return False
        before = self._last_event(name)
        self._cloudformation.delete_stack(StackName=name)
        status = self._await_end(name, before)
        if status != "DELETE_COMPLETE":
            reasons = self._reasons(name, before)
            raise DeploymentFailed(f"{name} is {status}: {reasons}", "mend what it names, then run it again")
        return True

    def _is_new(self, name: str) -> bool:
        """Whether the stack is to be made; one that was half made is removed first."""
        stack = self.find(name)
        if stack is None:
            return True
        if stack.is_half_made:
            self._report(f"{name} was left half made ({stack.status}): removing it first; nothing else depends on it")
            self.delete(name)
            return True
        if stack.status == "UPDATE_ROLLBACK_FAILED":
            raise DeploymentFailed(
                f"{name} could not be rolled back: {self._reasons(name, self._start_of_update(name))}",
                f"mend what it names, then `aws cloudformation continue-update-rollback --stack-name {name}`",
            )
        if stack.status.endswith("IN_PROGRESS"):
            raise DeploymentFailed(f"{name} is {stack.status}: another deployment is running", "wait for its end")
        return False

    def _described_change_set(self, name: str, change_set: str) -> dict[str, Any]:
        while True:
            pages = self._cloudformation.describe_change_set(StackName=name, ChangeSetName=change_set)
            if pages["Status"] not in {"CREATE_PENDING", "CREATE_IN_PROGRESS"}:
                break
            clock.sleep(self._pause)
        described = dict(pages)
        while token := pages.get("NextToken"):
            pages = self._cloudformation.describe_change_set(StackName=name, ChangeSetName=change_set, NextToken=token)
            described["Changes"] = [*described["Changes"], *pages["Changes"]]
        return described

    def _await_end(self, name: str, after: str | None) -> str:
        """Report each event until the stack rests. Returns: its status then."""
        seen: set[str] = set()
        while True:
            stack = self.find(name)
            status = stack.status if stack else "DELETE_COMPLETE"
            for event in self._events(name, after):
                if event["EventId"] not in seen:
                    seen.add(event["EventId"])
                    self._report(_shown(event))
            if not status.endswith("IN_PROGRESS"):
                return status
            clock.sleep(self._pause)

    def _events(self, name: str, after: str | None) -> list[dict[str, Any]]:
        """The events of a stack after one of them, oldest first.

        Not after an instant: the clocks here and there differ.
        """
        return list(takewhile(lambda event: event["EventId"] != after, self._newest_events(name)))[::-1]

    def _last_event(self, name: str) -> str | None:
        return next((str(event["EventId"]) for event in self._newest_events(name)), None)

    def _start_of_update(self, name: str) -> str | None:
        starts = (event for event in self._newest_events(name) if _starts_update(event))
        return next((str(event["EventId"]) for event in starts), None)

    def _newest_events(self, name: str) -> Iterator[dict[str, Any]]:
        """The events of a stack, the newest first; none of a stack that is gone."""
        try:
            for page in self._cloudformation.get_paginator("describe_stack_events").paginate(StackName=name):
                yield from page["StackEvents"]
        except ClientError as error:
            if code_of(error) != "ValidationError":
                raise

    def _reasons(self, name: str, after: str | None) -> str:
        failed = [event for event in self._events(name, after) if event["ResourceStatus"].endswith("FAILED")]
        texts = [
            f"{each['LogicalResourceId']}: {each.get('ResourceStatusReason', 'no reason given')}" for each in failed
        ]
        own = [text for text in texts if "cancelled" not in text.lower()]
        return "; ".join((own or texts)[:5]) or "no reason given"


def _starts_update(event: Mapping[str, Any]) -> bool:
    return bool(event["ResourceStatus"] == "UPDATE_IN_PROGRESS" and event["PhysicalResourceId"] == event["StackId"])


def _change(described: Mapping[str, Any]) -> Change:
    resource = described["ResourceChange"]
    replaces = resource["Action"] == "Modify" and _replaces(resource)
    return Change(resource["Action"], resource["LogicalResourceId"], resource["ResourceType"], replaces)


def _replaces(resource: Mapping[str, Any]) -> bool:
    """Whether a change makes the resource anew, as far as a change set knows.

    A table whose attribute definitions change is replaced where one of them gets another type; CloudFormation says
    "Conditional" of a new index too, which replaces nothing.
    """
    if resource.get("Replacement") != "Conditional":
        return bool(resource.get("Replacement") == "True")
    targets = [each["Target"] for each in resource.get("Details", [])]
    causes = {target.get("Name") for target in targets if target.get("RequiresRecreation") != "Never"}
    return causes != {"AttributeDefinitions"}


def _shown(event: Mapping[str, Any]) -> str:
    reason = event.get("ResourceStatusReason")
    text = f"  {event['ResourceStatus']:28}{event.get('ResourceType', '')} {event['LogicalResourceId']}"
    return f"{text}: {reason}" if reason and event["ResourceStatus"].endswith("FAILED") else text


def _way_on(plan: Plan, status: str, reasons: str) -> str:
    if "already exists" in reasons:
        return 'it exists outside the stack: adopt it (`OrdersOrigin = "adopt"` in the stage\'s file), or name another'
    if plan.is_new:
        return "mend what it names and run it again; the half-made stack is then removed first"
    if status.endswith("ROLLBACK_COMPLETE"):
        return "the version before is running again; mend what it names and run it again"
    return "`python -m tools doctor` says what state it is in"


def differing(changes: Sequence[Change]) -> list[Change]:
    """The changes that take something away: what a person must look at before they say yes."""
    return [change for change in changes if change.replaces or change.action == "Remove"]
