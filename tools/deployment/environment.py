"""The environment in which the code works on a deployed stage: what its functions have, and what the commands need."""

import os
from collections.abc import Mapping

from chalicelib.runtime import runtime
from tools.deployment.aws import clients_of
from tools.deployment.names import TABLE_NAMES, stack_name
from tools.deployment.stacks import Stacks
from tools.deployment.stages import Stage, load_stage


def environment_of(stage: Stage, outputs: Mapping[str, str]) -> dict[str, str]:
    """The variables of a stage, from the outputs of its stateful stack and its file."""
    tables = {variable: outputs[name] for name, variable in TABLE_NAMES.items()}
    app = stage.parameters["app"]
    chosen = {"DEFAULT_CLIENT": app.get("DefaultClient"), "WRITE_SHARDS": app.get("WriteShards")}
    return {
        **tables,
        **{name: str(value) for name, value in chosen.items() if value is not None},
        "AWS_DEFAULT_REGION": stage.region,
        "AWS_REGION": stage.region,
    }


def enter(stage: Stage, outputs: Mapping[str, str]) -> None:
    """Let this process work on a stage."""
    os.environ.update(environment_of(stage, outputs))
    runtime.cache_clear()


def enter_named(name: str) -> None:
    """Let this process work on the stage of that name. Raises: `DeploymentFailed` where it is not deployed."""
    stage = load_stage(name)
    stacks = Stacks(clients_of(stage.region)("cloudformation"), report=print)
    enter(stage, stacks.outputs(stack_name(name, "stateful")))
