"""Where reads come from: the views, or a recount while the views are not to be trusted."""

import argparse
from typing import Any

from chalicelib import clock
from chalicelib.projections.generations import MAX_STALENESS, RECOUNT, VIEWS, Generations
from chalicelib.runtime import runtime

_MEANING = {
    VIEWS: "reads use the views",
    RECOUNT: "reads count the orders again, which is slower; order changes still go to the views",
}


def add_parser(subparsers: Any) -> None:
    """Add `reads`."""
    parser = subparsers.add_parser("reads", help="let reads use the views, or a recount of the orders")
    parser.add_argument("source", nargs="?", choices=(VIEWS, RECOUNT), help="without one: which it is now")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Switch, or say which source it is."""
    generations = runtime().generations
    if arguments.source is None:
        print(_MEANING[generations.reads().source])
        return 0
    switch(generations, arguments.source)
    print(f"{_MEANING[arguments.source]}; back: python -m tools reads {_other(arguments.source)}")
    return 0


def switch(generations: Generations, source: str) -> None:
    """Let reads use this source, and wait until every process does."""
    generations.read_from(source)
    clock.sleep(MAX_STALENESS)


def _other(source: str) -> str:
    return RECOUNT if source == VIEWS else VIEWS
