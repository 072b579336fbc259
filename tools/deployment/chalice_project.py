"""The project as plain `chalice deploy` takes it: the same rights and settings as in the stack of infra/app.yaml.

`python -m tools.deployment.chalice_project` writes the policies of .chalice/ again, which are those of the stage prod
with the tables' own names: `chalice deploy --stage prod` works from a checkout, given ORDERS_STREAM_ARN.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.deployment.bundle import copy_project
from tools.deployment.intrinsics import resolved
from tools.deployment.names import TABLE_NAMES
from tools.deployment.sources import INFRA, PROJECT, read_template
from tools.deployment.stages import PRODUCTION, Stage, load_stage

# Chalice's names of the functions: each with its logical ID, and the file of its policy.
FUNCTIONS = {
    "api_handler": ("APIHandler", "policy-api.json"),
    "token_authorizer": ("TokenAuthorizer", "policy-authorizer.json"),
    "updateCustomerMetricsCache": ("UpdateCustomerMetricsCache", "policy-stream.json"),
    "nightlyUpkeep": ("NightlyUpkeep", "policy-nightly.json"),
}

API_FUNCTION, STREAM_FUNCTION = "api_handler", "updateCustomerMetricsCache"

_ROLES = {"APIHandler": "ApiHandlerRole"}
_ANY_ACCOUNT = "*"
_CREATE_LOG = "logs:CreateLogGroup"


def project_for_chalice(stage: Stage, outputs: Mapping[str, str], folder: Path, *, project: Path = PROJECT) -> Path:
    """Copy the project to a folder in which `chalice deploy --stage STAGE` deploys this stage.

    `outputs` are the stateful stack's, with the OrdersStreamArn of an adopted table too. Returns: the folder.
    """
    copy_project(project, folder)
    values = values_of(stage, outputs)
    for name, document in policies(stage, outputs).items():
        (folder / ".chalice" / name).write_text(_json(document))
    config = json.loads((project / ".chalice" / "config.json").read_text())
    config["stages"][stage.name] = {
        **config["stages"][PRODUCTION],
        "xray": values["Tracing"] == "on",
        "environment_variables": {**_variables(values), "ORDERS_STREAM_ARN": outputs["OrdersStreamArn"]},
        "lambda_functions": {name: _function(name, values) for name in FUNCTIONS},
    }
    (folder / ".chalice" / "config.json").write_text(_json(config))
    return folder


def policies(stage: Stage, outputs: Mapping[str, str]) -> dict[str, Any]:
    """The policy documents of the functions, by the name of the file that Chalice reads."""
    values = values_of(stage, outputs)
    return {file: _policy(name, logical_id, values) for name, (logical_id, file) in FUNCTIONS.items()}


def outputs_of_any_account(stage: Stage) -> dict[str, str]:
    """What the stateful stack of a stage tells, as far as that is known without an account."""
    tables = {name: stage.parameters["stateful"][name] for name in TABLE_NAMES}
    place = f"{stage.region}:{_ANY_ACCOUNT}"
    return {
        **tables,
        "OrdersStreamArn": f"arn:aws:dynamodb:{place}:table/{tables['OrdersTable']}/stream/*",
        "OnFailureQueueArn": f"arn:aws:sqs:{place}:weborders-{stage.name}-on-failure",
    }


def function_name(stage: str, name: str) -> str:
    """What Chalice calls a function; the one that answers the API has no name of its own."""
    return f"weborders-{stage}" + ("" if name == API_FUNCTION else f"-{name}")


def event_source(values: Mapping[str, str]) -> dict[str, Any]:
    """The settings of the event source, as infra/app.yaml has them."""
    template = _app_template()
    (event,) = template["Resources"]["UpdateCustomerMetricsCache"]["Properties"]["Events"].values()
    settings: dict[str, Any] = resolved(event["Properties"], values, template["Conditions"])
    return settings


def write_policies(project: Path = PROJECT) -> None:
    """Write the policies of .chalice/ again."""
    stage = load_stage(PRODUCTION)
    for name, document in policies(stage, outputs_of_any_account(stage)).items():
        (project / ".chalice" / name).write_text(_json(document))


def values_of(stage: Stage, outputs: Mapping[str, str]) -> dict[str, str]:
    """The values of everything that infra/app.yaml refers to."""
    declared = read_template(INFRA / "app.yaml")["Parameters"]
    _, partition, _, region, account, *_ = outputs["OnFailureQueueArn"].split(":")
    return {
        **{name: str(each["Default"]) for name, each in declared.items() if "Default" in each},
        **outputs,
        "Stage": stage.name,
        **stage.parameters["app"],
        "AWS::Partition": partition,
        "AWS::Region": region,
        "AWS::AccountId": account,
        "AWS::StackName": f"weborders-{stage.name}-app",
    }


def _policy(name: str, logical_id: str, values: Mapping[str, str]) -> Any:
    role = _app_template()["Resources"][_ROLES.get(logical_id, f"{logical_id}Role")]
    (policy,) = role["Properties"]["Policies"]
    document = resolved(policy["PolicyDocument"], values, _app_template()["Conditions"])
    for statement in document["Statement"]:
        if statement["Sid"] == "Log":
            # Chalice makes no log groups; the functions must.
            statement["Action"] = [_CREATE_LOG, *statement["Action"]]
            statement["Resource"] = _log_group(name, values)
    return document


def _log_group(name: str, values: Mapping[str, str]) -> str:
    function = function_name(values["Stage"], name)
    place = f"{values['AWS::Region']}:{values['AWS::AccountId']}"
    return f"arn:{values['AWS::Partition']}:logs:{place}:log-group:/aws/lambda/{function}:*"


def _variables(values: Mapping[str, str]) -> dict[str, str]:
    template = _app_template()
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    return {name: str(each) for name, each in resolved(variables, values, template["Conditions"]).items()}


def _function(name: str, values: Mapping[str, str]) -> dict[str, Any]:
    logical_id, policy = FUNCTIONS[name]
    template = _app_template()
    properties = resolved(template["Resources"][logical_id]["Properties"], values, template["Conditions"])
    settings = {
        "iam_policy_file": policy,
        "lambda_memory_size": int(properties["MemorySize"]),
        "lambda_timeout": int(properties["Timeout"]),
    }
    reserved = properties.get("ReservedConcurrentExecutions")
    return settings if reserved is None else {**settings, "reserved_concurrency": int(reserved)}


def _app_template() -> dict[str, Any]:
    return read_template(INFRA / "app.yaml")


def _json(document: Any) -> str:
    return json.dumps(document, indent=2) + "\n"


if __name__ == "__main__":
    write_policies()
