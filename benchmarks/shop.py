"""A shop in a store: its tables under names of their own, filled from the recount as the projector would fill them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Any, TypeAlias

from benchmarks.orders import SHOP
from chalicelib.attribute_values import encode
from chalicelib.dynamo import DynamoStore
from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.projections.generations import ACTIVE, Generation, Generations, register
from chalicelib.projections.recount import recount, store_of
from chalicelib.projections.versions import ClientMonth, changed_days
from chalicelib.runtime import Runtime
from chalicelib.settings import OFF, Settings
from chalicelib.store import Item, Put, Store, Table
from chalicelib.tables import Tables, tables_named
from chalicelib.timing import TimedStore
from tools.tables import create_missing_tables

RULES = {SHOP.client_id: SHOP.rules}
LOADED_AT = "2026-01-02T00:00:00.000000Z"
_GENERATION = "g2"  # the first one's suffix is empty, a text that DynamoDB Local's build of 2020 does not take
_REV = "0" * 32
_ITEMS_PER_BATCH = 25
_CHANGES = Decimal(1000)

Row: TypeAlias = tuple[Table, Item]
Progress: TypeAlias = Callable[[int], None]


@dataclass(frozen=True)
class Shop:
    """A loaded shop: how many orders it has, and a runtime that looks at it alone."""

    size: int
    parts: Runtime

    @property
    def tables(self) -> Tables:
        """Its tables, those of its views included."""
        return self.parts.settings.tables.of_generation(_GENERATION)


def open_shop(client: Any, size: int, *, prefix: str = "") -> Shop:
    """A registered shop without orders, in tables that begin with the prefix."""
    tables = _named(prefix)
    # Nobody reads the stream, and the emulators keep its records in memory.
    create_missing_tables(client, (replace(each, stream=False) for each in tables.of_generation(_GENERATION)))
    return _opened(Settings(tables=tables, result_cache=OFF), TimedStore(DynamoStore(client)), size)


def shop_in_memory(size: int, store: Store | None = None) -> Shop:
    """A registered shop without orders, in this process."""
    return _opened(Settings(result_cache=OFF), store or MemoryStore(), size)


def rows_of(orders: Iterable[Item], tables: Tables, *, part: int = 1) -> Iterator[Row]:
    """The views of these orders.

    Each sum has one row, as projectors leave it that do not meet. Of what belongs to one customer or one product alone
    only each `part`-th is there, so that loading ends in time; what all of them share is whole.
    """
    views = store_of(recount(orders, RULES), tables)
    for customer in views.items(tables.customers):
        yield tables.customers, customer | {"rev": _REV, "lastUpdated": LOADED_AT}
    for row in views.items(tables.views):
        if part == 1 or _is_kept(row["pk"], part):
            yield tables.views, (row | {"rev": _REV} if keys.is_product(row["pk"]) else row)
    changed = changed_days((row["pk"], row["sk"]) for row in views.items(tables.views) if keys.is_sum(row["pk"]))
    yield from ((tables.views, each) for each in _notes(changed))


def load(client: Any, rows: Iterable[Row], progress: Progress = lambda _: None) -> None:
    """Write rows to the store, many in a call."""
    waiting = iter(rows)
    while some := list(islice(waiting, _ITEMS_PER_BATCH)):
        pending: Mapping[str, Any] = _requests(some)
        while pending:
            pending = client.batch_write_item(RequestItems=pending).get("UnprocessedItems") or {}
        progress(len(some))


def load_in_memory(store: Store, rows: Iterable[Row]) -> None:
    """Write rows to a store of this process."""
    for table, item in rows:
        store.write(Put(table, item))


def _opened(settings: Settings, store: Store, size: int) -> Shop:
    register(store, settings.tables, SHOP)
    Generations(store, settings.tables.clients).change(lambda _: [Generation(_GENERATION, ACTIVE, clients=RULES)])
    return Shop(size, Runtime(settings, store))


def _named(prefix: str) -> Tables:
    names = ("orders", "contacts", "customers", "ledger", "views", "results", "clients")
    return tables_named(**{name: f"{prefix}{name}" for name in names}) if prefix else tables_named()


def _requests(rows: Iterable[Row]) -> dict[str, Any]:
    requests: dict[str, Any] = {}
    for table, item in rows:
        requests.setdefault(table.name, []).append({"PutRequest": {"Item": encode(item)}})
    return requests


def _is_kept(partition: str, part: int) -> bool:
    """Whether a partition is shared, or belongs to one of the customers and products that are there."""
    kind, _, whose = partition.partition("#")
    if kind not in ("customer", "customer-totals", "product"):
        return True
    return int(whose.rpartition("-")[2]) % part == 0


def _notes(changed: Mapping[ClientMonth, set[str]]) -> Iterator[Item]:
    """The versions of the views and of their sales days, settled long ago, and how fresh the views are."""
    yield {"pk": keys.version(SHOP.client_id), "sk": "0", "changes": _CHANGES, "at": LOADED_AT}
    for (client, month), counters in changed.items():
        place = {"pk": keys.day_versions(client), "sk": keys.sharded(month, 0)}
        yield place | dict.fromkeys(sorted(counters), _CHANGES) | {"at": LOADED_AT}
    newest = f"{LOADED_AT}#{Decimal(1):012.3f}"
    yield {**keys.WATERMARK, "asOf": LOADED_AT, "lagSeconds": Decimal("0.25"), "place": newest}
