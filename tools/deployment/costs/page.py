"""docs/cost.md: the units, the bills and what is assumed, written into `page.md`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from tools.deployment.costs.bills import (
    PACES,
    Pace,
    answer_seconds,
    bill,
    order_cost,
    orders_to_break_even,
    out_of_reach,
    read_cost,
    reads_to_break_even,
)
from tools.deployment.costs.designs import BRIEF, DESIGNS, OURS, SCAN, Design, Shop
from tools.deployment.costs.measured import FOLDED, SMALLER, Measured, measure
from tools.deployment.costs.prices import Prices, read_prices
from tools.deployment.costs.questions import QUESTIONS
from tools.units import Units

PLACE = Path(__file__).resolve().parents[3] / "docs" / "cost.md"
_TEMPLATE = Path(__file__).with_name("page.md")
_SIZES = (1_000, 10_000, 100_000)
_HISTORIES = (1, 10, 100, 1_000)
_MONTHS = 24  # the demo shop's two years
_KILO = 1000
_MILLION = 1_000_000
_LATE = "†"


def page() -> str:
    """The whole page, measured and computed now."""
    shop, smaller = measure()
    prices = read_prices()
    parts = {
        **_figures(shop, prices),
        "of_an_order": _of_an_order(shop, smaller),
        "histories": _histories(shop, prices),
        "of_a_question": _of_a_question(shop, smaller, prices),
        "growth": _growth(shop, prices),
        "slowest": _slowest(shop, prices),
        "bills": "\n".join(_bill(pace, shop, prices) for pace in PACES),
        "break_even": "\n".join(_break_even(each, shop, prices) for each in (BRIEF, SCAN)),
        "prices": _named("price", prices.currency, prices.prices),
        "assumed": _named("assumed", "", prices.assumed),
    }
    return _TEMPLATE.read_text().format_map(parts)


def _figures(shop: Measured, prices: Prices) -> dict[str, object]:
    after_a_year = PACES[0].shop(shop, prices)
    return {
        "region": prices.region,
        "currency": prices.currency,
        "as_known_on": prices.as_known_on,
        "orders": f"{shop.orders:,}",
        "customers": shop.customers,
        "order_bytes": _whole(shop.order_bytes),
        "stored": _tenths(shop.stored / _KILO),
        "orders_stored": _tenths(shop.orders_stored / _KILO),
        "first": _tenths(shop.first_projecting.write),
        "last": _tenths(shop.last_projecting.write),
        "smaller_step": SMALLER,
        "million_orders": _money(order_cost(OURS, after_a_year, prices) * _MILLION),
        "million_requests": _money(read_cost(OURS, after_a_year, prices) * _MILLION),
    }


def _of_an_order(shop: Measured, smaller: Measured) -> str:
    rows = [
        ("import, with its contact", shop.importing, smaller.importing),
        ("projector, each order alone", shop.projecting, smaller.projecting),
        (f"projector, {FOLDED} orders at once", shop.folded, smaller.folded),
        ("sweep, an order that is counted right", shop.sweeping, smaller.sweeping),
    ]
    return _table(
        ("", "write units", "read units", "calls", f"write units at {smaller.orders:,} orders"),
        (
            (name, _tenths(here.write), _tenths(here.read), _hundredths(here.calls), _tenths(there.write))
            for name, here, there in rows
        ),
    )


def _histories(shop: Measured, prices: Prices) -> str:
    shops = [_shop(replace(shop, history=Decimal(each)), shop.orders, prices) for each in _HISTORIES]
    ours = (_written_and_read(shop.projecting) for _ in _HISTORIES)
    theirs = (_written_and_read(_less(BRIEF.order(each), shop.importing)) for each in shops)
    headings = ("orders of the customer", *(f"{each:,}" for each in _HISTORIES))
    return _table(headings, [(OURS.name, *ours), (BRIEF.name, *theirs)])


def _of_a_question(shop: Measured, smaller: Measured, prices: Prices) -> str:
    here = _shop(shop, shop.orders, prices)
    rows = (
        (
            each.text,
            f"{each.share} %",
            _tenths(shop.questions[each.text].read),
            _tenths(smaller.questions[each.text].read),
            _whole(shop.questions[each.text].calls),
            _tenths(BRIEF.question(each, here).read),
            _tenths(SCAN.question(each, here).read),
        )
        for each in QUESTIONS
    )
    headings = ("", "share", OURS.name, f"at {smaller.orders:,} orders", "calls", BRIEF.name, SCAN.name)
    return _table(headings, rows)


def _growth(shop: Measured, prices: Prices) -> str:
    shops = [_shop(shop, size, prices) for size in _SIZES]
    return _by_size((each.name, *(_tenths(each.read(then).read) for then in shops)) for each in DESIGNS)


def _slowest(shop: Measured, prices: Prices) -> str:
    shops = [_shop(shop, size, prices) for size in _SIZES]
    return _by_size((each.name, *(_slowest_of(each, then, prices) for then in shops)) for each in DESIGNS)


def _slowest_of(design: Design, shop: Shop, prices: Prices) -> str:
    return f"{_hundredths(max(answer_seconds(design, each, shop, prices) for each in QUESTIONS))} s"


def _by_size(rows: Iterable[Sequence[str]]) -> str:
    return _table(("", *(f"{size:,} orders" for size in _SIZES)), rows)


def _bill(pace: Pace, measured: Measured, prices: Prices) -> str:
    shop = pace.shop(measured, prices)
    bills = [bill(each, pace, shop, prices) for each in DESIGNS]
    rows = [(name, *(_money(each[name]) for each in bills)) for name in bills[0]]
    totals = [f"**{_money(sum(each.values(), Decimal(0)))}**" for each in bills]
    late = [each.name for each in DESIGNS if out_of_reach(each, shop, prices)]
    shown = [_unless_late(late, row) for row in (*rows, ("**together**", *totals))]
    table = _table((prices.currency, *(each.name for each in DESIGNS)), shown)
    heading = f"### {pace.name}, {_whole(pace.reads_an_hour)} requests an hour"
    return f"{heading}\n\nAfter a year: {_whole(shop.orders)} orders stored.\n\n{table}{_notes(shop, prices)}"


def _unless_late(late: Sequence[str], row: Sequence[str]) -> list[str]:
    """A line of the bill; none is shown of a design that can't answer."""
    return [row[0], *(_LATE if each.name in late else text for each, text in zip(DESIGNS, row[1:], strict=True))]


def _notes(shop: Shop, prices: Prices) -> str:
    late = {each.name: len(out_of_reach(each, shop, prices)) for each in DESIGNS}
    texts = [f"{count} of {len(QUESTIONS)} questions by {name}" for name, count in late.items() if count]
    longest = prices.assumed["longest_answer_seconds"]
    return f"\n{_LATE} The gateway waits {longest} s; not in time: {', '.join(texts)}.\n" if texts else ""


def _break_even(design: Design, measured: Measured, prices: Prices) -> str:
    pace = PACES[0]
    shop = pace.shop(measured, prices)
    orders = orders_to_break_even(design, pace, measured, prices)
    requests = reads_to_break_even(design, shop, prices)
    return (
        f"- than {design.name}: from {orders:,} stored orders on, with {_whole(pace.reads / pace.orders)} requests per "
        f"order;\n  with {_whole(shop.orders)} stored orders, from {_hundredths(requests)} requests per order on."
    )


def _named(heading: str, unit: str, values: Mapping[str, Decimal]) -> str:
    return _table((heading, unit), ((name.replace("_", " "), f"{each:f}") for name, each in values.items()))


def _shop(measured: Measured, orders: int, prices: Prices) -> Shop:
    row = prices.assumed["brief_customer_kilobytes"] * 1024
    return Shop(measured, Decimal(orders), Decimal(orders) / _MONTHS, row)


def _less(units: Units, other: Units) -> Units:
    return Units(units.read - other.read, units.write - other.write)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---", *("--:" for _ in headings[1:])], *rows]
    return "".join(f"| {' | '.join(each)} |\n" for each in lines)


def _written_and_read(units: Units) -> str:
    return f"{_tenths(units.write)} + {_tenths(units.read)}"


def _hundredths(number: Decimal) -> str:
    return f"{number:,.2f}"


def _tenths(number: Decimal) -> str:
    return f"{number:,.1f}"


def _whole(number: Decimal) -> str:
    return f"{number:,.0f}"


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
