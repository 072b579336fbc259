"""The tables: names, keys and indexes, as `infra/` creates them (a test holds the two together)."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from chalicelib.store import Index, Table

BY_CLIENT_CREATED = "clientID-createdAt-index"
BY_CONTACT_CREATED = "contactID-index"
BY_EMAIL = "email-index"
BY_SPEND = "clientID-totalSpend-index"
BY_LAST_ORDER = "clientID-lastOrderDate-index"
BY_ORDER_COUNT = "clientID-orderCount-index"
BY_NAME = "clientID-name-index"
BY_LAST_UPDATED = "lastUpdated-index"
BY_REVENUE = "pk-revenue-index"
BY_UNITS = "pk-units-index"
BY_ORDERS = "pk-orders-index"
BY_LAST_SOLD = "pk-lastSold-index"


@dataclass(frozen=True)
class Tables:
    """All tables; `customers`, `ledger` and `views` are those of one generation."""

    orders: Table
    contacts: Table
    customers: Table
    ledger: Table
    views: Table
    results: Table
    clients: Table

    def __iter__(self) -> Iterator[Table]:
        return (getattr(self, each.name) for each in fields(self))

    def of_generation(self, suffix: str) -> "Tables":
        """The same tables with the ledger and views of another generation."""
        return _of_generation(self, suffix) if suffix else self

    def of_views(self) -> tuple[Table, Table, Table]:
        """The tables that a generation has for itself: customers, ledger, views."""
        return self.customers, self.ledger, self.views


@lru_cache(maxsize=16)
def _of_generation(tables: Tables, suffix: str) -> Tables:
    customers, ledger, views = (replace(table, name=f"{table.name}-{suffix}") for table in tables.of_views())
    return replace(tables, customers=customers, ledger=ledger, views=views)


def tables_named(
    *,
    orders: str = "packprod-weborders",
    contacts: str = "RocketReview_Contacts",
    customers: str = "packprod-customer-metrics-cache",
    ledger: str = "packprod-order-ledger",
    views: str = "packprod-order-views",
    results: str = "packprod-result-cache",
    clients: str = "packprod-clients",
) -> Tables:
    """The tables under these names; the defaults are the shop's own."""
    return Tables(
        orders=Table(
            orders,
            "orderID",
            indexes={
                BY_CLIENT_CREATED: Index("clientID", "createdAt"),
                BY_CONTACT_CREATED: Index("contactID", "createdAt"),
            },
            stream=True,
        ),
        contacts=Table(contacts, "contactID", indexes={BY_EMAIL: Index("email")}),
        customers=Table(
            customers,
            "contactID",
            "clientID",
            indexes={
                BY_SPEND: Index("clientID", "bySpend"),
                BY_LAST_ORDER: Index("clientID", "byLastOrder"),
                BY_ORDER_COUNT: Index("clientID", "byOrderCount"),
                BY_NAME: Index("clientID", "byName"),
                BY_LAST_UPDATED: Index("clientID", "lastUpdated"),
            },
        ),
        ledger=Table(ledger, "orderID", ttl="ttl"),
        views=Table(
            views,
            "pk",
            "sk",
            indexes={
                BY_REVENUE: Index("pk", "byRevenue", is_number=True),
                BY_UNITS: Index("pk", "byUnits", is_number=True),
                BY_ORDERS: Index("pk", "byOrders", is_number=True),
                BY_LAST_SOLD: Index("pk", "byLastSold"),
            },
        ),
        results=Table(results, "key", ttl="ttl"),
        clients=Table(clients, "key"),
    )
