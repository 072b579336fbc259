"""The projector: what a change takes, alone and in batches, whatever the customer's history; beside re-query."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from statistics import median
from time import thread_time

from benchmarks.after import requery
from benchmarks.before import CACHE
from benchmarks.options import Options
from benchmarks.pairs import Pairs, shown, timed
from benchmarks.projecting import Histories, SmallTransactions, apply, known_rows, write_orders
from benchmarks.results import Chart, Kind, Section, Table
from benchmarks.shop import Shop, load, load_in_memory, open_shop, shop_in_memory
from benchmarks.stores import Running, ministack, running
from chalicelib import clock
from chalicelib.memory import MemoryStore
from chalicelib.store import Item, Store
from tools.deployment.costs.prices import read_prices
from tools.tables import create_missing_tables
from tools.units import MeteredStore, Units

_BATCHES = (1, 25, 100)
_HISTORIES = (10, 1_000, 10_000)
_QUICK_HISTORIES = (10, 300)
_TIMED, _QUICK_TIMED = (10, 1_000), (10, 100)
_CUSTOMERS = 10
_WARM_UP, _REPEATS = 2, 10
_COUNTED = 5  # batches, for their mean
_MODELLED = "Modelled: a call and a megabyte take what docs/cost.md assumes, the processor what it took here in memory."
_IN_PARTS = "Its build takes 10 writes in a transaction: ours go in parts there, and look slower than they are."
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Taken:
    """What changes take of the database each, and of the processor. Units: of `seconds`, seconds."""

    units: Units
    seconds: float

    def modelled_seconds(self) -> float:
        """How long a change takes where a call and a megabyte take what docs/cost.md assumes."""
        assumed = read_prices().assumed
        waiting = self.units.calls * assumed["milliseconds_per_call"]
        reading = self.units.bytes_read / _MEGABYTE * assumed["milliseconds_per_megabyte"]
        return float(waiting + reading) / 1000 + self.seconds


def measure(options: Options) -> Section:
    """Measure the projector."""
    section = Section("projector", "Projector", "in memory, by DynamoDB's own rules")
    section.tables.append(_batches(section, options))
    section.tables.append(_histories(section, options))
    section.charts.append(_chart(section, options))
    with ministack(options.log("projector-ministack")) as store:
        section.tables.append(_timed(section, store, options))
    if not options.is_quick:
        _add_dynamodb_local(section, options)
    return section


def _add_dynamodb_local(section: Section, options: Options) -> None:
    with running(options.log("projector-dynamodb-local")) as store:
        if store.is_exact:
            section.tables.append(_timed(section, store, options))
        else:
            section.notes.append(store.note)


def _batches(section: Section, options: Options) -> Table:
    options.say("counting what a change takes in batches")
    rows = []
    for many in _BATCHES:
        taken = _ours(Histories(100, 10), many)
        _note(section, f"batch-{many}", taken)
        rows.append([f"{many}", *_row(taken)])
    headings = ["changes at once", "calls", "read units", "write units", "CPU ms", "changes/s, modelled"]
    note = f"Each is of another customer. One call of each batch notes how fresh the views are. {_MODELLED}"
    return Table("What a change takes, by how many come at once", headings, rows, note)


def _histories(section: Section, options: Options) -> Table:
    rows = []
    for length in _lengths(options):
        options.say(f"counting what a change takes at {length:,} orders of its customer")
        for name, taken in (("ours", _ours(Histories(1, length), 1)), ("requery", _theirs(length))):
            _note(section, f"history-{length}/{name}", taken)
            rows.append([f"{length:,}", name, *_row(taken)])
    headings = [
        "orders of the customer",
        "design",
        "calls",
        "read units",
        "write units",
        "CPU ms",
        "changes/s, modelled",
    ]
    note = f"One change alone, and one worker. {_MODELLED}"
    return Table("What a change takes, by its customer's history", headings, rows, note)


def _lengths(options: Options) -> tuple[int, ...]:
    return _QUICK_HISTORIES if options.is_quick else _HISTORIES


def _ours(histories: Histories, many: int) -> Taken:
    """Changes so many at a time, after what a process keeps is there."""
    shop, metered = _shop_with(histories)
    apply(metered, shop, _written(metered, shop, histories, many))
    return _taken(metered, many, lambda orders: apply(metered, shop, orders), shop, histories)


def _theirs(length: int) -> Taken:
    histories = Histories(1, length)
    shop, metered = _shop_with(histories)
    return _taken(metered, 1, partial(_requeried, metered, shop), shop, histories)


def _shop_with(histories: Histories) -> tuple[Shop, MeteredStore]:
    metered = MeteredStore(MemoryStore())
    shop = shop_in_memory(histories.customers * histories.length, metered)
    orders = list(histories.orders())
    load_in_memory(metered, known_rows(orders, shop))
    write_orders(metered, shop, orders)
    return shop, metered


def _written(store: Store, shop: Shop, histories: Histories, many: int) -> list[Item]:
    orders = histories.next_orders(many)
    write_orders(store, shop, orders)
    return orders


def _taken(
    metered: MeteredStore, many: int, handle: Callable[[list[Item]], object], shop: Shop, histories: Histories
) -> Taken:
    """The mean over some batches; the processor's time is the median of as many more, where nothing is counted."""
    total = Units()
    for _ in range(_COUNTED):
        orders = _written(metered, shop, histories, many)
        with metered.metered() as used:
            handle(orders)
        total.add(used)
    seconds = []
    for _ in range(_COUNTED):
        orders = _written(metered, shop, histories, many)
        began = thread_time()
        handle(orders)
        seconds.append(thread_time() - began)
    return Taken(total.times(Decimal(1) / (many * _COUNTED)), median(seconds) / many)


def _note(section: Section, name: str, taken: Taken) -> None:
    section.add(f"{name}/calls", taken.units.calls, "calls", Kind.COUNT)
    section.add(f"{name}/read", taken.units.read, "read units", Kind.UNITS)
    section.add(f"{name}/write", taken.units.write, "write units", Kind.UNITS)
    section.add(f"{name}/modelled-rate", 1 / taken.modelled_seconds(), "changes/s", Kind.TIME, is_better_high=True)


def _row(taken: Taken) -> list[str]:
    numbers = [float(each) for each in (taken.units.calls, taken.units.read, taken.units.write)]
    return [shown(each) for each in (*numbers, taken.seconds * 1000, 1 / taken.modelled_seconds())]


def _chart(section: Section, options: Options) -> Chart:
    values = {figure.name: figure.value for figure in section.figures}
    lines = {}
    for title, name in (("WebOrders", "ours"), ("re-query and overwrite", "requery")):
        places = [(length, f"projector/history-{length}/{name}") for length in _lengths(options)]
        lines[title] = [(float(length), values[f"{each}/read"] + values[f"{each}/write"]) for length, each in places]
    return Chart("projector-history", "Units of a change by its customer's history", "orders", "read + write", lines)


def _timed(section: Section, store: Running, options: Options) -> Table:
    rows = []
    for length in _QUICK_TIMED if options.is_quick else _TIMED:
        options.say(f"timing changes on {store.name} at {length:,} orders of a customer")
        histories, shop = Histories(_CUSTOMERS, length), _loaded(store, length)
        for many in (1, _CUSTOMERS):
            pairs = _pairs(store, shop, histories, many)
            name = f"{store.name.replace(' ', '-')}-{length}/batch-{many}"
            rate, other = (many / median(each) for each in (pairs.second, pairs.first))
            section.add(f"{name}/rate", rate, "changes/s", Kind.TIME, is_better_high=True)
            section.add(f"{name}/requery-rate", other, "changes/s", Kind.TIME)
            section.add(f"{name}/beside-requery", pairs.ratio.median, "ratio", Kind.RATIO, is_better_high=True)
            rows.append([f"{length:,}", f"{many}", shown(rate), shown(other), str(pairs.ratio)])
    headings = ["orders of a customer", "changes at once", "ours, changes/s", "re-query, changes/s", "× re-query"]
    about = _IN_PARTS if store.is_exact else store.note
    return Table(f"How fast changes go on {store.name}", headings, rows, f"One worker, in turn. {about}")


def _loaded(store: Running, length: int) -> Shop:
    shop = open_shop(store.client, _CUSTOMERS * length, prefix=f"projector-{length}-")
    create_missing_tables(store.client, [CACHE])
    orders = list(Histories(_CUSTOMERS, length).orders())
    load(store.client, known_rows(orders, shop))
    load(store.client, ((shop.tables.orders, each) for each in orders))
    return shop


def _pairs(store: Running, shop: Shop, histories: Histories, many: int) -> Pairs:
    """Batches handled by re-query (first) and by ours (second), in turn, on the same orders."""
    whole = shop.parts.store
    ours: Store = SmallTransactions(whole) if store.is_exact else whole
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(_WARM_UP + _REPEATS):
        batch = _written(whole, shop, histories, many)
        handlers = (partial(_requeried, whole, shop, batch), partial(apply, ours, shop, batch))
        for each in (0, 1) if turn % 2 else (1, 0):
            times[each].append(timed(handlers[each]))
    return Pairs(times[0][_WARM_UP:], times[1][_WARM_UP:])


def _requeried(store: Store, shop: Shop, batch: list[Item]) -> None:
    requery(store, shop.tables, [each["contactID"] for each in batch], now=clock.now())
