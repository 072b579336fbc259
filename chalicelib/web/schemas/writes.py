"""The answers of the routes that write."""

from typing import Annotated, Literal

from pydantic import Field

from chalicelib.web.schemas.forms import Answer, ContactID, Count, FieldFault, Form, OrderID


class Imported(Form):
    """An order that is stored."""

    orderID: OrderID
    contactID: ContactID | None
    status: Literal["created", "unchanged"]
    contactCreated: bool
    editedSince: bool


class Corrected(Form):
    """An order that was corrected."""

    orderID: OrderID
    contactID: ContactID | None
    status: Literal["replaced", "deleted", "purged", "unchanged"]
    contactCreated: bool


class ImportResult(Form):
    """What became of one order of many: `httpStatus` is what a single import would have answered."""

    index: Count
    orderID: OrderID | None
    contactID: ContactID | None
    status: Literal["created", "unchanged", "conflict", "invalid", "unavailable"]
    contactCreated: bool
    editedSince: bool
    httpStatus: Annotated[int, Field(examples=[201])]
    message: Annotated[str, Field(examples=["stored"])]
    errors: list[FieldFault]


class ImportSummary(Form):
    """How many orders there were, and what became of them."""

    orders: Count
    created: Count
    unchanged: Count
    conflict: Count
    invalid: Count
    unavailable: Count


class ImportAnswer(Answer):
    """An imported order."""

    data: Imported


class BulkImportAnswer(Answer):
    """The results of many orders, in the order sent."""

    data: list[ImportResult]
    summary: ImportSummary


class CorrectionAnswer(Answer):
    """A corrected order."""

    data: Corrected
