"""The answers that tell how the system is."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.web.schemas.forms import Answer, Count, Form, FreshMeta, Instant, Number


class Verified(Form):
    """When the views were last compared with the orders, and how many rows differed."""

    at: Instant
    differences: Count


class Night(Form):
    """What the last night of upkeep did, and since when everything was looked at."""

    at: Instant
    seconds: Annotated[Number, Field(ge=0)]
    complete: bool
    verifiedCustomers: Count
    skippedCustomers: Count
    sweptOrders: Count
    repairedOrders: Count
    differences: Count
    customersSince: Instant | None
    ordersSince: Instant | None


class Status(Form):
    """How the views are."""

    complete: bool
    generation: Annotated[str, Field(examples=["g2"])] | None
    reads: Literal["views", "recount"]
    building: bool
    projectionVersion: Annotated[int, Field(ge=1)]
    asOf: Instant | None
    lagSeconds: Annotated[Number, Field(examples=[0.745])] | None
    parked: Count | None
    dataQuality: Count | None
    lastVerified: Verified | None
    nightly: Night | None


class StatusAnswer(Answer):
    """How the views are, and how fresh."""

    data: Status
    meta: FreshMeta


class Description(BaseModel):
    """This document."""

    model_config = ConfigDict(extra="allow", defer_build=True)
