"""The result cache: one flight, a backend that may fail, and what it tells of itself."""

import logging
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Event

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.results.backend import BackendFailed, Held
from chalicelib.results.cache import MOST_BYTES, ResultCache, Statistics
from chalicelib.results.content import content_of, result_of
from chalicelib.results.flights import Flights
from chalicelib.results.guarded import REST
from chalicelib.results.memory import MemoryBackend
from chalicelib.results.redis import RedisBackend
from chalicelib.settings import Settings, load
from chalicelib.web.json import json_of
from tests.laws.kept_shop import Time
from tests.redis_server import running_redis

THREADS = 40
HOUR = 3600


def cache_of(backend=None) -> ResultCache:
    return ResultCache("memory", backend or MemoryBackend(1_000_000), seconds=HOUR)


class Failing(MemoryBackend):
    """A backend that fails while it is told to, and counts who has waited for it."""

    def __init__(self) -> None:
        super().__init__(1_000_000)
        self.is_down = True
        self.tries = 0

    def get(self, key):
        self._try()
        return super().get(key)

    def put(self, key, content, *, seconds):
        self._try()
        super().put(key, content, seconds=seconds)

    def _try(self) -> None:
        self.tries += 1
        if self.is_down:
            raise BackendFailed("it is down")


@pytest.fixture
def time(monkeypatch) -> Time:
    time = Time()
    monkeypatch.setattr(clock, "now", time)
    return time


def test_a_result_is_worked_out_once():
    cache = cache_of()
    found = [cache.result("k", lambda: {"sum": Decimal("0.10")}) for _ in range(3)]
    assert [(each.value, each.is_hit) for each in found] == [
        ({"sum": Decimal("0.10")}, hit) for hit in (False, True, True)
    ]


def test_another_key_is_another_result():
    cache = cache_of()
    assert [cache.result(key, lambda key=key: key).value for key in ("a", "b", "a")] == ["a", "b", "a"]


def test_forty_threads_on_a_cold_key_make_one_computation():
    cache, together, computed = cache_of(), Barrier(THREADS), []

    def ask(_):
        together.wait()
        return cache.result("k", lambda: computed.append(1) or ["answer"]).value

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(ask, range(THREADS)))
    assert (answers, computed) == ([["answer"]] * THREADS, [1])
    assert len({id(each) for each in answers}) == THREADS
    assert (cache.statistics.hits, cache.statistics.misses) == (THREADS - 1, 1)


def test_without_a_backend_that_answers_they_still_make_one_computation():
    flights, together, computed = Flights(), Barrier(THREADS), []
    all_wait = Event()

    def work():
        all_wait.wait(60)
        computed.append(1)
        return "answer"

    def ask(_):
        together.wait()
        return flights.share("k", work)

    with ThreadPoolExecutor(THREADS) as threads:
        asked = [threads.submit(ask, number) for number in range(THREADS)]
        while waiting(flights) < THREADS - 1:
            pass
        all_wait.set()
        assert [each.result() for each in asked] == ["answer"] * THREADS
    assert computed == [1]


def waiting(flights: Flights) -> int:
    """How many threads wait for what is under way."""
    under_way = list(flights._under_way.values())
    return len(under_way[0]._condition._waiters) if under_way else 0


def test_an_exception_reaches_all_who_wait_and_leaves_nothing_behind():
    flights, may_fail = Flights(), Event()

    def fail():
        may_fail.wait(60)
        raise ValueError("no figures")

    with ThreadPoolExecutor(THREADS) as threads:
        asked = [threads.submit(flights.share, "k", fail) for _ in range(THREADS)]
        while waiting(flights) < THREADS - 1:
            pass
        may_fail.set()
        assert [str(each.exception()) for each in asked] == ["no figures"] * THREADS
    assert flights.share("k", lambda: "again") == "again"
    assert not flights._under_way


def test_a_failure_is_not_kept():
    cache = cache_of()
    with pytest.raises(ZeroDivisionError):
        cache.result("k", lambda: 1 / 0)
    assert cache.result("k", lambda: 1).value == 1
    assert cache.backend.held().results == 1


def test_what_is_too_large_is_answered_but_not_kept_and_counted():
    cache = cache_of(MemoryBackend(10**7))
    noise = "".join(chr(0x4E00 + number * 7919 % 20000) for number in range(MOST_BYTES))
    for _ in range(2):
        assert cache.result("k", lambda: noise).value == noise
    assert cache.statistics.too_large == 2
    assert cache.backend.held() == Held(0, 0)


def test_the_statistics_tell_of_hits_misses_and_bytes():
    cache = cache_of()
    assert cache.statistics == Statistics()
    for _ in range(3):
        cache.result("k", lambda: [1, 2, 3])
    size = len(content_of([1, 2, 3]))
    assert cache.statistics == Statistics(hits=2, misses=1, bytes=3 * size)


def test_a_backend_that_is_down_is_tried_once_and_then_left_alone(time, caplog):
    backend = Failing()
    cache = cache_of(backend)
    with caplog.at_level(logging.WARNING):
        answers = [cache.result(f"k{number}", lambda number=number: number).value for number in range(20)]
    assert answers == list(range(20))
    assert (backend.tries, cache.statistics.errors, cache.statistics.misses) == (1, 1, 20)
    assert [record.message for record in caplog.records] == [
        "the result cache is left alone until it answers again: it is down"
    ]


def test_after_its_rest_one_request_tries_it_and_the_log_stays_quiet(time, caplog):
    backend = Failing()
    cache = cache_of(backend)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            cache.result("k", lambda: 1)
            time.pass_on(seconds=REST)
    assert (backend.tries, cache.statistics.errors, len(caplog.records)) == (3, 3, 1)


def test_it_is_used_again_as_soon_as_it_answers(time):
    backend = Failing()
    cache = cache_of(backend)
    cache.result("k", lambda: 1)
    backend.is_down = False
    time.pass_on(seconds=REST)
    assert [cache.result("k", lambda: 1).is_hit for _ in range(2)] == [False, True]
    assert cache.statistics.errors == 1


def test_memory_drops_what_was_used_the_longest_time_ago():
    backend = MemoryBackend(30)
    for name in "abc":
        backend.put(name, b"x" * 10, seconds=HOUR)
    backend.get("a")
    backend.put("d", b"x" * 10, seconds=HOUR)
    assert [name for name in "abcd" if backend.get(name)] == ["a", "c", "d"]
    backend.put("e", b"x" * 31, seconds=HOUR)
    assert backend.held() == Held(0, 0)


def test_memory_drops_what_is_past_its_time(time):
    backend = MemoryBackend(100)
    backend.put("a", b"1", seconds=10)
    time.now += timedelta(seconds=10)
    assert (backend.get("a"), backend.held()) == (None, Held(0, 0))


def test_a_redis_that_is_killed_in_a_run_loses_no_answer_and_is_waited_for_once(tmp_path):
    with running_redis(tmp_path) as server:
        cache = cache_of(RedisBackend(server.url, timeout=5))
        for _ in range(2):
            assert cache.result("before", lambda: "before").value == "before"
        assert (cache.statistics.hits, cache.statistics.errors) == (1, 0)
        server.stop()
        answers = [cache.result(f"k{number}", lambda number=number: number).value for number in range(50)]
    assert answers == list(range(50))
    assert cache.statistics.errors == 1


def test_a_redis_that_does_not_answer_is_waited_for_no_longer_than_its_timeout_and_once():
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cache = cache_of(RedisBackend(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", timeout=0.05))
        assert [cache.result(f"k{number}", lambda: "answer").value for number in range(20)] == ["answer"] * 20
        assert cache.statistics.errors == 1
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):  # nobody else has come
            silent.accept()


texts = st.text(st.characters(codec="utf-8"))
numbers = st.integers() | st.decimals(allow_nan=False, allow_infinity=False, places=4)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(texts, children, max_size=4),
    max_leaves=30,
)


@given(values)
def test_a_result_is_the_same_after_it_was_kept_to_the_digit(value):
    assert json_of(result_of(content_of(value))) == json_of(value)


def test_long_results_are_compressed():
    rows = [{"day": "2025-03-01", "sum": Decimal("10.00")}] * 500
    assert len(content_of(rows)) < len(json_of(rows)) // 10
    assert result_of(content_of(rows)) == rows


def test_the_package_of_redis_is_loaded_only_where_redis_is_chosen():
    program = (
        "import sys; from chalicelib.runtime import runtime; assert runtime().results.name == 'memory';"
        "assert 'redis' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={"RESULT_CACHE": "memory"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RESULT_CACHE", "disk"),
        ("RESULT_CACHE_TIMEOUT", "0"),
        ("RESULT_CACHE_TTL_REPORTS", "1h"),
        ("RESULT_CACHE_BYTES", "-1"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_its_name(name, value):
    with pytest.raises(ValueError, match=name):
        load({name: value}, [])


def test_the_settings_are_read():
    environment = {
        "RESULT_CACHE": "redis",
        "REDIS_URL": "rediss://cache:6379/1",
        "RESULT_CACHE_TIMEOUT": "0.25",
        "RESULT_CACHE_TTL_REPORTS": "60",
        "RESULT_CACHE_BYTES": "1000",
    }
    assert load(environment, []) == Settings(
        result_cache="redis",
        redis_url="rediss://cache:6379/1",
        result_cache_timeout=0.25,
        result_cache_ttl_reports=60,
        result_cache_bytes=1000,
    )
