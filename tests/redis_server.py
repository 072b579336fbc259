"""A Redis of our own for the tests."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.local.redis_server import NoRedis, RedisServer


@contextlib.contextmanager
def running_redis(folder: Path) -> Iterator[RedisServer]:
    """A server, which a test may stop. Skips the test where none is installed."""
    try:
        server = RedisServer.start(log=folder / "redis.log")
    except NoRedis as why:
        pytest.skip(str(why))
    with server:
        yield server
