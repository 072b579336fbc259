"""What each customer has spent, by month."""

from collections.abc import Iterator
from decimal import Decimal

from chalicelib.orders.order import ORDER
from chalicelib.projections import keys
from chalicelib.projections.contribution import Group
from chalicelib.projections.effects import Effect, Sum


def by_month(order_id: str, head: Group) -> Iterator[Effect]:
    """Spend and orders of the month of the document."""
    del order_id
    if "contact" not in head or not head["counts"]:
        return
    counted = {"orders": Decimal(1)} if head["kind"] == ORDER else {"credits": Decimal(1)}
    partition = keys.customer_totals(head["client"], head["contact"])
    yield Sum(partition, keys.month(head["day"], head["currency"]), counted | {"spend": Decimal(head["total"])})
