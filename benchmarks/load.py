"""Load: many users at once on the local server, each asking again as soon as it has its answer."""

from benchmarks.local_shop import local_shop
from benchmarks.options import Options
from benchmarks.pairs import MILLISECONDS, percentile, shown
from benchmarks.results import Kind, Section, Table
from benchmarks.users import Served, serve

# What a dashboard asks for; the shares are those of its pages.
_PATHS = (
    "/api/reports/overview",
    "/api/customers?limit=50",
    "/api/orders?limit=50",
    "/api/reports/sales?interval=day",
    "/api/products?limit=50",
    "/api/status",
)
_MOST_USERS = 1_000


def measure(options: Options) -> Section:
    """Measure the local server under load."""
    section = Section("load", "Load", "the local system: one Python process, and MiniStack")
    numbers = sorted({1, options.users, *(() if options.is_quick else (4 * options.users, _MOST_USERS))})
    rows = []
    options.say("starting the local system with the demo orders")
    with local_shop(options.work) as shop:
        for users in (each for each in numbers if each <= _MOST_USERS):
            options.say(f"{users} users for {options.seconds:.0f} s")
            served = serve(shop.url, shop.token, _PATHS, users=users, seconds=options.seconds)
            rows.append(_noted(section, users, served))
    headings = ["users", "answers/s", "p50 ms", "p95 ms", "p99 ms", "answers", "errors", "turned away"]
    note = (
        f"Pages of a dashboard over {options.seconds:.0f} s, no pause between answers. The server, its threads and the "
        "store share this machine with the users: figures of one machine, not of Lambda, which runs a process for each."
    )
    section.tables.append(Table("Users at once", headings, rows, note))
    return section


def _noted(section: Section, users: int, served: Served) -> list[str]:
    times = [percentile(served.times, each) * MILLISECONDS for each in (50, 95, 99)]
    section.add(f"{users}/throughput", served.throughput, "answers/s", Kind.TIME, is_better_high=True)
    for percent, value in zip((50, 95, 99), times, strict=True):
        section.add(f"{users}/p{percent}", value, "ms", Kind.TIME)
    section.add(f"{users}/errors", served.errors, "answers", Kind.COUNT)
    section.add(f"{users}/shed", served.shed, "answers", Kind.TIME)
    counts = [len(served.times), served.errors, served.shed]
    return [f"{users:,}", shown(served.throughput), *map(shown, times), *(f"{each:,}" for each in counts)]
