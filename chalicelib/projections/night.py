"""What a night of upkeep did, and how it is kept for the status and for the next night."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from chalicelib.projections import keys
from chalicelib.projections.recount import Place
from chalicelib.projections.rows import Difference
from chalicelib.store import Item, Put, Store
from chalicelib.tables import Tables


@dataclass(slots=True)
class Night:
    """Counts, differences, and how far the night came.

    `skipped_customers` moved while they were looked at, or took too long. Every customer was written or verified
    since `customers_since`, every order looked at since `orders_since`; None where that is not known yet.
    """

    at: str
    seconds: float = 0.0
    verified_customers: int = 0
    skipped_customers: int = 0
    swept_orders: int = 0
    repaired_orders: int = 0
    differences: dict[Place, Difference] = field(default_factory=dict)
    open_parked: int = 0
    is_complete: bool = False
    customers_since: str | None = None
    orders_since: str | None = None

    def figures(self) -> dict[str, Any]:
        """What is told of it, in the status, in the log and as metrics; there is nothing personal in it."""
        return {
            "at": self.at,
            "seconds": round(self.seconds, 1),
            "complete": self.is_complete,
            "verifiedCustomers": self.verified_customers,
            "skippedCustomers": self.skipped_customers,
            "sweptOrders": self.swept_orders,
            "repairedOrders": self.repaired_orders,
            "differences": len(self.differences),
            "openParkedChanges": self.open_parked,
            "customersSince": self.customers_since,
            "ordersSince": self.orders_since,
        }


@dataclass(frozen=True, slots=True)
class Places:
    """Where the walks of the nights are: None at their beginning. `began` is when the walk through the orders did."""

    began: str
    customers: Item | None = None
    orders: Item | None = None
    orders_since: str | None = None


def note_night(store: Store, tables: Tables, night: Night) -> None:
    """Keep what the night did."""
    figures = night.figures() | {"seconds": Decimal(str(round(night.seconds, 1)))}
    store.write(Put(tables.views, {**keys.NIGHTLY, **_without_nulls(figures)}))


def note_places(store: Store, tables: Tables, places: Places) -> None:
    """Keep where the walks are."""
    attributes = {
        "began": places.began,
        "customers": places.customers,
        "orders": places.orders,
        "ordersSince": places.orders_since,
    }
    store.write(Put(tables.views, {**keys.NIGHTLY_PLACE, **_without_nulls(attributes)}))


def noted_places(store: Store, tables: Tables, now: str) -> Places:
    """Where the walks were left; at their beginning now, where there was no night before."""
    item = store.get(tables.views, keys.NIGHTLY_PLACE)
    if item is None:
        return Places(now)
    began = item["began"] if "orders" in item else now
    return Places(began, item.get("customers"), item.get("orders"), item.get("ordersSince"))


def _without_nulls(attributes: Mapping[str, Any]) -> Item:
    return {name: value for name, value in attributes.items() if value is not None}
