"""Redis as a child process that only loopback can reach, where one is installed; it keeps nothing on disk."""

import contextlib
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Self

from chalicelib import clock
from tools.local.ministack import LOOPBACK, free_port

_START_SECONDS = 30.0
_ON_NO_DISK = ("--save", "", "--appendonly", "no")


class NoRedis(Exception):
    """Why there is no Redis here."""


class RedisFailed(Exception):
    """Redis is there, but did not start; its log says why."""


class RedisServer:
    """A running Redis with nothing in it; as a context manager it ends with the block."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.url = f"redis://{LOOPBACK}:{port}/0"

    @classmethod
    def start(cls, *, log: Path) -> Self:
        """Start it and wait until it answers. Raises: `NoRedis`, `RedisFailed`."""
        program, port = _program(), free_port()
        options = [
            "--port",
            str(port),
            "--bind",
            LOOPBACK,
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(log.parent),
        ]
        with log.open("wb") as output:
            process = subprocess.Popen([program, *options], stdout=output, stderr=subprocess.STDOUT)
        started = cls(process, port)
        started._wait_until_up(port)
        return started

    def stop(self) -> None:
        """End it at once, as a crash does."""
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_until_up(self, port: int) -> None:
        ends = clock.monotonic() + _START_SECONDS
        while clock.monotonic() < ends:
            if self.process.poll() is not None:
                raise RedisFailed(f"redis-server ended with code {self.process.returncode}")
            with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
                return
            clock.sleep(0.02)
        self.stop()
        raise RedisFailed(f"redis-server did not answer within {_START_SECONDS:.0f} s")


def _program() -> str:
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise NoRedis("there is no redis-server; `apt-get install redis-server` brings it")
    return program
