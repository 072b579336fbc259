"""The README's questions: each call is answered, with the database calls that the README promises."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import READ, WRITE
from chalicelib.views import freshness
from tests.http.api import Api, order

README = (Path(__file__).resolve().parents[2] / "README.md").read_text()
QUESTIONS = re.findall(r"^\| [^|]+\? \| `(/api/[^`]+)` \| (\d+) \|$", README, re.MULTILINE)

AT = "2026-11-19T22:30:00Z"  # as the README has it


@pytest.fixture(autouse=True)
def settled(monkeypatch):
    """Views are taken for settled as soon as they have changed, so that reports are kept."""
    monkeypatch.setattr(freshness, "SETTLED_AFTER", timedelta(0))


@pytest.fixture(scope="module")
def shop(server) -> Api:
    """A shop with the README's order."""
    register(server.store, server.tables, Client("readme-shop", "Shop", Rules()))
    api = Api(server.url, server.runtime.tokens.create("readme-shop", {READ, WRITE}, "test"))
    lines = [{"productCode": "BOX-RSC-M", "name": "Shipping box", "quantity": 40, "unitPrice": "1.20"}]
    assert api.import_order(order("1001", contactID="jo-demo", createdAt=AT, lines=lines)).status == 201
    api.customer("jo-demo", orders=1)
    return api


def test_there_are_eleven_questions():
    assert len(QUESTIONS) == 11


@pytest.mark.parametrize(("path", "calls"), QUESTIONS, ids=[path for path, _ in QUESTIONS])
def test_a_question_is_answered_with_the_calls_that_are_promised(shop, path, calls):
    shop.get("/api/status")
    made = set()
    for _ in range(3):  # what is kept for a second or more is read by the first
        reply = shop.get(path)
        assert reply.status == 200, reply.raw
        made.add(int(re.search(r'desc="(\d+) calls?"', reply.headers["server-timing"])[1]))
    assert min(made) == int(calls)
