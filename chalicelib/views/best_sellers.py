"""The report of products: the best products and categories of a period."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from chalicelib import money
from chalicelib.projections.product_rows import Newest
from chalicelib.store import Item
from chalicelib.views.kept import Question, kept
from chalicelib.views.periods import Period
from chalicelib.views.product_sales import FIGURES, Amounts, categories_sold, figures, products_sold
from chalicelib.views.products import names_of
from chalicelib.views.sales import currencies_beside
from chalicelib.views.source import Source

# A month of products is more rows than a quarter of sales.
LEAST_DAYS = 28
BEST = ("revenue", "units", "orders")
BEST_FIELDS = ("currency", "rank", "productCode", "name", "category", *FIGURES, "share")


def best_sellers(source: Source, period: Period, *, sort: str, limit: int) -> list[Item]:
    """One block per currency: totals, the best products, and all categories; the best first."""
    question = Question("best-sellers", (period,), (sort, limit), least_days=LEAST_DAYS)
    return _named(source, kept(source, question, lambda source: _blocks(source, period, sort, limit)))


def _blocks(source: Source, period: Period, sort: str, limit: int) -> list[Item]:
    """The blocks without the names of the products: these may change with an order of any other day."""
    products, categories = products_sold(source, period), categories_sold(source, period)
    currencies = currencies_beside(source, (currency for currency, _ in (*products, *categories)))
    return [
        {
            "currency": currency,
            "totals": _totals(_of(products, currency)),
            "products": [
                _product(rank, code, amounts, _of(products, currency))
                for rank, (code, amounts) in enumerate(_best(_of(products, currency), sort)[:limit], 1)
            ],
            "categories": [
                _category(name, amounts, _of(products, currency))
                for name, amounts in _best(_of(categories, currency), "revenue")
            ],
        }
        for currency in currencies
    ]


def _named(source: Source, blocks: Iterable[Item]) -> list[Item]:
    """The blocks with the present names and categories of the products."""
    blocks = list(blocks)
    names = names_of(source, sorted({each["productCode"] for block in blocks for each in block["products"]}))
    return [
        block | {"products": [each | _face(names.get(each["productCode"])) for each in block["products"]]}
        for block in blocks
    ]


def _face(newest: Newest | None) -> Item:
    return {"name": newest.name if newest else None, "category": newest.category if newest else None}


def best_seller_rows(blocks: list[Item]) -> list[Item]:
    """The best products of all currencies as one table."""
    return [{"currency": block["currency"], **row} for block in blocks for row in block["products"]]


def _of(sold: Mapping[tuple[str, str], Amounts], currency: str) -> dict[str, Amounts]:
    return {name: amounts for (of, name), amounts in sold.items() if of == currency}


def _best(sold: Mapping[str, Amounts], sort: str) -> list[tuple[str, Amounts]]:
    """The best first, ties by name."""
    return sorted(sold.items(), key=lambda each: (-each[1].get(sort, money.ZERO), each[0]))


def _totals(sold: Mapping[str, Amounts]) -> dict[str, Any]:
    return {"products": len(sold), "units": _total(sold, "units"), "revenue": _total(sold, "revenue")}


def _product(rank: int, code: str, amounts: Amounts, all_sold: Mapping[str, Amounts]) -> dict[str, Any]:
    return {
        "rank": rank,
        "productCode": code,
        **_face(None),
        **figures(amounts),
        "share": _share(amounts, all_sold),
    }


def _category(name: str, amounts: Amounts, all_sold: Mapping[str, Amounts]) -> dict[str, Any]:
    sold = {figure: money.plain(amounts[figure]) for figure in ("units", "revenue")}
    return {"category": name or None, **sold, "share": _share(amounts, all_sold)}


def _share(amounts: Amounts, all_sold: Mapping[str, Amounts]) -> Decimal | None:
    """The part of the revenue of all products; None where that is nothing."""
    total = _total(all_sold, "revenue")
    return money.ratio(amounts["revenue"], total) if total else None


def _total(sold: Mapping[str, Amounts], name: str) -> Decimal:
    return money.plain(money.total(amounts[name] for amounts in sold.values()))
