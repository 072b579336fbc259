"""The parts of a running process, made once and only when they are needed."""

from datetime import datetime
from functools import cache, cached_property

from chalicelib import clock, dynamo
from chalicelib.clients import Client, Clients
from chalicelib.orders.repository import Orders
from chalicelib.projections.generations import MAX_STALENESS, Generations
from chalicelib.results.cache import ResultCache
from chalicelib.results.chosen import result_cache
from chalicelib.settings import Settings, load
from chalicelib.store import Store
from chalicelib.timing import TimedStore
from chalicelib.tokens import Tokens
from chalicelib.views.freshness import Freshness


class Runtime:
    """Everything that requests, the stream handler and the commands share."""

    def __init__(self, settings: Settings, store: Store | None = None) -> None:
        self.settings = settings
        self._store = store
        self._recent_clients: dict[str, tuple[datetime, Client | None]] = {}

    @cached_property
    def store(self) -> Store:
        """The database."""
        return self._store or TimedStore(dynamo.DynamoStore(dynamo.client(retries=self.settings.retry_mode)))

    @cached_property
    def orders(self) -> Orders:
        """The orders."""
        return Orders(self.store, self.settings.tables.orders)

    @cached_property
    def clients(self) -> Clients:
        """The clients."""
        return Clients(self.store, self.settings.tables.clients)

    @cached_property
    def tokens(self) -> Tokens:
        """The tokens."""
        return Tokens(self.store, self.settings.tables.clients)

    @cached_property
    def generations(self) -> Generations:
        """The generations of the views."""
        return Generations(self.store, self.settings.tables.clients)

    @cached_property
    def freshness(self) -> Freshness:
        """How fresh the views are."""
        return Freshness(self.store)

    @cached_property
    def results(self) -> ResultCache | None:
        """The result cache, where there is one."""
        return result_cache(self.settings, self._store)

    def recent_client(self, client_id: str) -> Client | None:
        """The client as it was at most `MAX_STALENESS` ago."""
        read_at, client = self._recent_clients.get(client_id, (clock.LONG_AGO, None))
        if not clock.is_recent(read_at, MAX_STALENESS):
            client = self.clients.get(client_id)
            self._recent_clients[client_id] = (clock.now(), client)
        return client


@cache
def runtime() -> Runtime:
    """The runtime of this process, by its environment."""
    return Runtime(load())
