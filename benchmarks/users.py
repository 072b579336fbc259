"""Users of the API: each asks, waits for the answer and asks again, over a connection of its own."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlsplit

_TIMEOUT = 60.0
_SHED = {429, 503}


@dataclass(slots=True)
class Served:
    """What all users together have got. Units: seconds."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    broken: int = 0  # connections that failed or did not answer in time

    @property
    def shed(self) -> int:
        """How many were turned away."""
        return sum(self.statuses[each] for each in _SHED)

    @property
    def errors(self) -> int:
        """How many failed otherwise."""
        return self.broken + sum(
            many for status, many in self.statuses.items() if status not in _SHED and status >= 400
        )

    @property
    def throughput(self) -> float:
        """Good answers a second."""
        return sum(many for status, many in self.statuses.items() if status < 400) / self.seconds


def serve(url: str, token: str, paths: Sequence[str], *, users: int, seconds: float) -> Served:
    """Let so many users ask for so long; each begins with another path."""
    return asyncio.run(_serve(url, token, paths, users, seconds))


async def _serve(url: str, token: str, paths: Sequence[str], users: int, seconds: float) -> Served:
    served = Served()
    began = perf_counter()
    user = (_use(url, token, (*paths[each:], *paths[:each]), began + seconds, served) for each in _firsts(users, paths))
    await asyncio.gather(*user)
    served.seconds = perf_counter() - began
    return served


def _firsts(users: int, paths: Sequence[str]) -> list[int]:
    return [each % len(paths) for each in range(users)]


async def _use(url: str, token: str, paths: Sequence[str], ends: float, served: Served) -> None:
    at = 0
    while perf_counter() < ends:
        try:
            async with asyncio.timeout(_TIMEOUT):
                reader, writer = await asyncio.open_connection(urlsplit(url).hostname, urlsplit(url).port)
            try:
                while perf_counter() < ends:
                    began = perf_counter()
                    status = await asyncio.wait_for(_ask(reader, writer, token, paths[at % len(paths)]), _TIMEOUT)
                    served.times.append(perf_counter() - began)
                    served.statuses[status] += 1
                    at += 1
            finally:
                writer.close()
        except (OSError, EOFError, TimeoutError):
            served.broken += 1


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, token: str, path: str) -> int:
    """One request over a kept connection. Returns: its status."""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    length = next(int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:"))
    await reader.readexactly(length)
    return int(lines[0].split(" ")[1])
