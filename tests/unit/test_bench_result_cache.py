"""The benchmark asks the result cache for what it measures, of a shop whose days have their versions."""

from decimal import Decimal

import pytest

from benchmarks import result_cache
from benchmarks.handler import CACHED, COMPUTED, NotAnswered, handler, keeping, result_of, standing_still
from benchmarks.hits import Hit, note_hits, recorded_hit
from benchmarks.orders import SHOP, orders
from benchmarks.pairs import Pairs
from benchmarks.projecting import apply, write_orders
from benchmarks.recording import ApiCall, Recording
from benchmarks.result_cache import LISTS, QUESTIONS
from benchmarks.results import Kind, Section
from benchmarks.routes import NAMED, ROUTES
from benchmarks.shop import load_in_memory, rows_of, shop_in_memory
from benchmarks.ways import HIT, MISSED, NONE, Taken, Way, everything_is_kept, taken_by, ways_of
from chalicelib.attribute_values import encode
from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.settings import DYNAMODB, MEMORY
from chalicelib.store import Query, all_matches
from chalicelib.views.kept import Question
from tools.local.redis_server import NoRedis, RedisServer

NUMBER = 40
REPORT = NAMED["sales-of-a-year"]


@pytest.fixture(scope="module")
def shop():
    store = MemoryStore()
    shop = shop_in_memory(NUMBER, store)
    load_in_memory(store, rows_of(orders(NUMBER), shop.tables))
    return shop


@pytest.fixture
def ask():
    with handler() as ask:
        yield ask


def day_counters(shop) -> dict[str, set[str]]:
    """The counters of the sales days by month, whatever the write shard."""
    found: dict[str, set[str]] = {}
    for row in all_matches(shop.parts.store, Query(shop.tables.views, keys.day_versions(SHOP.client_id))):
        found.setdefault(keys.unsharded(row["sk"]), set()).update(row.keys() - {"pk", "sk", "at"})
    return found


def test_the_days_of_a_loaded_shop_have_the_counters_that_the_projector_leaves(shop):
    store = MemoryStore()
    projected, made = shop_in_memory(NUMBER, store), list(orders(NUMBER))
    write_orders(store, projected, made)
    apply(store, projected, made)
    assert len(day_counters(shop)) == 12
    assert day_counters(shop) == day_counters(projected)


@pytest.mark.parametrize("question", [route for route in ROUTES if route.is_cached], ids=lambda route: route.name)
def test_a_report_of_a_year_is_cached_as_soon_as_it_was_asked_for(shop, ask, question):
    caching = keeping(shop)
    assert [result_of(ask.ask(caching, question)) for _ in range(2)] == [COMPUTED, CACHED]
    assert result_of(ask.ask(shop, question)) is None


def test_what_is_no_hit_is_not_measured_as_one(shop, ask):
    assert recorded_hit(ask, keeping(shop), REPORT).calls == []  # a store in memory makes no calls
    with pytest.raises(NotAnswered, match="sales-of-a-year should have been cached, and was None"):
        recorded_hit(ask, shop, REPORT)


@pytest.mark.parametrize("backend", [MEMORY, DYNAMODB])
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda route: route.name)
def test_every_question_is_a_miss_and_a_hit_when_it_shall_be(shop, ask, question, backend):
    ways = ways_of(shop, {backend: keeping(shop, backend)})
    with standing_still(), everything_is_kept():
        taken = taken_by(ask, ways, question, 2)
    assert {name: len(each.seconds) for name, each in taken.items()} == {
        NONE: 2,
        f"{backend}-{MISSED}": 2,
        f"{backend}-{HIT}": 2,
    }


def test_a_question_that_is_not_answered_in_the_way_that_is_measured_is_refused(shop, ask):
    with pytest.raises(NotAnswered, match="customers, memory-hit: the result was None"):
        taken_by(ask, [Way("memory-hit", keeping(shop), CACHED)], LISTS[0], 1)


def test_short_questions_are_kept_for_the_measurement_only():
    question = Question("q", ())
    with everything_is_kept():
        assert question.pays
    assert not question.pays


def test_the_ratios_are_of_the_same_turn():
    section = Section("result-cache", "Result cache", "memory")
    # The machine was ten times slower in the second turn.
    taken = {
        NONE: Taken(Recording(), [8.0, 80.0]),
        "memory-missed": Taken(Recording(), [10.0, 100.0]),
        "memory-hit": Taken(Recording(), [2.0, 20.0]),
    }
    result_cache._saved(section, "q", taken, [MEMORY], Kind.RATIO)
    assert {each.name: (each.value, each.is_better_high) for each in section.figures} == {
        "result-cache/q/memory/none-beside-hit": (4.0, True),
        "result-cache/q/memory/missed-beside-none": (1.25, False),
    }


def test_a_result_that_is_put_costs_a_unit_for_each_kilobyte_and_nothing_to_read():
    put = ApiCall("PutItem", {"Item": encode({"key": "k", "content": b"x" * 2048})}, {})
    got = ApiCall("GetItem", {"ConsistentRead": False}, {"Item": encode({"key": "k", "content": b"x" * 2048})})
    assert (put.write_units, put.read_units) == (3, 0)
    assert (got.write_units, got.read_units) == (0, Decimal("0.5"))
    recording = Recording([put, got])
    assert (recording.write_units, recording.read_units) == (3, Decimal("0.5"))


def test_hits_are_noted_beside_ours():
    section = Section("reads", "Reads", "memory")
    note_hits(section, {1000: {"sales-of-a-year": Hit(Recording(), Pairs([0.09], [0.03]))}})
    found = {each.name.removeprefix("reads/sales-of-a-year/1000/"): each.value for each in section.figures}
    assert found == {"cached-calls": 0, "cached-units": 0, "cached-p50": 30.0, "times-cached": pytest.approx(3.0)}


def test_where_no_redis_is_installed_it_says_how_to_get_one(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoRedis, match="apt-get install redis-server"):
        RedisServer.start(log=tmp_path / "redis.log")
