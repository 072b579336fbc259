"""The search and the customers' search on the running server."""

import csv
import io
from urllib.parse import quote

import pytest

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order
from tests.http.test_openapi import DOCUMENT, assert_valid

PATH = "/api/search"
PEOPLE = {
    "ann": {"name": "Ann Smith", "email": "ann@acme.com", "company": "Acme Pty Ltd", "phone": "0412 345 678"},
    "kim": {"name": "Kim Smith-Jones", "email": "kim@gmail.com"},
    "zoe": {"name": "Zoë O'Brien", "email": "zoe@gmail.com", "phone": "+61 412 999 000"},
    "smi": {"name": "Smithers", "company": "Boxes Galore"},
}


def document(number: int, contact: str, **fields) -> dict:
    lines = [{"productCode": "BOX-RSC-M", "name": "Shipping box, medium", "quantity": number, "unitPrice": "10"}]
    return order(
        f"f-{number}",
        orderReference=f"#10{number}",
        contactID=contact,
        customer=PEOPLE[contact],
        lines=lines,
        createdAt=f"2025-10-0{number}T12:00:00Z",
        **fields,
    )


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop with four customers and an order each."""
    register(server.store, server.tables, Client("search-shop", "Search shop", Rules(zone="UTC")))
    api = Api(server.url, server.runtime.tokens.create("search-shop", {READ, WRITE, OPERATE}, "test"))
    for number, contact in enumerate(PEOPLE, 1):
        assert api.import_order(document(number, contact)).status == 201
    ends = clock.monotonic() + 10
    while len(api.get("/api/orders").data) < len(PEOPLE) and clock.monotonic() < ends:
        clock.sleep(0.05)
    return api


def found(reply) -> tuple[list[str], list[str], list[str]]:
    assert reply.status == 200, reply.raw
    assert_valid(reply.body, {"$ref": "#/components/schemas/SearchAnswer"})
    data = reply.data
    return (
        [each["contactID"] for each in data["customers"]],
        [each["orderID"] for each in data["orders"]],
        [each["productCode"] for each in data["products"]],
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smith", (["ann", "smi", "kim"], [], [])),
        ("jones smith", (["kim"], [], [])),
        ("o'brien", (["zoe"], [], [])),
        ("ZOE", (["zoe"], [], [])),
        ("0412 345", (["ann"], [], [])),
        ("+61 412", (["ann", "zoe"], [], [])),
        ("@gmail.com", (["kim", "zoe"], [], [])),
        ("gmail", ([], [], [])),
        ("#101", ([], ["f-1"], [])),
        ("10", ([], ["f-1", "f-2", "f-3", "f-4"], [])),
        ("boxrscm", ([], [], ["BOX-RSC-M"])),
        ("box", (["smi"], [], ["BOX-RSC-M"])),
        ("medium box", ([], [], ["BOX-RSC-M"])),
        ("nobody", ([], [], [])),
        ("!?", ([], [], [])),
        ("%", ([], [], [])),
    ],
)
def test_customers_orders_and_products_are_found_by_words(shop, text, expected):
    assert found(shop.get(PATH, q=text)) == expected
    assert found(shop.get(PATH, q=text, cache="false")) == expected


def test_what_is_found_has_what_a_list_of_hits_shows(shop):
    [customer] = shop.get(PATH, q="ann").data["customers"]
    assert customer == {"contactID": "ann", **PEOPLE["ann"]}
    [listed] = shop.get("/api/orders", reference="101").data
    assert shop.get(PATH, q="101").data["orders"] == [listed]
    [product] = shop.get(PATH, q="box rsc").data["products"]
    assert product == {"productCode": "BOX-RSC-M", "name": "Shipping box, medium", "category": None}


def test_the_limit_is_of_each_kind(shop):
    assert found(shop.get(PATH, q="smith", limit=1)) == (["ann"], [], [])
    assert found(shop.get(PATH, q="10", limit=2)) == ([], ["f-1", "f-2"], [])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("", "q"),
        ("q=", "q"),
        (f"q={'a' * 201}", "q"),
        ("q=a&q=b", "q"),
        ("q=a&limit=0", "limit"),
        ("q=a&limit=101", "limit"),
        ("q=a&sort=name", "sort"),
        ("q=a&cursor=x", "cursor"),
        ("q=a&cache=no", "cache"),
    ],
)
def test_a_wrong_question_is_named(shop, query, field):
    reply = shop.send("GET", f"{PATH}?{query}")
    assert (reply.status, reply.fields) == (400, [field])


@pytest.mark.parametrize(
    "text", ["a" * 200, "é" * 200, "開" * 200, "\x00", "a\x00b", "\ud7ff\U0010ffff", "ann\tsmith", "'--"]
)
def test_any_text_has_an_answer(shop, text):
    assert found(shop.send("GET", f"{PATH}?q={quote(text)}")) in (([], [], []), (["ann"], [], []))


def test_another_shop_finds_nothing_of_it(shop, other_shop):
    for text in ("smith", "101", "box rsc", "@gmail.com"):
        customers, orders, products = found(other_shop.get(PATH, q=text))
        assert not {*customers, *orders, *products} & {*PEOPLE, "f-1", "f-2", "f-3", "f-4", "BOX-RSC-M"}
    assert other_shop.get("/api/customers", search="smith").data == []


def test_a_cut_answer_says_so(server):
    """More rows begin with the word than are looked through."""
    register(server.store, server.tables, Client("crowded-shop", "Crowded shop", Rules(zone="UTC")))
    api = Api(server.url, server.runtime.tokens.create("crowded-shop", {READ, WRITE}, "test"))
    lines = [
        {"productCode": f"P-{number:03}", "name": f"thing {number:03}", "quantity": 1, "unitPrice": 1}
        for number in range(510)
    ]
    assert api.import_order(order("c-1", lines=lines, contactID="c")).status == 201
    ends = clock.monotonic() + 30
    while not api.get(PATH, q="thing509").data["products"] and clock.monotonic() < ends:
        clock.sleep(0.2)
    reply = api.get(PATH, q="thing")
    assert len(found(reply)[2]) == 5
    assert reply.body["note"].startswith("more begins with this than was looked through")
    assert "note" not in api.get(PATH, q="thing509").body


def customers(reply) -> list[str]:
    assert reply.status == 200, reply.raw
    assert_valid(
        reply.body,
        DOCUMENT["paths"]["/api/customers"]["get"]["responses"]["200"]["content"]["application/json"]["schema"],
    )
    return [each["contactID"] for each in reply.data]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"search": "smith"}, ["ann", "smi", "kim"]),
        ({"search": "smith", "minSpend": "20"}, ["smi", "kim"]),
        ({"search": "smith", "maxSpend": "20", "segment": "Dormant"}, ["ann", "kim"]),
        ({"search": "smith", "segment": "VIP"}, []),
        ({"search": "0412 345 678"}, ["ann"]),
        ({"search": "101"}, []),
        ({"search": "box"}, ["smi"]),
        ({"search": "#"}, []),
    ],
)
def test_customers_are_found_by_words_and_filtered(shop, parameters, expected):
    assert customers(shop.get("/api/customers", **parameters)) == expected
    assert customers(shop.get("/api/customers", **parameters, cache="false")) == expected


def test_a_found_customer_is_the_one_of_the_list(shop):
    listed = {each["contactID"]: each for each in shop.get("/api/customers").data}
    reply = shop.get("/api/customers", search="ann")
    assert reply.data == [listed["ann"]]
    assert reply.body["segments"] == shop.get("/api/customers").body["segments"]
    assert shop.get("/api/customers", search="ann", fields="name").data == [{"name": "Ann Smith"}]


def test_found_customers_have_pages(shop):
    seen, path = [], "/api/customers?search=smith&limit=1"
    while path:
        reply = shop.send("GET", path)
        seen += customers(reply)
        link = reply.headers.get("link")
        path = link and f"/api/customers{link[1 : link.index('>')]}"
    assert seen == ["ann", "smi", "kim"]


def test_found_customers_are_also_csv(shop):
    reply = shop.get("/api/customers", search="smith", format="csv", limit=5000, fields="contactID,name")
    assert list(csv.DictReader(io.StringIO(reply.raw.decode(), newline=""))) == [
        {"contactID": contact, "name": PEOPLE[contact]["name"]} for contact in ("ann", "smi", "kim")
    ]


def test_a_search_has_an_order_of_its_own(shop):
    reply = shop.get("/api/customers", search="ann", sort="name")
    assert (reply.status, reply.fields) == (400, ["sort"])


@pytest.mark.parametrize("other", [{"search": "smit"}, {"search": "smith", "segment": "VIP"}, {}, {"sort": "name"}])
def test_a_cursor_of_another_search_is_refused(shop, other):
    cursor = shop.get("/api/customers", search="smith", limit=1).body["page"]["nextCursor"]
    reply = shop.get("/api/customers", **other, cursor=cursor)
    assert (reply.status, reply.fields) == (400, ["cursor"])


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "WyJhIiwiYiJd", "é"])
def test_a_text_that_is_no_cursor_is_refused(shop, cursor):
    reply = shop.get("/api/customers", search="smith", cursor=cursor)
    assert (reply.status, reply.fields) == (400, ["cursor"])


@pytest.mark.parametrize("search", ["", "a" * 201])
def test_a_search_that_is_empty_or_too_long_is_refused(shop, search):
    reply = shop.get("/api/customers", search=search)
    assert (reply.status, reply.fields) == (400, ["search"])


def test_a_search_needs_a_token(server):
    assert Api(server.url, None).get(PATH, q="ann").status == 401
