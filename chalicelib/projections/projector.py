"""The projector: brings the views to what the orders say now. Exactly-once effect, constant work per change.

An order change is only a notice. For each batch of them:

1. read the ledger rows, strongly, until every key is answered;
2. only then read the orders, strongly: whoever commits against a ledger row has seen at least the order
   of whoever wrote that row;
3. compare each contribution with what the ledger counts; an equal one still renews the ledger row, because
   a slower handler may hold its rev together with an older order;
4. pack whole orders into transactions, sums folded, every item once;
5. read the rows of customers and products, and one end of their documents where an extreme leaves;
6. commit: ledger and customers' rows by their rev, products' rows by what they must still be, sums by ADD,
   rows by put and delete;
7. what fails goes back to step 1; what can never succeed is parked with its reason;
8. what is not done when the time runs short is raised, so that the stream delivers the batch again.

Views = Σ over orders of expand(ledger[order]), after every transaction, whatever was read.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chalicelib.clients import Rules
from chalicelib.errors import OutOfTime, StorageUnavailable
from chalicelib.instants import text_of
from chalicelib.projections import keys
from chalicelib.projections.attempt import Again, Attempt, Result, TooMany
from chalicelib.projections.contribution import PROJECTION_VERSION, contribution
from chalicelib.projections.customer_items import item_of
from chalicelib.projections.customers import moved as moved_customer
from chalicelib.projections.customers import row_effects
from chalicelib.projections.effects import (
    Contradiction,
    Delta,
    ProductKey,
    ViewKey,
    difference,
    without_zeros,
)
from chalicelib.projections.known_rows import CustomerRow, KnownRows
from chalicelib.projections.ledger import TOMBSTONE_LIFE, Entry, entry_of, park_entry, put_entry
from chalicelib.projections.packing import Pack, Step, clients_of, item_count, packs, step_of
from chalicelib.projections.product_rows import ProductChange, ProductRow, product_effects
from chalicelib.projections.product_rows import moved as moved_product
from chalicelib.projections.surroundings import Surroundings
from chalicelib.projections.transactions import Decided, Transactions
from chalicelib.store import (
    MAX_TRANSACTION_WRITES,
    Absent,
    Delete,
    Equals,
    Item,
    Put,
    Rejected,
    Store,
    Update,
)
from chalicelib.tables import Tables

_SPARE_SECONDS = 3.0
_MOST_PAUSE = 2.0
_MOST_FAILURES = 100  # views that contradict themselves would be tried for ever


class Projector:
    """Applies order changes to one generation of the views."""

    def __init__(
        self,
        store: Store,
        tables: Tables,
        clients: Mapping[str, Rules],
        *,
        write_shards: int = 1,
        transaction_writes: int = MAX_TRANSACTION_WRITES,
        surroundings: Surroundings | None = None,
    ) -> None:
        self._store = store
        self._tables = tables
        self._clients = clients
        self._transaction_writes = transaction_writes
        self._world = surroundings or Surroundings()
        self._transactions = Transactions(store, tables.views, self._world, write_shards=write_shards)

    def apply(self, order_ids: Iterable[str], *, skip_equal: bool = False) -> Result:
        """Bring the views to what these orders say now.

        `skip_equal` is for sweeps, which acknowledge no notice: an order that is counted right is left alone.
        Raises: `OutOfTime` when the time ends first; what was committed stays and need not be undone.
        """
        result = Result()
        pending = list(dict.fromkeys(order_ids))
        most_orders = max(1, len(pending))
        failures = 0
        while pending:
            if not self.has_time or failures > _MOST_FAILURES:
                raise OutOfTime(f"{len(pending)} order changes are not applied yet")
            attempt = Attempt(self, result, most_orders, skip_equal)
            attempt.settle(pending)
            pending = attempt.again
            if attempt.failed:
                failures += 1
                result.retried += len(pending)
                most_orders = max(1, most_orders // 2)
                self._world.pause(self._world.chance.uniform(0, min(_MOST_PAUSE, 0.02 * 2**failures)))
        return result

    def read(self, order_ids: Sequence[str]) -> list[Step]:
        """The next step of each order: what the ledger counts, and what it shall count."""
        entries = self._read_ledger(order_ids)
        orders = self._read_orders(order_ids)
        return [
            step_of(
                entry,
                contribution(orders.get(entry.order_id), self._clients),
                is_gone=entry.order_id not in orders,
                limit=self._transaction_writes,
            )
            for entry in entries
        ]

    def commit(self, pack: Pack, known: KnownRows) -> list[Entry]:
        """Write a pack in one transaction. Returns: what the ledger counts now of each order.

        Raises: `Again`, `TooMany`, `Rejected`.
        """
        try:
            decided = self._decided(pack, known)
            self._transactions.send(decided)
        except (Contradiction, Again) as error:
            known.forget(pack.delta)
            raise Again from error
        except Rejected:
            known.forget(pack.delta)
            raise
        known.remember(decided.customers, decided.products)
        return decided.entries

    def park(self, step: Step, reason: str) -> None:
        """Keep a change that no retry can cure, with its reason; what is counted of the order stays."""
        rev = self._world.new_rev()
        row = {
            **keys.parked(step.order_id),
            "orderID": step.order_id,
            "reason": reason,
            "at": text_of(self._world.now()),
        }
        self._transactions.send(
            Decided([park_entry(self._tables.ledger, step.seen, rev=rev), Put(self._tables.views, row)])
        )

    def known_rows(self) -> KnownRows:
        """An empty set of rows, read on demand."""
        return KnownRows(self._store, self._tables)

    def smaller(self, step: Step, writes: int) -> Step | None:
        """A part of a step that has so many writes after all; None where it can't be cut."""
        limit = item_count([step], step.delta) * self._transaction_writes // (writes + 1)
        part = step_of(step.seen, step.target, is_gone=step.is_gone, limit=limit)
        return None if part.body == step.body else part

    def following(self, step: Step, entry: Entry) -> Step:
        """The next step of an order that is on its way.

        It needs no reading: the ledger row is our own, and made from the same order.
        """
        return step_of(entry, step.target, is_gone=step.is_gone, limit=self._transaction_writes)

    @property
    def has_time(self) -> bool:
        """Whether another transaction may be begun."""
        return self._world.remaining() >= _SPARE_SECONDS

    def steps_in_packs(self, steps: Iterable[Step], most_orders: int) -> Iterable[Pack]:
        """The steps packed into transactions."""
        return packs(steps, most_orders=most_orders, limit=self._transaction_writes)

    def _read_ledger(self, order_ids: Sequence[str]) -> list[Entry]:
        items = self._store.get_many([(self._tables.ledger, {"orderID": each}) for each in order_ids])
        entries = [entry_of(order_id, item) for order_id, item in zip(order_ids, items, strict=True)]
        if any(entry.version > PROJECTION_VERSION for entry in entries):
            raise StorageUnavailable("the ledger was written by a newer version of the projections")
        if any(group["client"] not in self._clients for entry in entries for group in entry.body.values()):
            raise StorageUnavailable("the ledger counts orders of a client that is not known here yet")
        return entries

    def _read_orders(self, order_ids: Sequence[str]) -> dict[str, Item]:
        items = self._store.get_many([(self._tables.orders, {"orderID": each}) for each in order_ids])
        return {item["orderID"]: item for item in items if item is not None}

    def _decided(self, pack: Pack, known: KnownRows) -> Decided:
        """What a pack writes. Raises: `Contradiction`."""
        known.load(pack.delta)
        decided = Decided()
        decided.delta.merge(pack.delta)
        self._move_customers(pack.delta, known, decided)
        self._move_products(pack.delta, known, decided)
        decided.entries = [Entry(step.order_id, self._world.new_rev(), body=step.body) for step in pack.steps]
        decided.writes += [self._ledger_write(*each) for each in zip(pack.steps, decided.entries, strict=True)]
        decided.writes += [
            Delete(self._tables.views, keys.parked(each.order_id)) for each in pack.steps if each.seen.parked
        ]
        decided.writes += [self._row_write(key, row) for key, row in decided.delta.rows.items()]
        decided.clients, decided.sums = clients_of(pack.steps), without_zeros(decided.delta.sums)
        decided.writes += [
            Update(self._tables.views, {"pk": pk, "sk": sk}, amounts)
            for (pk, sk), amounts in decided.sums.items()
            if not keys.is_sharded(pk)
        ]
        writes = len(self._transactions.writes_of(decided))
        if writes > self._transaction_writes:
            raise TooMany(writes)
        return decided

    def _move_customers(self, delta: Delta, known: KnownRows, decided: Decided) -> None:
        for key, moves in delta.customers.items():
            before = known.customer(key)
            customer = moved_customer(before.customer, moves, known.end_of(key))
            after = CustomerRow(customer, self._world.new_rev() if customer.documents else None)
            rules = self._clients[customer.client_id]
            decided.delta.merge(difference(row_effects(before.customer, rules), row_effects(customer, rules)))
            decided.customers[key] = after
            decided.writes.append(self._customer_write(before, after))

    def _move_products(self, delta: Delta, known: KnownRows, decided: Decided) -> None:
        for key, moves in delta.products.items():
            before, rules = known.product(key), self._clients[key[0]]
            change = moved_product(before, moves, rules, known.remaining_of(key))
            if change.is_known:
                effects = product_effects(key, before.newest), product_effects(key, change.newest)
                decided.delta.merge(difference(*effects))
            rev = self._world.new_rev()
            decided.products[key] = ProductRow(change.newest, rev if change.newest and change.is_known else None)
            decided.writes.append(self._product_write(key, change, rev))

    def _ledger_write(self, step: Step, entry: Entry) -> Put:
        expires = self._world.now() + TOMBSTONE_LIFE if step.is_gone and not step.body else None
        return put_entry(self._tables.ledger, step.seen, step.body, rev=str(entry.rev), expires=expires)

    def _customer_write(self, seen: CustomerRow, row: CustomerRow) -> Put | Delete:
        table, customer = self._tables.customers, row.customer
        condition = Absent("contactID") if seen.rev is None else Equals("rev", seen.rev)
        if row.rev is None:
            return Delete(table, {"contactID": customer.contact_id, "clientID": customer.client_id}, condition)
        item = item_of(customer, self._clients[customer.client_id])
        return Put(table, item | {"rev": row.rev, "lastUpdated": text_of(self._world.now())}, condition)

    def _product_write(self, key: ProductKey, change: ProductChange, rev: str) -> Update | Delete:
        table, place = self._tables.views, keys.product(*key)
        if change.newest is None:
            return Delete(table, place, change.condition)
        assigned = change.assigned | {"rev": rev}
        return Update(table, place, change.add, assigned, change.removed, change.condition)

    def _row_write(self, key: ViewKey, row: Mapping[str, Any] | None) -> Put | Delete:
        place = {"pk": key[0], "sk": key[1]}
        return Delete(self._tables.views, place) if row is None else Put(self._tables.views, {**place, **row})
