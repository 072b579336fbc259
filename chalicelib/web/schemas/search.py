"""The answer of the search."""

from typing import Annotated

from pydantic import Field

from chalicelib.web.schemas.forms import ContactID, Form, ProductCode, ReadAnswer
from chalicelib.web.schemas.orders import OrderCustomer, OrderRow


class FoundCustomer(OrderCustomer):
    """A customer that was found."""

    contactID: ContactID


class FoundProduct(Form):
    """A product that was found."""

    productCode: ProductCode
    name: str | None
    category: str | None


class Found(Form):
    """What was found, the best first."""

    customers: list[FoundCustomer]
    orders: list[OrderRow]
    products: list[FoundProduct]


class SearchAnswer(ReadAnswer):
    """What a text finds."""

    data: Found
    note: Annotated[str, Field(default_factory=str, description="only where more begins with the text than was read")]
