"""The nightly upkeep by hand: verify and repair a part of the views, and go on where the last night ended."""

import argparse
from typing import Any

from chalicelib import clock
from chalicelib.errors import NotFound
from chalicelib.instants import shown
from chalicelib.projections.night import Night
from chalicelib.projections.nightly import RESERVE_SECONDS, upkeep
from chalicelib.projections.surroundings import Surroundings
from chalicelib.runtime import runtime
from tools import progress
from tools.arguments import at_least_one

_MOST_SHOWN = 50


def add_parser(subparsers: Any) -> None:
    """Add `nightly`."""
    parser = subparsers.add_parser("nightly", help="verify and repair the part of the views that has waited longest")
    parser.add_argument(
        "--seconds", type=at_least_one, default=600, metavar="N", help="stop after so long (default 600)"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """One night's work on the active generation. Returns: 1 where something differs."""
    parts = runtime()
    generation = parts.generations.active()
    if generation is None:
        raise NotFound("there are no complete views; `python -m tools rebuild` makes them")
    ends = clock.monotonic() + arguments.seconds + RESERVE_SECONDS
    world = Surroundings(remaining=lambda: ends - clock.monotonic())
    with progress.counting("customers and orders") as counter:
        night = upkeep(parts.store, parts.settings, generation, world=world, progress=counter.advance)
    _show(night)
    return 1 if night.differences else 0


def _show(night: Night) -> None:
    for difference in list(night.differences.values())[:_MOST_SHOWN]:
        print(difference)
    print(
        f"{night.verified_customers} customers verified, {night.swept_orders} orders swept, "
        f"{night.repaired_orders} repaired, {len(night.differences)} differences, {night.seconds:.1f} s"
    )
    if night.skipped_customers:
        print(f"Not judged, because they moved or took too long: {night.skipped_customers} customers")
    if night.open_parked:
        print(f"Parked changes: {night.open_parked}; see: python -m tools parked list")
    print("Everything was looked at." if night.is_complete else _how_far(night))
    if night.differences:
        print("These rows do not follow from the ledger. Mend them with: python -m tools rebuild")


def _how_far(night: Night) -> str:
    customers, orders = (shown(each) if each else "-" for each in (night.customers_since, night.orders_since))
    return f"The next night goes on. All customers were looked at since {customers}, all orders since {orders}"
