"""Verify the views against the ledger and against the orders."""

import argparse
from collections.abc import Mapping
from functools import partial
from typing import Any

from chalicelib import clock
from chalicelib.clients import Rules
from chalicelib.errors import NotFound
from chalicelib.projections.verify import Verified, note_verified, verify
from chalicelib.runtime import Runtime, runtime
from tools import progress
from tools.arguments import at_least_one


def add_parser(subparsers: Any) -> None:
    """Add `verify`."""
    parser = subparsers.add_parser("verify", help="compare every row of the views with a recount of the orders")
    parser.add_argument(
        "--most", type=at_least_one, default=50, metavar="N", help="show at most N differences (default 50)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Verify the active generation. Returns: 1 where something differs."""
    parts = runtime()
    generation = parts.generations.active()
    if generation is None:
        raise NotFound("there are no complete views; `python -m tools rebuild` makes them")
    tables = parts.settings.tables.of_generation(generation.suffix)
    started = clock.monotonic()
    verified = verify(parts.store, tables, partial(_rules, parts, generation.suffix), progress=progress.step)
    note_verified(parts.store, tables, verified, clock.now())
    _show(verified, arguments.most, clock.monotonic() - started)
    return 1 if verified.differences else 0


def _rules(parts: Runtime, suffix: str) -> Mapping[str, Rules]:
    return next(each.clients for each in parts.generations.all() if each.suffix == suffix)


def _show(verified: Verified, most: int, seconds: float) -> None:
    for difference in verified.differences[:most]:
        print(difference)
    if len(verified.differences) > most:
        print(f"… and {len(verified.differences) - most} more")
    if verified.in_motion:
        print(f"Not compared, because they were written in every pass: {len(verified.in_motion)} places")
    if verified.parked:
        print(f"Parked changes: {len(verified.parked)}; see: python -m tools parked list")
    count = len(verified.differences)
    verdict = "no difference" if not count else "1 difference" if count == 1 else f"{count} differences"
    print(f"{verdict}: {verified.orders} orders, {verified.rows} rows of the views, {seconds:.1f} s")
    if verified.differences:
        print("To apply what the stream has lost: python -m tools sweep; if sums stay wrong: python -m tools rebuild")
