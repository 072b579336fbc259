"""What the benchmark counts of a call is what DynamoDB Local says of it."""

import pytest

from benchmarks.handler import COMPUTED, forgetful, handler, keeping, result_of
from benchmarks.hits import recorded_hit
from benchmarks.orders import orders
from benchmarks.recording import recorded, replay
from benchmarks.routes import NAMED, ROUTES
from benchmarks.shop import load, open_shop, rows_of
from chalicelib.settings import DYNAMODB
from tools.tables import drop_tables

NUMBER = 300


@pytest.fixture(scope="module")
def shop(dynamodb_local_client):
    shop = open_shop(dynamodb_local_client, NUMBER, prefix="benchmark-")
    load(dynamodb_local_client, rows_of(orders(NUMBER), shop.tables))
    load(dynamodb_local_client, ((shop.tables.orders, each) for each in orders(NUMBER)))
    yield shop
    drop_tables(dynamodb_local_client, shop.tables)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_the_read_units_of_a_route_are_those_that_are_reported(shop, route):
    with handler() as ask, recorded(ask_for_units=True) as recording:
        ask.ask(forgetful(shop), route)
    assert recording.calls
    for call in recording.calls:
        # The build of 2020 counts nothing for what it does not find, other than the documentation has it.
        not_found = call.units_of_missing or int(not call.items)
        # The size of a number is an estimate: the sum of all may lie on the other side of 4 KB.
        assert abs(call.read_units - not_found - call.reported_units) <= (0.5 if call.items else 1), call.operation


def test_the_floor_makes_the_calls_of_the_answer_and_no_others(shop, dynamodb_local_client):
    with handler() as ask:
        ask.ask(shop, NAMED["customers"])
        with recorded() as answered:
            ask.ask(shop, NAMED["customers"])
    with recorded() as again:
        replay(dynamodb_local_client, answered.calls)
    assert [(each.operation, each.parameters) for each in again.calls] == [
        (each.operation, each.parameters) for each in answered.calls
    ]
    assert again.items == answered.items > 0


def test_a_hit_reads_the_versions_of_the_days_and_none_of_their_sums(shop):
    with handler() as ask:
        recording = recorded_hit(ask, keeping(shop), NAMED["sales-of-a-year"])
    [query] = recording.calls
    assert query.items
    assert {item["pk"]["S"].partition("#")[0] for item in query.items} == {"day-versions"}


def test_the_write_units_of_a_miss_are_those_that_are_reported(shop):
    with handler() as ask, recorded(ask_for_units=True) as recording:
        result = result_of(ask.ask(keeping(shop, DYNAMODB), NAMED["sales-of-a-year"]))
    [put] = [call for call in recording.calls if call.operation == "PutItem"]
    assert (result, put.write_units) == (COMPUTED, put.reported_units)
    assert put.write_units > 1
