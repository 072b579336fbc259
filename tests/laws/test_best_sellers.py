"""Best sellers: products and categories of any range, counted from the order items."""

from decimal import ROUND_HALF_EVEN, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.store import Item
from chalicelib.views.best_sellers import best_seller_rows, best_sellers
from chalicelib.views.periods import Period
from chalicelib.views.sales import sales_report
from tests.laws.product_orders import (
    CATEGORIES,
    DAYS,
    MAIN,
    WHOLE,
    ZERO,
    Sale,
    Sold,
    both,
    edits,
    grouped,
    newest,
    sales_of,
    sources_after,
)

periods = st.just(WHOLE) | st.tuples(DAYS, DAYS).map(lambda days: Period(min(days), max(days)))


@settings(max_examples=150, deadline=None)
@given(
    edits=edits,
    period=periods,
    sort=st.sampled_from(["revenue", "units", "orders"]),
    limit=st.sampled_from([1, 3, 100]),
)
def test_the_best_sellers_are_what_the_orders_say(edits, period, sort, limit):
    sources, items = sources_after(*edits), edits[1]
    blocks = both(sources, lambda source: best_sellers(source, period, sort=sort, limit=limit))
    names = grouped(sales_of(items), lambda sale: sale.code)
    sold = [sale for sale in sales_of(items) if period.has(sale.day)]
    assert [block["currency"] for block in blocks] == [MAIN, *sorted({sale.currency for sale in sold} - {MAIN})]
    for block in blocks:
        own = [sale for sale in sold if sale.currency == block["currency"]]
        revenue = sum((sale.revenue for sale in own), ZERO)
        products = expected_products(own, sort, revenue)
        for row in products:
            last = newest(names[row["productCode"]].sales)
            row |= {"name": last.name, "category": last.category(CATEGORIES)}
        assert block["products"] == products[:limit]
        assert block["categories"] == expected_categories(own, revenue)
        assert block["totals"] == {
            "products": len(products),
            "units": sum((sale.units for sale in own), ZERO),
            "revenue": revenue,
        }


def expected_products(sales: list[Sale], sort: str, revenue: Decimal) -> list[Item]:
    sold = {code: each.figures() for code, each in grouped(sales, lambda sale: sale.code).items()}
    best = sorted(sold, key=lambda code: (-sold[code][sort], code))
    return [
        {"rank": rank, "productCode": code, **sold[code], "share": share(sold[code]["revenue"], revenue)}
        for rank, code in enumerate(best, 1)
    ]


def expected_categories(sales: list[Sale], revenue: Decimal) -> list[Item]:
    """A category of which nothing is left, in pieces and money, is not there."""
    sold = grouped(sales, lambda sale: sale.category(CATEGORIES) or "")
    figures = {name: Sold(each.sales).figures() for name, each in sold.items()}
    left = {name: each for name, each in figures.items() if each["units"] or each["revenue"]}
    return [
        {
            "category": name or None,
            "units": left[name]["units"],
            "revenue": left[name]["revenue"],
            "share": share(left[name]["revenue"], revenue),
        }
        for name in sorted(left, key=lambda name: (-left[name]["revenue"], name))
    ]


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    return (part / whole).quantize(Decimal("0.000001"), ROUND_HALF_EVEN) if whole else None


@settings(max_examples=60, deadline=None)
@given(edits=edits, period=periods)
def test_products_and_categories_add_up_to_the_goods_of_the_period(edits, period):
    sources = sources_after(*edits)
    blocks = both(sources, lambda source: best_sellers(source, period, sort="revenue", limit=100))
    sales = {block["currency"]: block["totals"] for block in both(sources, lambda s: sales_report(s, period, "year"))}
    for block in blocks:
        for name in ("units", "revenue"):
            of_products = sum((row[name] for row in block["products"]), ZERO)
            assert of_products == sum((row[name] for row in block["categories"]), ZERO) == block["totals"][name]
        goods = sales[block["currency"]]["grossSales"] - sales[block["currency"]]["returns"]
        assert block["totals"]["revenue"] == goods
        assert block["totals"]["units"] == sales[block["currency"]]["itemsSold"]


@settings(max_examples=40, deadline=None)
@given(edits=edits, period=periods)
def test_the_table_has_the_products_of_every_currency_in_their_ranks(edits, period):
    blocks = both(sources_after(*edits), lambda source: best_sellers(source, period, sort="units", limit=100))
    rows = best_seller_rows(blocks)
    assert len(rows) == sum(block["totals"]["products"] for block in blocks)
    for block in blocks:
        own = [row for row in rows if row["currency"] == block["currency"]]
        assert [row["rank"] for row in own] == list(range(1, len(own) + 1))
        assert [{"currency": block["currency"], **row} for row in block["products"]] == own
