"""How long an answer took, how it may be kept, and when it need not be sent again."""

import re
from datetime import timedelta

import pytest

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from chalicelib.views import freshness
from tests.http.api import Api, order

READS = [
    "/api/customers",
    "/api/customers/kept-1",
    "/api/customers/kept-1/orders",
    "/api/orders",
    "/api/orders/k-1",
    "/api/reports/sales",
    "/api/reports/overview",
    "/api/status",
]


def open_shop(server, name: str) -> Api:
    register(server.store, server.tables, Client(name, name, Rules(zone="UTC")))
    api = Api(server.url, server.runtime.tokens.create(name, {READ, WRITE, OPERATE}, "test"))
    assert api.import_order(order("k-1", contactID="kept-1")).status == 201
    api.customer("kept-1", orders=1)
    return api


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop with one order."""
    return open_shop(server, "kept-shop")


def tag_of(reply) -> str:
    assert reply.status == 200, reply.raw
    return reply.headers["etag"]


def again(api: Api, path: str, known: str, **headers: str):
    return api.send("GET", path, headers={"If-None-Match": known, **headers})


@pytest.mark.parametrize("path", sorted({*READS} - {"/api/orders/k-1"}))
def test_what_has_not_changed_is_not_sent_again(shop, path):
    tag = tag_of(shop.get(path))
    reply = again(shop, path, tag)
    assert (reply.status, reply.raw, reply.headers["etag"]) == (304, b"", tag)
    assert reply.headers["cache-control"] == "private, no-cache"
    assert reply.headers["vary"] == "Authorization, Accept"
    assert reply.headers["x-request-id"]


def test_the_tag_of_an_order_is_for_if_match_and_always_answered_whole(shop):
    """It is the version of what is stored; what is shown of it follows the shop's rules, too."""
    tag = tag_of(shop.get("/api/orders/k-1"))
    assert again(shop, "/api/orders/k-1", tag).status == 200


@pytest.mark.parametrize("path", READS)
def test_every_read_says_how_it_may_be_kept_and_what_it_cost(shop, path):
    reply = shop.get(path)
    assert reply.headers["cache-control"] == "private, no-cache"
    assert reply.headers["vary"] == "Authorization, Accept"
    pattern = r'app;dur=(\d+\.\d), db;dur=(\d+\.\d);desc="(\d+) calls?"(.*)'
    timing = re.fullmatch(pattern, reply.headers["server-timing"])
    assert timing
    assert float(timing[1]) >= float(timing[2]) > 0
    assert 1 <= int(timing[3]) <= 10
    assert [part.partition(";")[0] for part in timing[4].split(", ")[1:]][-2:] == ["work", "form"]


def test_an_import_tells_its_time_and_has_no_tag(shop):
    reply = shop.import_order(order("k-1", contactID="kept-1"))
    assert reply.status == 200
    assert "db;dur=" in reply.headers["server-timing"]
    assert not {"etag", "cache-control"} & set(reply.headers)


def test_a_problem_of_a_read_is_not_kept_and_has_no_tag(shop):
    reply = again(shop, "/api/customers/nobody", "*")
    assert (reply.status, reply.headers["cache-control"]) == (404, "private, no-cache")
    assert "etag" not in reply.headers


@pytest.mark.parametrize("form", ["{}", 'W/"x", {}', '"a,b",{} , "c"', "*", " * "])
def test_a_tag_is_found_among_others(shop, form):
    tag = tag_of(shop.get("/api/orders"))
    assert again(shop, "/api/orders", form.format(tag)).status == 304
    assert again(shop, "/api/orders", form.format(tag.removeprefix("W/"))).status == 304


@pytest.mark.parametrize("known", ["", '"x"', 'W/"', "x", '"*"', "W/*"])
def test_what_names_no_tag_of_the_answer_matches_nothing(shop, known):
    assert again(shop, "/api/orders", known).status == 200


def test_after_an_import_the_answer_is_another(server):
    shop = open_shop(server, "changing-shop")
    paths = [
        "/api/customers",
        "/api/customers/kept-1",
        "/api/orders",
        "/api/reports/sales?from=2025-10-20&to=2025-10-20",
    ]
    tags = {path: tag_of(shop.get(path)) for path in paths}
    assert shop.import_order(order("k-2", contactID="kept-1")).status == 201
    shop.customer("kept-1", orders=2)
    ends = clock.monotonic() + 5
    for path, tag in tags.items():
        reply = again(shop, path, tag)
        while reply.status == 304 and clock.monotonic() < ends:
            clock.sleep(0.05)
            reply = again(shop, path, tag)
        assert tag_of(reply) != tag


def test_the_next_day_the_answer_is_another(shop, monkeypatch):
    tag = tag_of(shop.get("/api/customers/kept-1"))
    today = clock.now()
    monkeypatch.setattr(clock, "now", lambda: today + timedelta(days=1))
    reply = again(shop, "/api/customers/kept-1", tag)
    assert (reply.status, tag_of(reply) != tag) == (200, True)


def test_every_question_and_every_form_has_its_own_tag(shop):
    paths = [
        "/api/orders",
        "/api/orders?limit=10",
        "/api/orders?sort=createdAt",
        "/api/orders?fields=orderID",
        "/api/orders?cache=false",
        "/api/orders?format=csv",
        "/api/customers/kept-1/orders",
    ]
    tags = [tag_of(shop.get(path)) for path in paths]
    tags.append(tag_of(shop.send("GET", "/api/orders", headers={"Accept": "text/csv"})))
    assert len(set(tags)) == len(tags)


def test_the_order_of_the_parameters_does_not_matter(shop):
    assert tag_of(shop.get("/api/orders?limit=9&type=order")) == tag_of(shop.get("/api/orders?type=order&limit=9"))


def test_two_shops_with_the_same_answer_have_different_tags(server):
    for name in ("empty-1", "empty-2"):
        register(server.store, server.tables, Client(name, name, Rules(zone="UTC")))
    first, second = (
        Api(server.url, server.runtime.tokens.create(name, {READ}, "test")) for name in ("empty-1", "empty-2")
    )
    assert first.get("/api/orders").data == second.get("/api/orders").data == []
    assert tag_of(first.get("/api/orders")) != tag_of(second.get("/api/orders"))


def test_a_changed_link_of_a_csv_makes_another_answer(server):
    shop = open_shop(server, "linked-shop")
    path = "/api/orders?format=csv&limit=1&sort=createdAt"
    tag = tag_of(shop.get(path))
    assert shop.import_order(order("k-2", contactID="kept-1", createdAt="2025-10-21T10:30:00Z")).status == 201
    shop.customer("kept-1", orders=2)
    ends = clock.monotonic() + 5
    while (reply := again(shop, path, tag)).status == 304 and clock.monotonic() < ends:
        clock.sleep(0.05)
    assert (reply.status, "link" in reply.headers) == (200, True)


@pytest.fixture
def settled(monkeypatch):
    """Views are taken for settled as soon as they have changed."""
    monkeypatch.setattr(freshness, "SETTLED_AFTER", timedelta(0))


OF_VIEWS = [
    "/api/customers",
    "/api/customers?search=kept",
    "/api/customers/kept-1",
    "/api/customers/kept-1?explain=true",
    "/api/customers/kept-1/orders",
    "/api/orders",
    "/api/orders?format=csv",
    "/api/products",
    "/api/products/BOX-S",
    "/api/products/BOX-S/orders",
    "/api/reports/overview",
    "/api/reports/products",
    "/api/reports/customers",
    "/api/reports/sales",
    "/api/reports/statistics",
    "/api/search?q=kept",
]


def calls_of(reply) -> int:
    return int(re.search(r'db;dur=[\d.]+;desc="(\d+) calls?"', reply.headers["server-timing"])[1])


@pytest.mark.parametrize("path", OF_VIEWS)
def test_what_is_made_of_settled_views_is_known_before_any_work_is_done(shop, settled, monkeypatch, path):
    tag = tag_of(shop.get(path))
    assert "." in tag
    # Versions, generations and the token's shop are read at most every second; a slow machine shall not count here.
    monkeypatch.setattr(clock, "is_recent", lambda instant, _: instant > clock.LONG_AGO)
    reply = again(shop, path, tag)
    assert (reply.status, reply.raw, reply.headers["etag"]) == (304, b"", tag)
    assert calls_of(reply) == 0


def test_views_that_have_just_changed_are_not_trusted_to_stay(server):
    shop = open_shop(server, "moving-shop")
    assert "." not in tag_of(shop.get("/api/orders"))


@pytest.mark.parametrize("path", ["/api/orders?cache=false", "/api/status", "/api/orders/k-1"])
def test_what_is_not_made_of_views_is_not_known_by_them(shop, settled, path):
    assert "." not in tag_of(shop.get(path))


def test_one_new_order_makes_every_answer_unknown(server, settled):
    shop = open_shop(server, "settled-shop")
    tags = {path: tag_of(shop.get(path)) for path in OF_VIEWS}
    assert shop.import_order(order("k-2", contactID="kept-1", createdAt="2025-10-21T10:30:00Z")).status == 201
    shop.customer("kept-1", orders=2)
    clock.sleep(1.1)  # the version of the views is read at most once a second
    views = {path: again(shop, path, tag).headers["etag"].partition(".")[2] for path, tag in tags.items()}
    assert all(tag.partition(".")[2] != views[path] for path, tag in tags.items())
    assert again(shop, "/api/customers/kept-1", tags["/api/customers/kept-1"]).status == 200


def test_settled_views_answer_otherwise_the_next_day(shop, settled, monkeypatch):
    tag = tag_of(shop.get("/api/customers/kept-1"))
    today = clock.now()
    monkeypatch.setattr(clock, "now", lambda: today + timedelta(days=1))
    assert tag_of(again(shop, "/api/customers/kept-1", tag)) != tag


def test_a_tag_of_settled_views_is_of_its_question_form_and_shop(shop, server, settled):
    tag = tag_of(shop.get("/api/orders"))
    other = open_shop(server, "other-settled-shop")
    assert again(shop, "/api/orders?sort=createdAt", tag).status == 200
    assert again(shop, "/api/orders", tag, Accept="text/csv").status == 200
    assert again(other, "/api/orders", tag).status == 200
    assert again(Api(server.url, None), "/api/orders", tag).status == 401
