"""How the other designs are timed beside ours."""

import pytest

from benchmarks.after import CACHE, cached_row
from benchmarks.before import Reader, Reading
from benchmarks.designs import AFTER, BEFORE, Ours, compare
from benchmarks.figures import customer_rows
from benchmarks.orders import contact, orders
from benchmarks.projecting import write_orders
from benchmarks.routes import CONTACT, NAMED, ORDER, ROUTES
from benchmarks.shop import load_in_memory, shop_in_memory
from chalicelib import clock
from chalicelib.memory import MemoryStore

NUMBER = 200
OURS = Ours(lambda _: None, lambda _: None)


@pytest.fixture(scope="module")
def reader():
    store = MemoryStore()
    shop = shop_in_memory(NUMBER, store)
    write_orders(store, shop, list(orders(NUMBER)))
    load_in_memory(store, ((CACHE, cached_row(each, clock.now())) for each in customer_rows(orders(NUMBER))))
    return Reader(store, shop.tables, CACHE, CONTACT, ORDER)


@pytest.mark.parametrize(
    ("reading", "number"),
    [
        (Reading.ORDERS, NUMBER),
        (Reading.YEAR, NUMBER),
        (Reading.PAGE, 50),
        (Reading.HISTORY, 10),
        (Reading.CACHED, NUMBER // 10),
        (Reading.ROW, 1),
        (Reading.ONE, 1),
    ],
)
def test_a_reading_reads_what_the_answer_is_about(reader, reading, number):
    assert len(reader.read(reading)) == number


def test_every_route_that_has_a_counterpart_is_compared_with_it(reader):
    found = {(each.route, each.design) for each in compare(reader, NUMBER, OURS)}
    assert found == {(route.name, design) for route in ROUTES if route.before for design in (BEFORE, AFTER)}


def test_all_orders_of_a_large_shop_take_so_many_times_as_long_as_there_are(reader):
    small = compare(reader, NUMBER, OURS)
    large = {(each.route, each.design): each for each in compare(reader, 20_000, OURS, smaller=small)}
    [few] = [each for each in small if (each.route, each.design) == ("customers", BEFORE)]
    many = large["customers", BEFORE]
    assert many.units == few.units * 100
    assert many.seconds == pytest.approx([each * 100 for each in few.seconds])
    [rows] = [each for each in small if (each.route, each.design) == ("customers", AFTER)]
    assert large["customers", AFTER].units == rows.units  # the cache itself is read


def test_without_a_smaller_shop_nothing_is_said_of_all_orders(reader):
    found = {(each.route, each.design) for each in compare(reader, 20_000, OURS)}
    assert ("customers", BEFORE) not in found
    assert (NAMED["customer"].name, BEFORE) in found
    assert contact(10) == CONTACT


def test_reports_that_are_cached_are_compared_with_a_hit_too(reader):
    found = {each.route for each in compare(reader, NUMBER, OURS) if each.ratios_cached}
    assert found == {route.name for route in ROUTES if route.is_cached}
    large = compare(reader, 20_000, OURS, smaller=compare(reader, NUMBER, OURS))
    assert {each.route for each in large if each.ratios_cached} == found
