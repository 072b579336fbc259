"""A backend that never fails: what it can't do counts as a miss, and it then is left alone for some seconds."""

import logging
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from chalicelib import clock
from chalicelib.results.backend import Backend, BackendFailed

_log = logging.getLogger(__name__)

# After a failure nobody waits for the backend for so long; then one request tries it again. Units: seconds.
REST = 5.0

_T = TypeVar("_T")


class GuardedBackend:
    """Gets and puts by another backend, as long as that answers."""

    def __init__(self, backend: Backend) -> None:
        self.errors = 0
        self._backend = backend
        self._lock = Lock()
        self._failed_at = clock.LONG_AGO
        self._is_failing = False

    def get(self, key: str) -> bytes | None:
        """The result under this key, if it is held and the backend answers."""
        return self._tried(lambda: self._backend.get(key))

    def put(self, key: str, content: bytes, *, seconds: int) -> None:
        """Hold a result, if the backend answers."""
        self._tried(lambda: self._backend.put(key, content, seconds=seconds))

    def _tried(self, work: Callable[[], _T]) -> _T | None:
        if not self._may_be_tried():
            return None
        try:
            result = work()
        except BackendFailed as error:
            self._fail(error)
            return None
        self._is_failing = False
        return result

    def _may_be_tried(self) -> bool:
        """Whether this call may wait for the backend; of those that come after a rest only the first."""
        with self._lock:
            if not self._is_failing:
                return True
            if clock.is_recent(self._failed_at, REST):
                return False
            self._failed_at = clock.now()
            return True

    def _fail(self, error: BackendFailed) -> None:
        with self._lock:
            is_news, self._is_failing = not self._is_failing, True
            self._failed_at = clock.now()
            self.errors += 1
        if is_news:
            _log.warning("the result cache is left alone until it answers again: %s", error)
