"""The customers' routes on the running server: sorts, filters, pages, problems."""

from decimal import Decimal
from urllib.parse import quote

import pytest

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.store import Put
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order

NAMES = {"a": "Zoë", "b": "ann", "c": "Émile", "d": None, "e": "Bob"}


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop with five customers: a…e with 1…5 orders of 10 × their number each."""
    register(server.store, server.tables, Client("list-shop", "List shop", Rules(zone="UTC", vip_orders=5)))
    api = Api(server.url, server.runtime.tokens.create("list-shop", {READ, WRITE, OPERATE}, "test"))
    for number, contact in enumerate(NAMES, start=1):
        for count in range(number):
            api.import_order(
                order(
                    f"{contact}-{count}",
                    contactID=contact,
                    customer={"name": NAMES[contact]},
                    createdAt=f"2025-0{number}-1{count}T12:00:00Z",
                    lines=[{"productCode": "P", "quantity": 1, "unitPrice": 10 * number}],
                )
            )
    for number, contact in enumerate(NAMES, start=1):
        api.customer(contact, orders=number)
    return api


def ids(reply) -> str:
    assert reply.status == 200, reply.raw
    return "".join(each["contactID"] for each in reply.data)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, "edcba"),
        ({"sort": "totalSpend"}, "abcde"),
        ({"sort": "-orderCount"}, "edcba"),
        ({"sort": "lastOrderDate"}, "abcde"),
        ({"sort": "name"}, "becad"),
        ({"sort": "-name"}, "daceb"),
        ({"minSpend": "40", "maxSpend": "160"}, "dcb"),
        ({"minSpend": "40.01", "sort": "totalSpend"}, "cde"),
        ({"minOrders": "2", "maxOrders": "3", "sort": "name"}, "bc"),
        ({"lastOrderFrom": "2025-02-11", "lastOrderTo": "2025-04-13"}, "dcb"),
        ({"lastOrderFrom": "2025-02-12"}, "edc"),
        ({"segment": "Dormant"}, "edcba"),
        ({"segment": "VIP"}, ""),
    ],
)
def test_a_list_is_sorted_and_filtered(shop, parameters, expected):
    assert ids(shop.get("/api/customers", **parameters)) == expected
    assert ids(shop.get("/api/customers", **parameters, cache="false")) == expected


@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_the_pages_of_a_list_have_every_customer_once(shop, limit):
    seen, cursor = "", None
    while True:
        reply = shop.get("/api/customers", limit=limit, **({"cursor": cursor} if cursor else {}))
        seen += ids(reply)
        cursor = reply.body["page"]["nextCursor"]
        assert ("link" in reply.headers) == (cursor is not None)
        if cursor is None:
            break
    assert seen == "edcba"


def test_the_link_leads_to_the_next_page(shop):
    first = shop.get("/api/customers", limit=2, sort="name")
    address, _, relation = first.headers["link"].partition("; ")
    assert relation == 'rel="next"'
    assert ids(shop.send("GET", "/api/customers" + address.strip("<>"))) == "ca"


def test_the_list_counts_the_segments(shop):
    assert shop.get("/api/customers").body["segments"] == {"Active": 0, "VIP": 0, "New": 0, "Dormant": 5, "Prospect": 0}


def test_fields_are_chosen(shop):
    reply = shop.get("/api/customers", fields="contactID,totalSpend", limit=1)
    assert reply.data == [{"contactID": "e", "totalSpend": 250}]


def test_one_customer_has_metrics_and_newest_orders(shop):
    reply = shop.get("/api/customers/c")
    assert {
        name: reply.data[name] for name in ("orderCount", "totalSpend", "averageOrderValue", "lastOrderReference")
    } == {
        "orderCount": 3,
        "totalSpend": 90,
        "averageOrderValue": 30,
        "lastOrderReference": "#c-2",
    }
    assert [each["orderID"] for each in reply.data["recentOrders"]] == ["c-2", "c-1", "c-0"]
    meta = reply.body["meta"]
    assert (meta["cacheHit"], meta["source"], meta["timezone"], meta["currency"]) == (True, "view", "UTC", "AUD")
    assert meta["responseTime"].endswith("ms")
    assert meta["asOf"].endswith("Z")


def test_a_customers_orders_are_paged_newest_first(shop):
    first = shop.get("/api/customers/e/orders", limit=3)
    second = shop.get("/api/customers/e/orders", limit=3, cursor=first.body["page"]["nextCursor"])
    assert [each["orderID"] for each in first.data + second.data] == ["e-4", "e-3", "e-2", "e-1", "e-0"]
    assert second.body["page"]["nextCursor"] is None


def test_an_order_shows_what_was_sent(shop):
    found = shop.get("/api/orders/b-1").data
    assert (found["orderReference"], found["contactID"], found["counts"]) == ("#b-1", "b", True)
    assert found["totals"]["total"] == 20
    assert found["lines"][0]["unitPrice"] == 20


def test_money_is_a_number_with_its_exact_digits(api):
    document = order("exact-1", contactID="exact", totals={"tax": "0.62125"})
    assert api.import_order(document).status == 201
    api.customer("exact", orders=1)
    assert b'"totalSpend":20.62125,' in api.get("/api/customers/exact").raw


@pytest.mark.parametrize("contact", ["A#B", "A/B?c=1 %2F", "開發人員", "+61", "a b", "%41", "C%23", "S;T"])
def test_any_id_that_can_be_imported_can_be_looked_up(api, contact):
    order_id = f"id-{contact}"
    assert api.import_order(order(order_id, contactID=contact)).status in (200, 201)
    assert api.customer(contact, orders=1)["contactID"] == contact
    assert api.get(f"/api/orders/{quote(order_id, safe='')}").data["orderID"] == order_id
    assert api.get(f"/api/customers/{quote(contact, safe='')}/orders").data[0]["orderID"] == order_id


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/api/customers?limit=0", ["limit"]),
        ("/api/customers?limit=101", ["limit"]),
        ("/api/customers?limit=", ["limit"]),
        ("/api/customers?limit=1&limit=2", ["limit"]),
        ("/api/customers?sort=spend", ["sort"]),
        ("/api/customers?segment=vip", ["segment"]),
        ("/api/customers?minSpend=1,5", ["minSpend"]),
        ("/api/customers?minSpend=5&maxSpend=4", ["maxSpend"]),
        ("/api/customers?lastOrderFrom=2025-02-30", ["lastOrderFrom"]),
        ("/api/customers?lastOrderTo=0000-01-01", ["lastOrderTo"]),
        ("/api/customers?lastOrderFrom=2025-02-02&lastOrderTo=2025-02-01", ["lastOrderTo"]),
        ("/api/customers?unknown=1", ["unknown"]),
        ("/api/customers?limit=0&unknown=1", ["limit", "unknown"]),
        ("/api/customers?cursor=nonsense", ["cursor"]),
        ("/api/customers?cursor=WyJhIl0", ["cursor"]),
        ("/api/customers?cursor=%00", ["cursor"]),
        ("/api/customers?fields=contactID,nope", ["fields"]),
        ("/api/customers?cache=no", ["cache"]),
        ("/api/customers/e?limit=1", ["limit"]),
        ("/api/customers/e/orders?sort=name", ["sort"]),
        ("/api/orders/e-1?x=1", ["x"]),
        ("/api/status?x=1", ["x"]),
    ],
)
def test_a_wrong_parameter_is_named(shop, path, fields):
    reply = shop.send("GET", path)
    assert (reply.status, reply.headers["content-type"]) == (400, "application/problem+json")
    assert reply.fields == fields
    assert all(each["reason"] for each in reply.body["errors"])


def test_a_cursor_of_another_list_is_refused(shop):
    cursor = shop.get("/api/customers", limit=1).body["page"]["nextCursor"]
    assert shop.get("/api/customers", limit=1, cursor=cursor, sort="name").fields == ["cursor"]
    assert shop.get("/api/customers", limit=1, cursor=cursor, minSpend="1").fields == ["cursor"]
    assert shop.get("/api/customers/e/orders", limit=1, cursor=cursor).fields == ["cursor"]


def test_a_cursor_of_another_shop_is_refused(shop, api):
    cursor = shop.get("/api/customers", limit=1).body["page"]["nextCursor"]
    assert api.get("/api/customers", limit=1, cursor=cursor).fields == ["cursor"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/customers/nobody",
        "/api/customers/nobody/orders",
        "/api/orders/none",
        f"/api/orders/{'x' * 3000}",
        f"/api/customers/{'x' * 3000}",
        f"/api/customers/{'x' * 3000}/orders",
        "/api/orders/%00",
        "/api/nothing",
        "/",
    ],
)
def test_what_is_not_there_is_not_found(shop, path):
    reply = shop.send("GET", path)
    assert reply.status == (200 if path == "/" else 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_wrong_method_is_a_problem(shop, method):
    reply = shop.send(method, "/api/customers")
    assert (reply.status, reply.headers["content-type"]) == (405, "application/problem+json")


def test_a_semicolon_in_a_path_is_part_of_the_id(api):
    for order_id in ("S", "S;T"):
        assert api.import_order(order(order_id)).status in (200, 201)
    assert api.send("GET", "/api/orders/S;T").data["orderID"] == "S;T"


def test_every_answer_has_a_request_id(shop):
    replies = [shop.get("/api/status"), shop.get("/api/orders/none"), shop.get("/api/customers", limit=0)]
    assert len({reply.headers["x-request-id"] for reply in replies}) == 3


def test_the_status_tells_how_the_views_are(shop):
    data = shop.get("/api/status").data
    assert (data["complete"], data["building"], data["parked"]) == (True, False, 0)
    assert isinstance(data["lagSeconds"], Decimal | int)


def test_an_order_of_another_program_that_cannot_be_read_is_shown_with_the_reason(server, api):
    item = {"orderID": "odd-1", "clientID": server.client.client_id, "createdAt": "yesterday", "note": {"a": 1}}
    server.store.write(Put(server.tables.orders, item))
    data = api.get("/api/orders/odd-1").data
    assert (data["counts"], data["totals"], data["other"]) == (False, None, {"note": {"a": 1}})
    assert data["notes"][0].startswith("createdAt: must be a date and time")
    assert set(data) == set(api.get("/api/orders/exact-1").data)
