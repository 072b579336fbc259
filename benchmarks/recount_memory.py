"""What a recount costs: its peak of memory and its time, each measured in a process of its own.

`python -m benchmarks.recount_memory` counts made orders; with `--real` those of the real shop, where they lie
beside the project.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import process_time

from chalicelib.clients import Rules
from chalicelib.memory import MemoryStore
from chalicelib.projections.recount import recount, store_of
from chalicelib.store import Item
from chalicelib.tables import tables_named

PROJECT = Path(__file__).parents[1]
REAL = PROJECT.parent / "shared" / "data" / "online-retail"
SHOP = "gift-shop"
CLIENTS = {SHOP: Rules(zone="UTC", currency="GBP")}
TABLES = tables_named()

_FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
_KIBIBYTES_TO_MB = 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a recount took. Units: MB, seconds of the processor, whatever else the machine does meanwhile."""

    orders: int
    lines: int
    peak: float
    seconds: float


def cost_of_made(orders: int, lines: int) -> Cost:
    """The cost of so many made orders of so many lines."""
    return _in_own_process("--orders", str(orders), "--lines", str(lines))


def cost_of_real(folder: Path = REAL, most: int | None = None) -> Cost:
    """The cost of the real shop's orders, or of the first of them."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        source = folder / "online_retail_orders.public.jsonl.gz"
        first = [] if most is None else [str(most)]
        subprocess.run([sys.executable, folder / "to_orders.py", source, *first], stdout=file, check=True)
        return _in_own_process("--file", file.name)


def made_orders(orders: int, lines: int) -> Iterator[Item]:
    """Orders that are much like a gift shop's: few customers and products come often, most come seldom."""
    chance = random.Random(1)
    for number in range(orders):
        contact = f"c-{_often_low(chance, 3_000)}"
        yield {
            "orderID": f"{500_000 + number}",
            "clientID": SHOP,
            "contactID": contact,
            "customer": {"name": f"Client {contact}", "email": f"{contact}@example.invalid"},
            "createdAt": (_FIRST_DAY + timedelta(minutes=24 * number)).isoformat(),
            "lines": [_line(chance) for _ in range(lines)],
            "currency": "GBP",
            "status": "completed",
        }


def recounted(orders: Iterable[Item]) -> MemoryStore:
    """The views of these orders, in memory."""
    return store_of(recount(orders, CLIENTS), TABLES)


def main() -> None:
    """Print what a recount costs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recount_memory", description="the cost of a recount")
    parser.add_argument("--orders", type=int, default=2_000, help="how many orders to make")
    parser.add_argument("--lines", type=int, default=20, help="how many lines each of them has")
    parser.add_argument("--real", nargs="?", type=Path, const=REAL, help="the folder of the real shop's orders")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.here:
        print(json.dumps(_measured(arguments)))
    else:
        real, orders, lines = arguments.real, arguments.orders, arguments.lines
        _show(cost_of_made(orders, lines) if real is None else cost_of_real(real))


def _line(chance: random.Random) -> Item:
    product = _often_low(chance, 3_700)
    return {
        "productCode": f"P{product:05d}",
        "name": f"PRODUCT NUMBER {product} OF THE GIFT SHOP",
        "quantity": Decimal(chance.choice((1, 1, 2, 3, 6, 12, 24))),
        "unitPrice": Decimal(product % 1_500 + 42).scaleb(-2),
    }


def _often_low(chance: random.Random, most: int) -> int:
    return int(most * chance.random() ** 2)


def _in_own_process(*arguments: str) -> Cost:
    command = [sys.executable, "-m", "benchmarks.recount_memory", "--here", *arguments]
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, check=True)
    return Cost(**json.loads(done.stdout))


def _measured(arguments: argparse.Namespace) -> dict[str, float]:
    counted = {"orders": 0, "lines": 0}
    orders = made_orders(arguments.orders, arguments.lines) if arguments.file is None else _in_file(arguments.file)
    started = process_time()
    store = recounted(_counting(orders, counted))
    seconds = process_time() - started
    assert store.scan(TABLES.views, limit=1).items, "a recount of no rows measures nothing"
    return {**counted, "peak": _peak(), "seconds": seconds}


def _in_file(path: Path) -> Iterator[Item]:
    with path.open() as file:
        for line in file:
            yield {**json.loads(line, parse_float=Decimal, parse_int=Decimal), "clientID": SHOP}


def _counting(orders: Iterable[Item], counted: dict[str, int]) -> Iterator[Item]:
    for order in orders:
        counted["orders"] += 1
        counted["lines"] += len(order["lines"])
        yield order


def _peak() -> float:
    """The most memory that this process ever held; `getrusage` also knows that of the process which started it."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIBIBYTES_TO_MB
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / _KIBIBYTES_TO_MB


def _show(cost: Cost) -> None:
    took = f"{cost.peak:.0f} MB at the peak, {cost.seconds:.1f} s of the processor"
    print(f"{cost.orders:,} orders with {cost.lines:,} lines: {took}")


if __name__ == "__main__":
    main()
