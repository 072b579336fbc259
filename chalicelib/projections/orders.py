"""The list of all orders and credits of a shop, in the order of time."""

from collections.abc import Iterator

from chalicelib.projections import keys
from chalicelib.projections.contribution import Group
from chalicelib.projections.customer_documents import shown
from chalicelib.projections.effects import Effect, Row


def listed(order_id: str, head: Group) -> Iterator[Effect]:
    """A row of the list."""
    place = keys.document(keys.DOCUMENT, head["at"], order_id)
    yield Row(keys.documents(head["client"]), place, shown(order_id, head))
