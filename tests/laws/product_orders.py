"""Orders that name products in every odd way, and what their products have sold, counted from the items alone."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from chalicelib.clients import UNCOUNTED_CREDITS, UNCOUNTED_ORDERS
from chalicelib.store import Delete, Item, Put
from chalicelib.views.periods import Period
from chalicelib.views.source import Source, Sources
from tests.laws.test_recount_answers import SHOP as PLAIN_SHOP
from tests.laws.test_recount_answers import asked, projector_in, sources_of

SYDNEY = ZoneInfo("Australia/Sydney")
MAIN = "AUD"
ZERO = Decimal(0)
CODES = ("A", "a", "A#1", "50%", "X/Y", "two words", "箱子", "MUG-1", "MUG-10")
CATEGORIES = {"A": "Letters", "MUG-*": "Mugs", "MUG-10": "Big # mugs", "50%": "Sale"}

SHOP = replace(PLAIN_SHOP, rules=replace(PLAIN_SHOP.rules, categories=CATEGORIES))
WHOLE = Period(date(2024, 12, 1), date(2025, 4, 30))
DAYS = st.dates(date(2024, 12, 25), date(2025, 4, 5))

quantities = st.sampled_from([Decimal(1), Decimal(2), Decimal(12), Decimal("0.5"), ZERO])
prices = st.sampled_from([Decimal(1), Decimal("2.5"), Decimal("0.001"), Decimal(10), ZERO])
lines = st.fixed_dictionaries(
    {"productCode": st.sampled_from(CODES), "quantity": quantities, "unitPrice": prices},
    optional={
        "name": st.sampled_from(["Mug", "Old mug"]),
        "category": st.sampled_from(["Cups", "Big # mugs"]),
        "lineTotal": st.sampled_from([Decimal(7), Decimal("0.33"), ZERO]),
    },
)
# Many at the ends of months and days of the shop's zone, some at the same instant.
instants = st.one_of(
    st.sampled_from([datetime(2025, 1, 31, 12, 59, 59), datetime(2025, 1, 31, 13), datetime(2025, 2, 28, 13)]),
    st.datetimes(datetime(2024, 12, 29), datetime(2025, 4, 2)),
)


@st.composite
def documents(draw: st.DrawFn) -> Item:
    """An order or a credit; a credit has negative figures."""
    kind = draw(st.sampled_from(["order", "order", "order", "credit"]))
    some = draw(st.lists(lines, max_size=4))
    found: Item = {
        "orderID": f"o-{draw(st.integers(0, 40))}",
        "createdAt": f"{draw(instants).isoformat()}Z",
        "type": kind,
        "lines": [negated(line) for line in some] if kind == "credit" else some,
        "currency": draw(st.sampled_from([MAIN, MAIN, "NZD"])),
        "status": draw(st.sampled_from(["completed", "completed", "Completed", "cancelled", "draft"])),
    }
    contact = draw(st.sampled_from([None, "jo", "kim"]))
    return found | ({} if contact is None else {"contactID": contact})


orders = st.lists(documents(), max_size=20, unique_by=lambda order: order["orderID"])
# Some orders, and what becomes of them: changed, deleted, joined by others.
edits = st.tuples(orders, orders)


def sources_after(before: list[Item], items: list[Item]) -> Sources:
    """The views of some orders after these were changed, deleted and joined by others."""
    sources = sources_of(before, SHOP)
    tables, kept = sources.settings.tables, {item["orderID"] for item in items}
    for item in before:
        if item["orderID"] not in kept:
            sources.store.write(Delete(tables.orders, {"orderID": item["orderID"]}))
    for item in items:
        sources.store.write(Put(tables.orders, {**item, "clientID": SHOP.client_id}))
    projector_in(sources.store, SHOP).apply({item["orderID"] for item in (*before, *items)})
    return sources


def both(sources: Sources, question: Callable[[Source], Any]) -> Any:
    """The answer of the views, which is that of a recount."""
    answer = asked(sources, question, views=True)[0]
    assert answer == asked(sources, question, views=False)[0]
    return answer


def negated(line: Item) -> Item:
    """The same line taken back."""
    return line | {name: -line[name] for name in ("quantity", "lineTotal") if name in line}


@dataclass(frozen=True)
class Sale:
    """One document's part in one product."""

    order: Item
    code: str
    lines: list[Item]

    @property
    def is_order(self) -> bool:
        return bool(self.order["type"] == "order")

    @property
    def currency(self) -> str:
        return str(self.order["currency"])

    @property
    def at(self) -> datetime:
        return instant_of(self.order)

    @property
    def day(self) -> date:
        return day_of(self.order)

    @property
    def units(self) -> Decimal:
        return sum((line["quantity"] for line in self.lines), ZERO)

    @property
    def revenue(self) -> Decimal:
        return sum((line.get("lineTotal", line["quantity"] * line["unitPrice"]) for line in self.lines), ZERO)

    @property
    def name(self) -> str | None:
        return next((line["name"] for line in self.lines if "name" in line), None)

    def category(self, categories: Mapping[str, str]) -> str | None:
        own = next((line["category"] for line in self.lines if "category" in line), None)
        return own or category_of(self.code, categories)


@dataclass
class Sold:
    """Some sales together."""

    sales: list[Sale] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        return {
            "orders": sum(each.is_order for each in self.sales),
            "credits": sum(not each.is_order for each in self.sales),
            "units": sum((each.units for each in self.sales), ZERO),
            "revenue": sum((each.revenue for each in self.sales), ZERO),
        }


def sales_of(items: Iterable[Item]) -> list[Sale]:
    """Every product of every document that counts."""
    found = []
    for order in items:
        if counts(order):
            by_code = defaultdict(list)
            for line in order["lines"]:
                by_code[line["productCode"]].append(line)
            found += [Sale(order, code, some) for code, some in by_code.items()]
    return found


def newest(sales: Iterable[Sale]) -> Sale:
    """The newest order, or the newest credit where there is no order."""
    return max(sales, key=lambda each: (each.is_order, each.at, each.order["orderID"]))


def grouped(sales: Iterable[Sale], key: Any) -> dict[Any, Sold]:
    """Sales by what a function says of them."""
    found: dict[Any, Sold] = defaultdict(Sold)
    for each in sales:
        found[key(each)].sales.append(each)
    return dict(found)


def category_of(code: str, categories: Mapping[str, str]) -> str | None:
    """The whole code's, else that of the longest beginning."""
    fitting = [each for each in categories if each.endswith("*") and code.startswith(each[:-1])]
    return categories.get(code) or categories.get(max(fitting, key=len, default=""))


def counts(order: Item) -> bool:
    """Whether the document enters the figures."""
    uncounted = UNCOUNTED_ORDERS if order["type"] == "order" else UNCOUNTED_CREDITS
    return order["status"].casefold() not in uncounted


def instant_of(order: Item) -> datetime:
    """When it was written."""
    return datetime.fromisoformat(order["createdAt"]).astimezone(UTC)


def day_of(order: Item) -> date:
    """The calendar day in Sydney."""
    return instant_of(order).astimezone(SYDNEY).date()


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
