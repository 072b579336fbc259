"""What a careless or hostile caller sends: the right status and the field, and never a 500."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from tests.http.api import Api, Reply, order

LISTS = [
    "/api/customers",
    "/api/customers/hostile/orders",
    "/api/orders",
    "/api/products",
    "/api/products/BOX-S/orders",
    "/api/reports/customers",
]
RANGES = [
    "/api/orders",
    "/api/products/BOX-S",
    "/api/products/BOX-S/orders",
    "/api/reports/products",
    "/api/reports/sales",
    "/api/reports/overview",
]
HUGE = "x" * 60_000


@pytest.fixture(scope="module")
def shop(api) -> Api:
    """A shop with three orders of one customer."""
    for each in ("h-1", "h-2", "h-3"):
        assert api.import_order(order(each, contactID="hostile")).status == 201
    api.customer("hostile", orders=3)
    return api


def assert_refused(reply: Reply, status: int, *fields: str) -> None:
    assert reply.status == status, reply.raw
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.body["message"]
    assert reply.fields == list(fields)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "ten", "", "1e2", "٣", "999999999999999999999"])
def test_a_limit_out_of_bounds_is_named(shop, path, limit):
    assert_refused(shop.get(path, limit=limit), 400, "limit")


@pytest.mark.parametrize("path", LISTS)
def test_a_parameter_given_twice_is_named(shop, path):
    assert_refused(shop.send("GET", f"{path}?limit=5&limit=6"), 400, "limit")


@pytest.mark.parametrize("path", LISTS)
def test_every_wrong_parameter_is_named_at_once(shop, path):
    reply = shop.get(path, limit=0, nothing=1, cache="maybe")
    assert_refused(reply, 400, *reply.fields)
    assert set(reply.fields) == {"limit", "nothing", "cache"}


@pytest.mark.parametrize("path", RANGES)
def test_an_end_before_its_start_is_named(shop, path):
    assert_refused(shop.send("GET", f"{path}?from=2025-10-02&to=2025-10-01"), 400, "to")


@pytest.mark.parametrize("path", RANGES)
@pytest.mark.parametrize("name", ["from", "to"])
@pytest.mark.parametrize(
    "day", ["2025-02-30", "0000-01-01", "2025-1-1", "20251001", "today", "2025-10-01T00:00:00Z", ""]
)
def test_a_day_that_is_none_is_named(shop, path, name, day):
    assert_refused(shop.get(path, **{name: day}), 400, name)


@pytest.mark.parametrize("path", RANGES)
@pytest.mark.parametrize("query", ["from=0001-01-01&to=0001-01-02", "from=9999-12-30&to=9999-12-31"])
def test_the_ends_of_the_calendar_are_answered(shop, path, query):
    assert shop.send("GET", f"{path}?{query}").status == 200


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("cursor", ["x", "", "null", "W10", "WzFd", "e30", "\0", "é", "🎈", "AAAA", "W" * 4000, HUGE])
def test_a_cursor_that_is_none_is_named(shop, path, cursor):
    assert_refused(shop.get(path, cursor=cursor), 400, "cursor")


def cursor_of(shop: Api, path: str, **parameters: Any) -> str:
    cursor = shop.get(path, limit=1, **parameters).body["page"]["nextCursor"]
    assert cursor is not None
    return cursor


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/api/orders", {"sort": "createdAt"}),
        ("/api/orders", {"type": "order"}),
        ("/api/orders", {"from": "2020-01-01"}),
        ("/api/orders", {"contact": "hostile"}),
        ("/api/customers/hostile/orders", None),
        ("/api/products/BOX-S/orders", {"sort": "createdAt"}),
        ("/api/products/BOX-S/orders", None),
    ],
)
def test_a_cursor_of_another_list_filter_or_sort_is_named(shop, path, other):
    cursor = cursor_of(shop, path)
    place = "/api/orders" if other is None else path
    assert_refused(shop.get(place, cursor=cursor, **(other or {})), 400, "cursor")


def test_a_cursor_of_another_shop_is_named(shop, other_shop):
    for each in ("c-1", "c-2"):
        assert other_shop.import_order(order(each, contactID="c", currency="GBP")).status == 201
    other_shop.customer("c", orders=2)
    assert_refused(shop.get("/api/orders", cursor=cursor_of(other_shop, "/api/orders")), 400, "cursor")


@pytest.mark.parametrize(
    "text", ["\0", "\x1b[31m", "\u202e", "é", "🎈", "' OR 1=1 --", "#", "%", "$where", "../../etc"]
)
def test_any_text_may_be_asked_for(shop, text):
    for name in ("status", "contact", "reference", "product"):
        reply = shop.get("/api/orders", **{name: text})
        assert (reply.status, reply.data) == (200, [])
    assert shop.get("/api/products", category=text).status == 200
    for place in ("orders", "customers", "products"):
        assert_refused(shop.get(f"/api/{place}/{quote(text, safe='')}"), 404)


@pytest.mark.parametrize("text", ["\0", "\x1b[31m", "\u202e", "🎈", "' OR 1=1 --", "#", "%", "../../etc", "x" * 200])
def test_any_text_may_be_searched_for(shop, text):
    found = shop.get("/api/search", q=text)
    assert (found.status, found.data) == (200, {"customers": [], "orders": [], "products": []})
    found = shop.get("/api/customers", search=text)
    assert (found.status, found.data) == (200, [])


@pytest.mark.parametrize("text", ["", "x" * 10_000, HUGE])
def test_a_text_that_can_not_be_searched_for_is_named(shop, text):
    assert_refused(shop.get("/api/search", q=text), 400, "q")
    assert_refused(shop.get("/api/customers", search=text), 400, "search")


def test_a_search_without_a_text_says_what_is_missing(shop):
    reply = shop.get("/api/search")
    assert_refused(reply, 400, "q")
    assert reply.body["message"] == "q: is required"


@pytest.mark.parametrize("month", ["2025-13", "0000-01", "2025-1", "2025-01-01", "202501", "", "\0", HUGE])
def test_a_month_that_is_none_is_named(shop, month):
    for name in ("from", "to"):
        assert_refused(shop.get("/api/reports/statistics", **{name: month}), 400, name)
    assert_refused(shop.send("GET", "/api/reports/statistics?from=2025-02&to=2025-01"), 400, "to")


@pytest.mark.parametrize(("name", "most"), [("status", 64), ("contact", 255), ("reference", 255), ("product", 255)])
def test_a_text_that_is_too_long_is_named(shop, name, most):
    assert shop.get("/api/orders", **{name: "x" * most}).status == 200
    for length in (most + 1, 60_000):
        assert_refused(shop.get("/api/orders", **{name: "x" * length}), 400, name)


@pytest.mark.parametrize("place", ["orders", "customers", "products"])
def test_an_id_that_no_key_can_hold_is_not_found(shop, place):
    for each in ("x" * 3000, HUGE, "%00", "%FF%FE", "%25", "%2F", ".", "%2E%2E", "é" * 1000):
        path = quote(each, safe="%") if not each.isascii() else each
        assert_refused(shop.send("GET", f"/api/{place}/{path}"), 404)


def test_a_request_line_that_is_too_long_is_refused(shop):
    assert_refused(shop.send("GET", "/api/orders?reference=" + "x" * 70_000), 414)


@pytest.mark.parametrize("path", ["/api//orders", "/API/orders", "/api/orders/1/2/3", "/admin"])
def test_a_path_that_is_no_route_is_not_found(shop, path):
    assert_refused(shop.send("GET", path), 404)


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b"1",
    b"\xff\xfe",
    b'{"orderID": "\\ud800"}',
    b'{"orderID": NaN}',
    b'{"orderID": "a", "orderID": "b"}',
    b"[" * 5000,
    b'{"a":' * 5000,
    b'{"orderID": 1' + b"0" * 5000 + b"}",
    b"\xef\xbb\xbf{}",
    b"{}\0",
]
WRITES = [
    ("POST", "/admin/contacts/import"),
    ("PUT", "/admin/orders/h-1"),
    ("POST", "/admin/orders/h-1/credits"),
]


@pytest.mark.parametrize(("method", "path"), [*WRITES, ("POST", "/admin/orders/import")])
@pytest.mark.parametrize("body", BROKEN, ids=lambda body: repr(body[:20]))
def test_a_body_that_is_no_order_is_refused(shop, method, path, body):
    reply = shop.send(method, path, body, {"Content-Type": "application/json"})
    assert reply.status in (400, 422, 207), reply.raw
    if reply.status == 207:
        assert reply.body["summary"]["invalid"] == reply.body["summary"]["orders"]
    else:
        assert reply.body["message"]


@pytest.mark.parametrize(("method", "path"), WRITES)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("createdAt", "2025-02-30"),
        ("createdAt", "0000-01-01T00:00:00Z"),
        ("createdAt", 1_700_000_000),
        ("createdAt", "x" * 10_000),
        ("currency", "\0\0\0"),
        ("status", "x" * 65),
        ("lines", "\0"),
        ("lines", [{"productCode": "x" * 256}]),
        ("lines", [{"productCode": "P", "quantity": "1" * 400}]),
        ("lines", [{"productCode": "P", "quantity": True}]),
        ("totals", {"total": "1,234.50"}),
        ("customer", {"name": "x" * 256}),
        ("customer", ["Jo"]),
        ("contactID", "x" * 256),
        ("clientID", "another"),
    ],
)
def test_a_wrong_field_is_named(shop, method, path, field, value):
    sent = order("h-new", **{field: value})
    sent.pop("orderID" if path != "/admin/contacts/import" else "none", None)
    reply = shop.send(method, path, json.dumps(sent).encode(), {"Content-Type": "application/json"})
    assert (reply.status, reply.headers["content-type"]) == (422, "application/problem+json"), reply.raw
    assert any(each.split(".")[0].split("[")[0] == field for each in reply.fields), reply.fields


@pytest.mark.parametrize("text", ["\0", "a\0b", "\x7f", "\u202e", "🎈", "\uffff"])
def test_a_strange_text_in_an_order_is_kept(shop, text):
    sent = order("h-strange", orderReference=f"R{text}", customer={"name": f"N{text}", "company": text}, note=text)
    assert shop.import_order(sent).status == 201
    kept = shop.get("/api/orders/h-strange").data
    assert (kept["orderReference"], kept["other"]) == (f"R{text}", {"note": text})
    assert kept["customer"] == {"name": f"N{text}", "email": None, "company": text, "phone": None}
    assert shop.send("DELETE", "/admin/orders/h-strange?purge=true").status == 200


@pytest.mark.parametrize(("method", "path"), [*WRITES, ("POST", "/admin/orders/import")])
@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", "json", "\t", "a/b" * 1000])
def test_a_body_of_another_type_is_refused(shop, method, path, kind):
    assert_refused(shop.send(method, path, b"{}", {"Content-Type": kind}), 415)


@pytest.mark.parametrize("tag", ["*", '"x"', "x", "", "W/", '"', "x" * 8000, "é".encode().decode("latin-1")])
def test_any_if_match_is_compared(shop, tag):
    reply = shop.send("DELETE", "/admin/orders/h-unknown", headers={"If-Match": tag})
    assert reply.status in (404, 412)
    assert shop.get("/api/orders/h-1").status == 200


@pytest.mark.parametrize("name", ["If-None-Match", "Accept", "Authorization", "X-Request-Id", "Cookie"])
@pytest.mark.parametrize("value", ["", ",", ";;;", "*/*;q=nan", "x" * 60_000, "\x01"])
def test_any_header_is_survived(shop, name, value):
    reply = shop.send("GET", "/api/orders", headers={name: value})
    assert reply.status in (200, 400, 401, 431)
