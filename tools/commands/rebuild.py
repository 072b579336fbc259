"""Rebuild: a new generation of the views beside the old one, then the switch."""

import argparse
from typing import Any

from chalicelib import dynamo
from chalicelib.projections.rebuild import fill, finish, start
from chalicelib.runtime import Runtime, runtime
from chalicelib.tables import Tables
from tools import progress
from tools.arguments import at_least_one
from tools.tables import create_missing_tables, drop_tables, empty_tables


def add_parser(subparsers: Any) -> None:
    """Add `rebuild`."""
    parser = subparsers.add_parser("rebuild", help="build the views anew beside the old ones, then switch")
    parser.add_argument("--workers", type=at_least_one, default=4, metavar="N", help="threads (default 4)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Rebuild the views."""
    rebuild(runtime(), arguments.workers)
    return 0


def rebuild(parts: Runtime, workers: int) -> None:
    """Rebuild the views under the clients' current rules; safe to run again after it was stopped."""
    settings, store = parts.settings, parts.store
    progress.step("making the tables of a new generation")
    rebuilding = start(store, settings, _create, lambda tables: _drop(tables, settings.tables))
    with progress.counting("orders") as counter:
        swept = fill(store, settings, rebuilding, workers=workers, progress=counter.advance)
    progress.step("switching, and dropping the old generation")
    finish(store, settings, rebuilding, lambda tables: _drop(tables, settings.tables))
    print(f"{swept.checked} orders; reads now use generation {rebuilding.generation.suffix or 'g1'}")
    for order_id, reason in swept.parked.items():
        print(f"parked {order_id}: {reason}")


def _create(tables: Tables) -> None:
    create_missing_tables(dynamo.client(), tables.of_views())


def _drop(tables: Tables, first: Tables) -> None:
    """The first generation's tables belong to the stack: they are emptied, and stay."""
    if tables.views.name != first.views.name:
        drop_tables(dynamo.client(), tables.of_views())
        return
    with progress.counting("rows of the old generation") as counter:
        empty_tables(dynamo.client(), tables.of_views(), counter.advance)
