"""The products: their rows, the documents that name them, and what each has sold by day and month."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from chalicelib.money import ONE, amount_of
from chalicelib.orders.order import ORDER
from chalicelib.projections import keys
from chalicelib.projections.contribution import Group
from chalicelib.projections.customer_documents import listed_as
from chalicelib.projections.effects import Effect, ProductDocument, Row, Sum
from chalicelib.projections.product_rows import Newest


def of_product(order_id: str, code: str, product: Group) -> Iterator[Effect]:
    """The document as its product's row sees it."""
    yield ProductDocument(
        client_id=product["client"],
        code=code,
        order_id=order_id,
        at=product["at"],
        kind=product["kind"],
        currency=product["currency"],
        units=amount_of(product["units"]),
        revenue=amount_of(product["revenue"]),
        name=product.get("product"),
        category=product.get("category"),
    )


def documents(order_id: str, code: str, product: Group) -> Iterator[Effect]:
    """A row in the list of the documents that name the product."""
    of_product = {name: product[name] for name in ("product", "category") if name in product}
    # Only documents that count name products in the views.
    attributes = listed_as(order_id, product, counts=True) | of_product | _sold(product)
    partition = keys.product_documents(product["client"], code)
    yield Row(partition, keys.document(keys.DOCUMENT, product["at"], order_id), attributes)


def by_day_and_month(order_id: str, code: str, product: Group) -> Iterator[Effect]:
    """What the product has sold on the day, and in the month, of the document."""
    del order_id
    day, currency = product["day"], product["currency"]
    partition = keys.product_sales(product["client"], day[:7])
    for sort_key in (keys.product_day(day, code, currency), keys.product_month(code, currency)):
        yield Sum(partition, sort_key, counted(product))


def by_category(order_id: str, code: str, product: Group) -> Iterator[Effect]:
    """What the product's category has sold on the day of the document; products without one are a category too."""
    del order_id, code
    sort_key = keys.category_day(product["day"], product["currency"], product.get("category", ""))
    yield Sum(keys.category_sales(product["client"], product["day"][:4]), sort_key, _sold(product))


def by_customer(order_id: str, code: str, product: Group) -> Iterator[Effect]:
    """What the customer has bought of the product."""
    del order_id
    if "contact" in product:
        partition = keys.customer_totals(product["client"], product["contact"])
        yield Sum(partition, keys.customer_product(code, product["currency"]), counted(product))


def counted(product: Group) -> dict[str, Decimal]:
    """Orders that name the product (once each), units and revenue of orders and credits together."""
    kind = "orders" if product["kind"] == ORDER else "credits"
    return {kind: ONE, **_sold(product)}


def newest_of_row(row: Mapping[str, Any]) -> Newest:
    """What a row of `documents` says of the product."""
    place = f"{int(row['kind'] == ORDER)}#{row['at']}#{row['orderID']}"
    return Newest(place, row.get("product"), row.get("category"))


def _sold(product: Group) -> dict[str, Decimal]:
    return {"units": amount_of(product["units"]), "revenue": amount_of(product["revenue"])}
