"""What a deployed stage says of itself: the outputs of its stateful stack, and the settings that follow from them."""

import os
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import NotFound, StorageUnavailable
from chalicelib.settings import Settings, load
from chalicelib.tables import Tables

QUEUE_URL = "OnFailureQueueUrl"


def stateful_outputs(cloudformation: Any, stage: str) -> dict[str, str]:
    """The outputs of a stage's stateful stack. Raises: `NotFound`, `StorageUnavailable`."""
    name = f"weborders-{stage}-stateful"
    try:
        described = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise StorageUnavailable(f"the stack {name} cannot be read: {error}") from error
        raise NotFound(f"there is no stack {name} in this account and region") from error
    except BotoCoreError as error:
        raise StorageUnavailable(f"the stack {name} cannot be read: {error}") from error
    return {each["OutputKey"]: each["OutputValue"] for each in described.get("Outputs", [])}


def settings_of(outputs: Mapping[str, str]) -> Settings:
    """The settings of this environment, with the tables that a stage's outputs name."""
    names = {f"{each.name.upper()}_TABLE": f"{each.name.capitalize()}Table" for each in fields(Tables)}
    return load({**os.environ, **{variable: outputs[key] for variable, key in names.items() if key in outputs}})
