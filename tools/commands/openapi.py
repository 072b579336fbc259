"""Write the description of the API, which is part of the documentation, again."""

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

import simplejson

from chalicelib.web.openapi import EXAMPLES, document
from tools import examples

PLACE = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


def add_parser(subparsers: Any) -> None:
    """Add `openapi`."""
    parser = subparsers.add_parser(
        "openapi", help="write docs/openapi.json, and its examples, from the routes and their models"
    )
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Write the examples, then docs/openapi.json, which has them."""
    EXAMPLES.write_text(examples.made())
    PLACE.write_text(current())
    print(PLACE)
    return 0


def current() -> str:
    """The description of the API as this code has it."""
    endpoints = import_module("app").app.endpoints
    return str(simplejson.dumps(document(endpoints), use_decimal=True, indent=2, ensure_ascii=False)) + "\n"
