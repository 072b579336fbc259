"""The store that times another: it keeps every promise of the store, and counts only where one asks."""

import inspect
import threading

import pytest

from chalicelib import clock
from chalicelib.memory import MemoryStore
from chalicelib.store import Absent, Check, ConditionFailed, Put, Query, Store, Table
from chalicelib.timing import Checkpoints, TimedStore, database_time

TABLE = Table("t", "pk", "sk")
KEY = {"pk": "a", "sk": "b"}


def use(store: Store) -> None:
    store.write(Put(TABLE, {**KEY, "n": "1"}))
    store.transact([Check(TABLE, {"pk": "x", "sk": "y"}, Absent("pk"))])
    assert store.get(TABLE, KEY) == {**KEY, "n": "1"}
    assert store.get_many([(TABLE, KEY)]) == store.query(Query(TABLE, "a")).items == store.scan(TABLE, limit=5).items


def test_every_call_is_passed_on_and_counted():
    with database_time() as spent:
        use(TimedStore(MemoryStore()))
    assert spent.calls == len([name for name, _ in inspect.getmembers(Store, inspect.isfunction) if name[0] != "_"])
    assert spent.seconds > 0


def test_checkpoints_tell_the_time_of_each_part_and_add_up_what_comes_again(monkeypatch):
    moments = iter([10.0, 11.0, 13.0, 16.0])
    monkeypatch.setattr(clock, "monotonic", lambda: next(moments))
    checkpoints = Checkpoints()
    for part in ("check", "work", "check"):
        checkpoints.reach(part)
    assert checkpoints.seconds == {"check": 4.0, "work": 2.0}


def test_a_call_that_fails_counts_too_and_its_error_rises():
    store = TimedStore(MemoryStore())
    store.write(Put(TABLE, KEY))
    with database_time() as spent, pytest.raises(ConditionFailed):
        store.write(Put(TABLE, KEY, Absent("pk")))
    assert spent.calls == 1


def test_nothing_is_counted_where_nobody_asks():
    use(TimedStore(MemoryStore()))


def test_another_threads_calls_are_not_ours():
    store = TimedStore(MemoryStore())
    with database_time() as spent:
        thread = threading.Thread(target=use, args=[store])
        thread.start()
        thread.join()
    assert spent.calls == 0
