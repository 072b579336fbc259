"""The result cache that the settings choose."""

from collections.abc import Callable

from chalicelib import dynamo
from chalicelib.results.backend import Backend
from chalicelib.results.cache import ResultCache
from chalicelib.results.memory import MemoryBackend
from chalicelib.results.table import TableBackend
from chalicelib.settings import DYNAMODB, MEMORY, OFF, REDIS, Settings
from chalicelib.store import Store
from chalicelib.timing import TimedStore


def result_cache(settings: Settings, store: Store | None = None) -> ResultCache | None:
    """The cache, or None where there is none; `store` in the place of one that waits no longer than the settings."""
    if settings.result_cache == OFF:
        return None
    backend = _MADE[settings.result_cache](settings, store)
    return ResultCache(settings.result_cache, backend, seconds=settings.result_cache_ttl_reports)


def _memory(settings: Settings, _store: Store | None) -> Backend:
    return MemoryBackend(settings.result_cache_bytes)


def _table(settings: Settings, store: Store | None) -> Backend:
    own = store or TimedStore(dynamo.DynamoStore(dynamo.client(timeout=settings.result_cache_timeout)))
    return TableBackend(own, settings.tables.results)


def _redis(settings: Settings, _store: Store | None) -> Backend:
    # The package is there only where this is chosen.
    from chalicelib.results.redis import RedisBackend  # noqa: PLC0415

    return RedisBackend(settings.redis_url, timeout=settings.result_cache_timeout)


_MADE: dict[str, Callable[[Settings, Store | None], Backend]] = {MEMORY: _memory, DYNAMODB: _table, REDIS: _redis}
