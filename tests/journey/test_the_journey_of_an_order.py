"""The whole way once, told as a story: a shop's morning on the local system."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from chalicelib import clock
from chalicelib.store import Delete, Update
from tests.http.api import Api, order

PROJECT = Path(__file__).parents[2]
JO = {"name": "Jo Demo", "email": "jo@example.com", "company": "Jo's Jars (demo)", "phone": "+61 400 000 000"}


@pytest.fixture(scope="module")
def api(local_system) -> Api:
    """The API with the demo token."""
    return Api(local_system.url, local_system.token)


def test_an_orders_journey(api, local_system, local_environment):
    # An order e-mail arrives; n8n posts it. Jo has never ordered before.
    first = order("1001", customer=JO, createdAt="2025-01-15T14:20:00Z", totals={"shipping": "9.50"})
    posted = clock.monotonic()
    reply = api.import_order(first)
    assert (reply.status, reply.data["status"], reply.data["contactCreated"]) == (201, "created", True)
    jo = reply.data["contactID"]

    # Within a moment her page is right.
    page = api.customer(jo, orders=1)
    assert clock.monotonic() - posted < 5
    assert (page["name"], page["orderCount"], page["totalSpend"]) == ("Jo Demo", 1, 29.5)
    assert (page["lastOrderReference"], page["purchaseFrequency"]) == ("#1001", "One-time")

    # The mail is read twice. Nothing is counted twice.
    again = api.import_order(first)
    assert (again.status, again.data["status"]) == (200, "unchanged")

    # The same number with other content is a mistake that somebody should see.
    other = api.import_order(first | {"createdAt": "2025-01-16T14:20:00Z"})
    assert (other.status, other.fields) == (409, ["createdAt"])

    # She orders again, by e-mail address alone, and gets some money back.
    api.import_order(order("1002", customer=JO | {"email": " JO@Example.com"}, createdAt="2025-02-14T09:00:00+11:00"))
    api.import_order(
        order(
            "C1002",
            customer=JO,
            type="credit",
            creditFor="1002",
            createdAt="2025-02-20T10:00:00Z",
            lines=[{"productCode": "BOX-S", "quantity": -1, "unitPrice": "10.00"}],
        )
    )
    page = wait_for(lambda: api.customer(jo, orders=2), lambda page: page["creditCount"] == 1)
    assert (page["orderCount"], page["totalSpend"], page["averageOrderValue"]) == (2, 39.5, 19.75)
    assert [each["orderID"] for each in page["recentOrders"]] == ["C1002", "1002", "1001"]

    # Another program cancels the first order, straight in the table.
    orders = local_system.tables.orders
    local_system.store.write(Update(orders, {"orderID": "1001"}, assign={"status": "Cancelled"}))
    page = wait_for(lambda: api.customer(jo, orders=1), lambda page: page["orderCount"] == 1)
    assert (page["totalSpend"], page["firstOrderDate"]) == (10, "2025-02-13T22:00:00Z")

    # Verification agrees: the views are what the orders say, row by row.
    assert "no difference" in tools("verify", local_environment)

    # A deletion gets lost: the stream never tells of it. Verification names it, the sweep repairs it.
    lose(local_system, lambda: local_system.store.write(Delete(orders, {"orderID": "1002"})))
    assert api.customer(jo, orders=1)["orderCount"] == 1
    assert "1002" in tools("verify", local_environment, fails=True)
    assert "1 applied" in tools("sweep", local_environment)
    assert api.get(f"/api/customers/{quote(jo)}").data["segment"] == "Prospect"

    # The shop changes its mind about what a VIP is: the views are built anew beside the old ones.
    tools("clients", local_environment, "change", local_system.client.client_id, "--vip-spend", "10")
    assert "reads now use generation g2" in tools("rebuild", local_environment)
    assert "no difference" in tools("verify", local_environment)
    assert all(local_system.store.scan(table).items == [] for table in local_system.tables.of_views())
    api.import_order(order("1003", customer=JO))
    page = wait_for(lambda: api.customer(jo, orders=1), lambda page: page["orderCount"] == 1)
    assert (page["totalSpend"], page["orderCount"]) == (10, 1)  # 20 of the new order, less the credit of 10

    # And without any views at all, a recount of the orders gives the same answer.
    recounted = api.get(f"/api/customers/{quote(jo)}", cache="false")
    assert recounted.body["meta"]["source"] == "recount"
    assert {**recounted.data, "lastUpdated": None} == {**page, "lastUpdated": None}


def wait_for(ask, is_there, *, seconds: float = 10):
    """Ask until the answer is there."""
    ends = clock.monotonic() + seconds
    answer = ask()
    while not is_there(answer) and clock.monotonic() < ends:
        clock.sleep(0.05)
        answer = ask()
    assert is_there(answer), json.dumps(answer, default=str)
    return answer


def tools(command: str, environment, *arguments: str, fails: bool = False) -> str:
    """Run one of our commands as an operator does, and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-m", "tools", command, *arguments],
        cwd=PROJECT,
        env={**environment, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode != 0) == fails, done.stderr[-3000:]
    return done.stdout


def lose(system, change) -> None:
    """Make a change whose stream record the handler never sees."""
    system.wait_until_drained()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(system.relay, "_handler", lambda event, context: None)
        change()
        assert system.wait_until_drained()
