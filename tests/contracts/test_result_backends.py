"""What every backend of the result cache promises: memory, the results table on each store, and a real Redis."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from chalicelib import clock, dynamo
from chalicelib.results.backend import Backend, BackendFailed, Held
from chalicelib.results.cache import MOST_BYTES
from chalicelib.results.chosen import result_cache
from chalicelib.results.memory import MemoryBackend
from chalicelib.results.redis import RedisBackend
from chalicelib.results.table import TableBackend
from chalicelib.settings import DYNAMODB, MEMORY, OFF, REDIS, Settings
from chalicelib.tables import tables_named
from tests.redis_server import RedisServer, running_redis
from tools.local.ministack import REGION

HOUR = 3600
SECONDS = 5.0  # a test's machine may be slow; nobody waits for so long


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory) -> Iterator[RedisServer]:
    with running_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def in_memory() -> Backend:
    return MemoryBackend(10_000_000)


@pytest.fixture
def in_table(store_backend) -> Backend:
    return TableBackend(store_backend.store, store_backend.create(tables_named().results))


@pytest.fixture
def in_redis(redis_server) -> Backend:
    backend = RedisBackend(redis_server.url, timeout=SECONDS)
    backend.clear()
    return backend


@pytest.fixture(params=["in_memory", "in_redis"])
def backend(request) -> Backend:
    """The backends that are no store; the table runs the same suite on every store, below."""
    return request.getfixturevalue(request.param)


class Contract:
    """The suite."""

    def test_what_was_put_is_there(self, backend):
        backend.put("a", b"1", seconds=HOUR)
        backend.put("b", b"\x00\xff" * 1000, seconds=HOUR)
        assert (backend.get("a"), backend.get("b")) == (b"1", b"\x00\xff" * 1000)

    def test_what_was_never_put_is_not_there(self, backend):
        assert backend.get("nothing") is None

    def test_the_last_content_counts(self, backend):
        for content in (b"1", b"2"):
            backend.put("a", content, seconds=HOUR)
        assert backend.get("a") == b"2"
        assert backend.held() == Held(1, 1)

    def test_the_largest_result_is_held(self, backend):
        backend.put("a", b"x" * MOST_BYTES, seconds=HOUR)
        assert backend.get("a") == b"x" * MOST_BYTES

    def test_after_clearing_nothing_is_held(self, backend):
        for number in range(30):
            backend.put(f"k{number}", b"12", seconds=HOUR)
        assert backend.held() == Held(30, 60)
        backend.clear()
        assert (backend.held(), backend.get("k1")) == (Held(0, 0), None)


class TestMemoryAndRedis(Contract):
    pass


class TestTable(Contract):
    @pytest.fixture
    def backend(self, in_table):
        return in_table

    def test_the_largest_result_is_held(self, backend, store_backend):
        store_backend.needs("item size")
        super().test_the_largest_result_is_held(backend)


def test_redis_keeps_the_keys_of_others(redis_server):
    backend = RedisBackend(redis_server.url, timeout=SECONDS)
    theirs = f"theirs:{uuid.uuid4().hex}"
    backend._redis.set(theirs, b"1")
    backend.put("a", b"2", seconds=HOUR)
    backend.clear()
    assert (backend._redis.get(theirs), backend.held()) == (b"1", Held(0, 0))


def test_redis_lets_a_result_go_after_its_time(redis_server):
    backend = RedisBackend(redis_server.url, timeout=SECONDS)
    backend.put("short", b"1", seconds=100)
    [name] = backend._redis.keys("*:short")
    assert 0 < backend._redis.ttl(name) <= 100


def test_the_table_lets_a_result_go_after_its_time(store_backend, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: datetime(2025, 6, 1, tzinfo=UTC))
    table = store_backend.create(tables_named().results)
    TableBackend(store_backend.store, table).put("a", b"1", seconds=HOUR)
    ends = datetime(2025, 6, 1, 1, tzinfo=UTC).timestamp()
    assert store_backend.store.get(table, {"key": "a"})[table.ttl] == ends


def test_a_redis_that_is_gone_is_a_failure_of_the_backend(tmp_path):
    with running_redis(tmp_path) as server:
        backend = RedisBackend(server.url, timeout=SECONDS)
        backend.put("a", b"1", seconds=HOUR)
        server.stop()
        for work in (
            lambda: backend.get("a"),
            lambda: backend.put("a", b"1", seconds=1),
            backend.clear,
            backend.held,
        ):
            with pytest.raises(BackendFailed, match="Redis"):
                work()


def test_a_table_that_does_not_exist_is_a_failure_of_the_backend(ministack, monkeypatch):
    for name, value in {
        "AWS_ENDPOINT_URL": ministack.endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }.items():
        monkeypatch.setenv(name, value)
    cache = result_cache(Settings(result_cache=DYNAMODB, result_cache_timeout=SECONDS))
    with pytest.raises(BackendFailed, match="results table"):
        cache.backend.get("a")
    assert cache.result("a", lambda: 1).value == 1


@pytest.mark.parametrize(("chosen", "kind"), [(MEMORY, MemoryBackend), (DYNAMODB, TableBackend), (REDIS, RedisBackend)])
def test_the_settings_choose_the_backend(chosen, kind, monkeypatch):
    monkeypatch.setattr(dynamo, "client", lambda **_: None)
    cache = result_cache(Settings(result_cache=chosen))
    assert (cache.name, type(cache.backend)) == (chosen, kind)


def test_the_settings_may_choose_none():
    assert result_cache(Settings(result_cache=OFF)) is None
