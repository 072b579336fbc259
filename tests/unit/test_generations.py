"""Generations: which one reads use, where changes go, and who refuses."""

import pytest

from chalicelib.clients import Client, Clients, Rules
from chalicelib.errors import Conflict, StorageUnavailable
from chalicelib.memory import MemoryStore
from chalicelib.projections import generations
from chalicelib.projections.contribution import PROJECTION_VERSION
from chalicelib.projections.generations import ACTIVE, BUILDING, RETIRED, Generation, Generations
from chalicelib.store import Put
from chalicelib.tables import tables_named
from tests.laws.orders import order

TABLES = tables_named()
RULES = {"a": Rules()}


@pytest.fixture
def store(monkeypatch) -> MemoryStore:
    monkeypatch.setattr(generations.clock, "sleep", lambda _: None)
    return MemoryStore()


def known(store: MemoryStore) -> Generations:
    return Generations(store, TABLES.clients)


def test_the_first_generation_of_an_empty_shop_is_active(store: MemoryStore) -> None:
    assert generations.open_first(store, TABLES).state == ACTIVE


def test_the_first_generation_beside_existing_orders_is_to_be_built(store: MemoryStore) -> None:
    store.write(Put(TABLES.orders, order("o")))
    assert generations.open_first(store, TABLES).state == BUILDING
    assert known(store).active() is None


def test_opening_the_first_twice_changes_nothing(store: MemoryStore) -> None:
    assert generations.open_first(store, TABLES) == generations.open_first(store, TABLES)
    assert len(known(store).all()) == 1


def test_a_new_client_is_in_every_generation(store: MemoryStore) -> None:
    generations.open_first(store, TABLES)
    generations.register(store, TABLES, Client("a", "Shop A"))
    assert known(store).all()[0].clients == {"a": Rules()}
    assert Clients(store, TABLES.clients).get("a") is not None


def test_a_client_is_added_once(store: MemoryStore) -> None:
    generations.register(store, TABLES, Client("a", "Shop A"))
    with pytest.raises(Conflict):
        generations.register(store, TABLES, Client("a", "Shop B"))


def test_while_one_is_built_changes_go_to_both_and_reads_to_the_old(store: MemoryStore) -> None:
    generations.open_first(store, TABLES)
    generations.begin(known(store), "g2", RULES)
    assert [each.suffix for each in known(store).to_project()] == ["", "g2"]
    assert known(store).active() == Generation("", ACTIVE)


def test_only_one_is_built_at_a_time(store: MemoryStore) -> None:
    generations.begin(known(store), "g2", RULES)
    with pytest.raises(Conflict):
        generations.begin(known(store), "g3", RULES)


def test_the_switch_retires_the_old_one(store: MemoryStore) -> None:
    generations.open_first(store, TABLES)
    generations.begin(known(store), "g2", RULES)
    states = {each.suffix: each.state for each in generations.switch_to(known(store), "g2")}
    assert states == {"": RETIRED, "g2": ACTIVE}


def test_a_forgotten_generation_gets_no_changes(store: MemoryStore) -> None:
    generations.open_first(store, TABLES)
    generations.begin(known(store), "g2", RULES)
    generations.forget(known(store), "")
    assert [each.suffix for each in known(store).to_project()] == ["g2"]


def test_a_generation_of_newer_code_is_refused(store: MemoryStore) -> None:
    newer = Generation("g2", BUILDING, PROJECTION_VERSION + 1, RULES)
    known(store).change(lambda _: [Generation("", ACTIVE, clients=RULES), newer])
    with pytest.raises(StorageUnavailable, match="newer version"):
        known(store).to_project()


def test_a_generation_of_older_code_is_left_alone(store: MemoryStore) -> None:
    known(store).change(lambda _: [Generation("", ACTIVE, PROJECTION_VERSION - 1, RULES)])
    assert known(store).active() is None
    with pytest.raises(StorageUnavailable, match="no views yet"):
        known(store).to_project()


def test_suffixes_are_never_used_again(store: MemoryStore) -> None:
    assert known(store).next_suffix() == "g2"
    known(store).change(lambda _: [Generation("", ACTIVE), Generation("g7", RETIRED)])
    known(store).change(lambda _: [Generation("", ACTIVE)])
    assert known(store).next_suffix() == "g8"


def test_a_change_that_meets_another_is_made_again(store: MemoryStore) -> None:
    mine = known(store)
    tries = []

    def edit(before: tuple[Generation, ...]) -> list[Generation]:
        if not tries:
            known(store).change(lambda others: [*others, Generation("", ACTIVE)])
        tries.append(before)
        return [*before, Generation("g2", BUILDING)]

    assert [each.suffix for each in mine.change(edit)] == ["", "g2"]
    assert len(tries) == 2
