"""The environment in which the code works on a deployed stage: what its functions have, and what the commands need."""

import os
from collections.abc import Mapping

from chalicelib.runtime import runtime
from tools.deployment.aws import clients_of, require_account
from tools.deployment.names import TABLE_NAMES
from tools.deployment.stages import Stage, load_stage
from tools.deployment.standing import Standing


def environment_of(stage: Stage, outputs: Mapping[str, str]) -> dict[str, str]:
    """The variables of a stage, from the outputs of its stateful stack and its file."""
    tables = {variable: outputs[name] for name, variable in TABLE_NAMES.items()}
    app = stage.parameters["app"]
    chosen = {
        "DEFAULT_CLIENT": app.get("DefaultClient"),
        "WRITE_SHARDS": app.get("WriteShards"),
        "RESULT_CACHE": app.get("ResultCache"),
    }
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
    """Let this process work on the stage of that name.

    Raises: `DeploymentFailed` where it is not deployed, or is to be in another account.
    """
    stage = load_stage(name)
    clients = clients_of(stage.region)
    if stage.account:
        require_account(clients, stage.account)
    enter(stage, Standing(stage, clients, print).kept())
