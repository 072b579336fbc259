"""Build or check the dashboard, with the machine's Node or PyPI's."""

import argparse
import sys
from typing import Any

from tools.dashboard import SOURCES
from tools.dashboard.build import build, run_script
from tools.dashboard.node import NoNode

_WORK = ("build", "check", "test")


def add_parser(subparsers: Any) -> None:
    """Add `dashboard`."""
    parser = subparsers.add_parser("dashboard", help="build the dashboard where it has changed; check and test it")
    parser.add_argument("work", nargs="?", choices=_WORK, default="build", help="default: build")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Do the work. Without Node checks and tests are skipped, in words; a build has failed then."""
    try:
        _do(arguments.work)
    except NoNode as error:
        if arguments.work == "build":
            raise
        _say(f"SKIPPED: the {arguments.work} of {SOURCES.name}/, because {error.message}")
    return 0


def _do(work: str) -> None:
    if work == "check":
        run_script("check", _say)
        return
    if work == "test":
        run_script("test", _say)
    print(build(_say))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
