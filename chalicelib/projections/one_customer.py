"""Verification of one customer: all rows that their documents make, against the ledger, beside live traffic.

Which of their orders the ledger counts is asked of the customer's own rows and of the orders' index. Reads of many
rows are no snapshot, so the ledger's revs and the customer's are read before and after: whatever comes or goes
renews one of them. A difference counts when it was seen twice, and nothing had moved.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from chalicelib.clients import Rules
from chalicelib.errors import StorageUnavailable
from chalicelib.instants import text_of
from chalicelib.projections import keys
from chalicelib.projections.effects import CustomerKey, Document, Effect, ProductDocument, Sum, ViewKey
from chalicelib.projections.ledger import Entry, entry_of
from chalicelib.projections.recount import CUSTOMERS, VIEWS, Place
from chalicelib.projections.rows import Difference, differences_between, expected_rows, stored_rows
from chalicelib.projections.surroundings import Surroundings
from chalicelib.projections.versions import version_write
from chalicelib.store import Equals, Item, Key, Query, Store, Table, TransactionCancelled, Update, all_matches
from chalicelib.tables import BY_CONTACT_CREATED, Tables

LOOKS = 3
_SECONDS_BETWEEN_LOOKS = 0.2


@dataclass(frozen=True, slots=True)
class Look:
    """What one look saw: the rev of the customer's row (None without one), what differs, whether anything moved."""

    rev: str | None
    differences: tuple[Difference, ...]
    is_in_motion: bool


@dataclass(frozen=True, slots=True)
class _Moment:
    """The customer's row and the entries of the ledger, as one read found them."""

    row: Item | None
    entries: tuple[Entry, ...]

    @property
    def revs(self) -> list[str | None]:
        """What changes with anything that changes the customer's rows."""
        return [self.row.get("rev") if self.row else None, *(each.rev for each in self.entries)]


class OneCustomer:
    """A customer of one generation."""

    def __init__(self, store: Store, tables: Tables, clients: Mapping[str, Rules], key: CustomerKey) -> None:
        self._store = store
        self._tables = tables
        self._clients = clients
        self._key = key
        contact, client = key
        self._documents = keys.customer_documents(client, contact)
        self._totals = keys.customer_totals(client, contact)

    @property
    def row_key(self) -> dict[str, str]:
        """The key of the customer's row."""
        return {"contactID": self._key[0], "clientID": self._key[1]}

    def order_ids(self) -> list[str]:
        """The orders that the views list as theirs, and those that the orders' index does."""
        listed = self._own_rows(self._documents)
        written = all_matches(self._store, Query(self._tables.orders, self._key[0], index=BY_CONTACT_CREATED))
        return list(dict.fromkeys([*_order_ids(listed), *(each["orderID"] for each in written)]))

    def judge(self, order_ids: Iterable[str], pause: Callable[[float], None]) -> Look:
        """Look until nothing moves; what differs must differ twice. It is in motion still where it never stood."""
        known = list(order_ids)
        doubtful: set[Place] = set()
        for attempt in range(1, LOOKS + 1):
            look = self.look(known)
            if not look.is_in_motion:
                differences = [each for each in look.differences if each.place in doubtful]
                if differences or not look.differences:
                    return replace(look, differences=tuple(differences))
                doubtful = {each.place for each in look.differences}
            pause(_SECONDS_BETWEEN_LOOKS * attempt)
        return Look(None, (), is_in_motion=True)

    def look(self, order_ids: Iterable[str]) -> Look:
        """Compare the customer's rows with the ledger's entries of these orders, and of whatever their list names."""
        known = list(dict.fromkeys(order_ids))
        before = self._moment(known)
        items = [*self._own_rows(self._documents), *self._own_rows(self._totals)]
        unknown = [each for each in _order_ids(items) if each not in set(known)]
        if unknown:
            return self.look([*known, *unknown])
        expected = self._expected(before.entries)
        others = self._other_rows(expected, self._months(items))
        found = dict(stored_rows([*items, *others], [] if before.row is None else [before.row]))
        differences = differences_between(expected, found)
        is_in_motion = before.revs != self._moment(known).revs
        return Look(before.revs[0], tuple(differences), is_in_motion)

    def _moment(self, order_ids: Iterable[str]) -> _Moment:
        ids = list(order_ids)
        wanted: list[tuple[Table, Key]] = [(self._tables.customers, self.row_key)]
        wanted += [(self._tables.ledger, {"orderID": each}) for each in ids]
        row, *items = self._store.get_many(wanted)
        return _Moment(row, tuple(entry_of(each, item) for each, item in zip(ids, items, strict=True)))

    def _own_rows(self, partition: str) -> list[Item]:
        return list(all_matches(self._store, Query(self._tables.views, partition, consistent=True)))

    def _other_rows(self, expected: Iterable[Place], months: Iterable[ViewKey]) -> list[Item]:
        """The rows of other partitions that the customer's orders make: lists of all, products, months, words."""
        own = (self._documents, self._totals)
        places = [(pk, sk) for table, pk, sk in expected if table == VIEWS and pk not in own]
        wanted = dict.fromkeys([*places, *months])
        items = self._store.get_many([(self._tables.views, {"pk": pk, "sk": sk}) for pk, sk in wanted])
        return [item for item in items if item is not None]

    def _months(self, items: Iterable[Item]) -> list[ViewKey]:
        """The keys of what ranks them, in all months of which they have sums, empty ones included."""
        contact, client = self._key
        rows = [each["sk"] for each in items if each["pk"] == self._totals and each["sk"].startswith(keys.MONTH)]
        return [(keys.best_customers(client, *keys.month_and_currency(each)), contact) for each in rows]

    def _expected(self, entries: Iterable[Entry]) -> dict[Place, Mapping[str, object]]:
        rows = expected_rows(entries, self._clients, self._is_ours)
        return {place: row for place, row in rows if self._is_whole(place)}

    def _is_ours(self, effect: Effect) -> bool:
        match effect:
            case Sum():
                return effect.pk == self._totals or self._is_ranking((effect.pk, effect.sk))
            case Document():
                return (effect.contact_id, effect.client_id) == self._key
            case ProductDocument():
                return False
        return True

    def _is_whole(self, place: Place) -> bool:
        """Whether a row is made by this customer alone."""
        is_own = place[0] == CUSTOMERS or place[1] == self._totals or self._is_ranking(place[1:])
        return is_own or not keys.is_sum(place[1])

    def _is_ranking(self, key: ViewKey) -> bool:
        """Whether a row ranks this customer in a month."""
        return keys.is_best_customers(key[0]) and key[1] == self._key[0]


def mark_verified(store: Store, tables: Tables, key: CustomerKey, rev: str, world: Surroundings) -> None:
    """Note that the customer's row was right, if nobody has written it since.

    It gets a new rev, as with every write; and the version of the client's views, because answers show the time.
    """
    verified = {"rev": world.new_rev(), "lastUpdated": text_of(world.now())}
    row_key = {"contactID": key[0], "clientID": key[1]}
    writes = [
        Update(tables.customers, row_key, assign=verified, condition=Equals("rev", rev)),
        version_write(tables.views, key[1], world.now()),
    ]
    # Who was faster has written the time, too; and what did not get through has its turn in another night.
    with suppress(TransactionCancelled, StorageUnavailable):
        store.transact(writes)


def _order_ids(rows: Iterable[Item]) -> Iterator[str]:
    return (row["orderID"] for row in rows if row.get("orderID"))
