"""What is looked at, and what is found: one stage in one account, through clients that can only read."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.dynamo import DynamoStore
from chalicelib.store import Store
from chalicelib.tables import Tables, tables_named
from tools.deployment.aws import Clients, code_of
from tools.deployment.chalice_project import API_FUNCTION, STREAM_FUNCTION, function_name
from tools.deployment.names import TABLE_NAMES, stack_name
from tools.deployment.stacks import Stack, Stacks

# States in which a stack was never made whole; all that can be done to it is to delete it.
OK, WARNING, WRONG = "ok", "warning", "wrong"
LIVE = "live"
_READS = ("describe_", "get_", "list_", "simulate_", "query", "scan")
# The outputs that name the functions, each with what `chalice deploy` puts behind the name of the app and the stage.
_FUNCTIONS = {
    "ApiFunction": API_FUNCTION,
    "StreamFunction": STREAM_FUNCTION,
    "NightlyFunction": "nightlyUpkeep",
    "AuthorizerFunction": "token_authorizer",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    kind: str
    what: str
    way_on: str = ""


def ok(what: str) -> Finding:
    """A thing that is as it should be."""
    return Finding(OK, what)


def warning(what: str, way_on: str) -> Finding:
    """A thing to look at that stops nothing, or that can't be told."""
    return Finding(WARNING, what, way_on)


def wrong(what: str, way_on: str) -> Finding:
    """A thing that does not work, or will not."""
    return Finding(WRONG, what, way_on)


class ReadOnly:
    """A client of AWS that refuses every operation that could change something."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __getattr__(self, operation: str) -> Any:
        _require_read(operation)
        return getattr(self._client, operation)

    def get_paginator(self, operation: str) -> Any:
        """The pages of a reading operation."""
        _require_read(operation)
        return self._client.get_paginator(operation)


@dataclass(frozen=True)
class Functions:
    """The functions of the app by the output that names them, and the alias through which they are called."""

    names: Mapping[str, str] = field(default_factory=dict)
    alias: str | None = None

    def addresses(self) -> dict[str, dict[str, str]]:
        """What names each function in a call of Lambda."""
        qualifier = {"Qualifier": self.alias} if self.alias else {}
        return {output: {"FunctionName": name, **qualifier} for output, name in self.names.items()}


@dataclass(frozen=True)
class Account:
    """A stage in an account; `expected` is the account's number where the stage's file names one."""

    stage: str
    region: str
    clients: Clients
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    expected: str | None = None
    _known_stacks: dict[str, Stack | None] = field(default_factory=dict)

    def client(self, service: str) -> Any:
        """A client that can only read."""
        return ReadOnly(self.clients(service))

    @cached_property
    def identity(self) -> Mapping[str, str]:
        """Whose credentials these are: Account and Arn."""
        answer: dict[str, str] = self.client("sts").get_caller_identity()
        return answer

    def stack(self, part: str) -> Stack | None:
        """A stack of the stage; None where there is none."""
        if part not in self._known_stacks:
            stacks = Stacks(self.client("cloudformation"), report=_say_nothing)
            self._known_stacks[part] = stacks.find(stack_name(self.stage, part))
        return self._known_stacks[part]

    def has(self, part: str) -> bool:
        """Whether a stack has ever been made whole."""
        stack = self.stack(part)
        return stack is not None and stack.is_whole

    def outputs(self, part: str) -> Mapping[str, str]:
        """The outputs of a stack; none where there is no stack."""
        stack = self.stack(part)
        return stack.outputs if stack else {}

    def parameter(self, part: str, name: str, default: str | None = None) -> str | None:
        """What the stage's file says, else what the stack was made with."""
        chosen = self.parameters.get(part, {}).get(name)
        if chosen is None:
            stack = self.stack(part)
            chosen = stack.parameters.get(name) if stack else None
        return default if chosen is None else str(chosen)

    def resources(self, part: str, kind: str) -> list[str]:
        """The physical names of a stack's resources of one kind, like AWS::SNS::Topic."""
        if self.stack(part) is None:
            return []
        pages = self.client("cloudformation").get_paginator("list_stack_resources")
        found = (each for page in pages.paginate(StackName=stack_name(self.stage, part)) for each in _resources(page))
        return [each["PhysicalResourceId"] for each in found if each["ResourceType"] == kind]

    @cached_property
    def tables(self) -> Tables:
        """The tables of the stage, by the names that its stack or its file gives them."""
        named = {**self.parameters.get("stateful", {}), **self.outputs("stateful")}
        return tables_named(**{_field(name): str(named[name]) for name in TABLE_NAMES if named.get(name)})

    @cached_property
    def store(self) -> Store:
        """The database."""
        return DynamoStore(self.client("dynamodb"))

    def described_table(self, name: str) -> Mapping[str, Any] | None:
        """A table as DynamoDB describes it; None where there is none."""
        try:
            described: dict[str, Any] = self.client("dynamodb").describe_table(TableName=name)["Table"]
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
            return None
        return described

    @cached_property
    def functions(self) -> Functions:
        """The functions that the app's stack names, or else those that `chalice deploy` has made."""
        outputs = self.outputs("app")
        names = {each: _function(outputs[each]) for each in _FUNCTIONS if each in outputs}
        return Functions(names, LIVE) if names else Functions(self._made_by_chalice())

    def _made_by_chalice(self) -> dict[str, str]:
        names = {each: function_name(self.stage, name) for each, name in _FUNCTIONS.items()}
        return names if self.described_function(names["ApiFunction"]) else {}

    def described_function(self, name: str, qualifier: str | None = None) -> Mapping[str, Any] | None:
        """How a function is set up; None where there is none."""
        request = {"FunctionName": name} | ({"Qualifier": qualifier} if qualifier else {})
        try:
            described: dict[str, Any] = self.client("lambda").get_function_configuration(**request)
        except ClientError as error:
            if code_of(error) != "ResourceNotFoundException":
                raise
            return None
        return described


def _require_read(operation: str) -> None:
    if not operation.startswith(_READS):
        raise AssertionError(f"a look at an account must not call {operation}")


def _resources(page: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    return (each for each in page["StackResourceSummaries"] if each.get("PhysicalResourceId"))


def _field(output: str) -> str:
    return output.removesuffix("Table").lower()


def _function(text: str) -> str:
    """The name of a function from its name or its ARN."""
    return text.rpartition(":function:")[2].partition(":")[0]


def _say_nothing(_: str) -> None:
    pass
