"""Results in the memory of this process: those that were used last, as many as fit."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from chalicelib import clock
from chalicelib.results.backend import Held


@dataclass(frozen=True, slots=True)
class _Result:
    content: bytes
    ends: datetime


class MemoryBackend:
    """Holds at most so many bytes; what was not used for the longest time goes first."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._results: OrderedDict[str, _Result] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            result = self._results.get(key)
            if result is None:
                return None
            if result.ends <= clock.now():
                self._drop(key)
                return None
            self._results.move_to_end(key)
            return result.content

    def put(self, key: str, content: bytes, *, seconds: int) -> None:
        with self._lock:
            if key in self._results:
                self._drop(key)
            self._results[key] = _Result(content, clock.now() + timedelta(seconds=seconds))
            self._bytes += len(content)
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._results)))

    def clear(self) -> None:
        with self._lock:
            self._results.clear()
            self._bytes = 0

    def held(self) -> Held:
        with self._lock:
            return Held(len(self._results), self._bytes)

    def _drop(self, key: str) -> None:
        self._bytes -= len(self._results.pop(key).content)
