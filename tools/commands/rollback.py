"""Rollback: the version of the app that ran before, or reads without the views."""

import argparse
from typing import Any

from tools.deployment.console import add_stage, explaining, opened, say, show_plan
from tools.deployment.rollback import Rollback, next_step


def add_parser(subparsers: Any) -> None:
    """Add `rollback`."""
    parser = subparsers.add_parser("rollback", help="go back to the version of the app before this one")
    add_stage(parser)
    parser.add_argument(
        "--to", metavar="VERSION", help="a version that was deployed before; default: the last other one"
    )
    parser.add_argument("--list", action="store_true", help="show what was deployed, and do nothing")
    parser.set_defaults(run=explaining(run))


def run(arguments: argparse.Namespace) -> int:
    """Go back."""
    stage, clients = opened(arguments)
    rollback = Rollback(stage.name, clients, report=say)
    if arguments.list:
        for release in rollback.releases():
            print(f"{release.deployed_at}  {release.version}  projections {release.projection_version}")
        return 0
    way = rollback.plan(arguments.to)
    show_plan([f"deploy {way.target.version} again, as it was deployed at {way.target.deployed_at}; the data stays"])
    if arguments.dry_run:
        return 0
    rollback.carry_out(way)
    print(f"{stage.name} runs {way.target.version} again")
    print(f"next: {next_step(way, stage.name)}")
    return 0
