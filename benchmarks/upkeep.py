"""Upkeep: import of a file, rebuild of the views, and a recount in memory; orders a second, and peak memory."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks import child
from benchmarks.options import Options
from benchmarks.orders import SHOP, order
from benchmarks.pairs import shown
from benchmarks.results import Kind, Section, Table
from benchmarks.stores import ministack
from chalicelib.dynamo import DynamoStore
from chalicelib.projections.generations import open_first, register
from chalicelib.settings import load
from chalicelib.store import Store
from tools.deployment.sources import PROJECT
from tools.tables import create_missing_tables

REAL = PROJECT.parent / "shared" / "data" / "online-retail"
_FILE = "online_retail_orders.public.jsonl.gz"
_IMPORTED, _QUICK_IMPORTED = 2_000, 200
_COUNTED, _QUICK_COUNTED = (1_000, 10_000), (1_000,)
_OF_CUSTOMER = 10


def measure(options: Options) -> Section:
    """Measure the upkeep."""
    section = Section("upkeep", "Import, rebuild, recount", "MiniStack, and memory")
    with ministack(options.log("upkeep-store")) as store:
        section.tables.append(_commands(section, DynamoStore(store.client), store.client, options))
    section.tables.append(_recounts(section, options))
    return section


def _commands(section: Section, store: Store, client: Any, options: Options) -> Table:
    tables = load().tables
    create_missing_tables(client, tables)
    register(store, tables, SHOP)
    open_first(store, tables)
    many = _QUICK_IMPORTED if options.is_quick else _IMPORTED
    source = _written(options.work / "orders.jsonl", many)
    rows = []
    for name, arguments in (
        ("import", ("import", str(source), "--client", SHOP.client_id)),
        ("rebuild", ("rebuild",)),
        ("verify", ("verify",)),
    ):
        options.say(f"{name} of {many:,} orders on MiniStack")
        ended = child.run(["-m", "tools", *arguments])
        section.add(f"{name}/rate", many / ended.seconds, "orders/s", Kind.TIME, is_better_high=True)
        section.add(f"{name}/memory", ended.megabytes, "MB", Kind.SIZE)
        rows.append([name, f"{many:,}", shown(ended.seconds), shown(many / ended.seconds), shown(ended.megabytes)])
    headings = ["command", "orders", "seconds", "orders/s", "peak MB"]
    note = (
        "On MiniStack, which is one process and bounds all three; with the start of the command. A rebuild waits three "
        "times two seconds for other processes to hear of it."
    )
    return Table("Commands", headings, rows, note)


def _written(to: Path, many: int) -> Path:
    """A file of orders in the import contract."""
    customers = max(1, many // _OF_CUSTOMER)
    orders = (order(each, customer=each % customers, nth=each // customers, of=many) for each in range(many))
    to.write_text("".join(json.dumps(_without_client(each), default=str) + "\n" for each in orders))
    return to


def _without_client(order: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in order.items() if name != "clientID"}


def _recounts(section: Section, options: Options) -> Table:
    rows = []
    for name, what in _to_count(section, options):
        options.say(f"recount of {name} in memory")
        ended = child.run(["-m", "benchmarks.recount_memory", what])
        told = ended.told
        place = f"recount-{name.replace(',', '').replace(' ', '-')}"
        section.add(f"{place}/rate", told["orders"] / told["seconds"], "orders/s", Kind.TIME, is_better_high=True)
        section.add(f"{place}/memory", ended.megabytes, "MB", Kind.SIZE)
        section.add(f"{place}/rows", told["rows"], "rows", Kind.COUNT)
        numbers = [f"{told[each]:,}" for each in ("orders", "lines", "rows")]
        rate = told["orders"] / told["seconds"]
        rows.append([name, *numbers, shown(told["seconds"]), shown(rate), shown(ended.megabytes)])
    headings = ["orders", "number", "lines", "rows of views", "CPU s", "orders/s", "peak MB"]
    note = "All views in one process that has nothing else; real orders go through the import's checks too."
    return Table("Recount in memory", headings, rows, note)


def _to_count(section: Section, options: Options) -> Iterable[tuple[str, str]]:
    sizes = _QUICK_COUNTED if options.is_quick else _COUNTED
    yield from ((f"{size:,} orders", str(size)) for size in sizes)
    if options.is_quick:
        return
    if not (REAL / _FILE).exists():
        section.notes.append("The real orders are not beside the project: their recount is left out.")
        return
    source = options.work / "real.jsonl"
    with source.open("w") as file:
        subprocess.run([sys.executable, REAL / "to_orders.py", REAL / _FILE], stdout=file, check=True)
    yield "real orders", os.fspath(source)
