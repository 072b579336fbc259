"""Every list, paged to its end: each row once, at any size, also while orders arrive."""

from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlencode

import pytest

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order

SIZES = (1, 7, 100)
ARRIVALS = 2

# Each list, and what names a row of it.
LISTS = {
    "/api/customers": "contactID",
    "/api/customers?sort=totalSpend": "contactID",
    "/api/customers?sort=-orderCount": "contactID",
    "/api/customers?sort=orderCount": "contactID",
    "/api/customers?sort=-lastOrderDate": "contactID",
    "/api/customers?sort=lastOrderDate": "contactID",
    "/api/customers?sort=name": "contactID",
    "/api/customers?sort=-name": "contactID",
    "/api/customers?segment=Dormant&minOrders=2": "contactID",
    "/api/customers?search=name": "contactID",
    "/api/customers/move-1/orders": "orderID",
    "/api/orders": "orderID",
    "/api/orders?sort=createdAt": "orderID",
    "/api/orders?status=completed&type=order": "orderID",
    "/api/orders?contact=move-1": "orderID",
    "/api/orders?product=MOVE-1": "orderID",
    "/api/reports/customers?month=2025-02": "contactID",
    "/api/products": "productCode",
    "/api/products?sort=units": "productCode",
    "/api/products?sort=-orders": "productCode",
    "/api/products?sort=-lastSold": "productCode",
    "/api/products?category=Boxes": "productCode",
    "/api/products/MOVE-1/orders": "orderID",
    "/api/products/MOVE-1/orders?sort=createdAt": "orderID",
}


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """24 orders of 9 customers and 10 products; many tie on what is sorted by."""
    register(server.store, server.tables, Client("paged-shop", "Paged shop", Rules(zone="UTC")))
    api = Api(server.url, server.runtime.tokens.create("paged-shop", {READ, WRITE, OPERATE}, "test"))
    stored = api.post("/admin/orders/import", [staying(number) for number in range(24)])
    assert stored.body["summary"]["created"] == 24
    assert server.wait_until_drained()
    return api


def staying(number: int) -> dict:
    """An order that no arrival touches; two in three are of customers that no arrival touches."""
    contact = f"stay-{number % 8}" if number < 16 else "move-1"
    return order(
        f"stay-{number}",
        contactID=contact,
        customer={"name": f"Name {number % 3}"},
        createdAt=f"2025-0{1 + number % 4}-10T10:00:00Z",
        lines=[line(f"STAY-{number % 9}"), line("MOVE-1")],
    )


def line(code: str) -> dict:
    return {"productCode": code, "category": "Boxes", "quantity": 1, "unitPrice": 10}


def arriving(number: int) -> list[dict]:
    """Orders before, between and behind those that are there; a known customer's, and a new one's."""
    days = ["2024-12-01", f"2025-0{1 + number % 4}-10", "2025-06-01"]
    return [
        order(
            f"new-{number}-{place}",
            contactID=["move-1", f"new-{number}", "move-1"][place],
            createdAt=f"{day}T10:00:00Z",
            lines=[line("MOVE-1"), line(f"NEW-{number}")],
        )
        for place, day in enumerate(days)
    ]


def paged(api: Api, path: str, *, size: int, between: Callable[[], None] = lambda: None) -> Iterator[dict]:
    """The rows of a list by its links to the next page."""
    place, _, query = path.partition("?")
    given = dict(parse_qsl(query)) | {"limit": str(size)}
    while given:
        reply = api.get(place, **given)
        assert reply.status == 200, reply.raw
        assert len(reply.data) <= size
        yield from reply.data
        cursor, link = reply.body["page"]["nextCursor"], reply.headers.get("link")
        assert link == (f'<?{urlencode(given | {"cursor": cursor})}>; rel="next"' if cursor else None)
        given = {} if cursor is None else given | {"cursor": cursor}
        between()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", LISTS)
def test_every_row_is_there_once_at_any_size(shop, path, size):
    rows = [row[LISTS[path]] for row in paged(shop, path, size=size)]
    assert rows == at_once(shop, path)
    assert len(set(rows)) == len(rows) > 0


def with_more(path: str, **parameters: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}{urlencode(parameters)}"


def at_once(api: Api, path: str) -> list[str]:
    """The whole list in one answer, as only a CSV can have it."""
    reply = api.get(with_more(path, format="csv", limit="5000", fields=LISTS[path]))
    return reply.raw.decode().splitlines()[1:]


@pytest.mark.parametrize("path", LISTS)
def test_a_recount_has_the_same_pages(shop, path):
    counted = [row[LISTS[path]] for row in paged(shop, with_more(path, cache="false"), size=7)]
    assert counted == [row[LISTS[path]] for row in paged(shop, path, size=7)]


class Arrivals:
    """Imports orders between pages, and waits until the views have them."""

    count = 0

    def __init__(self, server, api: Api) -> None:
        self._server, self._api, self._left = server, api, ARRIVALS

    def __call__(self) -> None:
        if self._left:
            self._left -= 1
            Arrivals.count += 1
            stored = self._api.post("/admin/orders/import", arriving(Arrivals.count))
            assert stored.body["summary"]["created"] == 3
            assert self._server.wait_until_drained()


WALKS = [(path, 7) for path in LISTS] + [(path, 1) for path in ("/api/customers", "/api/orders", "/api/products")]


@pytest.mark.parametrize(("path", "size"), WALKS)
def test_while_orders_arrive_a_row_that_stays_where_it_was_is_there_once(server, shop, path, size):
    before = {row[LISTS[path]] for row in paged(shop, path, size=100)}
    staying = {each for each in before if each.lower().startswith("stay-")}
    seen = Counter(row[LISTS[path]] for row in paged(shop, path, size=size, between=Arrivals(server, shop)))
    after = {row[LISTS[path]] for row in paged(shop, path, size=100)}
    assert staying
    assert staying <= after
    assert {each: seen[each] for each in staying} == dict.fromkeys(staying, 1)
    assert set(seen) <= before | after
