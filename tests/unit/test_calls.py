"""How many database calls each answer needs; none grows with the number of orders."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from chalicelib.views import customers, products
from chalicelib.views.best_customers import best_customers
from chalicelib.views.best_sellers import best_sellers
from chalicelib.views.customer_search import found_customers
from chalicelib.views.customers import CustomerFilter
from chalicelib.views.explained_customer import explained_customer
from chalicelib.views.explained_sales import explained_sales
from chalicelib.views.order_list import OrderFilter, orders_page
from chalicelib.views.overview import overview
from chalicelib.views.periods import Period
from chalicelib.views.sales import sales_report
from chalicelib.views.search import search
from chalicelib.views.statistics import statistics
from tests.laws.test_recount_answers import SHOP, sources_of


class Counting:
    """A store that counts the calls of another."""

    def __init__(self, store) -> None:
        self._store = store
        self.calls: Counter[str] = Counter()

    def __getattr__(self, name):
        method = getattr(self._store, name)

        def counted(*arguments, **options):
            self.calls[name] += 1
            return method(*arguments, **options)

        return counted


def order(number: int) -> dict:
    return {
        "orderID": f"o-{number:04}",
        "orderReference": f"#{number}",
        "contactID": f"c-{number % 7}",
        "customer": {"name": f"Ann Smith {number % 7}"},
        "createdAt": f"2025-{number % 12 + 1:02}-{number % 28 + 1:02}T10:00:00Z",
        "lines": [{"productCode": code, "quantity": 1, "unitPrice": 5} for code in ("BOX", f"P-{number % 30}")],
        "currency": "NZD" if number % 9 == 0 else "AUD",
    }


YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
LONG_AGO = Period(date(2001, 1, 1), date(2001, 12, 31))
TWO_YEARS = Period(date(2024, 6, 1), date(2025, 6, 30))

QUESTIONS = {
    "a page of customers with the counts": (
        2,
        lambda source: (
            customers.customers_page(
                source, CustomerFilter(), sort="totalSpend", descending=True, limit=50, cursor=None
            ),
            customers.counts_by_segment(source),
        ),
    ),
    "one customer": (3, lambda source: customers.customer(source, "c-1")),
    "one customer, explained": (3, lambda source: explained_customer(source, "c-1")),
    "a page of orders": (1, lambda source: page_of_orders(source, OrderFilter())),
    "a page of orders in a range": (1, lambda source: page_of_orders(source, OrderFilter(first=date(2025, 3, 1)))),
    "a page of a customer's orders": (1, lambda source: page_of_orders(source, OrderFilter(contact_id="c-1"))),
    "the orders with a reference": (1, lambda source: page_of_orders(source, OrderFilter(reference="7"))),
    "a search of one word": (1, lambda source: search(source, "ann", limit=5)),
    "a search of several words": (2, lambda source: search(source, "smith ann", limit=5)),
    "a search for nothing": (0, lambda source: search(source, "#", limit=5)),
    "customers found by one word": (2, lambda source: page_of_found(source, "ann")),
    "customers found by several words": (3, lambda source: page_of_found(source, "smith ann")),
    "customers found by words and a filter": (3, lambda source: page_of_found(source, "smith ann", min_orders=2)),
    "customers whom no word finds": (1, lambda source: page_of_found(source, "nobody")),
    "sales of a year in two currencies": (1, lambda source: sales_report(source, YEAR, "day")),
    "sales over two years": (2, lambda source: sales_report(source, TWO_YEARS, "month")),
    "a page of products": (1, lambda source: page_of_products(source, None)),
    "a page of products of a category": (1, lambda source: page_of_products(source, "Boxes")),
    "a product and its trend of a year by month": (2, lambda source: products.product(source, "BOX", YEAR, "month")),
    "a product and its trend of a year by day": (2, lambda source: products.product(source, "BOX", YEAR, "day")),
    "a page of a product's orders": (1, lambda source: page_of_product_orders(source, OrderFilter(product="BOX"))),
    "a page of orders that name a product": (1, lambda source: page_of_orders(source, OrderFilter(product="BOX"))),
    "the best sellers of a year: its months, the categories, the names": (
        12 + 1 + 1,
        lambda source: best_sellers(source, YEAR, sort="revenue", limit=10),
    ),
    "the best customers of a month, and their names": (2, lambda source: page_of_best(source, date(2025, 3, 1))),
    "the best customers of a month without orders": (1, lambda source: page_of_best(source, date(2001, 3, 1))),
    "the overview of a year": (2, lambda source: overview(source, YEAR, "year")),
    "the overview without comparison": (1, lambda source: overview(source, YEAR, None)),
    "the statistics of a year in two currencies": (4, lambda source: statistics(source, YEAR)),
    "the statistics over two years": (6, lambda source: statistics(source, TWO_YEARS)),
    "why the figures of a year are what they are": (2, lambda source: explained_sales(source, YEAR, {})),
    "why the figures without orders are zero": (1, lambda source: explained_sales(source, LONG_AGO, {})),
}


def page_of_orders(source, wanted):
    return orders_page(source, wanted, descending=True, limit=50, cursor=None)


def page_of_products(source, category):
    return products.products_page(source, sort="revenue", descending=True, category=category, limit=50, cursor=None)


def page_of_product_orders(source, wanted):
    return products.documents_page(source, wanted, descending=True, limit=50, cursor=None)


def page_of_best(source, month):
    return best_customers(source, month, "AUD", limit=5, cursor=None)


def page_of_found(source, text, **wanted):
    return found_customers(source, text, CustomerFilter(**wanted), limit=5, cursor=None)


@pytest.fixture(scope="module", params=[20, 400])
def sources(request):
    return sources_of([order(number) for number in range(request.param)])


@pytest.mark.parametrize(("calls", "question"), QUESTIONS.values(), ids=QUESTIONS)
def test_an_answer_needs_few_calls_at_any_number_of_orders(sources, calls, question):
    counting = Counting(sources.store)
    asked = replace(sources, store=counting)
    asked.ask(SHOP, lambda _: None)  # the generations and the watermark are kept for a second or more
    counting.calls.clear()
    _, source = asked.ask(SHOP, question)
    assert source.kind == "view"
    assert sum(counting.calls.values()) == calls
