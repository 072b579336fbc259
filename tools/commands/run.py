"""`run`: the whole system on this machine."""

import argparse
from typing import Any

from tools.local import run as local


def add_parser(subparsers: Any) -> None:
    """Add the command to the command line."""
    parser = subparsers.add_parser(
        "run",
        help="the whole system on this machine, with demo orders",
        description="Run MiniStack, the app and the relay until Ctrl-C. "
        "The environment variables PORT (8000) and LOCAL_DIR (.local) say where.",
    )
    parser.set_defaults(run=run)


def run(_: argparse.Namespace) -> int:
    """Run until told to stop."""
    return local.run()
