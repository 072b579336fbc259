"""Sweep: find and apply what the stream has lost."""

import argparse
from functools import partial
from typing import Any

from chalicelib.projections.stream import current_projector
from chalicelib.projections.sweep import sweep
from chalicelib.runtime import runtime
from tools import progress
from tools.arguments import at_least_one


def add_parser(subparsers: Any) -> None:
    """Add `sweep`."""
    parser = subparsers.add_parser("sweep", help="find order changes that the stream has lost, and apply them")
    parser.add_argument("--workers", type=at_least_one, default=4, metavar="N", help="threads (default 4)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Sweep every generation."""
    parts = runtime()
    for generation in parts.generations.to_project():
        tables = parts.settings.tables.of_generation(generation.suffix)
        projector = partial(current_projector, generation.suffix, store=parts.store, settings=parts.settings)
        with progress.counting("orders") as counter:
            swept = sweep(parts.store, tables, projector, workers=arguments.workers, progress=counter.advance)
        print(f"{swept.checked} orders checked, {len(swept.applied)} applied, {len(swept.parked)} parked")
        for order_id, reason in swept.parked.items():
            print(f"parked {order_id}: {reason}")
    return 0
