"""What a month costs at the shop's pace, at ten and at a hundred times of it, for each design."""

from collections.abc import Sequence
from decimal import Decimal

from benchmarks.options import Options
from benchmarks.results import Kind, Section, Table
from tools.deployment.costs.bills import PACES, Pace, bill, out_of_reach
from tools.deployment.costs.designs import DESIGNS
from tools.deployment.costs.measured import Measured
from tools.deployment.costs.measured import measure as measure_demo
from tools.deployment.costs.prices import Prices, read_prices

_TIMES = (1, 10, 100)


def measure(options: Options) -> Section:
    """Work out the bills."""
    section = Section("cost", "What it costs", "in memory, by DynamoDB's own rules")
    options.say("measuring what orders and questions of the demo shop take")
    measured, _ = measure_demo()
    prices = read_prices()
    rows = [_row(section, _times(PACES[0], each), measured, prices) for each in _TIMES]
    headings = ["pace", *(f"{each.name}, {prices.currency} a month" for each in DESIGNS), "too late"]
    note = (
        "After a year at that pace; prices and durations are those that docs/cost.md assumes; it has the lines. "
        "The last column: questions answered after the gateway's 29 s, in the brief's design and by scans."
    )
    section.tables.append(Table("What a month costs", headings, rows, note))
    return section


def _times(pace: Pace, factor: int) -> Pace:
    orders, reads = pace.orders_an_hour * factor, pace.reads_an_hour * factor
    return Pace(f"{orders:,} orders and {reads:,} reads an hour", orders, reads)


def _row(section: Section, pace: Pace, measured: Measured, prices: Prices) -> Sequence[str]:
    shop = pace.shop(measured, prices)
    late = []
    costs = []
    for design in DESIGNS:
        total = sum(bill(design, pace, shop, prices).values(), Decimal(0))
        name = design.name.replace(" ", "-").replace("'", "")
        section.add(f"{name}/{pace.orders_an_hour}", total, prices.currency, Kind.UNITS)
        costs.append(f"{total:,.0f}")
        late.append(len(out_of_reach(design, shop, prices)))
    return [pace.name, *costs, " / ".join(str(each) for each in late[1:])]
