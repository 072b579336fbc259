"""Three designs, and what each reads and writes for an order and for a question.

Ours is measured. The brief's (ask for all orders of the customer after each order, overwrite the customer's row) and
the one without any view are modelled from the measured sizes of items, by the same rules of DynamoDB.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tools.deployment.costs.measured import Measured
from tools.deployment.costs.questions import QUESTIONS, Question, Reading
from tools.units import INDEXING_BYTES, READ_BYTES, Units, write_units

_PAGE_BYTES = 1024 * 1024
_ROWS = 50
_HALF = Decimal("0.5")


@dataclass(frozen=True)
class Shop:
    """How much a shop holds: orders so far, those of a month, and the row of a customer as the brief has it."""

    measured: Measured
    orders: Decimal
    orders_a_month: Decimal
    customer_row: Decimal  # bytes
    is_busy: bool = False  # many orders come at once, so that a batch of the stream has many

    @property
    def customers(self) -> Decimal:
        """The customers so far: as many per order as the demo shop has."""
        return self.orders * self.measured.customers / self.measured.orders


@dataclass(frozen=True)
class Design:
    """A way to answer: what an order takes, what a question takes, what is stored per order."""

    name: str
    order: Callable[[Shop], Units]
    question: Callable[[Question, Shop], Units]
    stored: Callable[[Shop], Decimal]
    recoverable: Callable[[Shop], Decimal]

    def read(self, shop: Shop) -> Units:
        """What a request takes on average, by the shares of the questions."""
        shares = Decimal(sum(each.share for each in QUESTIONS))
        return together(*(self.question(each, shop).times(each.share / shares) for each in QUESTIONS))


def together(*some: Units) -> Units:
    """The units of several things."""
    total = Units()
    for each in some:
        total.add(each)
    return total


def _read(size: Decimal) -> Units:
    """An eventually consistent query or scan of so many bytes, page by page."""
    calls = max(Decimal(1), size / _PAGE_BYTES)
    return Units(read=max(Decimal(1), size / READ_BYTES) * _HALF, calls=calls, bytes_read=size)


def _our_order(shop: Shop) -> Units:
    return together(shop.measured.importing, shop.measured.folded if shop.is_busy else shop.measured.projecting)


def _history(shop: Shop) -> Units:
    return _read(shop.measured.history * shop.measured.order_bytes)


def _brief_order(shop: Shop) -> Units:
    """The same import; then a query, and a put with its entry in `lastUpdated-index`, which moves each time."""
    row = write_units(int(shop.customer_row))
    return together(shop.measured.importing, _history(shop), Units(write=Decimal(3 * row), calls=Decimal(1)))


def _elsewhere(reading: Reading, question: Question, shop: Shop) -> Units:
    """What a design without our views reads."""
    order = shop.measured.order_bytes
    sizes = {
        Reading.CUSTOMER: shop.customer_row,
        Reading.CUSTOMERS: shop.customers * shop.customer_row,
        Reading.HISTORY: shop.measured.history * order,
        Reading.PAGE: _ROWS * order,
        Reading.MONTHS: min(shop.orders, question.months * shop.orders_a_month) * order,
        Reading.ORDERS: shop.orders * order,
        Reading.ONE: order,
    }
    return _read(sizes[reading])


OURS = Design(
    "WebOrders",
    _our_order,
    lambda question, shop: shop.measured.questions[question.text],
    lambda shop: shop.measured.stored,
    lambda shop: shop.measured.recoverable,
)
BRIEF = Design(
    "the brief's design",
    _brief_order,
    lambda question, shop: _elsewhere(question.brief, question, shop),
    lambda shop: shop.measured.orders_stored + 2 * _row_per_order(shop),
    lambda shop: shop.measured.orders_recoverable + _row_per_order(shop),
)
SCAN = Design(
    "table scan",
    lambda shop: shop.measured.importing,
    lambda question, shop: _elsewhere(question.scan, question, shop),
    lambda shop: shop.measured.orders_stored,
    lambda shop: shop.measured.orders_recoverable,
)
DESIGNS = (OURS, BRIEF, SCAN)


def _row_per_order(shop: Shop) -> Decimal:
    return (shop.customer_row + INDEXING_BYTES) * shop.customers / shop.orders
