"""explain=true on the running server: customers, sales, the overview."""

import pytest

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order

MARCH = {"from": "2025-03-01", "to": "2025-03-31"}
MANY = 103


def document(order_id: str, day: int, total: str, **fields) -> dict:
    lines = [{"productCode": "P", "quantity": 1, "unitPrice": total}]
    return order(order_id, createdAt=f"2025-03-{day:02}T12:00:00Z", lines=lines, **fields)


ORDERS = [
    document("x-1", 1, "100", contactID="jo/1", totals={"tax": "10", "shipping": "5"}),
    document("x-2", 2, "50", contactID="jo/1", status="Cancelled"),
    document("x-3", 3, "30", contactID="jo/1", currency="NZD"),
    document("x-4", 4, "-20", contactID="jo/1", type="credit", creditFor="x-1"),
    document("x-5", 5, "7", totals={"tax": "0"}),
]


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop with five documents in March, and over a hundred of one customer in April."""
    register(server.store, server.tables, Client("explained-shop", "Explained shop", Rules(zone="UTC")))
    api = Api(server.url, server.runtime.tokens.create("explained-shop", {READ, WRITE, OPERATE}, "test"))
    many = [document(f"m-{number:03}", 1, "1", contactID="many") for number in range(MANY)]
    for each in many:
        each["createdAt"] = "2025-04-01T12:00:00Z"
    assert api.post("/admin/orders/import", [*ORDERS, *many]).body["summary"]["created"] == len(ORDERS) + MANY
    api.customer("many", orders=MANY, seconds=30)
    ends = clock.monotonic() + 10
    while len(api.get("/api/orders", **MARCH).data) < len(ORDERS) and clock.monotonic() < ends:
        clock.sleep(0.05)
    return api


def explained(shop: Api, path: str, **parameters):
    reply = shop.get(path, explain="true", **parameters)
    assert reply.status == 200, reply.raw
    return reply.body["explain"]


def by_id(explanation) -> dict:
    return {each["orderID"]: each for each in explanation["documents"]}


def figures(explanation) -> dict:
    return {each["figure"]: each for each in explanation["figures"]}


@pytest.mark.parametrize("cache", ["true", "false"])
def test_a_customers_figures_are_explained(shop, cache):
    explanation = explained(shop, "/api/customers/jo%2F1", cache=cache)
    average = figures(explanation)["averageOrderValue"]
    assert (average["formula"], average["values"]) == (
        "totalSpend / orderCount",
        {"totalSpend": 95, "orderCount": 2},
    )
    documents = by_id(explanation)
    assert list(documents) == ["x-4", "x-3", "x-2", "x-1"]
    assert documents["x-1"]["adds"] == {"orderCount": 1, "totalSpend": 115, "spendByCurrency": {"AUD": 115}}
    assert documents["x-2"]["because"] == 'the status "Cancelled" does not count for an order'
    assert documents["x-3"]["adds"] == {"orderCount": 1, "spendByCurrency": {"NZD": 30}}
    assert documents["x-4"]["adds"]["totalSpend"] == -20
    assert (explanation["shown"], explanation["inAll"], explanation["rest"]) == (4, 4, None)


@pytest.mark.parametrize("path", ["/api/customers/jo%2F1", "/api/reports/sales", "/api/reports/overview"])
def test_the_data_are_the_same_with_and_without_an_explanation(shop, path):
    range_ = MARCH if "reports" in path else {}
    plain, with_reasons = (shop.get(path, explain=value, **range_) for value in ("false", "true"))
    assert plain.data == with_reasons.data == shop.get(path, **range_).data
    assert "explain" not in plain.body
    assert plain.headers["etag"] != with_reasons.headers["etag"]


@pytest.mark.parametrize("path", ["/api/reports/sales", "/api/reports/overview"])
@pytest.mark.parametrize("cache", ["true", "false"])
def test_a_reports_figures_are_explained(shop, path, cache):
    explanation = explained(shop, path, cache=cache, **MARCH)
    values = {(each["currency"], each["figure"]): each for each in explanation["figures"]}
    net = values["AUD", "netSales"]
    assert (net["value"], net["values"]) == (87, {"grossSales": 107, "discounts": 0, "returns": 20})
    assert values["NZD", "orders"]["value"] == 1
    documents = by_id(explanation)
    assert [documents[f"x-{number}"]["isFirstOrder"] for number in (1, 2, 3, 4, 5)] == [True, None, False, None, None]
    assert documents["x-1"]["adds"]["totalSales"] == 115
    assert documents["x-2"]["adds"] == {}
    assert documents["x-3"]["adds"]["returningOrders"] == 1
    assert documents["x-5"]["because"].startswith("a guest's order")
    assert (explanation["shown"], explanation["rest"]) == (5, None)
    assert "cancelled" in explanation["uncountedStatuses"]["order"]


def test_the_rest_of_a_customers_documents_is_where_the_link_leads(shop):
    explanation = explained(shop, "/api/customers/many")
    assert (explanation["shown"], explanation["inAll"]) == (100, MANY)
    rest = shop.send("GET", explanation["rest"])
    assert rest.status == 200, rest.raw
    shown = [each["orderID"] for each in [*explanation["documents"], *rest.data]]
    assert shown == [f"m-{number:03}" for number in reversed(range(MANY))]


def test_the_rest_of_a_reports_documents_is_where_the_link_leads(shop):
    explanation = explained(shop, "/api/reports/sales", **{"from": "2025-03-01", "to": "2025-04-30"})
    rest = shop.send("GET", explanation["rest"])
    assert rest.status == 200, rest.raw
    assert len(explanation["documents"]) == 100
    assert [each["orderID"] for each in rest.data] == ["m-002", "m-001", "m-000", "x-5", "x-4", "x-3", "x-2", "x-1"]


def test_a_csv_is_not_explained(shop):
    plain = shop.get("/api/reports/sales", format="csv", **MARCH)
    with_reasons = shop.get("/api/reports/sales", format="csv", explain="true", **MARCH)
    assert with_reasons.headers["content-type"].startswith("text/csv")
    assert plain.raw == with_reasons.raw


def test_meta_says_whether_the_tax_is_in_the_prices(shop):
    assert shop.get("/api/reports/sales", **MARCH).body["meta"]["taxIncluded"] is True
    only_split = {"from": "2025-03-05", "to": "2025-03-05"}
    assert shop.get("/api/reports/sales", **only_split).body["meta"]["taxIncluded"] is False
    assert shop.get("/api/reports/overview", **only_split, compare="none").body["meta"]["taxIncluded"] is False
    assert shop.get("/api/reports/overview", **only_split).body["meta"]["taxIncluded"] is True
    assert "taxIncluded" not in shop.get("/api/customers").body["meta"]


@pytest.mark.parametrize("value", ["maybe", "", "1", "TRUE"])
@pytest.mark.parametrize("path", ["/api/customers/many", "/api/reports/sales", "/api/reports/overview"])
def test_a_wrong_value_is_named(shop, path, value):
    reply = shop.get(path, explain=value)
    assert (reply.status, reply.fields) == (400, ["explain"])


@pytest.mark.parametrize("path", ["/api/customers", "/api/orders", "/api/customers/many/orders", "/api/status"])
def test_other_routes_explain_nothing(shop, path):
    reply = shop.get(path, explain="true")
    assert (reply.status, reply.fields) == (400, ["explain"])


def test_an_unknown_customer_is_not_explained(shop):
    assert shop.get("/api/customers/nobody", explain="true").status == 404


def test_another_shop_sees_none_of_it(shop, other_shop):
    assert other_shop.get("/api/customers/many", explain="true").status == 404
    assert explained(other_shop, "/api/reports/sales", **MARCH)["documents"] == []
