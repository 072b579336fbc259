"""Products and best sellers on the running server: exact figures, wrong parameters, CSV, and shops apart."""

import csv
import io
from decimal import Decimal
from urllib.parse import quote

import pytest

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order

ODD = "50%/a b#箱%2F"


def line(code: str, quantity: str, price: str, **more) -> dict:
    return {"productCode": code, "quantity": quantity, "unitPrice": price, **more}


def document(order_id: str, at: str, *lines: dict, **fields) -> dict:
    return order(order_id, createdAt=f"{at}+13:00", lines=list(lines), contactID="jo", **fields)


ORDERS = [
    document("p-1", "2025-01-31T23:30:00", line("MUG", "2", "10", name="Old mug"), line("BOX", "1", "5")),
    document("p-2", "2025-02-01T00:30:00", line("MUG", "1", "10", name="Mug"), line("MUG", "3", "9", name="Mug")),
    document("p-3", "2025-02-10T12:00:00", line("mug", "1", "8", category="Cups"), line(ODD, "4", "0.25")),
    document("p-4", "2025-02-10T12:00:00", line("MUG", "1", "7", name="New mug"), currency="NZD"),
    document("p-5", "2025-02-11T12:00:00", line("MUG", "-1", "10", name="Credited mug"), type="credit"),
    document("p-6", "2025-02-12T12:00:00", line("GONE", "1", "1000"), status="cancelled"),
]
FEBRUARY = {"from": "2025-02-01", "to": "2025-02-28"}


def shop_of(server, name: str, rules: Rules, orders: list[dict]) -> Api:
    register(server.store, server.tables, Client(name, name, rules))
    api = Api(server.url, server.runtime.tokens.create(name, {READ, WRITE, OPERATE}, "test"))
    for each in orders:
        assert api.import_order(each).status == 201
    ends = clock.monotonic() + 10
    while len(api.get("/api/orders").data) < len(orders) and clock.monotonic() < ends:
        clock.sleep(0.05)
    return api


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop in Auckland that sells four products; two of them have a category of the shop."""
    rules = Rules(zone="Pacific/Auckland", currency="AUD", categories={"MUG": "Mugs", "B*": "Boxes"})
    return shop_of(server, "product-shop", rules, ORDERS)


@pytest.fixture(scope="module")
def neighbour(server) -> Api:
    """Another shop that sells a product with the same code, and one of its own."""
    orders = [document("p-1", "2025-02-01T20:00:00", line("MUG", "1", "99", name="Their mug"), line("OWN", "1", "1"))]
    return shop_of(server, "neighbour-shop", Rules(zone="UTC", currency="AUD"), orders)


def path_of(code: str) -> str:
    return f"/api/products/{quote(code, safe='')}"


def codes(reply) -> list[str]:
    assert reply.status == 200, reply.raw
    return [each["productCode"] for each in reply.data]


def table(reply) -> list[dict]:
    assert reply.status == 200, reply.raw
    assert reply.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(reply.raw.decode(), newline="")))


MUG = {
    "productCode": "MUG",
    "name": "New mug",
    "category": "Mugs",
    "orders": 3,
    "credits": 1,
    "units": 6,
    "revenue": 47,
    "revenueByCurrency": {"AUD": 47, "NZD": 7},
    "lastSold": "2025-02-09T23:00:00Z",
}


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-revenue", ["MUG", "mug", "BOX", ODD]),
        ("revenue", [ODD, "BOX", "mug", "MUG"]),
        ("-orders", ["MUG"]),
        ("-units", ["MUG", ODD]),
        ("lastSold", ["BOX"]),
    ],
)
@pytest.mark.parametrize("cache", ["true", "false"])
def test_products_are_listed_by_what_one_asks_for(shop, sort, expected, cache):
    """Among equal ones the order is the database's, so only the others are compared."""
    found = codes(shop.get("/api/products", sort=sort, cache=cache))
    assert found[: len(expected)] == expected
    assert sorted(found) == sorted(["MUG", "mug", "BOX", ODD])


def test_a_listed_product_has_all_its_figures(shop):
    [row] = shop.get("/api/products", limit=1).data
    assert row == MUG
    [box] = shop.get("/api/products", category="Boxes").data
    assert (box["productCode"], box["name"], box["revenueByCurrency"]) == ("BOX", None, {"AUD": 5})


def test_the_pages_of_products_have_every_product_once(shop):
    seen, address = [], "?limit=3&sort=-units"
    while address:
        reply = shop.send("GET", f"/api/products{address}")
        seen += codes(reply)
        address = reply.headers.get("link", "").partition("<")[2].partition(">")[0]
    assert sorted(seen) == sorted(["MUG", "mug", "BOX", ODD])


def test_one_product_has_its_totals_and_a_trend_in_each_currency(shop):
    period = {"from": "2025-01-31", "to": "2025-03-01"}
    for cache in ("true", "false"):
        found = shop.get("/api/products/MUG", **period, cache=cache).data
        aud, nzd = found.pop("trend")
        assert found == MUG
        assert aud == {
            "currency": "AUD",
            "intervals": [
                {"from": "2025-01-31", "to": "2025-01-31", "orders": 1, "credits": 0, "units": 2, "revenue": 20},
                {"from": "2025-02-01", "to": "2025-02-28", "orders": 1, "credits": 1, "units": 3, "revenue": 27},
                {"from": "2025-03-01", "to": "2025-03-01", "orders": 0, "credits": 0, "units": 0, "revenue": 0},
            ],
        }
        assert [(part["units"], part["revenue"]) for part in nzd["intervals"]] == [(0, 0), (1, 7), (0, 0)]


def test_a_trend_by_day_has_every_day(shop):
    [aud] = shop.get("/api/products/mug", interval="day", **FEBRUARY).data["trend"]
    assert len(aud["intervals"]) == 28
    assert [part["from"] for part in aud["intervals"] if part["orders"]] == ["2025-02-10"]


def test_the_default_trend_is_of_twelve_calendar_months(shop):
    [aud] = shop.get("/api/products/BOX").data["trend"]
    assert len(aud["intervals"]) == 12
    assert {part["from"][-2:] for part in aud["intervals"]} == {"01"}


def test_a_products_orders_are_listed_newest_first_with_its_part_in_them(shop):
    for cache in ("true", "false"):
        rows = shop.get("/api/products/MUG/orders", cache=cache).data
        assert [(row["orderID"], row["type"], row["units"], row["revenue"], row["currency"]) for row in rows] == [
            ("p-5", "credit", -1, -10, "AUD"),
            ("p-4", "order", 1, 7, "NZD"),
            ("p-2", "order", 4, 37, "AUD"),
            ("p-1", "order", 2, 20, "AUD"),
        ]
    assert (rows[3]["total"], rows[3]["itemsSold"], rows[3]["contactID"]) == (25, 3, "jo")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"sort": "createdAt"}, "1245"),
        ({"type": "credit"}, "5"),
        ({"from": "2025-02-01", "to": "2025-02-10"}, "42"),
        ({"to": "2025-01-30"}, ""),
    ],
)
def test_a_products_orders_are_filtered(shop, parameters, expected):
    reply = shop.get("/api/products/MUG/orders", **parameters)
    assert [row["orderID"] for row in reply.data] == [f"p-{number}" for number in expected]


def test_the_link_leads_through_a_products_orders(shop):
    seen, address = [], "?limit=1"
    while address:
        reply = shop.send("GET", f"/api/products/MUG/orders{address}")
        seen += [row["orderID"] for row in reply.data]
        address = reply.headers.get("link", "").partition("<")[2].partition(">")[0]
    assert seen == ["p-5", "p-4", "p-2", "p-1"]


def test_the_list_of_orders_finds_those_that_name_a_product(shop):
    assert [row["orderID"] for row in shop.get("/api/orders", product="mug").data] == ["p-3"]
    assert [row["orderID"] for row in shop.get("/api/orders", product=ODD, contact="jo").data] == ["p-3"]
    assert shop.get("/api/orders", product="MUG", contact="nobody").data == []
    assert shop.get("/api/orders", product="GONE").data == []


def test_a_customers_page_has_the_top_products(shop):
    found = shop.get("/api/customers/jo").data["topProducts"]
    assert found == [
        {"productCode": "MUG", "name": "New mug", "orders": 2, "credits": 1, "units": 5, "revenue": 47},
        {"productCode": "mug", "name": None, "orders": 1, "credits": 0, "units": 1, "revenue": 8},
        {"productCode": "BOX", "name": None, "orders": 1, "credits": 0, "units": 1, "revenue": 5},
        {"productCode": ODD, "name": None, "orders": 1, "credits": 0, "units": 4, "revenue": 1},
    ]


def test_the_best_sellers_of_a_month(shop):
    for cache in ("true", "false"):
        reply = shop.get("/api/reports/products", **FEBRUARY, limit=2, cache=cache)
        aud, nzd = reply.data
        assert reply.body["period"] == FEBRUARY
        assert (aud["currency"], nzd["currency"]) == ("AUD", "NZD")
        assert aud["totals"] == {"products": 3, "units": 8, "revenue": 36}
        assert aud["products"] == [
            {
                "rank": 1,
                "productCode": "MUG",
                "name": "New mug",
                "category": "Mugs",
                "orders": 1,
                "credits": 1,
                "units": 3,
                "revenue": 27,
                "share": Decimal("0.75"),
            },
            {
                "rank": 2,
                "productCode": "mug",
                "name": None,
                "category": "Cups",
                "orders": 1,
                "credits": 0,
                "units": 1,
                "revenue": 8,
                "share": Decimal("0.222222"),
            },
        ]
        assert aud["categories"] == [
            {"category": "Mugs", "units": 3, "revenue": 27, "share": Decimal("0.75")},
            {"category": "Cups", "units": 1, "revenue": 8, "share": Decimal("0.222222")},
            {"category": None, "units": 4, "revenue": 1, "share": Decimal("0.027778")},
        ]
        assert nzd["totals"] == {"products": 1, "units": 1, "revenue": 7}


def test_the_best_sellers_by_units(shop):
    aud = shop.get("/api/reports/products", **FEBRUARY, sort="units").data[0]
    assert [row["productCode"] for row in aud["products"]] == [ODD, "MUG", "mug"]


def test_a_period_without_sales_has_no_best_sellers(shop):
    [aud] = shop.get("/api/reports/products", **{"from": "2001-01-01", "to": "2001-01-31"}).data
    assert aud == {
        "currency": "AUD",
        "totals": {"products": 0, "units": 0, "revenue": 0},
        "products": [],
        "categories": [],
    }


def test_a_code_is_decoded_exactly_once(shop):
    assert shop.get(path_of(ODD)).data["productCode"] == ODD
    assert [row["orderID"] for row in shop.get(f"{path_of(ODD)}/orders").data] == ["p-3"]
    assert shop.get(path_of(quote(ODD, safe=""))).status == 404
    assert shop.get(path_of(ODD.replace("%2F", "/"))).status == 404


@pytest.mark.parametrize("code", ["GONE", "Mug", "OWN", "nothing", "x" * 1500])
@pytest.mark.parametrize("below", ["", "/orders", "/orders?type=credit"])
def test_a_code_that_no_order_of_the_shop_names_is_unknown(shop, neighbour, code, below):
    assert neighbour.get("/api/products/OWN").status == 200
    reply = shop.send("GET", f"{path_of(code)}{below}")
    assert (reply.status, reply.body["detail"]) == (404, f"there is no product {code}")


def test_shops_with_the_same_code_see_only_their_own(shop, neighbour):
    assert sorted(codes(neighbour.get("/api/products"))) == ["MUG", "OWN"]
    theirs = neighbour.get("/api/products/MUG").data
    assert (theirs["name"], theirs["revenue"], theirs["orders"]) == ("Their mug", 99, 1)
    [row] = neighbour.get("/api/products/MUG/orders").data
    assert (row["orderID"], row["revenue"]) == ("p-1", 99)
    [block] = neighbour.get("/api/reports/products", **FEBRUARY).data
    assert block["totals"] == {"products": 2, "units": 2, "revenue": 100}
    assert shop.get("/api/products/MUG").data["revenue"] == 47


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/api/products?sort=name", ["sort"]),
        ("/api/products?limit=0", ["limit"]),
        ("/api/products?limit=101", ["limit"]),
        ("/api/products?category=", ["category"]),
        ("/api/products?colour=red", ["colour"]),
        ("/api/products?fields=productCode,colour", ["fields"]),
        ("/api/products/MUG?interval=week", ["interval"]),
        ("/api/products/MUG?from=2025-03-02&to=2025-03-01", ["to"]),
        ("/api/products/MUG?from=2025-02-30", ["from"]),
        ("/api/products/MUG?from=2001-01-01&to=2025-01-01", ["from"]),
        ("/api/products/MUG?from=2024-01-01&to=2025-01-01&interval=day", ["interval"]),
        ("/api/products/MUG?limit=5", ["limit"]),
        ("/api/products/MUG/orders?sort=units", ["sort"]),
        ("/api/products/MUG/orders?limit=101", ["limit"]),
        ("/api/products/MUG/orders?from=2025-02-30", ["from"]),
        ("/api/products/MUG/orders?type=refund", ["type"]),
        ("/api/products/MUG/orders?status=completed", ["status"]),
        ("/api/reports/products?sort=-revenue", ["sort"]),
        ("/api/reports/products?limit=0", ["limit"]),
        ("/api/reports/products?limit=101", ["limit"]),
        ("/api/reports/products?to=2025-02-30", ["to"]),
        ("/api/reports/products?from=2025-02-02&to=2025-02-01", ["to"]),
        ("/api/reports/products?from=2023-01-01&to=2025-01-01", ["from"]),
        ("/api/reports/products?interval=day", ["interval"]),
    ],
)
def test_a_wrong_parameter_is_named(shop, path, fields):
    reply = shop.send("GET", path)
    assert (reply.status, reply.fields) == (400, fields)


def test_the_longest_ranges_are_answered(shop):
    assert len(
        shop.get("/api/products/MUG", **{"from": "2024-01-01", "to": "2024-12-31"}, interval="day").data["trend"]
    )
    assert shop.get("/api/products/MUG", **{"from": "2015-06-01", "to": "2025-06-01"}).status == 200
    assert shop.get("/api/reports/products", **{"from": "2023-01-01", "to": "2024-12-31"}).status == 200


def test_a_cursor_fits_only_its_own_list_and_sort(shop, neighbour):
    cursor = shop.get("/api/products", limit=1, sort="-units").body["page"]["nextCursor"]
    of_orders = shop.get("/api/products/MUG/orders", limit=1).body["page"]["nextCursor"]
    assert shop.get("/api/products", limit=1, sort="-units", cursor=cursor).status == 200
    for api, path, parameters in (
        (shop, "/api/products", {"cursor": cursor}),
        (shop, "/api/products", {"cursor": cursor, "sort": "units"}),
        (shop, "/api/products", {"cursor": cursor, "sort": "-units", "category": "Mugs"}),
        (neighbour, "/api/products", {"cursor": cursor, "sort": "-units"}),
        (shop, "/api/products", {"cursor": of_orders}),
        (shop, "/api/products/BOX/orders", {"cursor": of_orders}),
        (shop, "/api/products/MUG/orders", {"cursor": of_orders, "sort": "createdAt"}),
        (shop, "/api/orders", {"cursor": of_orders, "product": "MUG"}),
    ):
        reply = api.get(path, **parameters)
        assert (reply.status, reply.fields) == (400, ["cursor"])


def test_fields_are_chosen(shop):
    assert shop.get("/api/products", limit=1, fields="revenue,productCode").data == [
        {"revenue": 47, "productCode": "MUG"}
    ]
    rows = shop.get("/api/products/mug/orders", fields="orderID,units").data
    assert rows == [{"orderID": "p-3", "units": 1}]


def test_products_as_csv_are_the_rows_of_the_list(shop):
    reply = shop.get("/api/products", format="csv", fields="productCode,category,revenue,revenueByCurrency", limit=5000)
    assert reply.headers["content-disposition"] == 'attachment; filename="products.csv"'
    rows = {row["productCode"]: row for row in table(reply)}
    assert sorted(rows) == sorted(["MUG", "mug", "BOX", ODD])
    assert rows["MUG"] == {
        "productCode": "MUG",
        "category": "Mugs",
        "revenue": "47",
        "revenueByCurrency": '{"AUD":47,"NZD":7}',
    }


def test_a_products_orders_as_csv_are_the_rows_of_the_list(shop):
    reply = shop.send("GET", "/api/products/MUG/orders", headers={"Accept": "text/csv"})
    assert reply.headers["content-disposition"] == 'attachment; filename="product-orders.csv"'
    assert [(row["orderID"], row["units"], row["revenue"]) for row in table(reply)] == [
        ("p-5", "-1", "-10"),
        ("p-4", "1", "7"),
        ("p-2", "4", "37"),
        ("p-1", "2", "20"),
    ]


def test_the_best_sellers_as_csv_are_the_products_of_all_currencies(shop):
    reply = shop.get("/api/reports/products", **FEBRUARY, format="csv")
    assert reply.headers["content-disposition"].endswith('filename="products-2025-02-01-to-2025-02-28.csv"')
    found = [(row["currency"], row["rank"], row["productCode"], row["share"]) for row in table(reply)]
    assert found == [
        ("AUD", "1", "MUG", "0.75"),
        ("AUD", "2", "mug", "0.222222"),
        ("AUD", "3", ODD, "0.027778"),
        ("NZD", "1", "MUG", "1"),
    ]


def test_one_product_is_no_table(shop):
    assert shop.get("/api/products/MUG", format="csv").fields == ["format"]
    reply = shop.send("GET", "/api/products/MUG", headers={"Accept": "text/csv"})
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")


@pytest.mark.parametrize(
    "path", ["/api/products", "/api/products/MUG", "/api/products/MUG/orders", "/api/reports/products"]
)
def test_products_need_a_token_that_may_read(shop, with_scopes, path):
    assert Api(shop.url, None).get(path).status == 401
    assert with_scopes(WRITE).get(path).status == 403
    assert with_scopes(READ).get(path, cache="false").status == 403
