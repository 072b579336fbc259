"""One question answered in several ways in turns: without the result cache, as a miss of it, and as a hit."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import thread_time
from unittest.mock import PropertyMock, patch

from benchmarks.handler import CACHED, COMPUTED, Handler, NotAnswered, result_of
from benchmarks.recording import Recording, recorded
from benchmarks.routes import Route
from benchmarks.shop import Shop
from chalicelib.views.kept import Question

NONE, MISSED, HIT = "none", "missed", "hit"


@dataclass(frozen=True, slots=True)
class Way:
    """A way to answer: the process that is asked, and what its answer says of the cache."""

    name: str
    shop: Shop
    result: str | None = None

    def make_ready(self) -> None:
        """Hold nothing, where a miss is wanted."""
        cache = self.shop.parts.results
        if cache is not None and self.result == COMPUTED:
            cache.backend.clear()


@dataclass(frozen=True, slots=True)
class Taken:
    """What a question takes in one way: the calls of the database, and each time of the processor. Units: seconds."""

    recording: Recording
    seconds: list[float]


def ways_of(shop: Shop, caching: Mapping[str, Shop]) -> list[Way]:
    """Without the cache, and as a miss and as a hit of each process that has one."""
    with_cache = [
        way
        for name, each in caching.items()
        for way in (Way(f"{name}-{MISSED}", each, COMPUTED), Way(f"{name}-{HIT}", each, CACHED))
    ]
    return [Way(NONE, shop), *with_cache]


def taken_by(ask: Handler, ways: Sequence[Way], route: Route, rounds: int) -> dict[str, Taken]:
    """What a question takes in each way, the ways in turns."""
    taken = {way.name: Taken(_recorded(ask, way, route), []) for way in ways}
    for _ in range(rounds):
        for way in ways:
            way.make_ready()
            began = thread_time()
            ask.ask(way.shop, route)
            taken[way.name].seconds.append(thread_time() - began)
    return taken


@contextmanager
def everything_is_kept() -> Iterator[None]:
    """Questions are kept however short they are."""
    with patch.object(Question, "pays", PropertyMock(return_value=True)):
        yield


def _recorded(ask: Handler, way: Way, route: Route) -> Recording:
    """What the database is asked. Raises: `NotAnswered` where the cache does not do what is measured."""
    way.make_ready()
    with recorded() as recording:
        result = result_of(ask.ask(way.shop, route))
    if result != way.result:
        raise NotAnswered(f"{route.name}, {way.name}: the result was {result}")
    return recording
