"""The answers of the orders, and the rows of orders that other lists share."""

from typing import Annotated, Any

from pydantic import Field

from chalicelib.web.schemas.forms import (
    ContactID,
    Currency,
    Form,
    Instant,
    Kind,
    ListAnswer,
    Money,
    OrderID,
    ProductCode,
    Quantity,
    ReadAnswer,
    Row,
)


class Document(Form):
    """An order or credit as lists show it."""

    orderID: OrderID
    orderReference: Annotated[str, Field(examples=["#1001"])]
    type: Kind
    status: Annotated[str, Field(examples=["completed"])]
    counts: bool
    createdAt: Instant
    total: Money
    currency: Currency
    itemsSold: Quantity


class DocumentRow(Document, Row):
    """An order or credit of a customer."""


class OrderRow(DocumentRow):
    """An order or credit of the shop."""

    contactID: ContactID | None
    customerName: Annotated[str, Field(examples=["Jo Demo"])] | None
    customerEmail: Annotated[str, Field(examples=["jo@example.com"])] | None


class OrderCustomer(Form):
    """The customer as the order names them."""

    name: Annotated[str, Field(examples=["Jo Demo"])] | None
    email: Annotated[str, Field(examples=["jo@example.com"])] | None
    company: str | None
    phone: str | None


class OrderLine(Form):
    """A line of an order."""

    productCode: ProductCode
    name: Annotated[str, Field(examples=["Shipping box"])] | None
    category: str | None
    quantity: Quantity
    unitPrice: Money | None
    lineTotal: Money


class OrderTotals(Form):
    """The totals of an order."""

    subtotal: Money
    discount: Money
    tax: Money
    shipping: Money
    total: Money
    taxIncluded: bool


class Order(Form):
    """An order as it stands; almost all is null where nothing of it can be read, and `notes` says why."""

    orderID: OrderID
    orderReference: Annotated[str, Field(examples=["#1001"])] | None
    type: Kind | None
    creditFor: Annotated[Any, Field(description="the orderID that a credit takes back")]
    creditedBy: Annotated[Any, Field(description="the orderIDs of its credits")]
    status: Annotated[str, Field(examples=["completed"])] | None
    counts: bool
    contactID: ContactID | None
    createdAt: Instant | None
    customer: OrderCustomer | None
    currency: Currency | None
    lines: list[OrderLine]
    totals: OrderTotals | None
    notes: list[str]
    other: Annotated[dict[str, Any], Field(description="fields that are kept, never interpreted")]


class OrdersAnswer(ListAnswer):
    """A page of orders and credits."""

    data: list[OrderRow]


class OrderAnswer(ReadAnswer):
    """One order."""

    data: Order
