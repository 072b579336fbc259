"""The bill of a month: what a design takes of a shop's orders and requests, at the prices of a region."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from tools.deployment.costs.designs import OURS, Design, Shop
from tools.deployment.costs.measured import FOLDED, Measured
from tools.deployment.costs.prices import Prices
from tools.deployment.costs.questions import QUESTIONS, Question
from tools.units import Units

HOURS = Decimal(730)
_MONTHS = 12
_MILLION = Decimal(1_000_000)
_GIGABYTE = Decimal(10**9)
_KILOBYTE = Decimal(1024)
_MEGABYTE = _KILOBYTE**2
_MILLISECONDS = Decimal(1000)


@dataclass(frozen=True)
class Pace:
    """How fast a shop goes."""

    name: str
    orders_an_hour: Decimal
    reads_an_hour: Decimal
    is_busy: bool = False

    @property
    def orders(self) -> Decimal:
        """The orders of a month."""
        return self.orders_an_hour * HOURS

    @property
    def reads(self) -> Decimal:
        """The requests of a month."""
        return self.reads_an_hour * HOURS

    def shop(self, measured: Measured, prices: Prices) -> Shop:
        """The shop after a year at this pace."""
        row = prices.assumed["brief_customer_kilobytes"] * _KILOBYTE
        return Shop(measured, self.orders * _MONTHS, self.orders, row, self.is_busy)


PACES = (
    Pace("14 orders an hour", Decimal(14), Decimal(1234)),
    Pace("1,000 orders an hour", Decimal(1000), Decimal(12_340)),
    Pace("100 orders a second", Decimal(360_000), Decimal(360_000), is_busy=True),
)


def bill(design: Design, pace: Pace, shop: Shop, prices: Prices) -> dict[str, Decimal]:
    """The lines of a month's bill."""
    order, read = design.order(shop), design.read(shop)
    units = Units(
        order.read * pace.orders + read.read * pace.reads + _authorizations(prices) * shop.measured.authorizing.read,
        order.write * pace.orders,
    )
    return {
        "DynamoDB writes": units.write / _MILLION * prices.prices["million_write_units"],
        "DynamoDB reads": units.read / _MILLION * prices.prices["million_read_units"],
        "storage and recovery": _storage(design, shop, prices),
        "Lambda": _lambda(design, pace, shop, prices),
        **_alike(pace, prices),
    }


def answer_seconds(design: Design, question: Question, shop: Shop, prices: Prices) -> Decimal:
    """How long an answer takes, as assumed."""
    return _milliseconds(design.question(question, shop), prices) / _MILLISECONDS


def out_of_reach(design: Design, shop: Shop, prices: Prices) -> list[Question]:
    """The questions whose answers come too late for the gateway."""
    longest = prices.assumed["longest_answer_seconds"]
    return [each for each in QUESTIONS if answer_seconds(design, each, shop, prices) > longest]


def order_cost(design: Design, shop: Shop, prices: Prices) -> Decimal:
    """What an order adds to the bill of the database and of Lambda."""
    order = design.order(shop)
    return _units_cost(order, prices) + _time_cost(order, prices)


def read_cost(design: Design, shop: Shop, prices: Prices) -> Decimal:
    """What a request adds to the bill of the database and of Lambda, on average."""
    read = design.read(shop)
    return _units_cost(read, prices) + _time_cost(read, prices)


def reads_to_break_even(design: Design, shop: Shop, prices: Prices) -> Decimal:
    """From how many requests per order on ours costs less than another design."""
    more = order_cost(OURS, shop, prices) - order_cost(design, shop, prices)
    return max(Decimal(0), more / (read_cost(design, shop, prices) - read_cost(OURS, shop, prices)))


def orders_to_break_even(design: Design, pace: Pace, measured: Measured, prices: Prices) -> int:
    """From how many stored orders on ours costs less, with the requests per order of a pace."""
    reads = pace.reads / pace.orders
    shop = pace.shop(measured, prices)

    def is_dearer(orders: int) -> bool:
        then = replace(shop, orders=Decimal(orders), orders_a_month=Decimal(orders) / _MONTHS)
        ours, other = (
            order_cost(each, then, prices) + reads * read_cost(each, then, prices) for each in (OURS, design)
        )
        return ours > other

    low, high = 1, 1
    while is_dearer(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_dearer(middle) else (low, middle)
    return high


def _storage(design: Design, shop: Shop, prices: Prices) -> Decimal:
    stored = design.stored(shop) * shop.orders / _GIGABYTE * prices.prices["stored_gigabyte"]
    return stored + design.recoverable(shop) * shop.orders / _GIGABYTE * prices.prices["recoverable_gigabyte"]


def _lambda(design: Design, pace: Pace, shop: Shop, prices: Prices) -> Decimal:
    orders, reads = design.order(shop), design.read(shop)
    spent = pace.orders * _milliseconds(orders, prices) + pace.reads * _milliseconds(reads, prices)
    spent += _authorizations(prices) * _milliseconds(shop.measured.authorizing, prices)
    invocations = pace.orders + pace.reads + _authorizations(prices) + _batches(design, pace)
    return _seconds_cost(spent / _MILLISECONDS, prices) + _price(invocations, "million_invocations", prices)


def _batches(design: Design, pace: Pace) -> Decimal:
    """How often the stream calls: not at all where nothing is kept ready."""
    if design.name == "table scan":
        return Decimal(0)
    return pace.orders / FOLDED if pace.is_busy else pace.orders


def _alike(pace: Pace, prices: Prices) -> Mapping[str, Decimal]:
    """What every design pays."""
    requests, assumed = pace.orders + pace.reads, prices.assumed
    logged = requests * assumed["log_kilobytes"] * _KILOBYTE / _GIGABYTE
    sent = pace.reads * assumed["answer_kilobytes"] * _KILOBYTE / _GIGABYTE
    watched = ("metric", "metrics"), ("alarm", "alarms"), ("dashboard", "dashboards")
    return {
        "API Gateway": _price(requests, "million_gateway_requests", prices),
        "logs": logged * prices.prices["logged_gigabyte"],
        "metrics, alarms, dashboards": sum(
            (prices.prices[price] * assumed[number] for price, number in watched), Decimal(0)
        ),
        "CloudFront": sent * prices.prices["transferred_gigabyte"]
        + _price(pace.reads, "million_edge_requests", prices),
    }


def _authorizations(prices: Prices) -> Decimal:
    return prices.assumed["authorizations_per_hour"] * HOURS


def _milliseconds(units: Units, prices: Prices) -> Decimal:
    assumed = prices.assumed
    database = units.calls * assumed["milliseconds_per_call"]
    return assumed["base_milliseconds"] + database + units.bytes_read / _MEGABYTE * assumed["milliseconds_per_megabyte"]


def _units_cost(units: Units, prices: Prices) -> Decimal:
    return _price(units.write, "million_write_units", prices) + _price(units.read, "million_read_units", prices)


def _time_cost(units: Units, prices: Prices) -> Decimal:
    return _seconds_cost(_milliseconds(units, prices) / _MILLISECONDS, prices)


def _seconds_cost(seconds: Decimal, prices: Prices) -> Decimal:
    return seconds * prices.assumed["memory_gigabytes"] * prices.prices["gigabyte_second"]


def _price(number: Decimal, of_million: str, prices: Prices) -> Decimal:
    return number / _MILLION * prices.prices[of_million]
