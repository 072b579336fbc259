"""The projector with one guard taken out, each from outside. Under the model checker each must end wrong."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.projections import keys
from chalicelib.projections.contribution import contribution
from chalicelib.projections.effects import ProductKey
from chalicelib.projections.ledger import entry_of
from chalicelib.projections.one_customer import Look, OneCustomer
from chalicelib.projections.packing import Step, step_of
from chalicelib.projections.product_rows import ProductChange
from chalicelib.projections.projector import Projector
from chalicelib.store import Delete, Item, Key, Matches, Page, Put, Query, Store, Table, Update, Write
from tests.laws.models import SUM_OF_P1, TABLES, Design
from tests.laws.orders import CLIENTS
from tests.laws.processes import Process, ProcessStore


class _ReadsOrdersFirst(Projector):
    """Reads the orders, and only then the ledger."""

    def read(self, order_ids: Sequence[str]) -> list[Step]:
        orders = self._read_orders(order_ids)
        entries = self._read_ledger(order_ids)
        return [_step(entry.order_id, entry, orders.get(entry.order_id)) for entry in entries]


class _ReadsBothAtOnce(Projector):
    """Asks for ledger rows and orders in one call; the database answers its keys in an order of its own."""

    def read(self, order_ids: Sequence[str]) -> list[Step]:
        steps = []
        for number, order_id in enumerate(order_ids):
            key = {"orderID": order_id}
            first, second = (TABLES.ledger, TABLES.orders) if number % 2 else (TABLES.orders, TABLES.ledger)
            answers = {table: self._store.get(table, key) for table in (first, second)}
            steps.append(_step(order_id, entry_of(order_id, answers[TABLES.ledger]), answers[TABLES.orders]))
        return steps


class _WritesTheNewestBack(Projector):
    """An older order writes what the newest one said when the row was read, instead of leaving it alone."""

    def _product_write(self, key: ProductKey, change: ProductChange, rev: str) -> Update | Delete:
        return super()._product_write(key, replace(change, is_known=True), rev)


class _SeesNoMotion(OneCustomer):
    """Takes whatever it reads for a snapshot."""

    def look(self, order_ids: Iterable[str]) -> Look:
        return replace(super().look(order_ids), is_in_motion=False)


def _step(order_id: str, entry: Any, item: Item | None) -> Step:
    assert entry.order_id == order_id
    return step_of(entry, contribution(item, CLIENTS), is_gone=item is None)


class _Rewriting:
    """A store that changes each write of a transaction on its way."""

    def __init__(self, store: Store, rewrite: Callable[[Write], Write]) -> None:
        self._store = store
        self._rewrite = rewrite

    def get(self, table: Table, key: Key, *, consistent: bool = True) -> Item | None:
        return self._store.get(table, key, consistent=consistent)

    def get_many(self, wanted: Sequence[tuple[Table, Key]], *, consistent: bool = True) -> list[Item | None]:
        return self._store.get_many(wanted, consistent=consistent)

    def query(self, query: Query) -> Page:
        return self._store.query(query)

    def transact(self, writes: Sequence[Write]) -> None:
        self._store.transact([self._rewrite(write) for write in writes])


def _rewriting(rewrite: Callable[[Write], Write]) -> Design:
    return Design(store=lambda store: _Rewriting(store, rewrite))


def _is_tombstone(write: Write) -> bool:
    return write.table == TABLES.ledger and isinstance(write, Put) and "ttl" in write.item


def _delete_the_ledger_row(write: Write) -> Write:
    if not _is_tombstone(write):
        return write
    return Delete(TABLES.ledger, {"orderID": write.item["orderID"]}, write.condition)


def _expire_at_once(write: Write) -> Write:
    return replace(write, item=write.item | {"ttl": 0}) if _is_tombstone(write) else write


def _without_condition(table: Table) -> Design:
    return _rewriting(lambda write: replace(write, condition=None) if write.table == table else write)


def _mark_whoever_is_there(write: Write) -> Write:
    is_mark = write.table == TABLES.customers and isinstance(write, Update)
    return replace(write, condition=None) if is_mark else write


def _take_the_sum(store: ProcessStore, _: str) -> None:
    store.transact([Delete(TABLES.views, SUM_OF_P1)])


def _of_product(change: Callable[[Any], Write]) -> Design:
    """Changes each write of a product's row that has a condition."""

    def rewrite(write: Write) -> Write:
        key = write.item if isinstance(write, Put) else write.key
        is_product = write.table == TABLES.views and keys.is_product(key["pk"]) and write.condition is not None
        return change(write) if is_product else write

    return _rewriting(rewrite)


def _without_bound(name: str) -> Callable[[Any], Write]:
    def change(write: Any) -> Write:
        matches = isinstance(write.condition, Matches)
        return replace(write, condition=replace(write.condition, **{name: {}}) or None) if matches else write

    return lambda write: _without_idle_condition(change(write))


def _without_idle_condition(write: Any) -> Write:
    condition = write.condition
    is_idle = isinstance(condition, Matches) and not any(
        (condition.values, condition.absent, condition.below, condition.above)
    )
    return replace(write, condition=None) if is_idle else write


def _keep_the_rev(write: Any) -> Write:
    """The write of an older order without its new rev."""
    is_older = isinstance(write, Update) and isinstance(write.condition, Matches) and write.condition.above
    return replace(write, assign={}) if is_older else write


@dataclass(frozen=True)
class Mutant:
    """A design without one of its guards, and the model that needs it: one of its schedules ends wrong."""

    needed_by: str
    design: Design


MUTANTS: Mapping[str, Mutant] = {
    "equal orders are skipped": Mutant("two_updates", Design(skips_equal=True)),
    "the order is read before the ledger": Mutant("two_updates", Design(projector=_ReadsOrdersFirst)),
    "ledger and orders are read in one call": Mutant("two_updates", Design(projector=_ReadsBothAtOnce)),
    "the ledger row of a deleted order is deleted": Mutant(
        "create_delete_late_duplicate", _rewriting(_delete_the_ledger_row)
    ),
    "a tombstone expires at once": Mutant("create_delete_late_duplicate", _rewriting(_expire_at_once)),
    "the ledger is written without a condition": Mutant(
        "batches_while_orders_change", _without_condition(TABLES.ledger)
    ),
    "the customer is written without a condition": Mutant(
        "the_last_order_leaves_while_a_new_one_comes", _without_condition(TABLES.customers)
    ),
    "a sum expires": Mutant("two_updates", Design(intruders=(Process("ttl", _take_the_sum, restarts=False),))),
    "a product is written without a condition": Mutant(
        "a_products_last_order_leaves_while_a_new_one_comes", _of_product(lambda write: replace(write, condition=None))
    ),
    "a newer order does not look whether it is the newest": Mutant(
        "a_product_is_sold_twice_at_once", _of_product(_without_bound("below"))
    ),
    "an older order does not look whether it is older": Mutant(
        "a_products_last_order_leaves_while_a_new_one_comes", _of_product(_without_bound("above"))
    ),
    "an older order does not renew the product's rev": Mutant(
        "a_products_last_order_leaves_while_a_new_one_comes", _of_product(_keep_the_rev)
    ),
    "a product's name is not looked at": Mutant("a_product_is_renamed", _of_product(_without_bound("values"))),
    "an older order writes the newest order's place back": Mutant(
        "an_older_order_comes_while_the_newest_moves", Design(projector=_WritesTheNewestBack)
    ),
    "a night marks a customer without a condition": Mutant(
        "a_night_against_the_last_deletion", _rewriting(_mark_whoever_is_there)
    ),
    "a night does not see that rows move": Mutant(
        "a_night_against_two_changes_of_an_order", Design(customer=_SeesNoMotion)
    ),
    "a rev is used again": Mutant("a_sweep_against_the_stream", Design(rev=lambda *_: "always the same")),
}
