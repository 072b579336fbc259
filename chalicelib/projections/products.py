"""The products: their totals, and the documents that name them."""

from collections.abc import Iterator
from decimal import Decimal

from chalicelib.orders.order import ORDER
from chalicelib.projections import keys
from chalicelib.projections.contribution import Group
from chalicelib.projections.effects import Effect, Row, Sum


def totals(order_id: str, code: str, product: Group) -> Iterator[Effect]:
    """Orders that name the product (once each), units and revenue of orders and credits together."""
    del order_id
    counted = {"orders": Decimal(1)} if product["kind"] == ORDER else {"credits": Decimal(1)}
    figures = {"units": Decimal(product["units"]), "revenue": Decimal(product["revenue"])}
    yield Sum(keys.products(product["client"], product["currency"]), code, counted | figures)


def documents(order_id: str, code: str, product: Group) -> Iterator[Effect]:
    """A row in the list of the documents that name the product."""
    attributes = {
        "orderID": order_id,
        "at": product["at"],
        "kind": product["kind"],
        "currency": product["currency"],
        "units": Decimal(product["units"]),
        "revenue": Decimal(product["revenue"]),
    }
    if "contact" in product:
        attributes["contactID"] = product["contact"]
    partition = keys.product_documents(product["client"], code)
    yield Row(partition, keys.document(keys.DOCUMENT, product["at"], order_id), attributes)
