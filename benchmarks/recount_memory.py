"""In a process of its own: the views of many orders counted again in memory. `upkeep` runs it and looks at its memory.

usage: python -m benchmarks.recount_memory NUMBER | FILE.jsonl      prints JSON: orders, lines, rows, seconds
"""

import json
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from time import process_time

from benchmarks.orders import SHOP, orders
from chalicelib.clients import Client, Rules
from chalicelib.ingest.contract import normal_form
from chalicelib.projections.recount import recount, store_of
from chalicelib.settings import Settings
from chalicelib.store import Item

_REAL = Client(SHOP.client_id, "Gift shop", Rules(zone="UTC", currency="GBP"))


class Counted:
    """Orders that are counted while they pass."""

    def __init__(self, items: Iterator[Item]) -> None:
        self._items = items
        self.orders = self.lines = 0

    def __iter__(self) -> Iterator[Item]:
        for item in self._items:
            self.orders += 1
            self.lines += len(item["lines"])
            yield item


def main(what: str) -> None:
    """Count, and tell how it went. Units: seconds of the processor, whatever else the machine does meanwhile."""
    shop = SHOP if what.isdigit() else _REAL
    passing = Counted(orders(int(what)) if what.isdigit() else _of_file(Path(what)))
    tables = Settings().tables
    began = process_time()
    store = store_of(recount(passing, {shop.client_id: shop.rules}), tables)
    seconds = process_time() - began
    rows = sum(1 for table in tables.of_views() for _ in store.items(table))
    print(json.dumps({"orders": passing.orders, "lines": passing.lines, "rows": rows, "seconds": seconds}))


def _of_file(path: Path) -> Iterator[Item]:
    """The orders of a file in the import contract, as the import stores them."""
    with path.open() as file:
        for line in file:
            document = json.loads(line, parse_float=Decimal)
            yield {**normal_form(document, client=_REAL), "clientID": _REAL.client_id}


if __name__ == "__main__":
    main(sys.argv[1])
