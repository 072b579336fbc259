"""The answers of the products."""

from typing import Annotated

from pydantic import Field

from chalicelib.web.schemas.forms import (
    ByCurrency,
    Count,
    Currency,
    Form,
    Instant,
    ListAnswer,
    Money,
    ProductCode,
    Quantity,
    Ratio,
    ReadAnswer,
    ReportAnswer,
    Row,
    Span,
)
from chalicelib.web.schemas.orders import OrderRow

Name = Annotated[str, Field(examples=["Shipping box"])]
Category = Annotated[str, Field(examples=["Boxes"])]
Share = Annotated[Ratio, Field(description="of the revenue of all products")]


class Sold(Form):
    """What was sold: orders, credits, and the units and revenue of both."""

    orders: Count
    credits: Count
    units: Quantity
    revenue: Money


class ProductFigures(Form):
    """A product and what it has sold."""

    productCode: ProductCode
    name: Name | None
    category: Category | None
    orders: Count
    credits: Count
    units: Quantity
    revenue: Money
    revenueByCurrency: ByCurrency
    lastSold: Instant | None


class ProductRow(ProductFigures, Row):
    """A product of a list."""


class ProductOrderRow(OrderRow):
    """An order or credit, and what it has of the product."""

    units: Quantity
    revenue: Money


class ProductInterval(Sold, Span):
    """What was sold in an interval."""


class ProductTrend(Form):
    """What was sold in each interval, in one currency."""

    currency: Currency
    intervals: list[ProductInterval]


class Product(ProductFigures):
    """A product and its trend."""

    trend: list[ProductTrend]


class ProductsAnswer(ListAnswer):
    """A page of products."""

    data: list[ProductRow]


class ProductAnswer(ReadAnswer):
    """One product."""

    data: Product


class ProductOrdersAnswer(ListAnswer):
    """A page of the orders and credits that name a product."""

    data: list[ProductOrderRow]


class BestTotals(Form):
    """What all products have sold together."""

    products: Count
    units: Quantity
    revenue: Money


class BestProduct(Sold):
    """A product at its place; the best is 1."""

    rank: Annotated[int, Field(ge=1)]
    productCode: ProductCode
    name: Name | None
    category: Category | None
    share: Share | None


class BestCategory(Form):
    """A category; null has the products without one."""

    category: Category | None
    units: Quantity
    revenue: Money
    share: Share | None


class BestSellers(Form):
    """The best products, and all categories, in one currency."""

    currency: Currency
    totals: BestTotals
    products: list[BestProduct]
    categories: list[BestCategory]


class BestSellersAnswer(ReportAnswer):
    """The best products and categories of a period."""

    data: list[BestSellers]
