"""The versions of a client's views: counters that every change raises in its own transaction, on a write shard.

One counts every change of a client's views. The others count, for each sales day, the changes of its sums; they stand
in one row for each month. So an answer that is made of the sums of some days is the same while their counters are.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import TypeAlias

from chalicelib.instants import text_of
from chalicelib.projections import keys
from chalicelib.projections.effects import ViewKey
from chalicelib.store import Table, Update

# Every kind of sum is in one of these. A sort key of the first has the day; those of product sales may have the month
# instead, but such a row is the sum of its days' rows, so that it never changes alone.
BY_DAY: tuple[str, ...] = ("sales#", "category-sales#", "product-sales#")
BY_MONTH: tuple[str, ...] = ("statistics#",)
OF_CUSTOMERS: tuple[str, ...] = ("segments#", "customer-totals#", "best-customers#")

# Counts the changes of the sums that a month has as a whole: no day is in their keys.
MONTH = "month"

# A client and a month.
ClientMonth: TypeAlias = tuple[str, str]


def version_write(views: Table, client: str, now: datetime, *, shard: int = 0) -> Update:
    """One more change of a client's views: what an answer was made of has another version from now on."""
    return Update(views, {"pk": keys.version(client), "sk": str(shard)}, {"changes": Decimal(1)}, {"at": text_of(now)})


def day_version_writes(views: Table, sums: Iterable[ViewKey], now: datetime, *, shard: int = 0) -> list[Update]:
    """One more change of each sales day that these sums belong to; one row for each client and month."""
    return [
        Update(
            views,
            {"pk": keys.day_versions(client), "sk": keys.sharded(month, shard)},
            dict.fromkeys(sorted(counters), Decimal(1)),
            {"at": text_of(now)},
        )
        for (client, month), counters in changed_days(sums).items()
    ]


def changed_days(sums: Iterable[ViewKey]) -> dict[ClientMonth, set[str]]:
    """The counters that a change of these sums raises, by client and month."""
    changed: dict[ClientMonth, set[str]] = {}
    for pk, sk in sums:
        client = pk.split("#")[1]
        for month, counter in _days_of(pk, sk):
            changed.setdefault((client, month), set()).add(counter)
    return changed


def day_counter(day: str) -> str:
    """The name of a sales day's counter in the row of its month."""
    return f"d{day[8:10]}"


def _days_of(partition: str, sk: str) -> Iterable[tuple[str, str]]:
    """The month and the counter of a sum. Raises: ValueError for a kind that is in none of the lists above."""
    if partition.startswith(BY_DAY):
        day = sk.removeprefix(keys.DAY)
        return [] if sk.startswith(keys.MONTH) else [(day[:7], day_counter(day))]
    if partition.startswith(BY_MONTH):
        return [(sk[:7], MONTH)]
    if partition.startswith(OF_CUSTOMERS):
        return []
    raise ValueError(f"nobody has said which sales days change with the sums of {partition}")
