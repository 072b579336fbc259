"""The tables of this machine, from the template of production."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from chalicelib.tables import Tables, tables_named
from tools.deployment.aws import DeploymentFailed
from tools.deployment.stacks import Stacks

TEMPLATE = Path(__file__).resolve().parents[2] / "infra" / "stateful.yaml"
STACK = "weborders-tables"
_PAUSE = 0.05


class StackFailed(Exception):
    """The stack of tables did not come up; the message has CloudFormation's reasons."""


def create_tables(cloudformation: Any, tables: Tables | None = None, *, stack: str = STACK) -> Mapping[str, str]:
    """Create the stack unless it is there. Returns: its outputs.

    Raises: StackFailed.
    """
    stacks = Stacks(cloudformation, report=_say_nothing, pause=_PAUSE)
    found = stacks.find(stack)
    if found is not None and found.is_whole:
        return found.outputs
    try:
        plan = stacks.plan(stack, {"TemplateBody": TEMPLATE.read_text()}, _parameters(tables or tables_named()))
        assert plan is not None, "a new stack has changes"
        return stacks.carry_out(plan)
    except DeploymentFailed as error:
        raise StackFailed(error.message) from error


def _parameters(tables: Tables) -> dict[str, str]:
    names = {f"{each.name.capitalize()}Table": getattr(tables, each.name).name for each in fields(tables)}
    return {**names, "Protection": "off"}


def _say_nothing(_: str) -> None:
    pass
