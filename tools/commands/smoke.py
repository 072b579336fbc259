"""Smoke: one order goes the whole way through a deployed stage, and out again."""

import argparse
from typing import Any

from chalicelib.runtime import runtime
from tools.deployment import environment
from tools.deployment.api import url_of
from tools.deployment.console import add_stage, explaining, next_steps, opened, say, show_plan
from tools.deployment.smoke import CLIENT, smoke
from tools.deployment.standing import Standing

_PLAN = (
    "call the API without a token, with a wrong one, and without the scope",
    f"import an order for the shop {CLIENT}, which only this test uses; send it again; wait until the views show it",
    "take the order out again, and wait until the views have forgotten it",
)


def add_parser(subparsers: Any) -> None:
    """Add `smoke`."""
    parser = subparsers.add_parser("smoke", help="try a deployed stage with one order, and take it out again")
    add_stage(parser)
    parser.set_defaults(run=explaining(run))


def run(arguments: argparse.Namespace) -> int:
    """Try a stage."""
    stage, clients = opened(arguments)
    standing = Standing(stage, clients, say)
    environment.enter(stage, standing.stateful())
    outputs = standing.app()
    url = url_of(outputs)
    show_plan(_PLAN)
    if arguments.dry_run:
        return 0
    smoke(runtime(), url, key=standing.api_key(outputs), report=say)
    print(f"{url} works")
    next_steps({"is everything else well": f"python -m tools doctor --stage {stage.name}"})
    return 0
