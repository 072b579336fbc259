"""Generations: a set of ledger and view tables, filled by one version of the projections under fixed rules.

Reads use the active one. A rebuild fills a new one beside it while every order change goes to both; then one
write switches, and the old one is dropped. The rules of a generation are those that its clients had when it
began: changing a client's zone or thresholds takes effect with the next rebuild.

Beside them stands which source reads use: the views, or a recount while somebody does not trust the views.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from chalicelib import clock
from chalicelib.clients import Client, Clients, Rules
from chalicelib.errors import Conflict, NotFound, StorageUnavailable
from chalicelib.orders.repository import Orders
from chalicelib.projections.contribution import PROJECTION_VERSION
from chalicelib.store import Absent, ConditionFailed, Equals, Item, Put, Rejected, Store, Table
from chalicelib.tables import Tables

BUILDING, ACTIVE, RETIRED = "building", "active", "retired"
VIEWS, RECOUNT = "views", "recount"
# A process may act on what it has read of the generations for this long. Units: seconds.
MAX_STALENESS = 2.0

_KEY = {"key": "generations"}


@dataclass(frozen=True)
class Generation:
    """One generation: the suffix of its tables, its state, and what its contributions are made by."""

    suffix: str
    state: str
    version: int = PROJECTION_VERSION
    clients: Mapping[str, Rules] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        """Whether this code may read and write its views."""
        return self.version == PROJECTION_VERSION


@dataclass(frozen=True, slots=True)
class Reads:
    """Which source reads use, and how often that was switched."""

    source: str = VIEWS
    switches: int = 0


class Generations:
    """The generations in the clients table, in one row."""

    def __init__(self, store: Store, table: Table) -> None:
        self._store = store
        self._table = table
        self._read_at = clock.LONG_AGO
        self._known: tuple[Generation, ...] = ()
        self._reads = Reads()

    def all(self) -> tuple[Generation, ...]:
        """The generations as they are now."""
        asked_at = clock.now()
        item = self._store.get(self._table, _KEY)
        self._known, self._reads = _generations(item), _reads(item)
        self._read_at = asked_at
        return self._known

    def recent(self) -> tuple[Generation, ...]:
        """The generations as they were at most `MAX_STALENESS` ago."""
        return self._known if clock.is_recent(self._read_at, MAX_STALENESS) else self.all()

    def active(self) -> Generation | None:
        """The generation that reads use; None while there is none that this code can read."""
        return next((each for each in self.recent() if each.state == ACTIVE and each.is_ours), None)

    def reads(self) -> Reads:
        """Which source reads use, as it was at most `MAX_STALENESS` ago."""
        self.recent()
        return self._reads

    def to_project(self) -> list[Generation]:
        """The generations that an order change goes to.

        Raises: `StorageUnavailable` where this code is older than a generation, or there is none for it.
        """
        if any(each.version > PROJECTION_VERSION for each in self.recent()):
            raise StorageUnavailable("the views belong to a newer version of the projections")
        ours = [each for each in self.recent() if each.is_ours]
        if not ours:
            raise StorageUnavailable("there are no views yet; `python -m tools rebuild` makes them")
        return ours

    def next_suffix(self) -> str:
        """A suffix that no generation ever had: the first has none, then g2, g3."""
        return f"g{max(_issued(self._store.get(self._table, _KEY)), 1) + 1}"

    def change(self, edit: Callable[[tuple[Generation, ...]], Iterable[Generation]]) -> tuple[Generation, ...]:
        """Replace the generations by what `edit` makes of them, atomically.

        Raises: `Conflict` where the rules of all clients, once per generation, are too large for one row.
        """

        def edited(item: Mapping[str, Any] | None) -> Item:
            after = tuple(edit(_generations(item)))
            return {"generations": [*map(_item, after)], "issued": max(_issued(item), *map(_number, after), 1)}

        return _generations(self._replace(edited))

    def read_from(self, source: str) -> Reads:
        """Let every read use this source within `MAX_STALENESS`; order changes go on as before.

        Raises: `NotFound` where there are no generations yet.
        """

        def edited(item: Mapping[str, Any] | None) -> Item:
            if item is None:
                raise NotFound("there are no views yet; `python -m tools rebuild` makes them")
            before = _reads(item)
            return {"reads": source, "switches": before.switches + (before.source != source)}

        return _reads(self._replace(edited))

    def _replace(self, edited: Callable[[Mapping[str, Any] | None], Item]) -> Item:
        """The row with what `edited` makes of some attributes; all others stay. Raises: `Conflict`."""
        while True:
            item = self._store.get(self._table, _KEY)
            row = {**(item or _KEY), **edited(item), "count": _count(item) + 1}
            condition = Equals("count", item["count"]) if item else Absent("key")
            try:
                self._store.write(Put(self._table, row, condition))
            except ConditionFailed:
                continue
            except Rejected as error:
                raise Conflict("the rules of all clients are too large; give some of them fewer categories") from error
            self._read_at = clock.LONG_AGO
            return row


def open_first(store: Store, tables: Tables) -> Generation:
    """Make the first generation, if there is none: active where there is no order to count yet."""
    state = ACTIVE if Orders(store, tables.orders).is_empty() else BUILDING
    rules = {client.client_id: client.rules for client in Clients(store, tables.clients).all()}

    def edit(known: tuple[Generation, ...]) -> tuple[Generation, ...]:
        return known or (Generation("", state, clients=rules),)

    return Generations(store, tables.clients).change(edit)[0]


def register(store: Store, tables: Tables, client: Client) -> None:
    """Add a client, and its rules to every generation. Raises: `Conflict` where the ID is taken.

    Nobody can write orders for a client that is not there, so every projector knows its rules before the first.
    """
    client.check()
    clients = Clients(store, tables.clients)
    if clients.get(client.client_id) is not None:
        raise Conflict(f"there is a client {client.client_id} already")
    if Generations(store, tables.clients).change(lambda known: [_with_client(each, client) for each in known]):
        clock.sleep(MAX_STALENESS)
    clients.create(client)


def begin(generations: Generations, suffix: str, rules: Mapping[str, Rules]) -> Generation:
    """Open a new generation beside the others. Raises: `Conflict` while one is being built."""

    def edit(known: tuple[Generation, ...]) -> tuple[Generation, ...]:
        if any(each.state == BUILDING for each in known):
            raise Conflict("a generation is being built already")
        # A client that is just being registered is in the generations first.
        registered = {name: each for generation in known for name, each in generation.clients.items()}
        return (*known, Generation(suffix, BUILDING, clients={**registered, **rules}))

    return generations.change(edit)[-1]


def switch_to(generations: Generations, suffix: str) -> tuple[Generation, ...]:
    """Let reads use this generation; the one before is retired.

    Raises: `Conflict` where the generation is no longer there to be used.
    """

    def edit(known: tuple[Generation, ...]) -> list[Generation]:
        if not any(each.suffix == suffix and each.state in (BUILDING, ACTIVE) for each in known):
            raise Conflict("another rebuild has replaced this one; nothing was switched")
        return [replace(each, state=_state(each, suffix)) for each in known]

    return generations.change(edit)


def forget(generations: Generations, suffix: str) -> None:
    """Take a generation out; its tables can be dropped."""
    generations.change(lambda known: [each for each in known if each.suffix != suffix])


def _state(generation: Generation, active: str) -> str:
    if generation.suffix == active:
        return ACTIVE
    return RETIRED if generation.state == ACTIVE else generation.state


def _with_client(generation: Generation, client: Client) -> Generation:
    return replace(generation, clients={**generation.clients, client.client_id: client.rules})


def _number(generation: Generation) -> int:
    return int(generation.suffix.removeprefix("g")) if generation.suffix else 1


def _count(item: Mapping[str, Any] | None) -> int:
    return int(item["count"]) if item else 0


def _issued(item: Mapping[str, Any] | None) -> int:
    """The highest number that a generation ever had."""
    return int(item["issued"]) if item else 0


def _reads(item: Mapping[str, Any] | None) -> Reads:
    return Reads() if item is None else Reads(item.get("reads", VIEWS), int(item.get("switches", 0)))


def _generations(item: Mapping[str, Any] | None) -> tuple[Generation, ...]:
    return () if item is None else tuple(_generation(each) for each in item["generations"])


def _generation(item: Mapping[str, Any]) -> Generation:
    clients = {name: Rules.from_item(rules) for name, rules in item["clients"].items()}
    return Generation(item["suffix"], item["state"], int(item["version"]), clients)


def _item(generation: Generation) -> dict[str, Any]:
    return {
        "suffix": generation.suffix,
        "state": generation.state,
        "version": generation.version,
        "clients": {name: rules.as_item() for name, rules in generation.clients.items()},
    }
