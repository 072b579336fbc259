"""Results in Redis or Valkey, which all processes share. The package `redis` is there only where this is chosen."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from chalicelib.results.backend import BackendFailed, Held

_PREFIX = "weborders:result:"
_KEYS_AT_ONCE = 500


class RedisBackend:
    """One string for each result, with its own time to live. Units: seconds, for each wait."""

    def __init__(self, url: str, *, timeout: float) -> None:
        self._redis = redis.Redis.from_url(
            url, socket_timeout=timeout, socket_connect_timeout=timeout, retry=Retry(NoBackoff(), 0), protocol=2
        )

    def get(self, key: str) -> bytes | None:
        with _failing():
            content: Any = self._redis.get(_PREFIX + key)
        return content if isinstance(content, bytes) else None

    def put(self, key: str, content: bytes, *, seconds: int) -> None:
        with _failing():
            self._redis.set(_PREFIX + key, content, ex=seconds)

    def clear(self) -> None:
        with _failing():
            for name in self._names():
                self._redis.unlink(name)

    def held(self) -> Held:
        with _failing():
            sizes = [self._redis.strlen(name) for name in self._names()]
        return Held(len(sizes), sum(sizes))

    def _names(self) -> set[bytes]:
        """The names of our own keys; others may share the server."""
        return set(self._redis.scan_iter(match=_PREFIX + "*", count=_KEYS_AT_ONCE))


@contextmanager
def _failing() -> Iterator[None]:
    """What Redis can't do is a failure of the backend."""
    try:
        yield
    except (redis.RedisError, OSError) as error:
        raise BackendFailed(f"Redis: {error}") from error
