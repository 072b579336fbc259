"""Bench: measure the answers and the projector beside other designs, and compare with the committed run."""

import argparse
import shlex
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from tools.arguments import at_least_one

_SECTIONS = (
    *("cost", "reads", "result-cache", "own-code", "projector", "workers", "upkeep", "cold-start", "load", "lag"),
)
_MOST_USERS = 1_000


def add_parser(subparsers: Any) -> None:
    """Add `bench`."""
    parser = subparsers.add_parser("bench", help="measure how fast the answers and the projector are, beside others")
    parser.add_argument("--quick", action="store_true", help="a small run for CI: counts and ratios, under 3 minutes")
    parser.add_argument("--only", type=_sections, metavar="A,B", help=f"some of {','.join(_SECTIONS)}")
    parser.add_argument("--orders", type=_sizes, metavar="N,M", help="sizes of the shop (default 1000,10000,100000)")
    parser.add_argument("--users", type=_users, default=50, metavar="N", help="users at once, up to 1,000 (default 50)")
    parser.add_argument("--seconds", type=at_least_one, default=20, metavar="S", help="of each load (default 20)")
    parser.add_argument("--output", type=Path, metavar="DIR", help="where the report goes (default docs/benchmark)")
    parser.add_argument("--baseline", type=Path, metavar="FILE", help="the figures to compare with")
    parser.add_argument("--update-baseline", action="store_true", help="let the next run be compared with this one")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the benchmark, which is loaded for this command only."""
    command = shlex.join(["python", "-m", "tools", *sys.argv[1:]])
    return int(import_module("benchmarks.run").run(arguments, command))


def _sections(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in _SECTIONS]:
        raise argparse.ArgumentTypeError(f"no section {', '.join(unknown)}; there are {', '.join(_SECTIONS)}")
    return names


def _sizes(text: str) -> list[int]:
    """Numbers of orders, each once, the smallest first."""
    return sorted({at_least_one(each) for each in text.split(",")})


def _users(text: str) -> int:
    users = at_least_one(text)
    if users > _MOST_USERS:
        raise argparse.ArgumentTypeError(f"must be at most {_MOST_USERS:,}")
    return users
