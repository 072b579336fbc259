"""Rollback: the version of the app that ran before, or reads without the views."""

import argparse
from typing import Any

from chalicelib.projections.generations import RECOUNT, VIEWS
from chalicelib.runtime import runtime
from tools.commands.reads import switch
from tools.deployment import environment
from tools.deployment.aws import Clients
from tools.deployment.console import add_stage, explaining, opened, say, show_plan
from tools.deployment.rollback import Rollback, next_step
from tools.deployment.stages import Stage
from tools.deployment.standing import Standing


def add_parser(subparsers: Any) -> None:
    """Add `rollback`."""
    parser = subparsers.add_parser("rollback", help="go back to the version of the app before this one")
    add_stage(parser)
    parser.add_argument(
        "--to", metavar="VERSION", help="a version that was deployed before; default: the last other one"
    )
    parser.add_argument(
        "--reads",
        choices=(RECOUNT, VIEWS),
        help="leave the app as it is, and let reads count the orders again instead of using the views; or back",
    )
    parser.add_argument("--list", action="store_true", help="show what was deployed, and do nothing")
    parser.set_defaults(run=explaining(run))


def run(arguments: argparse.Namespace) -> int:
    """Go back."""
    stage, clients = opened(arguments)
    if arguments.reads:
        return _switch_reads(stage, clients, arguments)
    rollback = Rollback(stage, clients, report=say)
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


def _switch_reads(stage: Stage, clients: Clients, arguments: argparse.Namespace) -> int:
    show_plan([f"let every read use the {arguments.reads}; order changes go to the views all the same"])
    if arguments.dry_run:
        return 0
    environment.enter(stage, Standing(stage, clients, say).stateful())
    switch(runtime().generations, arguments.reads)
    print(f"reads of {stage.name} use the {arguments.reads}")
    if arguments.reads == RECOUNT:
        print(
            f"next: find out what is wrong (`python -m tools --stage {stage.name} verify`), then go back to the views"
        )
    return 0
