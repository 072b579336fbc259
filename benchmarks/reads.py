"""The reads: each route at several sizes of the shop, beside the bare calls and beside the two other designs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from statistics import median
from time import thread_time

from benchmarks.after import cache_of, cached_row
from benchmarks.before import reader
from benchmarks.designs import Compared, Ours, compare
from benchmarks.figures import customer_rows
from benchmarks.handler import Handler, body_of, forgetful, handler, keeping, standing_still
from benchmarks.hits import hits_of, note_hits
from benchmarks.options import Options
from benchmarks.orders import orders
from benchmarks.pairs import MILLISECONDS, Pairs, in_milliseconds, paired, percentile, timed
from benchmarks.reads_report import fill
from benchmarks.recording import Recording, recorded, replay, timing
from benchmarks.results import Kind, Section
from benchmarks.routes import CONTACT, NAMED, ORDER, ROUTES, Route
from benchmarks.shop import Shop, load, open_shop, rows_of
from benchmarks.stores import Running, ministack, running
from chalicelib import clock
from chalicelib.web.json import json_of
from tools import progress
from tools.tables import create_missing_tables

_WHOLE_UP_TO = 10_000  # orders; larger shops have only each tenth customer's and product's own rows
_PART = 10
_PAIRS = 100
_ROWS_OF_JSON = "100"


@dataclass(frozen=True, slots=True)
class Counted:
    """What one answer asks of the database: with what a process keeps for a second or two, and with nothing kept."""

    kept: Recording
    fresh: Recording


@dataclass(frozen=True, slots=True)
class Timed:
    """How long one answer takes beside its bare calls and beside those of our client, and our own processor time.

    Units: seconds.
    """

    pairs: Pairs
    beside_client: Pairs
    overhead: Sequence[float]


def measure(options: Options) -> Section:
    """Measure the reads."""
    place = ministack if options.is_quick else running
    with place(options.log("reads-store")) as store, handler() as ask:
        section = Section("reads", "Reads", store.name)
        section.notes += [store.note] if store.note else []
        shops = [_loaded(store, size, options) for size in options.orders]
        counted = {shop.size: _counted(ask, shop, options) for shop in shops}
        times = {shop.size: _timed(store, ask, shop, counted[shop.size], options) for shop in shops}
        caching = {shop.size: keeping(shop) for shop in shops}
        hits = {shop.size: hits_of(ask, shop, caching[shop.size], options) for shop in shops}
        compared: list[Compared] = []
        for shop in shops:
            ours = Ours(partial(ask.ask, shop), partial(ask.ask, caching[shop.size]))
            compared += _compared(store, ours, shop, compared, options)
        _note_counts(section, counted, store)
        _note_times(section, times)
        note_hits(section, hits)
        _note_comparison(section, compared)
        _note_growth(section, ask, shops, options)
        _note_details(section, ask, store, shops[0], options.seconds_per_route)
    fill(section, options.orders)
    return section


def _loaded(store: Running, size: int, options: Options) -> Shop:
    options.say(f"loading a shop of {size:,} orders into {store.name}")
    prefix = f"bench-{size}-"
    shop = open_shop(store.client, size, prefix=prefix)
    create_missing_tables(store.client, [cache_of(prefix)])
    with progress.counting("rows") as counter:
        part = 1 if size <= _WHOLE_UP_TO else _PART
        load(store.client, rows_of(orders(size), shop.tables, part=part), counter.advance)
        load(store.client, ((shop.tables.orders, each) for each in orders(size)), counter.advance)
        rows = ((cache_of(prefix), cached_row(each, clock.now())) for each in customer_rows(orders(size)))
        load(store.client, rows, counter.advance)
    return shop


def _counted(ask: Handler, shop: Shop, options: Options) -> dict[str, Counted]:
    options.say(f"counting calls and units at {shop.size:,} orders")
    return {route.name: _counts_of(ask, shop, route) for route in ROUTES}


def _counts_of(ask: Handler, shop: Shop, route: Route) -> Counted:
    with standing_still():
        fresh_shop = forgetful(shop)
        with recorded(ask_for_units=True) as fresh:
            ask.ask(fresh_shop, route)
        with recorded(ask_for_units=True) as kept:
            ask.ask(fresh_shop, route)
    return Counted(kept, fresh)


def _timed(
    store: Running, ask: Handler, shop: Shop, counted: Mapping[str, Counted], options: Options
) -> dict[str, Timed]:
    options.say(f"timing the answers at {shop.size:,} orders beside their bare calls")
    return {
        route.name: _times_of(
            partial(ask.ask, shop, route),
            partial(replay, store.bare, counted[route.name].kept.calls),
            partial(replay, store.client, counted[route.name].kept.calls),
            options.seconds_per_route,
        )
        for route in ROUTES
    }


def _times_of(
    answered: Callable[[], object], floor: Callable[[], object], calls: Callable[[], object], seconds: float
) -> Timed:
    overhead: list[float] = []

    def watched() -> None:
        with timing() as inside:
            began = thread_time()
            answered()
            overhead.append(thread_time() - began - inside.seconds)

    pairs = paired(answered, floor, most=_PAIRS, seconds=seconds)
    beside_client = paired(answered, calls, most=_PAIRS, seconds=seconds / 2)
    paired(watched, lambda: None, most=_PAIRS, seconds=seconds / 4)
    return Timed(pairs, beside_client, overhead)


def _compared(store: Running, ours: Ours, shop: Shop, smaller: Sequence[Compared], options: Options) -> list[Compared]:
    options.say(f"timing the other designs at {shop.size:,} orders")
    prefix = f"bench-{shop.size}-"
    reads = reader(store.client, shop.tables, cache_of(prefix), contact=CONTACT, order=ORDER)
    return compare(reads, shop.size, ours, smaller=smaller)


def _note_counts(section: Section, counted: Mapping[int, Mapping[str, Counted]], store: Running) -> None:
    ours, theirs = Decimal(0), Decimal(0)
    for size, routes in counted.items():
        for name, each in routes.items():
            place = f"{name}/{size}"
            for kind, recording in (("", each.kept), ("-fresh", each.fresh)):
                section.add(f"{place}/calls{kind}", len(recording.calls), "calls", Kind.COUNT)
                section.add(f"{place}/units{kind}", recording.read_units, "read units", Kind.UNITS)
            section.add(f"{place}/items", each.kept.items, "items", Kind.COUNT)
            ours += each.fresh.read_units
            theirs += each.fresh.reported_units or Decimal(0)
    if store.is_exact:
        section.add("units-beside-reported", ours / theirs, "ratio", Kind.UNITS)


def _note_times(section: Section, times: Mapping[int, Mapping[str, Timed]]) -> None:
    for size, routes in times.items():
        for name, each in routes.items():
            place = f"{name}/{size}"
            for percent in (50, 95, 99):
                value = percentile(each.pairs.first, percent) * MILLISECONDS
                section.add(f"{place}/p{percent}", value, "ms", Kind.TIME)
            section.add(f"{place}/floor-p50", in_milliseconds(each.pairs.second), "ms", Kind.TIME)
            _add_spread(section, f"{place}/beside-floor", each.pairs)
            _add_spread(section, f"{place}/beside-client", each.beside_client)
            section.add(f"{place}/own-code-p50", in_milliseconds(each.overhead), "ms", Kind.TIME)


def _add_spread(section: Section, name: str, pairs: Pairs) -> None:
    spread = pairs.ratio
    section.add(name, spread.median, "ratio", Kind.RATIO)
    section.add(f"{name}-low", spread.low, "ratio", Kind.TIME)
    section.add(f"{name}-high", spread.high, "ratio", Kind.TIME)


def _note_comparison(section: Section, compared: Sequence[Compared]) -> None:
    for each in compared:
        place = f"{each.route}/{each.size}/{each.design}"
        section.add(f"{place}-p50", in_milliseconds(each.seconds), "ms", Kind.TIME)
        section.add(f"{place}-units", each.units, "read units", Kind.UNITS)
        section.add(f"{place}-times-ours", median(each.ratios), "ratio", Kind.RATIO, is_better_high=True)
        if each.ratios_cached:
            section.add(f"{place}-times-cached", median(each.ratios_cached), "ratio", Kind.RATIO, is_better_high=True)


def _note_growth(section: Section, ask: Handler, shops: Sequence[Shop], options: Options) -> None:
    if len(shops) == 1:
        return
    options.say("timing the largest shop beside the smallest")
    for route in ROUTES:
        largest, smallest = (partial(ask.ask, shop, route) for shop in (shops[-1], shops[0]))
        pairs = paired(largest, smallest, most=_PAIRS, seconds=options.seconds_per_route)
        _add_spread(section, f"{route.name}/growth", pairs)


def _note_details(section: Section, ask: Handler, store: Running, shop: Shop, seconds: float) -> None:
    """A 304 beside one GetItem, and the JSON of a hundred customers."""
    route = NAMED["customers"]
    tag = ask.ask(shop, route)["headers"]["ETag"]
    with recorded() as one:
        shop.parts.store.get(shop.tables.customers, {"contactID": CONTACT, "clientID": "packprod"})
    pairs = paired(
        lambda: ask.ask(shop, route, headers={"if-none-match": tag}),
        lambda: replay(store.bare, one.calls),
        most=2 * _PAIRS,
        seconds=seconds,
    )
    section.add("not-modified/p50", in_milliseconds(pairs.first), "ms", Kind.TIME)
    _add_spread(section, "not-modified/beside-one-get", pairs)
    many = Route("customers-100", route.path, None, None, query={"limit": _ROWS_OF_JSON})
    data = body_of(ask.ask(shop, many))["data"]
    times = [timed(lambda: json_of(data)) for _ in range(_PAIRS)]
    section.add("json-of-100-customers/p50", in_milliseconds(times), "ms", Kind.TIME)
