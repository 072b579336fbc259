"""What people ask, how often, and what other designs read to answer it.

The shares are our guess at how a dashboard is used: of a hundred requests, so many.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from chalice.app import Request

from chalicelib.runtime import Runtime
from chalicelib.tokens import READ
from chalicelib.web import best_customers, customers, orders, products, reports, search, statistics, status
from chalicelib.web.calls import Answer, Call, context_of


class Reading(Enum):
    """What a design without our views reads for an answer."""

    CUSTOMER = auto()  # the row of one customer
    CUSTOMERS = auto()  # the rows of all customers
    HISTORY = auto()  # one customer's orders, through an index
    PAGE = auto()  # fifty orders, through an index
    MONTHS = auto()  # the orders of some months, through an index
    ORDERS = auto()  # all orders
    ONE = auto()  # one order


@dataclass(frozen=True)
class Typical:
    """The customer, product and order that the questions are about."""

    contact: str
    product: str
    order: str


@dataclass(frozen=True)
class Question:
    """A question, and what answers it. `brief` and `scan` are what the other two designs read."""

    text: str
    share: int
    answer: Callable[[Call, Typical], Answer]
    brief: Reading
    scan: Reading
    query: Mapping[str, str] = field(default_factory=dict)
    months: int = 1


_MONTH = {"from": "2025-11-01", "to": "2025-11-30"}
_YEAR = {"from": "2025-01-01", "to": "2025-12-31"}

QUESTIONS = (
    Question(
        "Who are our best customers?",
        11,
        lambda call, _: customers.list_customers(call),
        Reading.CUSTOMERS,
        Reading.ORDERS,
        {"limit": "10"},
    ),
    Question(
        "Who was the best customer of that month?",
        3,
        lambda call, _: best_customers.show_best_customers(call),
        Reading.MONTHS,
        Reading.ORDERS,
        {"month": "2025-11", "limit": "10"},
    ),
    Question(
        "How is this customer doing?",
        14,
        lambda call, of: customers.one_customer(call, of.contact),
        Reading.CUSTOMER,
        Reading.HISTORY,
    ),
    Question(
        "Why is that number what it is?",
        1,
        lambda call, of: customers.one_customer(call, of.contact),
        Reading.HISTORY,
        Reading.HISTORY,
        {"explain": "true"},
    ),
    Question(
        "What came in this month?", 14, lambda call, _: orders.list_orders(call), Reading.PAGE, Reading.PAGE, _MONTH
    ),
    Question("What is in that order?", 8, lambda call, of: orders.one_order(call, of.order), Reading.ONE, Reading.ONE),
    Question(
        "Who bought this product?",
        5,
        lambda call, of: products.list_product_orders(call, of.product),
        Reading.ORDERS,
        Reading.ORDERS,
    ),
    Question(
        "What sells best?",
        5,
        lambda call, _: products.list_products(call),
        Reading.ORDERS,
        Reading.ORDERS,
        {"sort": "-units"},
    ),
    Question(
        "How is this product doing?",
        3,
        lambda call, of: products.one_product(call, of.product),
        Reading.ORDERS,
        Reading.ORDERS,
    ),
    Question(
        "Which products and categories made this month?",
        6,
        lambda call, _: reports.show_best_sellers(call),
        Reading.MONTHS,
        Reading.ORDERS,
        _MONTH,
    ),
    Question(
        "How do the months compare?",
        6,
        lambda call, _: reports.show_sales(call),
        Reading.MONTHS,
        Reading.ORDERS,
        {**_YEAR, "interval": "month"},
        months=12,
    ),
    Question(
        "Better than last year?",
        14,
        lambda call, _: reports.show_overview(call),
        Reading.MONTHS,
        Reading.ORDERS,
        {**_MONTH, "compare": "year"},
        months=2,
    ),
    Question(
        "When do people order, and who returns?",
        2,
        lambda call, _: statistics.show_statistics(call),
        Reading.MONTHS,
        Reading.ORDERS,
        months=12,
    ),
    Question(
        "Where is that order, that Kim, that box?",
        6,
        lambda call, _: search.search_everything(call),
        Reading.CUSTOMERS,
        Reading.ORDERS,
        {"q": "harper"},
    ),
    Question("Are the views up to date?", 2, lambda call, _: status.show_status(call), Reading.ONE, Reading.ONE),
)


def call_of(question: Question, parts: Runtime, client: str) -> Call:
    """The call that asks a question."""
    event = {
        "multiValueQueryStringParameters": {name: [value] for name, value in question.query.items()},
        "headers": {},
        "pathParameters": {},
        "body": None,
        "stageVariables": None,
        "requestContext": {
            "httpMethod": "GET",
            "resourcePath": "",
            "authorizer": context_of(client, frozenset({READ})),
        },
    }
    return Call(Request(event), parts)
