"""How the orders of a month are spread: over the hours of the week, and over their values."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from chalicelib.orders.order import ORDER
from chalicelib.projections import keys
from chalicelib.projections.contribution import Group
from chalicelib.projections.effects import Effect, Sum
from chalicelib.projections.histogram import bucket


def by_month(order_id: str, head: Group) -> Iterator[Effect]:
    """What an order adds to its month: one in its hour of the week, one in the bucket of its value; credits nothing.

    A row weighs 4 KB where the orders are between 10 and 10,000, and at most 60 KB whatever the amounts: there are
    168 hours, and 5,887 buckets between the smallest and the largest amount that an order can have.
    """
    del order_id
    if head["counts"] and head["kind"] == ORDER:
        weekday = date.fromisoformat(head["day"]).isoweekday()
        spread = {hour_of_week(weekday, head["hour"]): Decimal(1), bucket(Decimal(head["goods"])): Decimal(1)}
        partition = keys.statistics(head["client"], head["day"][:4])
        yield Sum(partition, keys.statistics_month(head["day"], head["currency"]), spread)


def hour_of_week(weekday: int, hour: int) -> str:
    """The name of an hour of the week; Monday is 1."""
    return f"w{weekday}h{hour}"
