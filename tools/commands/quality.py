"""Data quality: the orders of which something could not be read, or does not add up."""

import argparse
from typing import Any

from chalicelib.errors import NotFound
from chalicelib.projections import keys
from chalicelib.runtime import runtime
from chalicelib.store import Query, all_matches


def add_parser(subparsers: Any) -> None:
    """Add `quality`."""
    parser = subparsers.add_parser("quality", help="orders of which something could not be read or does not add up")
    parser.add_argument("--client", help="clientID; default: the default client")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List the orders with notes. Returns: 1 where there are any."""
    parts = runtime()
    generation = parts.generations.active()
    if generation is None:
        raise NotFound("there are no complete views; `python -m tools rebuild` makes them")
    client_id = arguments.client or parts.settings.default_client
    if parts.clients.get(client_id) is None:
        raise NotFound(f"there is no client {client_id}")
    views = parts.settings.tables.of_generation(generation.suffix).views
    found = 0
    for row in all_matches(parts.store, Query(views, keys.quality(client_id))):
        found += 1
        print(f"{row['orderID']}: {'; '.join(row['notes'])}")
    print(f"{found} orders with notes")
    return 1 if found else 0
