"""The customers of a month by what they spent in it: a row for each, where an index sorts them."""

from collections.abc import Iterator
from decimal import Decimal

from chalicelib.orders.order import ORDER
from chalicelib.projections import keys
from chalicelib.projections.contribution import Group
from chalicelib.projections.effects import Effect, Sum


def ranked(order_id: str, head: Group) -> Iterator[Effect]:
    """What a document adds to what its customer spent in its month; a guest has none.

    The spend is called `byRevenue`, which the index sorts by that the products have already.
    """
    del order_id
    if "contact" not in head or not head["counts"]:
        return
    counted = {"orders": Decimal(1)} if head["kind"] == ORDER else {"credits": Decimal(1)}
    partition = keys.best_customers(head["client"], head["day"][:7], head["currency"])
    yield Sum(partition, head["contact"], counted | {"byRevenue": Decimal(head["total"])})
