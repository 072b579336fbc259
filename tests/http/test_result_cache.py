"""The result cache, as callers see it."""

from datetime import timedelta
from itertools import count

import pytest

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from chalicelib.views import freshness
from tests.http.api import Api, order
from tools import __main__ as tools
from tools.commands.cache import reports

FOUR_MONTHS = "from=2025-08-01&to=2025-11-30"
REPORTS = [
    f"/api/reports/sales?{FOUR_MONTHS}",
    f"/api/reports/sales?{FOUR_MONTHS}&interval=month",
    f"/api/reports/overview?{FOUR_MONTHS}",
    f"/api/reports/products?{FOUR_MONTHS}",
    "/api/reports/statistics?from=2025-08&to=2025-11",
]
SHOPS = count(1)


@pytest.fixture(autouse=True)
def settled(monkeypatch):
    """Views are taken for settled as soon as they have changed."""
    monkeypatch.setattr(freshness, "SETTLED_AFTER", timedelta(0))


@pytest.fixture
def shop(server) -> Api:
    """A new shop with one order in the autumn of 2025."""
    name = f"cached-shop-{next(SHOPS)}"
    register(server.store, server.tables, Client(name, name, Rules(zone="UTC")))
    api = Api(server.url, server.runtime.tokens.create(name, {READ, WRITE, OPERATE}, "test"))
    api.import_order(order("1", contactID="c-1"))
    api.customer("c-1", orders=1)
    return api


def result_of(reply) -> str | None:
    return reply.body["meta"].get("result")


@pytest.mark.parametrize("path", REPORTS)
def test_a_report_is_computed_once_and_the_same_from_the_cache(shop, path):
    first, second = shop.get(path), shop.get(path)
    assert (result_of(first), result_of(second)) == ("computed", "cached")
    assert [part.split(", ")[2] for part in (first.headers["server-timing"], second.headers["server-timing"])] == [
        'results;desc="miss"',
        'results;desc="hit"',
    ]
    assert first.data == second.data
    assert first.headers["etag"].partition(".")[0].rstrip('"') == second.headers["etag"].partition(".")[0].rstrip('"')
    assert (second.body["meta"]["cacheHit"], second.body["meta"]["source"]) == (True, "view")


@pytest.mark.parametrize("path", [path for path in REPORTS if "overview" not in path])
def test_a_table_is_the_same_from_the_cache(shop, path):
    tables = [shop.get(f"{path}&format=csv").raw for _ in range(2)]
    assert tables[0] == tables[1]


@pytest.mark.parametrize("path", REPORTS)
def test_an_order_imported_between_two_reads_is_seen_by_the_second(shop, path):
    before = shop.get(path)
    shop.import_order(order("2", contactID="c-1", createdAt="2025-11-02T10:30:00Z"))
    shop.customer("c-1", orders=2)
    after = shop.get(path)
    assert (result_of(after), after.data == before.data) == ("computed", False)


def test_an_order_outside_of_the_range_leaves_a_report_in_the_cache(shop):
    shop.get(REPORTS[0])
    shop.import_order(order("2", contactID="c-2", createdAt="2025-12-02T10:30:00Z"))
    shop.customer("c-2", orders=1)
    assert result_of(shop.get(REPORTS[0])) == "cached"


@pytest.mark.parametrize("path", ["/api/customers", "/api/orders", "/api/reports/sales?from=2025-08-01&to=2025-09-30"])
def test_what_is_not_worth_keeping_says_nothing_of_the_cache(shop, path):
    replies = [shop.get(path) for _ in range(2)]
    assert [result_of(reply) for reply in replies] == [None, None]
    assert not any("results;" in reply.headers["server-timing"] for reply in replies)


def test_a_recount_is_never_cached(shop):
    assert [result_of(shop.get(f"{REPORTS[0]}&cache=false")) for _ in range(2)] == [None, None]
    assert result_of(shop.get(REPORTS[0])) == "computed"


def test_what_is_explained_is_worked_out(shop):
    shop.get(REPORTS[0])
    explained = [shop.get(f"{REPORTS[0]}&explain=true") for _ in range(2)]
    assert [result_of(reply) for reply in explained] == [None, None]
    assert explained[0].data == shop.get(REPORTS[0]).data


def test_the_status_tells_of_hits_misses_bytes_and_errors(shop):
    before = shop.get("/api/status").data["resultCache"]
    for _ in range(3):
        shop.get(REPORTS[0])
    after = shop.get("/api/status").data["resultCache"]
    assert (after["backend"], after["errors"], after["tooLarge"]) == ("memory", 0, 0)
    assert (after["hits"] - before["hits"], after["misses"] - before["misses"]) == (2, 1)
    assert after["bytes"] > before["bytes"]


def test_the_reports_that_people_open_first_are_warmed_by_the_api_itself(server, shop, monkeypatch, capsys):
    monkeypatch.setattr("tools.commands.cache.runtime", lambda: server.runtime)
    name = server.runtime.tokens.find(shop.token).client_id
    for said in ("computed", "cached"):
        assert tools.main(["cache", "warm", server.url, "--client", name]) == 0
        assert capsys.readouterr().out.splitlines() == [f"{path}: {said}" for path in reports()]
    assert [each.name for each in server.runtime.tokens.all(name) if each.revoked_at is None] == ["test"]
