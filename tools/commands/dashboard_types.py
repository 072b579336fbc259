"""Write the dashboard's types of the API again."""

import argparse
import json
from typing import Any

from tools.commands.openapi import PLACE as DESCRIPTION
from tools.dashboard import SOURCES
from tools.dashboard.types import types_of

PLACE = SOURCES / "src" / "api" / "types.ts"


def add_parser(subparsers: Any) -> None:
    """Add `dashboard-types`."""
    parser = subparsers.add_parser("dashboard-types", help="write the dashboard's types.ts from docs/openapi.json")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Write dashboard/src/api/types.ts."""
    PLACE.parent.mkdir(parents=True, exist_ok=True)
    PLACE.write_text(current())
    print(PLACE)
    return 0


def current() -> str:
    """The types of the API as it is described."""
    return types_of(json.loads(DESCRIPTION.read_text()))
