"""Sweep: find and apply what the stream has lost."""

import argparse
from typing import Any

from chalicelib.runtime import runtime
from tools.arguments import at_least_one
from tools.sweeping import WORKERS, sweep_every_generation


def add_parser(subparsers: Any) -> None:
    """Add `sweep`."""
    parser = subparsers.add_parser("sweep", help="find order changes that the stream has lost, and apply them")
    parser.add_argument(
        "--workers", type=at_least_one, default=WORKERS, metavar="N", help=f"threads (default {WORKERS})"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Sweep every generation."""
    sweep_every_generation(runtime(), workers=arguments.workers)
    return 0
