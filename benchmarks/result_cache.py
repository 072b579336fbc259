"""What the result cache saves and costs, question by question: calls, request units, and the processor's time.

Every question is answered without the cache, and with each backend as a miss and as a hit, the short ones too that are
not kept: so the figures say from where on it pays. The processor's time is that of this thread, in turns.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from benchmarks.handler import Handler, body_of, handler, keeping, result_of, standing_still
from benchmarks.options import Options
from benchmarks.orders import YEAR, orders
from benchmarks.pairs import Pairs, in_milliseconds, shown
from benchmarks.results import Kind, Section, Table
from benchmarks.routes import NAMED, Route
from benchmarks.shop import Shop, load, open_shop, rows_of
from benchmarks.stores import ministack
from benchmarks.ways import HIT, MISSED, NONE, Taken, Way, everything_is_kept, taken_by, ways_of
from chalicelib.results.content import content_of
from chalicelib.settings import DYNAMODB, MEMORY, REDIS
from tools import progress
from tools.local.redis_server import NoRedis, RedisServer
from tools.units import read_units

_ORDERS, _QUICK_ORDERS = 3_650, 100
_ROUNDS, _QUICK_ROUNDS = 9, 2
_PART = 10  # of single customers and products no question asks
_WEEK = {"from": f"{YEAR}-06-02", "to": f"{YEAR}-06-08"}
_MONTH = {"from": f"{YEAR}-06-01", "to": f"{YEAR}-06-30"}
_QUARTER = {"from": f"{YEAR}-04-01", "to": f"{YEAR}-06-30"}
_YEAR = {"from": f"{YEAR}-01-01", "to": f"{YEAR}-12-31"}
_SALES, _OVERVIEW, _PRODUCTS = "/api/reports/sales", "/api/reports/overview", "/api/reports/products"


def _asked(name: str, path: str, **query: str) -> Route:
    return Route(name, path, None, None, query=query)


QUESTIONS = (
    _asked("sales-of-a-week", _SALES, interval="day", **_WEEK),
    _asked("sales-of-a-month", _SALES, interval="day", **_MONTH),
    _asked("sales-of-a-quarter", _SALES, interval="day", **_QUARTER),
    _asked("sales-of-a-year-by-month", _SALES, interval="month", **_YEAR),
    _asked("sales-of-a-year-by-day", _SALES, interval="day", **_YEAR),
    _asked("overview-of-a-month", _OVERVIEW, compare="previous", **_MONTH),
    NAMED["overview-of-a-year"],
    _asked("best-sellers-of-a-month", _PRODUCTS, **_MONTH),
    NAMED["best-sellers-of-a-year"],
    NAMED["statistics-of-a-year"],
)
LISTS = (NAMED["customers"], NAMED["orders"])


def measure(options: Options) -> Section:
    """Measure the result cache."""
    section = Section("result-cache", "Result cache", "MiniStack")
    with ministack(options.log("result-cache-store")) as store, _redis(section, options) as url, handler() as ask:
        shop = _loaded(store.client, options)
        backends = (MEMORY, DYNAMODB) if url is None else (MEMORY, DYNAMODB, REDIS)
        caching = {name: keeping(shop, name, redis_url=url or "") for name in backends}
        kept = {each.name for each in QUESTIONS if result_of(ask.ask(caching[MEMORY], each)) is not None}
        options.say("asking with the result cache and without it")
        rounds = _QUICK_ROUNDS if options.is_quick else _ROUNDS
        with standing_still(), everything_is_kept():
            for each in (shop, *caching.values()):
                ask.ask(each, LISTS[0])  # the client, the generations and the freshness are known from now on
            taken = {each.name: taken_by(ask, ways_of(shop, caching), each, rounds) for each in QUESTIONS}
            taken |= {each.name: taken_by(ask, [Way(NONE, shop)], each, rounds) for each in LISTS}
            _as_one_item(section, ask, shop)
    for name, ways in taken.items():
        _note(section, name, ways)
    kind = Kind.TIME if options.is_quick else Kind.RATIO  # two rounds are too few to be compared with others
    rows = [
        [each.name, "yes" if each.name in kept else "no", *_saved(section, each.name, taken[each.name], backends, kind)]
        for each in QUESTIONS
    ]
    section.tables += [_ratios(rows, backends), _work(taken)]
    return section


@contextmanager
def _redis(section: Section, options: Options) -> Iterator[str | None]:
    """The address of a Redis; None in a quick run, which is compared with one that may have had none."""
    if options.is_quick:
        yield None
        return
    try:
        server = RedisServer.start(log=options.log("redis"))
    except NoRedis as why:
        section.notes.append(f"Redis is left out: {why}.")
        yield None
        return
    with server:
        yield server.url


def _loaded(client: object, options: Options) -> Shop:
    size = _QUICK_ORDERS if options.is_quick else _ORDERS
    options.say(f"loading a shop of {size:,} orders")
    shop = open_shop(client, size, prefix="cached-")
    with progress.counting("rows") as counter:
        load(client, rows_of(orders(size), shop.tables, part=_PART), counter.advance)
    return shop


def _note(section: Section, name: str, taken: Mapping[str, Taken]) -> None:
    for way, each in taken.items():
        place = f"{name}/{way}"
        section.add(f"{place}/calls", len(each.recording.calls), "calls", Kind.COUNT)
        section.add(f"{place}/read-units", each.recording.read_units, "read units", Kind.UNITS)
        section.add(f"{place}/write-units", each.recording.write_units, "write units", Kind.UNITS)
        section.add(f"{place}/cpu", in_milliseconds(each.seconds), "ms", Kind.TIME)


def _as_one_item(section: Section, ask: Handler, shop: Shop) -> None:
    """What it would take to read a page of a list, were it a result: one item, without its versions."""
    for route in LISTS:
        size = len(content_of(body_of(ask.ask(shop, route))["data"]))
        units = float(read_units(size, consistent=False))
        section.add(f"{route.name}/as-one-item/read-units", units, "read units", Kind.UNITS)
        section.notes.append(
            f"As one item, a page of {route.name} would be {shown(units)} read units, and its versions."
        )


def _saved(section: Section, name: str, taken: Mapping[str, Taken], backends: Sequence[str], kind: Kind) -> list[str]:
    """How the processor's time of a question compares, as cells of a row."""
    cells = []
    for backend in backends:
        none, missed, hit = (taken[way].seconds for way in (NONE, f"{backend}-{MISSED}", f"{backend}-{HIT}"))
        saves, costs = Pairs(none, hit).ratio, Pairs(missed, none).ratio
        section.add(f"{name}/{backend}/none-beside-hit", saves.median, "ratio", kind, is_better_high=True)
        section.add(f"{name}/{backend}/missed-beside-none", costs.median, "ratio", kind)
        cells += [str(saves), str(costs)]
    return cells


def _ratios(rows: Sequence[Sequence[str]], backends: Sequence[str]) -> Table:
    headings = ["question", "kept"]
    headings += [f"{backend}: {what}" for backend in backends for what in ("none ÷ hit", "missed ÷ none")]
    note = (
        "Ratios of the processor's time from the gateway's event to the answer: medians of turns, with the middle half "
        "in parentheses. Kept: whether the API keeps it; the others are asked as if it did."
    )
    return Table("What the result cache saves", headings, rows, note)


def _work(taken: Mapping[str, Mapping[str, Taken]]) -> Table:
    rows = [[name, way, *_cells(each)] for name, ways in taken.items() for way, each in ways.items()]
    headings = ["question", "way", "calls", "read units", "write units", "CPU ms"]
    note = (
        "Calls and units of DynamoDB, the client, the generations and the freshness known; a call of Redis is none of "
        "them. The time of the database and of the network is not in the processor's: each call adds its own."
    )
    return Table("What a question takes", headings, rows, note)


def _cells(taken: Taken) -> list[str]:
    recording = taken.recording
    units = (float(recording.read_units), float(recording.write_units), in_milliseconds(taken.seconds))
    return [f"{len(recording.calls)}", *(shown(each) for each in units)]
