"""The routes that are measured, each with what the other designs do for the same answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from benchmarks import figures
from benchmarks.after import cached_customers, found_customers, one
from benchmarks.before import Reading, Way, Work
from benchmarks.orders import YEAR, contact, product

# Both are among those of a shop that is loaded in part.
CONTACT, PRODUCT = contact(10), product(10)
ORDER = "o-000000100"
_WHOLE_YEAR = {"from": f"{YEAR}-01-01", "to": f"{YEAR}-12-31"}
_MONTHS = {"from": f"{YEAR}-01", "to": f"{YEAR}-12"}
_MONTH = f"{YEAR}-06"
_TEXT = "customer00000010"


@dataclass(frozen=True)
class Route:
    """A route with its parameters, and the ways of the other designs; None where they have no counterpart."""

    name: str
    path: str
    before: Way | None
    after: Way | None
    query: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def scanned_before(self) -> bool:
        """Whether the design before reads every order for it."""
        return self.before is not None and self.before.reading is Reading.ORDERS

    @property
    def is_cached(self) -> bool:
        """Whether the result cache keeps its answer."""
        return self.name.endswith("-of-a-year")


def _alike(reading: Reading, work: Work) -> tuple[Way, Way]:
    """Both designs do the same."""
    return Way(reading, work), Way(reading, work)


def _report(work: Work) -> tuple[Way, Way]:
    """Before, all orders are scanned; after, those of the range are read through the index."""
    return Way(Reading.ORDERS, work), Way(Reading.YEAR, work)


ROUTES = (
    Route(
        "customers",
        "/api/customers",
        Way(Reading.ORDERS, figures.best_customers),
        Way(Reading.CACHED, cached_customers),
    ),
    Route(
        "customer",
        "/api/customers/{contactID}",
        Way(Reading.HISTORY, figures.one_customer),
        Way(Reading.ROW, one),
        parameters={"contactID": CONTACT},
    ),
    Route(
        "customer-orders",
        "/api/customers/{contactID}/orders",
        *_alike(Reading.HISTORY, figures.newest),
        parameters={"contactID": CONTACT},
    ),
    Route("orders", "/api/orders", *_alike(Reading.PAGE, figures.newest)),
    Route("order", "/api/orders/{orderID}", *_alike(Reading.ONE, one), parameters={"orderID": ORDER}),
    Route("products", "/api/products", *_alike(Reading.ORDERS, figures.product_rows)),
    Route(
        "product",
        "/api/products/{productCode}",
        *_alike(Reading.ORDERS, partial(figures.one_product, code=PRODUCT)),
        query={**_WHOLE_YEAR, "interval": "month"},
        parameters={"productCode": PRODUCT},
    ),
    Route(
        "product-orders",
        "/api/products/{productCode}/orders",
        *_alike(Reading.ORDERS, partial(figures.orders_of_product, code=PRODUCT)),
        parameters={"productCode": PRODUCT},
    ),
    Route(
        "best-customers-of-a-month",
        "/api/reports/customers",
        *_report(partial(figures.best_customers_of, month=_MONTH)),
        query={"month": _MONTH},
    ),
    Route("sales-of-a-year", "/api/reports/sales", *_report(figures.sales_by_day), query=_WHOLE_YEAR),
    Route(
        "overview-of-a-year",
        "/api/reports/overview",
        *_report(figures.totals),
        query={**_WHOLE_YEAR, "compare": "none"},
    ),
    Route("best-sellers-of-a-year", "/api/reports/products", *_report(figures.best_products), query=_WHOLE_YEAR),
    Route("statistics-of-a-year", "/api/reports/statistics", *_report(figures.hours_and_values), query=_MONTHS),
    Route(
        "search",
        "/api/search",
        Way(Reading.ORDERS, partial(figures.found, text=_TEXT)),
        Way(Reading.CACHED, partial(found_customers, text=_TEXT)),
        query={"q": _TEXT},
    ),
    Route("status", "/api/status", None, None),
)
NAMED = {route.name: route for route in ROUTES}
