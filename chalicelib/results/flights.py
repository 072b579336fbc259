"""Single flight: of the threads that want the same at the same time one works, and all have what it found."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Flights(Generic[_T]):
    """The work that is under way in this process, by its key."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way: dict[str, Future[_T]] = {}

    def share(self, key: str, work: Callable[[], _T]) -> _T:
        """What the work gives, or what it gave whoever began it first; an exception reaches all of them."""
        with self._lock:
            flight = self._under_way.get(key)
            if is_first := flight is None:
                flight = self._under_way[key] = Future()
        return self._fly(key, flight, work) if is_first else flight.result()

    def _fly(self, key: str, flight: Future[_T], work: Callable[[], _T]) -> _T:
        try:
            result = work()
        except BaseException as error:
            self._land(key)
            flight.set_exception(error)
            raise
        self._land(key)
        flight.set_result(result)
        return result

    def _land(self, key: str) -> None:
        """Whoever comes from now on begins anew."""
        with self._lock:
            del self._under_way[key]
