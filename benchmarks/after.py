"""The brief's design after: a cached row per customer, computed anew from all of its orders after each event.

The list of customers scans the cache; what the cache does not know is read from the orders as before.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from benchmarks import figures
from benchmarks.before import CACHE
from chalicelib.instants import text_of
from chalicelib.store import Item, Put, Query, Store, Table, all_matches
from chalicelib.tables import BY_CONTACT_CREATED, Tables

_LIFE_SECONDS = 90 * 24 * 3600


def cached_customers(rows: Sequence[Item]) -> list[Item]:
    """A page of customers from all rows of the cache."""
    return sorted(rows, key=lambda row: (row["totalSpend"], row["contactID"]), reverse=True)[: figures.PAGE]


def found_customers(rows: Sequence[Item], text: str) -> list[Item]:
    """The customers in the cache whose name or e-mail contains a text."""
    return [row for row in rows if text in row["name"].lower() or text in row["email"]][: figures.PAGE]


def one(rows: Sequence[Item]) -> Item:
    """The one row that was read."""
    return rows[0]


def requery(store: Store, tables: Tables, contacts: Iterable[str], *, now: datetime, cache: Table = CACHE) -> None:
    """What the brief's stream handler does: for each event, all orders of its customer, and a row put over the last."""
    for contact in contacts:
        orders = list(all_matches(store, Query(tables.orders, contact, index=BY_CONTACT_CREATED)))
        store.write(Put(cache, cached_row(figures.customer_row(orders), now)))


def cached_row(row: Item, now: datetime) -> Item:
    """A customer's metrics as the cache holds them."""
    expires = int(now.timestamp()) + _LIFE_SECONDS
    kept = row | {"averageOrderValue": round(row["averageOrderValue"], 6)}
    return kept | {"lastOrderDaysAgo": 3, "lastUpdated": text_of(now), "ttl": expires}


def cache_of(prefix: str) -> Table:
    """The cache of a shop whose tables begin so."""
    return replace(CACHE, name=f"{prefix}{CACHE.name}")
