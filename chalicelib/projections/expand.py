"""From a contribution to its effects: one projection per view, listed here and nowhere else."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from chalicelib.projections import (
    best_customers,
    customer_documents,
    customer_totals,
    orders,
    products,
    quality,
    sales,
    statistics,
    words,
)
from chalicelib.projections.contribution import HEAD, PRODUCT, QUALITY, Contribution, Group
from chalicelib.projections.effects import Effect

Projection: TypeAlias = Callable[[str, Group], Iterator[Effect]]
ProductProjection: TypeAlias = Callable[[str, str, Group], Iterator[Effect]]

HEAD_PROJECTIONS: tuple[Projection, ...] = (
    customer_documents.of_customer,
    customer_documents.listed,
    customer_totals.by_month,
    best_customers.ranked,
    orders.listed,
    words.of_reference,
    sales.by_day,
    statistics.by_month,
)
PRODUCT_PROJECTIONS: tuple[ProductProjection, ...] = (
    products.of_product,
    products.documents,
    products.by_day_and_month,
    products.by_category,
    products.by_customer,
)
QUALITY_PROJECTIONS: tuple[Projection, ...] = (quality.noted,)


def expand(order_id: str, body: Contribution) -> list[Effect]:
    """The effects of a whole contribution, or of some of its groups."""
    return [effect for name, group in body.items() for effect in _expand_group(order_id, name, group)]


def _expand_group(order_id: str, name: str, group: Group) -> Iterator[Effect]:
    if name.startswith(PRODUCT):
        code = name.removeprefix(PRODUCT)
        for product_projection in PRODUCT_PROJECTIONS:
            yield from product_projection(order_id, code, group)
    else:
        for projection in {HEAD: HEAD_PROJECTIONS, QUALITY: QUALITY_PROJECTIONS}[name]:
            yield from projection(order_id, group)
