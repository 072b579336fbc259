"""Destroy: take a stage away; its data stays unless that was said twice."""

import argparse
from typing import Any

from tools.deployment.console import add_stage, explaining, opened, say, show_plan
from tools.deployment.destroy import Destruction, require_twice


def add_parser(subparsers: Any) -> None:
    """Add `destroy`."""
    parser = subparsers.add_parser("destroy", help="delete a stage's app, alarms and website; never the data")
    add_stage(parser)
    parser.add_argument("--data-of", metavar="S", help="delete the data too: the stage's name once more …")
    parser.add_argument("--orders-table", metavar="NAME", help="… and the name of its orders table")
    parser.set_defaults(run=explaining(run))


def run(arguments: argparse.Namespace) -> int:
    """Take a stage away."""
    stage, clients = opened(arguments)
    destruction = Destruction(stage, clients, report=say)
    tables = destruction.data()
    wants_data = bool(arguments.data_of or arguments.orders_table)
    if wants_data:
        require_twice(stage.name, arguments.data_of, arguments.orders_table, destruction.orders_table())
    show_plan(
        [
            *(f"delete the stack {name}" for name in destruction.found()),
            *(["run `chalice delete`"] if destruction.is_by_chalice() else []),
            f"{'DELETE FOR EVER' if wants_data else 'keep'}: {', '.join(tables) or 'no tables'}",
        ]
    )
    if arguments.dry_run:
        return 0
    destruction.take_away()
    if wants_data:
        destruction.take_data_away()
    kept = "the data is gone" if wants_data else "the tables, the queue and the artifacts are untouched"
    print(f"{stage.name} is taken away; {kept}")
    print(f"next: `python -m tools deploy --stage {stage.name}` makes it again")
    return 0
