"""The projector's transactions: what was decided, sent as one, on a write shard where many orders share a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chalicelib.errors import StorageUnavailable
from chalicelib.projections import keys
from chalicelib.projections.attempt import Again
from chalicelib.projections.effects import CustomerKey, Delta, ProductKey, ViewKey
from chalicelib.projections.known_rows import CustomerRow
from chalicelib.projections.ledger import Entry
from chalicelib.projections.product_rows import ProductRow
from chalicelib.projections.surroundings import Surroundings
from chalicelib.projections.versions import day_version_writes, version_write
from chalicelib.projections.write_shards import CONFLICT, WriteShards
from chalicelib.store import Rejected, Store, Table, TransactionCancelled, Update, Write

_MOST_RESENDS = 3


@dataclass(slots=True)
class Decided:
    """What one transaction writes, and the rows as they are after it.

    `writes` are those whose place is known. The sums that are spread, and the versions of `clients`, go to the write
    shard of the moment.
    """

    writes: list[Write] = field(default_factory=list)
    clients: Sequence[str] = ()
    sums: Mapping[ViewKey, Mapping[str, Decimal]] = field(default_factory=dict)
    delta: Delta = field(default_factory=Delta)
    entries: list[Entry] = field(default_factory=list)
    customers: dict[CustomerKey, CustomerRow] = field(default_factory=dict)
    products: dict[ProductKey, ProductRow] = field(default_factory=dict)


class Transactions:
    """Sends transactions, and goes to another write shard when they meet others there."""

    def __init__(self, store: Store, views: Table, world: Surroundings, *, write_shards: int) -> None:
        self._store = store
        self._views = views
        self._world = world
        self._shards = WriteShards(write_shards, world.chance)

    def send(self, decided: Decided) -> None:
        """One transaction; only a conflict with another transaction is worth sending it again.

        Raises: `Again`, `Rejected`.
        """
        for resend in range(_MOST_RESENDS + 1):
            try:
                return self._store.transact(self.writes_of(decided))
            except TransactionCancelled as cancelled:
                self._shards.note(cancelled.reasons[len(decided.writes) :])
                reasons = set(cancelled.reasons) - {"None"}
                if "ValidationError" in reasons:
                    raise Rejected("a write of the transaction is not valid") from cancelled
                if reasons != {CONFLICT} or resend == _MOST_RESENDS:
                    raise Again from cancelled
            except StorageUnavailable as error:  # it may have been applied: the re-read ledger tells
                raise Again from error
            self._world.pause(self._world.chance.uniform(0, 0.01 * 2**resend))
        return None

    def writes_of(self, decided: Decided) -> list[Write]:
        """All writes of a transaction, with the present write shard."""
        now, shard = self._world.now(), self._shards.current
        return [
            *decided.writes,
            *(version_write(self._views, client, now, shard=shard) for client in decided.clients),
            *day_version_writes(self._views, decided.sums, now, shard=shard),
            *(self._sum_write(*each, shard) for each in decided.sums.items() if keys.is_sharded(each[0][0])),
        ]

    def _sum_write(self, key: ViewKey, amounts: Mapping[str, Decimal], shard: int) -> Update:
        return Update(self._views, {"pk": key[0], "sk": keys.sharded(key[1], shard)}, amounts)
