"""Several projectors at once: how much faster they go, how often they get in each other's way, and a hot day."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from benchmarks.busy import CALL_SECONDS, TRANSACTION_SECONDS, BusyStore
from benchmarks.options import Options
from benchmarks.orders import SHOP, YEAR, order
from benchmarks.pairs import shown, timed
from benchmarks.projecting import Histories, apply, known_rows, write_orders
from benchmarks.results import Kind, Section, Table
from benchmarks.shop import Shop, load, load_in_memory, open_shop, shop_in_memory
from benchmarks.stores import ministack
from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.runtime import Runtime
from chalicelib.store import Item, Query, Store, all_matches

_WORKERS = (1, 2, 4, 8)
_SHARDS = (1, 4, 16)
_CHANGES = 240
_BATCH = 10
_CUSTOMERS, _HISTORY = 100, 10
_OF_A_YEAR = 100_000_000  # so many that all of the first ones are of one day


@dataclass(frozen=True, slots=True)
class Ran:
    """How a number of workers did."""

    rate: float
    retries: float  # per change


def measure(options: Options) -> Section:
    """Measure concurrent projectors."""
    section = Section("workers", "Several workers", "MiniStack, and a simulation")
    section.tables += [_on_ministack(section, options), _simulated(section, options), _hot_day(section, options)]
    return section


def _on_ministack(section: Section, options: Options) -> Table:
    rows = []
    with ministack(options.log("workers-store")) as store:
        for workers in _WORKERS:
            options.say(f"projecting with {workers} workers on {store.name}")
            histories = Histories(_CUSTOMERS, _HISTORY)
            shop = open_shop(store.client, 0, prefix=f"workers-{workers}-")
            load(store.client, known_rows(list(histories.orders()), shop))
            ran = _run(shop.parts.store, shop, histories.next_orders(_CHANGES), workers, _BATCH)
            rows.append([f"{workers}", *_noted(section, f"ministack-{workers}", ran)])
    headings = ["workers", "changes/s", "retries per change"]
    note = (
        f"Batches of {_BATCH}, threads of one process; MiniStack itself is one process and serves one call at a time."
    )
    return Table("Workers on MiniStack", headings, rows, note)


def _simulated(section: Section, options: Options) -> Table:
    options.say("projecting with several workers on a simulated database")
    rows = []
    for workers in _WORKERS:
        histories = Histories(_CUSTOMERS, _HISTORY)
        shop, store = _busy_shop(histories)
        ran = _run(store, shop, histories.next_orders(_CHANGES), workers, _BATCH)
        rows.append([f"{workers}", *_noted(section, f"simulated-{workers}", ran)])
    return Table("Workers on a simulated database", ["workers", "changes/s", "retries per change"], rows, _about())


def _hot_day(section: Section, options: Options) -> Table:
    options.say("projecting a hot day with 8 workers on a simulated database")
    rows = []
    for shards in _SHARDS:
        histories = Histories(_CUSTOMERS, _HISTORY)
        shop, store = _busy_shop(histories, write_shards=shards)
        ran = _run(store, shop, _orders_of_a_day(), _WORKERS[-1], 1)
        rows.append([f"{shards}", *_noted(section, f"hot-day-{shards}", ran), shown(_rows_of_a_sum(shop))])
    headings = ["write shards at most", "changes/s", "retries per change", "rows of a sum"]
    note = f"All orders are of one day, 8 workers, one change at a time. {_about()}"
    return Table("A hot day", headings, rows, note)


def _rows_of_a_sum(shop: Shop) -> float:
    """Over how many rows the sums of sales are spread."""
    sales = Query(shop.tables.views, keys.sales(SHOP.client_id, str(YEAR)))
    rows = [row["sk"] for row in all_matches(shop.parts.store, sales)]
    return len(rows) / len(set(map(keys.unsharded, rows)))


def _about() -> str:
    return (
        f"In memory; a call takes {CALL_SECONDS * 1000:.0f} ms, a transaction {TRANSACTION_SECONDS * 1000:.0f} ms, and "
        "transactions that meet are cancelled as DynamoDB cancels them. Python's lock bounds it on one machine."
    )


def _orders_of_a_day() -> list[Item]:
    first = 10_000
    numbers = range(first, first + _CHANGES)
    return [order(each, customer=each % _CUSTOMERS, nth=each, of=_OF_A_YEAR) for each in numbers]


def _busy_shop(histories: Histories, *, write_shards: int = 4) -> tuple[Shop, Store]:
    memory = MemoryStore()
    opened = shop_in_memory(0, memory)
    shop = Shop(0, Runtime(replace(opened.parts.settings, write_shards=write_shards), memory))
    load_in_memory(memory, known_rows(list(histories.orders()), shop))
    shop.parts.generations.all()
    return shop, BusyStore(memory)


def _run(store: Store, shop: Shop, orders: list[Item], workers: int, batch: int) -> Ran:
    write_orders(shop.parts.store, shop, orders)
    retried = _Sum()
    batches = [orders[at : at + batch] for at in range(0, len(orders), batch)]

    def one(some: list[Item]) -> None:
        retried.add(apply(store, shop, some).retried)

    def everything() -> None:
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(one, batches))

    return Ran(len(orders) / timed(everything), retried.value / len(orders))


class _Sum:
    """A sum that several threads add to."""

    def __init__(self) -> None:
        self.value = 0
        self._lock = threading.Lock()

    def add(self, more: int) -> None:
        """Add to it."""
        with self._lock:
            self.value += more


def _noted(section: Section, name: str, ran: Ran) -> list[str]:
    section.add(f"{name}/rate", ran.rate, "changes/s", Kind.TIME, is_better_high=True)
    section.add(f"{name}/retries", ran.retries, "per change", Kind.TIME)
    return [shown(ran.rate), shown(ran.retries)]
