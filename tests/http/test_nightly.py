"""The nightly upkeep on the running system, as its schedule and the status see it."""

import json

import pytest
from chalice.test import Client as LambdaClient

from app import app, nightly_upkeep
from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.projections.nightly import RESERVE_SECONDS, upkeep
from chalicelib.projections.surroundings import Surroundings
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop of its own with two customers."""
    register(server.store, server.tables, Client("night-shop", "Night shop", Rules(zone="UTC")))
    api = Api(server.url, server.runtime.tokens.create("night-shop", {READ, WRITE, OPERATE}, "test"))
    for contact in ("c-1", "c-2"):
        assert api.import_order(order(f"o-{contact}", contactID=contact)).status == 201
        api.customer(contact, orders=1)
    return api


class Context:
    """What Lambda tells a function that has fifteen minutes."""

    def get_remaining_time_in_millis(self) -> int:
        return 900_000


def test_the_schedule_verifies_everything_and_the_status_tells_of_it(shop, local_environment):
    before = shop.get("/api/customers/c-1").data["lastUpdated"]
    event = LambdaClient(app).events.generate_cw_event("aws.events", "Scheduled Event", {}, [], region="ap-southeast-2")
    figures = nightly_upkeep(event, Context())
    assert json.loads(json.dumps(figures)) == figures
    assert figures["complete"] is True
    assert figures["verifiedCustomers"] >= 2
    night = shop.get("/api/status").data["nightly"]
    assert night["sweptOrders"] >= 2
    assert night["differences"] == figures["differences"]
    assert {name for name in figures if name != "openParkedChanges"} == set(night)
    assert shop.get("/api/customers/c-1").data["lastUpdated"] > before


def test_short_nights_go_on_where_the_last_one_ended(shop, server):
    """Each ends after a few looks at its time; the database is asked to go on behind a row of an index."""
    [generation] = [server.runtime.generations.active()]
    looked_at = 0
    for _ in range(8):
        looks = iter(range(60))
        world = Surroundings(remaining=lambda looks=looks: RESERVE_SECONDS + 30 - next(looks, 60))
        looked_at += upkeep(server.store, server.runtime.settings, generation, world=world).verified_customers
    assert looked_at >= 2


def test_the_tag_of_an_answer_is_another_after_a_night(shop, server):
    tag = shop.get("/api/customers/c-1").headers["etag"]
    upkeep(server.store, server.runtime.settings, server.runtime.generations.active())
    reply = shop.send("GET", "/api/customers/c-1", headers={"If-None-Match": tag})
    assert reply.status == 200
    assert reply.headers["etag"] != tag
