"""Reads switched to the recount, as callers see it."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import RECOUNT, VIEWS, register
from chalicelib.store import Matches, Put, Update
from chalicelib.tokens import OPERATE, READ, WRITE
from chalicelib.views import freshness
from tests.http.api import Api, order
from tools.commands.reads import switch

PATHS = ["/api/customers", "/api/customers/c-1", "/api/orders", "/api/orders?format=csv", "/api/reports/overview"]


NUMBERS = count(1)


@pytest.fixture
def name() -> str:
    """A new shop's."""
    return f"switched-shop-{next(NUMBERS)}"


@pytest.fixture
def shop(server, name, monkeypatch) -> Iterator[Api]:
    """A shop with one order, whose views are taken for settled at once; reads use the views again after the test."""
    monkeypatch.setattr(freshness, "SETTLED_AFTER", timedelta(0))
    register(server.store, server.tables, Client(name, name, Rules(zone="UTC")))
    api = Api(server.url, server.runtime.tokens.create(name, {READ, WRITE, OPERATE}, "test"))
    api.import_order(order("s-1", contactID="c-1"))
    api.customer("c-1", orders=1)
    clock.sleep(1.1)  # the version of the views is read at most once a second
    yield api
    switch(server.runtime.generations, VIEWS)


def with_tag(api: Api, path: str, tag: str):
    return api.send("GET", path, headers={"If-None-Match": tag})


def test_answers_say_that_they_come_from_the_recount_and_are_the_same(shop, server):
    before = shop.get("/api/orders")
    switch(server.runtime.generations, RECOUNT)
    after = shop.get("/api/orders")
    assert (before.body["meta"]["source"], after.body["meta"]["source"]) == ("view", "recount")
    assert after.body["meta"]["cacheHit"] is False
    assert after.data == before.data


def test_the_status_says_where_reads_come_from(shop, server):
    assert (shop.get("/api/status").data["reads"], shop.get("/api/status").data["complete"]) == ("views", True)
    switch(server.runtime.generations, RECOUNT)
    assert (shop.get("/api/status").data["reads"], shop.get("/api/status").data["complete"]) == ("recount", True)


def test_orders_still_reach_the_views_behind_the_switch(shop, server):
    switch(server.runtime.generations, RECOUNT)
    shop.import_order(order("s-2", contactID="c-1"))
    switch(server.runtime.generations, VIEWS)
    assert shop.customer("c-1", orders=2)["orderCount"] == 2
    assert shop.get("/api/customers/c-1").body["meta"]["source"] == "view"


def test_a_tag_of_wrong_views_gets_the_right_answer_and_no_304(shop, server, name):
    """The views are damaged, and callers hold tags of what they were told."""
    right = shop.get("/api/customers/c-1").data
    tables = server.tables.of_generation(server.runtime.generations.active().suffix)
    key = {"contactID": f"@{name}/c-1", "clientID": name}
    stored = server.store.get(tables.customers, key)
    server.store.write(Update(tables.customers, key, assign={"name": "Somebody else"}, condition=Matches(key)))
    wrong = {path: shop.get(path) for path in PATHS}
    assert wrong["/api/customers/c-1"].data["name"] == "Somebody else"
    tags = {path: reply.headers["etag"] for path, reply in wrong.items()}
    assert all("." in tag for tag in tags.values())
    switch(server.runtime.generations, RECOUNT)
    answers = {path: with_tag(shop, path, tag) for path, tag in tags.items()}
    assert answers["/api/customers/c-1"].data["name"] == right["name"]
    assert {path for path, reply in answers.items() if reply.status == 304} <= {"/api/orders?format=csv"}
    server.store.write(Put(tables.customers, stored))  # other tests verify the views of the same system


def test_a_tag_of_before_the_switch_is_worked_out_again_after_the_way_back(shop, server):
    tag = shop.get("/api/orders").headers["etag"]
    switch(server.runtime.generations, RECOUNT)
    switch(server.runtime.generations, VIEWS)
    reply = with_tag(shop, "/api/orders", tag)
    assert reply.status == 304, "the answer is the same"
    assert reply.headers["etag"].partition(".")[2] != tag.partition(".")[2], "but it was made to know that"
