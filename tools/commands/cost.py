"""Cost: write docs/cost.md, which says what a month costs, again."""

import argparse
from typing import Any

from tools import progress
from tools.deployment.costs.page import PLACE, page


def add_parser(subparsers: Any) -> None:
    """Add `cost`."""
    parser = subparsers.add_parser("cost", help="measure request units, and write the bills of a month to docs/cost.md")
    parser.add_argument("--dry-run", action="store_true", help="show the page and write nothing")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Write docs/cost.md."""
    progress.step("importing and projecting the demo orders, and asking the questions")
    text = page()
    if arguments.dry_run:
        print(text, end="")
        return 0
    PLACE.write_text(text)
    print(f"{PLACE}\nCheck the prices in tools/deployment/prices.toml before you rely on a bill.")
    return 0
