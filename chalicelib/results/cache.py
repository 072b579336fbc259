"""The cache of results: asked first, filled by whoever misses, and never in the way of an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from chalicelib.results.backend import Backend
from chalicelib.results.content import content_of, result_of
from chalicelib.results.flights import Flights
from chalicelib.results.guarded import GuardedBackend

# An item of DynamoDB has 400 KB; its key and the names of its attributes are some of them.
MOST_BYTES = 400 * 1024 - 1024


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a process has had of its cache. Units: results; bytes that were taken from it and put into it.

    A hit is a result that needed no work, because it was held or just being made for another request.
    """

    hits: int = 0
    misses: int = 0
    bytes: int = 0
    errors: int = 0
    too_large: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """A result, and whether it needed no work."""

    value: Any
    is_hit: bool


class ResultCache:
    """Results by key, in one backend. Safe for threads."""

    def __init__(self, name: str, backend: Backend, *, seconds: int) -> None:
        self.name = name
        self.backend = backend
        self._guarded = GuardedBackend(backend)
        self._seconds = seconds
        self._flights: Flights[bytes] = Flights()
        self._lock = Lock()
        self._statistics = Statistics()

    @property
    def statistics(self) -> Statistics:
        """What this process has had of it so far."""
        counted = self._statistics
        return Statistics(counted.hits, counted.misses, counted.bytes, self._guarded.errors, counted.too_large)

    def result(self, key: str, work: Callable[[], Any], *, keep: bool = True) -> Result:
        """The result under this key; the work is done where it is not held, once for all who ask at the same time.

        Without `keep` what the work gives is not held. Every caller gets a result of their own. A hit has been JSON: a
        whole decimal has become an integer.
        """
        worked: list[Any] = []

        def made() -> bytes:
            worked.append(work())
            return content_of(worked[0])

        content = self._flights.share(key, lambda: self._held_or(key, made, keep=keep))
        if worked:
            self._count(misses=1)
            return Result(worked[0], is_hit=False)
        self._count(hits=1)
        return Result(result_of(content), is_hit=True)

    def _held_or(self, key: str, made: Callable[[], bytes], *, keep: bool) -> bytes:
        content = self._guarded.get(key)
        if content is not None:
            self._count(size=len(content))
            return content
        content = made()
        if keep:
            self._hold(key, content)
        return content

    def _hold(self, key: str, content: bytes) -> None:
        if len(content) > MOST_BYTES:
            self._count(too_large=1)
            return
        self._guarded.put(key, content, seconds=self._seconds)
        self._count(size=len(content))

    def _count(self, *, hits: int = 0, misses: int = 0, size: int = 0, too_large: int = 0) -> None:
        with self._lock:
            was = self._statistics
            self._statistics = Statistics(
                was.hits + hits, was.misses + misses, was.bytes + size, 0, was.too_large + too_large
            )
