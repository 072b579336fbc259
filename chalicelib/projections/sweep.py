"""The sweep: finds what the stream has lost, and applies it by the same code.

It walks over the orders, and over the ledger for orders that are gone (lost deletions). It acknowledges no
notice, so it leaves alone what is counted right.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from chalicelib.orders.repository import Orders
from chalicelib.projections.attempt import Result
from chalicelib.projections.projector import Projector
from chalicelib.store import Store, all_items
from chalicelib.tables import Tables

BATCH = 100

Progress = Callable[[int], None]


@dataclass(slots=True)
class Swept:
    """What a sweep found: orders looked at, orders that had to be applied, orders parked with their reason."""

    checked: int = 0
    applied: list[str] = field(default_factory=list)
    parked: dict[str, str] = field(default_factory=dict)

    def add(self, result: Result) -> None:
        """Count a batch."""
        self.checked += len(result.equal) + len(result.applied) + len(result.parked)
        self.applied += result.applied
        self.parked |= result.parked


def sweep(
    store: Store,
    tables: Tables,
    projector: Callable[[], Projector],
    *,
    workers: int = 1,
    progress: Progress = lambda _: None,
) -> Swept:
    """Bring every order's views up to date. Safe beside live traffic.

    `projector` makes one that knows the rules of this moment: clients may be registered while a sweep runs.
    """
    swept = Swept()
    with ThreadPoolExecutor(workers) as pool:
        for batch in _in_windows(_all_ids(store, tables), BATCH * workers):
            batches = [batch[start : start + BATCH] for start in range(0, len(batch), BATCH)]
            current = projector()
            for result in pool.map(partial(current.apply, skip_equal=True), batches):
                swept.add(result)
            progress(len(batch))
    return swept


def _all_ids(store: Store, tables: Tables) -> Iterator[str]:
    """The IDs of all orders, then of all ledger rows whose order is not among them."""
    seen: set[str] = set()
    for order in Orders(store, tables.orders).all():
        seen.add(order["orderID"])
        yield order["orderID"]
    for entry in all_items(store, tables.ledger):
        if entry["orderID"] not in seen and "ttl" not in entry:
            yield entry["orderID"]


def _in_windows(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    window: list[str] = []
    for each in ids:
        window.append(each)
        if len(window) == size:
            yield window
            window = []
    if window:
        yield window
