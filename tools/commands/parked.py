"""Parked changes: list them, try them again, or drop them."""

import argparse
import sys
import uuid
from contextlib import suppress
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.instants import shown
from chalicelib.projections.parked import drop, parked_changes
from chalicelib.projections.stream import projector_of
from chalicelib.runtime import runtime


def add_parser(subparsers: Any) -> None:
    """Add `parked list|retry|drop`."""
    parser = subparsers.add_parser("parked", help="order changes that could not be applied")
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("list", help="all of them with their reasons").set_defaults(run=_list)
    retry = actions.add_parser("retry", help="apply them again")
    retry.add_argument("order", nargs="*", help="orderIDs as stored; default: all")
    retry.set_defaults(run=_retry)
    dropping = actions.add_parser(
        "drop", help="forget them; the next sweep, or the next change of the order, tries them again"
    )
    dropping.add_argument("order", nargs="+", help="orderIDs as stored")
    dropping.set_defaults(run=_drop)


def _list(_: argparse.Namespace) -> int:
    parts = runtime()
    for generation in parts.generations.to_project():
        for each in parked_changes(parts.store, parts.settings.tables.of_generation(generation.suffix)):
            print(f"{each.order_id}  {shown(each.at)}  {generation.suffix or 'g1'}  {each.reason}")
    return 0


def _retry(arguments: argparse.Namespace) -> int:
    parts = runtime()
    still_parked = 0
    for generation in parts.generations.to_project():
        tables = parts.settings.tables.of_generation(generation.suffix)
        parked = [each.order_id for each in parked_changes(parts.store, tables)]
        wanted = [each for each in parked if each in arguments.order or not arguments.order]
        result = projector_of(generation, store=parts.store, settings=parts.settings).apply(wanted)
        print(f"{len(result.applied)} applied, {len(result.parked)} parked again")
        for order_id, reason in result.parked.items():
            print(f"{order_id}: {reason}")
        still_parked += len(result.parked)
    return 1 if still_parked else 0


def _drop(arguments: argparse.Namespace) -> int:
    parts = runtime()
    missing = set(arguments.order)
    for generation in parts.generations.to_project():
        tables = parts.settings.tables.of_generation(generation.suffix)
        for order_id in arguments.order:
            with suppress(NotFound):
                drop(parts.store, tables, order_id, rev=uuid.uuid4().hex)
                missing.discard(order_id)
                print(f"dropped {order_id}")
    for order_id in sorted(missing):
        print(f"no change of order {order_id} is parked", file=sys.stderr)
    return 1 if missing else 0
