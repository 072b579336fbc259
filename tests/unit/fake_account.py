"""An account of AWS in which a stage is deployed and well, to be made worse by each test.

DynamoDB is moto's; the other services are fakes that botocore's own models of them keep honest: a request that AWS
would refuse, or an answer with a field that AWS does not have, fails the test. Every call is noted.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.exceptions import ClientError
from botocore.validate import validate_parameters

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.dynamo import DynamoStore
from chalicelib.instants import text_of
from chalicelib.projections import keys
from chalicelib.projections.generations import open_first, register
from chalicelib.store import Put
from chalicelib.tables import tables_named
from chalicelib.tokens import READ, Tokens
from tools.deployment.adopt import adopt, plan_adoption
from tools.deployment.doctor.account import Account
from tools.deployment.names import TABLE_NAMES
from tools.tables import create_request

NUMBER = "111122223333"
REGION = "ap-southeast-2"
QUEUE = f"arn:aws:sqs:{REGION}:{NUMBER}:weborders-prod-on-failure"
TOPIC = f"arn:aws:sns:{REGION}:{NUMBER}:weborders-prod-alarms"
TABLES = tables_named()
FUNCTIONS = {
    "ApiFunction": "weborders-prod-app-api",
    "StreamFunction": "weborders-prod-app-updateCustomerMetricsCache",
    "NightlyFunction": "weborders-prod-app-nightlyUpkeep",
    "AuthorizerFunction": "weborders-prod-app-authorizer",
}


def failure(code: str, message: str = "", operation: str = "Operation") -> ClientError:
    """An error as AWS answers it."""
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


class FakeAws:
    """The services of an account, by name and operation; an answer may be an error, or made from the request."""

    def __init__(self, dynamodb: Any, services: dict[str, dict[str, Any]]) -> None:
        self.dynamodb = dynamodb
        self.services = services
        self.calls: list[str] = []
        dynamodb.meta.events.register("before-call.dynamodb", self._note)

    def __call__(self, service: str) -> Any:
        return self.dynamodb if service == "dynamodb" else _FakeClient(self, service)

    def change(self, service: str, operation: str, **changes: Any) -> None:
        """Let an operation answer otherwise in some fields."""
        self.services[service][operation] = {**self.services[service][operation], **changes}

    def answer(self, service: str, operation: str, request: Mapping[str, Any]) -> Any:
        """The answer to a call. Raises: the error that stands in its place."""
        self.calls.append(operation)
        model = _operations(service)[operation]
        validate_parameters(request, model.input_shape)
        found = self.services[service][operation]
        if callable(found):
            found = found(**request)
        if isinstance(found, Exception):
            raise found
        if model.output_shape is not None:
            _require_known(found, model.output_shape)
        return found

    def _note(self, model: Any, **_: Any) -> None:
        self.calls.append(model.name)


class _FakeClient:
    def __init__(self, aws: FakeAws, service: str) -> None:
        self._aws = aws
        self._service = service

    def __getattr__(self, operation: str) -> Any:
        return lambda **request: self._aws.answer(self._service, operation, request)

    def get_paginator(self, operation: str) -> Any:
        assert operation in _paginated(self._service), f"{self._service} has no pages of {operation}"
        return _FakePaginator(self._aws, self._service, operation)


class _FakePaginator:
    def __init__(self, *place: Any) -> None:
        self._aws, self._service, self._operation = place

    def paginate(self, **request: Any) -> list[Any]:
        return [self._aws.answer(self._service, self._operation, request)]


@cache
def _operations(service: str) -> dict[str, Any]:
    model = botocore.session.get_session().get_service_model(service)
    return {xform_name(name): model.operation_model(name) for name in model.operation_names}


@cache
def _paginated(service: str) -> set[str]:
    model = botocore.session.get_session().get_paginator_model(service)
    return {name for name in _operations(service) if _has_pages(model, _operations(service)[name].name)}


def _has_pages(model: Any, operation: str) -> bool:
    try:
        model.get_paginator(operation)
    except ValueError:
        return False
    return True


def _require_known(answer: Any, shape: Any) -> None:
    """Every field of an answer, however deep, is one that AWS has."""
    match shape.type_name:
        case "structure":
            assert set(answer) <= set(shape.members), f"{shape.name} has no {set(answer) - set(shape.members)}"
            for name, value in answer.items():
                _require_known(value, shape.members[name])
        case "list":
            for value in answer:
                _require_known(value, shape.member)
        case "map":
            for value in answer.values():
                _require_known(value, shape.value)


def well(dynamodb: Any, url: str) -> FakeAws:
    """An account in which the stage prod is deployed and well; its API answers at this address."""
    for table in TABLES:
        dynamodb.create_table(**create_request(table), DeletionProtectionEnabled=True)
        adopt(dynamodb, plan_adoption(dynamodb, table), _say_nothing, pause=0)
    store = DynamoStore(dynamodb)
    register(store, TABLES, Client("packprod", "PackProd", Rules()))
    open_first(store, TABLES)
    store.write(Put(TABLES.views, {**keys.NIGHTLY, "at": text_of(clock.now())}))
    Tokens(store, TABLES.clients).create("packprod", [READ], "dashboard")
    return FakeAws(dynamodb, _services(stream_of(dynamodb), url))


def account_in(aws: FakeAws, **changes: Any) -> Account:
    """The stage prod in that account, as its file describes it."""
    names = dict(zip(TABLE_NAMES, (table.name for table in TABLES), strict=True))
    return Account("prod", REGION, aws, **{"parameters": {"stateful": names}, **changes})


def stream_of(dynamodb: Any) -> str:
    """The stream that the orders table has now."""
    return str(dynamodb.describe_table(TableName=TABLES.orders.name)["Table"]["LatestStreamArn"])


def stack(status: str, **outputs: str) -> dict[str, Any]:
    """A stack as CloudFormation describes it."""
    return {
        "StackStatus": status,
        "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()],
        "Parameters": [{"ParameterKey": "BatchSize", "ParameterValue": "100"}] if "ApiId" in outputs else [],
    }


def stacks(**by_part: dict[str, Any] | None) -> Any:
    """What DescribeStacks answers where these are the stacks."""

    def describe(*, StackName: str) -> Any:  # noqa: N803 - AWS's name
        found = by_part.get(StackName.removeprefix("weborders-prod-"))
        if found is None:
            return failure("ValidationError", f"Stack with id {StackName} does not exist")
        return {"Stacks": [{"StackName": StackName, **found}]}

    return describe


def deployed_stacks(url: str) -> dict[str, dict[str, Any] | None]:
    """The stacks of a stage that is well."""
    names = dict(zip(TABLE_NAMES, (table.name for table in TABLES), strict=True))
    queue = {"OnFailureQueueUrl": "https://sqs/on-failure", "OnFailureQueueArn": QUEUE}
    return {
        "stateful": stack("CREATE_COMPLETE", **names, **queue),
        "app": stack("UPDATE_COMPLETE", ApiId="a1b2c3", ApiStage="prod", ApiUrl=url, **FUNCTIONS),
        "monitoring": stack("CREATE_COMPLETE"),
    }


def _services(stream: str, url: str) -> dict[str, dict[str, Any]]:
    return {
        "sts": {"get_caller_identity": {"Account": NUMBER, "Arn": f"arn:aws:iam::{NUMBER}:user/ada"}},
        "iam": {"simulate_principal_policy": simulated()},
        "cloudformation": {
            "describe_stacks": stacks(**deployed_stacks(url)),
            "list_stack_resources": lambda *, StackName: {"StackResourceSummaries": _resources(StackName)},  # noqa: N803
        },
        "lambda": _lambda(stream),
        "sqs": {"get_queue_attributes": {"Attributes": {"ApproximateNumberOfMessages": "0"}}},
        "apigateway": {"get_stage": {"methodSettings": {"*/*": {"loggingLevel": "OFF"}}}, "get_account": {}},
        "cloudwatch": {"describe_alarms": {"MetricAlarms": [alarm("OK")]}},
        "sns": {"list_subscriptions_by_topic": {"Subscriptions": [subscription(f"{TOPIC}:1")]}},
        "logs": {
            "describe_log_groups": lambda *, logGroupNamePrefix: {  # noqa: N803
                "logGroups": [{"logGroupName": logGroupNamePrefix, "retentionInDays": 90}]
            }
        },
    }


def _lambda(stream: str) -> dict[str, Any]:
    return {
        "get_function_configuration": function(),
        "get_alias": {"FunctionVersion": "7"},
        "get_account_settings": {"AccountLimit": {"ConcurrentExecutions": 1000}},
        "get_function_concurrency": {},
        "get_provisioned_concurrency_config": failure("ProvisionedConcurrencyConfigNotFoundException"),
        "list_event_source_mappings": mappings(mapping(stream)),
    }


def simulated(*denied: str) -> Any:
    """What SimulatePrincipalPolicy answers where these actions are denied."""

    def simulate(*, ActionNames: list[str], **_: Any) -> Any:  # noqa: N803
        decisions = {name: "implicitDeny" if name in denied else "allowed" for name in ActionNames}
        return {
            "EvaluationResults": [{"EvalActionName": name, "EvalDecision": each} for name, each in decisions.items()]
        }

    return simulate


def function(**changes: Any) -> dict[str, Any]:
    """A function that is ready."""
    variables = dict(zip(TABLE_NAMES.values(), (table.name for table in TABLES), strict=True))
    return {
        "State": "Active",
        "LastUpdateStatus": "Successful",
        "CodeSha256": "c0de",
        "Environment": {"Variables": variables},
        **changes,
    }


def mappings(*of_alias: dict[str, Any], of_function: tuple[dict[str, Any], ...] = ()) -> Any:
    """What ListEventSourceMappings answers for the alias, and for the function itself."""

    def listed(*, FunctionName: str) -> Any:  # noqa: N803
        return {"EventSourceMappings": list(of_alias if FunctionName.endswith(":live") else of_function)}

    return listed


def mapping(stream: str, **changes: Any) -> dict[str, Any]:
    """An event source mapping as the template makes it."""
    return {
        "UUID": "5eed",
        "State": "Enabled",
        "EventSourceArn": stream,
        "FunctionArn": f"arn:aws:lambda:{REGION}:{NUMBER}:function:{FUNCTIONS['StreamFunction']}:live",
        "BatchSize": 100,
        "MaximumRetryAttempts": 100,
        "MaximumRecordAgeInSeconds": 43200,
        "BisectBatchOnFunctionError": True,
        "LastProcessingResult": "OK",
        "DestinationConfig": {"OnFailure": {"Destination": QUEUE}},
        **changes,
    }


def alarm(state: str, **changes: Any) -> dict[str, Any]:
    """An alarm in a state."""
    return {"AlarmName": "weborders-prod-ServerErrors", "StateValue": state, "ActionsEnabled": True, **changes}


def subscription(arn: str) -> dict[str, str]:
    """Somebody who is told of alarms."""
    return {"SubscriptionArn": arn, "Protocol": "email", "Endpoint": "ada@example.com"}


def _resources(stack_name: str) -> list[dict[str, str]]:
    if not stack_name.endswith("-monitoring"):
        return []
    return [
        {"ResourceType": "AWS::CloudWatch::Alarm", "PhysicalResourceId": "weborders-prod-ServerErrors"},
        {"ResourceType": "AWS::SNS::Topic", "PhysicalResourceId": TOPIC},
    ]


def _say_nothing(_: str) -> None:
    pass
