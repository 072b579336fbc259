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


class ResultCache(Form):
    """The result cache of the process that answers: since its start, and only its own.

    A hit is a result that needed no work. `bytes` were taken from the cache and put into it.
    """

    backend: Literal["off", "memory", "dynamodb", "redis"]
    hits: Count
    misses: Count
    bytes: Count
    errors: Count
    tooLarge: Count


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
    resultCache: ResultCache


class StatusAnswer(Answer):
    """How the views are, and how fresh."""

    data: Status
    meta: FreshMeta


class Description(BaseModel):
    """This document."""

    model_config = ConfigDict(extra="allow", defer_build=True)
