"""On the days on which the clocks change every order is of the shop's own day, whatever its zone."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api, order

HALF_HOUR = timedelta(minutes=30)

# The zone, the day, and how many half hours it has.
CHANGES = [
    ("Pacific/Auckland", date(2025, 9, 28), 46),
    ("Pacific/Auckland", date(2025, 4, 6), 50),
    ("Australia/Lord_Howe", date(2025, 10, 5), 47),
    ("Australia/Lord_Howe", date(2025, 4, 6), 49),
    ("America/New_York", date(2025, 3, 9), 46),
    ("America/New_York", date(2025, 11, 2), 50),
]
# What the shop's clock shows, once skipped and once doubled, and the instant that is meant.
WALL_CLOCKS = [
    ("Pacific/Auckland", "2025-09-28 02:30", "2025-09-27T14:30:00Z"),
    ("Pacific/Auckland", "2025-04-06 02:30", "2025-04-05T13:30:00Z"),
    ("Australia/Lord_Howe", "2025-10-05 02:15", "2025-10-04T15:45:00Z"),
    ("Australia/Lord_Howe", "2025-04-06 01:45", "2025-04-05T14:45:00Z"),
    ("America/New_York", "2025-03-09 02:30", "2025-03-09T07:30:00Z"),
    ("America/New_York", "2025-11-02 01:30", "2025-11-02T05:30:00Z"),
]


def instants(zone: str, day: date) -> list[datetime]:
    """Every half hour from two before the day to two after it, and its very ends."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    following = day + timedelta(days=1)
    end = datetime(following.year, following.month, following.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    count = (end - midnight) // HALF_HOUR + 4
    second = timedelta(seconds=1)
    return [midnight + HALF_HOUR * number for number in range(-2, count - 2)] + [midnight - second, end - second]


ORDERS = {
    (zone, day): {f"{day}-{number}": (at, Decimal(number + 1) / 8) for number, at in enumerate(instants(zone, day))}
    for zone, day, _ in CHANGES
}


def document(order_id: str, at: str, total: Decimal) -> dict:
    return order(order_id, createdAt=at, lines=[{"productCode": "P", "quantity": 1, "unitPrice": str(total)}])


@pytest.fixture(scope="module")
def shops(server) -> dict[str, Api]:
    """A shop in each zone with the orders of both of its changes."""
    found = {}
    for zone in dict.fromkeys(zone for zone, _, _ in CHANGES):
        name = zone.partition("/")[2].lower().replace("_", "-")
        register(server.store, server.tables, Client(name, name, Rules(zone=zone)))
        found[zone] = Api(server.url, server.runtime.tokens.create(name, {READ, WRITE, OPERATE}, "test"))
    for (zone, _), orders in ORDERS.items():
        sent = [document(name, at.isoformat(), total) for name, (at, total) in orders.items()]
        assert found[zone].post("/admin/orders/import", sent).body["summary"]["created"] == len(sent)
    assert server.wait_until_drained()
    return found


def days_of(zone: str, day: date) -> dict[str, dict[str, Decimal]]:
    """The orders of each day by the zone's own rules."""
    found: dict[str, dict[str, Decimal]] = {}
    for name, (at, total) in ORDERS[zone, day].items():
        found.setdefault(at.astimezone(ZoneInfo(zone)).date().isoformat(), {})[name] = total
    return found


def around(day: date) -> dict[str, str]:
    return {"from": str(day - timedelta(days=1)), "to": str(day + timedelta(days=1))}


changes = pytest.mark.parametrize(("zone", "day"), [(zone, day) for zone, day, _ in CHANGES], ids=str)
sources = pytest.mark.parametrize("cache", ["true", "false"])


@pytest.mark.parametrize(("zone", "day", "half_hours"), CHANGES, ids=str)
def test_a_day_of_change_is_shorter_or_longer(zone, day, half_hours):
    on_the_half_hour = [at for at, _ in ORDERS[zone, day].values() if not at.second]
    assert sum(at.astimezone(ZoneInfo(zone)).date() == day for at in on_the_half_hour) == half_hours


@sources
@changes
def test_sales_are_of_the_shops_own_days(shops, zone, day, cache):
    reply = shops[zone].get("/api/reports/sales", **around(day), interval="day", cache=cache)
    shown = {each["from"]: (each["orders"], each["totalSales"]) for each in reply.data[0]["intervals"]}
    assert shown == {day: (len(orders), sum(orders.values())) for day, orders in days_of(zone, day).items()}
    assert reply.body["meta"]["timezone"] == zone


@sources
@changes
def test_the_orders_of_a_day_are_those_of_the_shops_own(shops, zone, day, cache):
    for each, orders in days_of(zone, day).items():
        reply = shops[zone].get("/api/orders", **{"from": each, "to": each}, limit=100, cache=cache)
        assert {row["orderID"] for row in reply.data} == set(orders)


@sources
@changes
def test_a_product_is_sold_on_the_shops_own_days(shops, zone, day, cache):
    reply = shops[zone].get("/api/products/P", **around(day), interval="day", cache=cache)
    shown = {each["from"]: (each["orders"], each["revenue"]) for each in reply.data["trend"][0]["intervals"]}
    assert shown == {day: (len(orders), sum(orders.values())) for day, orders in days_of(zone, day).items()}


@changes
def test_the_overview_of_a_day_is_compared_with_the_day_before(shops, zone, day):
    reply = shops[zone].get("/api/reports/overview", **{"from": str(day), "to": str(day)})
    days = days_of(zone, day)
    before = days[str(day - timedelta(days=1))]
    block = reply.data[0]
    assert block["figures"]["totalSales"] == sum(days[str(day)].values())
    assert (block["previous"]["from"], block["previous"]["totalSales"]) == (around(day)["from"], sum(before.values()))


@pytest.mark.parametrize(("zone", "shown", "meant"), WALL_CLOCKS)
def test_a_time_that_is_skipped_moves_forward_and_a_doubled_one_is_the_first(shops, zone, shown, meant):
    name = f"wall-{shown}"
    assert shops[zone].import_order(document(name, shown, Decimal(1)) | {"status": "draft"}).status in (200, 201)
    assert shops[zone].get(f"/api/orders/{name.replace(' ', '%20')}").data["createdAt"] == meant
