"""An order as a shop sends it: the models, field by field. Only a POST needs pydantic."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationInfo, WithJsonSchema

from chalicelib.clients import Client
from chalicelib.ingest import fields
from chalicelib.instants import parse_instant, zone_of
from chalicelib.money import parse_amount

MAX_LINES = 2000


def _instant(value: object, info: ValidationInfo) -> datetime:
    return parse_instant(value, zone_of(_client(info).rules.zone))


def _same_client(value: object, info: ValidationInfo) -> str:
    if value not in (None, _client(info).client_id):
        raise ValueError("must be the token's own client, or absent")
    return _client(info).client_id


def _client(info: ValidationInfo) -> Client:
    assert isinstance(info.context, Client), "the models are validated for a client"
    return info.context


def _schema(*types: str, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": types[0] if len(types) == 1 else list(types), **more})


_TextSchema = _schema("string", "null", maxLength=fields.MOST_CHARACTERS)
_IdSchema = _schema("string", "integer", "null", maxLength=fields.MOST_CHARACTERS)

Amount = Annotated[
    Decimal | None, PlainValidator(fields.optional(parse_amount)), _schema("number", "string", "null", examples=[12.5])
]
Words = Annotated[str | None, PlainValidator(fields.words), _TextSchema]
OrderID = Annotated[str | None, PlainValidator(fields.order_id), _IdSchema]
ContactID = Annotated[str | None, PlainValidator(fields.contact_id), _IdSchema]
CreditedID = Annotated[str | None, PlainValidator(fields.credited_id), _IdSchema]
Reference = Annotated[str | None, PlainValidator(fields.reference), _IdSchema]
Title = Annotated[str | None, PlainValidator(fields.title), _schema("string", "null", maxLength=1000)]
Code = Annotated[
    str,
    PlainValidator(fields.product_code),
    _schema("string", "integer", minLength=1, maxLength=fields.MOST_CHARACTERS),
]
Status = Annotated[
    str | None, PlainValidator(fields.status), _schema("string", "null", maxLength=64, default="completed")
]
Currency = Annotated[str | None, PlainValidator(fields.currency), _schema("string", "null", examples=["AUD"])]
Kind = Annotated[
    str | None,
    PlainValidator(fields.document_type),
    WithJsonSchema({"enum": ["order", "credit", None], "description": "without it, a negative total makes a credit"}),
]
Truth = Annotated[bool | None, PlainValidator(fields.truth), _schema("boolean", "null")]
Instant = Annotated[
    datetime, PlainValidator(_instant), _schema("string", examples=["2025-10-20T10:30:00+11:00", "2025-10-20 10:30"])
]
ClientID = Annotated[str | None, PlainValidator(_same_client), _schema("string", "null")]


class Part(BaseModel):
    """Fields that we know; others are kept as they are."""

    model_config = ConfigDict(extra="allow", defer_build=True, frozen=True, protected_namespaces=())


class Customer(Part):
    """Who ordered."""

    name: Words = None
    email: Words = None
    company: Words = None
    phone: Words = None


class Line(Part):
    """One line of an order."""

    product_code: Code = Field(alias="productCode")
    name: Title = None
    category: Words = None
    quantity: Amount = None
    unit_price: Amount = Field(default=None, alias="unitPrice")
    line_total: Amount = Field(default=None, alias="lineTotal", description="quantity × unitPrice − discount if absent")
    discount: Amount = Field(default=None, description="its size counts")


class Totals(Part):
    """An order's figures; missing ones are computed."""

    subtotal: Amount = None
    discount: Amount = Field(default=None, description="its size counts")
    tax: Amount = None
    shipping: Amount = None
    total: Amount = Field(
        default=None, description="subtotal − discount + tax (unless included) + shipping, within 0.01"
    )
    tax_included: Truth = Field(default=None, alias="taxIncluded")


class Figures(Part):
    """The part of an order that must add up."""

    type: Kind = None
    credit_for: CreditedID = Field(default=None, alias="creditFor", description="the orderID that a credit takes back")
    lines: list[Line] | None = Field(default=None, max_length=MAX_LINES)
    totals: Totals | None = None


class OrderDocument(Figures):
    """An order or credit as a shop sends it; other fields are kept, never interpreted."""

    order_id: OrderID = Field(default=None, alias="orderID", description="this or orderReference is required")
    order_reference: Reference = Field(default=None, alias="orderReference")
    client_id: ClientID = Field(default=None, alias="clientID")
    contact_id: ContactID = Field(default=None, alias="contactID")
    customer: Customer | None = None
    created_at: Instant = Field(alias="createdAt")
    currency: Currency = None
    status: Status = None
