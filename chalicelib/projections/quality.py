"""Data quality: the orders of which something could not be read, or does not add up."""

from collections.abc import Iterator
from decimal import Decimal

from chalicelib.projections import keys
from chalicelib.projections.contribution import Group
from chalicelib.projections.effects import Effect, Row


def noted(order_id: str, group: Group) -> Iterator[Effect]:
    """A row that names the order and what is wrong with it."""
    attributes = {"orderID": order_id, "notes": group["notes"], "count": Decimal(group["count"])}
    yield Row(keys.quality(group["client"]), order_id, attributes)
