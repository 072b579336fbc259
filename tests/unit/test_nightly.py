"""The nightly upkeep: what it repairs, what it reports, where it goes on, and when it stops."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import StorageUnavailable, Throttled
from chalicelib.memory import MemoryStore
from chalicelib.projections import generations, keys, nightly
from chalicelib.projections.generations import Generations
from chalicelib.projections.nightly import RESERVE_SECONDS, upkeep
from chalicelib.projections.stream import projector_of
from chalicelib.projections.surroundings import Surroundings
from chalicelib.settings import Settings
from chalicelib.store import Delete, Put, Query, Update, all_items, all_matches
from chalicelib.tables import BY_LAST_UPDATED
from tests.laws.differences import broken_invariant, differences
from tests.laws.orders import order
from tests.laws.shop import RecordingStore

SETTINGS = Settings()
TABLES = SETTINGS.tables
SHOP = Client("a", "Shop A")
NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


class Shop:
    """A shop whose clock stands still until it is told otherwise, and whose nights are counted."""

    def __init__(self) -> None:
        self.memory = MemoryStore()
        self.store = RecordingStore(self.memory)
        generations.register(self.memory, TABLES, SHOP)
        generations.open_first(self.memory, TABLES)
        self.generations = Generations(self.memory, TABLES.clients)
        self.now = NOON
        self.is_switched = False

    def write(self, *items) -> None:
        """Orders whose notices are lost."""
        for item in items:
            self.memory.write(Put(TABLES.orders, item))

    def take(self, *items) -> None:
        """Orders that are projected, by the shop's clock."""
        self.write(*items)
        projector = projector_of(self.generations.all()[0], store=self.memory, settings=SETTINGS)
        projector._world = replace(projector._world, now=lambda: self.now)
        projector.apply([item["orderID"] for item in items])

    def night(self, store=None, **options) -> nightly.Night:
        """A night, a day later than whatever was before."""
        self.now += timedelta(days=1)
        world = Surroundings(now=lambda: self.now, pause=lambda _: None, **options)
        return upkeep(store or self.store, SETTINGS, self.generations.all()[0], world=world)

    def night_of_calls(self, calls: int) -> nightly.Night:
        """A night that ends after so many calls of the store."""
        before = self.store.calls.total()
        return self.night(remaining=lambda: RESERVE_SECONDS + calls - (self.store.calls.total() - before))

    def row(self, contact: str = "x"):
        return self.memory.get(TABLES.customers, {"contactID": contact, "clientID": "a"})

    def damage(self, contact: str = "x", **attributes) -> None:
        key = {"contactID": contact, "clientID": "a"}
        self.memory.write(Update(TABLES.customers, key, assign=attributes or {"orderCount": Decimal(99)}))

    def differences(self) -> list[str]:
        clients = self.generations.all()[0].clients
        return broken_invariant(self.memory, TABLES, clients) + differences(self.memory, TABLES, clients)

    def status(self):
        return self.memory.get(TABLES.views, keys.NIGHTLY)


@pytest.fixture
def shop(monkeypatch) -> Shop:
    """A shop with three customers of two orders each, all projected."""
    monkeypatch.setattr(clock, "sleep", lambda _: None)
    shop = Shop()
    for contact in "xyz":
        shop.take(order(f"{contact}1", contact, 1), order(f"{contact}2", contact, 2))
    return shop


def test_a_quiet_night_verifies_everybody_and_says_so(shop):
    night = shop.night()
    assert (night.verified_customers, night.swept_orders, night.repaired_orders) == (3, 6, 0)
    assert (night.differences, night.skipped_customers, night.is_complete) == ({}, 0, True)
    assert night.orders_since == night.customers_since == night.at


def test_a_right_row_is_marked_as_verified_with_a_new_rev_and_a_new_version_of_the_views(shop):
    before, version = shop.row(), changes(shop)
    shop.night()
    after = shop.row()
    assert after["lastUpdated"] == "2025-06-02T12:00:00.000000Z"
    assert after["rev"] != before["rev"]
    own = ("rev", "lastUpdated")
    assert {name: each for name, each in after.items() if name not in own} == {
        name: each for name, each in before.items() if name not in own
    }
    assert changes(shop) == version + 3


def changes(shop: Shop) -> int:
    rows = all_matches(shop.memory, Query(TABLES.views, keys.version("a")))
    return int(sum(row["changes"] for row in rows))


@pytest.mark.parametrize(
    "lose",
    [
        lambda shop: shop.write(order("x3", "x", 3)),
        lambda shop: shop.write(order("n1", "new", 3)),
        lambda shop: shop.write(order("x1", "y", 1)),
        lambda shop: shop.write(order("x2", "x", 2, status="cancelled")),
        lambda shop: shop.memory.write(Delete(TABLES.orders, {"orderID": "x1"})),
        lambda shop: [shop.memory.write(Delete(TABLES.orders, {"orderID": each})) for each in ("x1", "x2")],
    ],
    ids=["an order", "a new customer's order", "a move", "a cancellation", "a deletion", "all deletions"],
)
def test_whatever_notice_was_lost_is_repaired(shop, lose):
    lose(shop)
    assert shop.differences()
    night = shop.night()
    assert night.repaired_orders > 0
    assert night.differences == {}
    assert shop.differences() == []


def test_the_customers_walk_alone_repairs_what_was_lost_of_a_customer(shop, monkeypatch):
    monkeypatch.setattr(nightly._Shift, "_sweep_orders", lambda _: iter(()))
    shop.write(order("x3", "x", 3))
    shop.memory.write(Delete(TABLES.orders, {"orderID": "y1"}))
    assert shop.night().repaired_orders == 2
    assert shop.differences() == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda shop: shop.damage(),
        lambda shop: shop.damage(name="Somebody else"),
        lambda shop: edit(shop, keys.customer_documents("a", "x"), "document#2025-03-01T10:00:00.000000Z#x1"),
        lambda shop: edit(shop, keys.customer_totals("a", "x"), keys.month("2025-03-01", "AUD")),
        lambda shop: edit(shop, keys.customer_totals("a", "x"), keys.customer_product("p1", "AUD")),
        lambda shop: edit(shop, keys.best_customers("a", "2025-03", "AUD"), "x"),
        lambda shop: drop(shop, keys.best_customers("a", "2025-03", "AUD"), "x"),
        lambda shop: edit(shop, keys.documents("a"), "document#2025-03-01T10:00:00.000000Z#x1"),
        lambda shop: edit(shop, keys.product_documents("a", "p1"), "document#2025-03-01T10:00:00.000000Z#x1"),
        lambda shop: drop(shop, keys.customer_documents("a", "x"), "order#2025-03-01T10:00:00.000000Z#x1"),
        lambda shop: drop(shop, keys.customer_documents("a", "x"), "document#2025-03-01T10:00:00.000000Z#x1"),
        lambda shop: add(shop, keys.customer_documents("a", "x"), "document#2025-03-09T10:00:00.000000Z#stray"),
        lambda shop: drop(shop, keys.words("a"), word_of(shop, "x")),
        lambda shop: edit(shop, keys.customer_totals("a", "x"), keys.month("2025-03-01", "AUD"), spend="much"),
    ],
)
def test_a_row_that_does_not_follow_from_the_ledger_is_reported_and_not_marked(shop, damage):
    before = shop.row()
    damage(shop)
    night = shop.night()
    assert len(night.differences) == 1
    assert night.verified_customers == 3
    assert shop.row()["lastUpdated"] == before["lastUpdated"]
    assert shop.row("y")["lastUpdated"] > before["lastUpdated"]
    assert shop.status()["differences"] == 1
    assert len(shop.night().differences) == 1, "and again in the next night"


def test_what_ranks_a_customer_in_a_month_without_documents_is_looked_at_too(shop):
    shop.take(order("x1", "x", 1, createdAt="2025-02-01T10:00:00Z"))
    shop.take(order("x1", "x", 1))
    assert shop.night().differences == {}
    edit(shop, keys.best_customers("a", "2025-02", "AUD"), "x", byRevenue=Decimal(5))
    assert [place[1] for place in shop.night().differences] == [keys.best_customers("a", "2025-02", "AUD")]


def edit(shop: Shop, pk: str, sk: str, **attributes) -> None:
    assert shop.memory.get(TABLES.views, {"pk": pk, "sk": sk})
    shop.memory.write(Update(TABLES.views, {"pk": pk, "sk": sk}, assign=attributes or {"items": Decimal(7)}))


def drop(shop: Shop, pk: str, sk: str) -> None:
    assert shop.memory.get(TABLES.views, {"pk": pk, "sk": sk})
    shop.memory.write(Delete(TABLES.views, {"pk": pk, "sk": sk}))


def add(shop: Shop, pk: str, sk: str) -> None:
    shop.memory.write(Put(TABLES.views, {"pk": pk, "sk": sk, "orderID": sk.rpartition("#")[2]}))


def word_of(shop: Shop, contact: str) -> str:
    rows = all_matches(shop.memory, Query(TABLES.views, keys.words("a")))
    return next(row["sk"] for row in rows if row.get("contactID") == contact and "\tcustomer\t" in row["sk"])


def test_a_night_that_is_too_short_goes_on_in_the_next(shop):
    for number in range(40):
        shop.take(order(f"m{number}", f"m{number:02}", 1))
    before = oldest(shop)
    nights = [shop.night_of_calls(80) for _ in range(10)]
    assert not any(night.is_complete for night in nights)
    assert oldest(shop) > before, "after some nights everybody has had a turn"
    assert nights[-1].customers_since == oldest(shop)


def oldest(shop: Shop) -> str:
    return min(row["lastUpdated"] for row in all_items(shop.memory, TABLES.customers))


def test_however_short_the_nights_are_each_gets_further(shop):
    """A customer takes about ten calls."""
    verified = sum(shop.night_of_calls(16).verified_customers for _ in range(12))
    assert verified >= 3


def test_the_orders_walk_goes_on_where_it_ended(shop):
    shop.take(*(order(f"n{number:03}", None, 1) for number in range(250)))
    shop.night()
    shop.write(order("n249", None, 2), order("n000", None, 3))
    ends = [shop.night_of_calls(30) for _ in range(12)]
    assert sum(night.repaired_orders for night in ends) == 2
    assert shop.differences() == []
    assert all(night.orders_since for night in ends)


@pytest.mark.parametrize("calls", range(0, 80, 7))
def test_a_night_keeps_its_time(shop, calls):
    """Whatever is begun may be finished within the reserve; each call counts a second."""
    before = shop.store.calls.total()
    night = shop.night_of_calls(calls)
    assert shop.store.calls.total() - before <= calls + RESERVE_SECONDS
    assert shop.status()["complete"] == night.is_complete


def test_wrong_rows_do_not_take_all_nights(shop):
    """The longest waiting ones are wrong and stay so; the others have their turn."""
    for contact in ("x", "y"):
        shop.damage(contact)
    for _ in range(6):
        shop.night_of_calls(35)
    assert shop.row("z")["lastUpdated"] > "2025-06-02"


def test_a_customer_of_many_orders_ends_its_turn_and_the_others_have_theirs(shop):
    shop.take(*(order(f"b{number:04}", "a-big-one", 1, lines=[]) for number in range(1200)))
    before = shop.row("a-big-one")["lastUpdated"]
    nights = [shop.night_of_calls(100) for _ in range(3)]
    assert sum(night.skipped_customers for night in nights) >= 1
    assert shop.row("a-big-one")["lastUpdated"] == before
    assert {shop.row(contact)["lastUpdated"] > before for contact in "xyz"} == {True}
    assert shop.night().verified_customers == 4, "with time enough it is verified, too"


def test_a_customer_who_never_stands_still_is_skipped_and_no_difference(shop):
    numbers = iter(range(1000))

    class Busy(Overriding):
        def query(self, query):
            if query.hash_value == keys.customer_totals("a", "x"):
                shop.take(order("x2", "x", 2 + next(numbers) % 20))
            return shop.store.query(query)

    night = shop.night(Busy(shop.store))
    assert (night.skipped_customers, night.verified_customers, night.differences) == (1, 2, {})
    assert shop.differences() == []


class Overriding:
    """A store of which a test overrides one call."""

    def __init__(self, store) -> None:
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)


def test_who_is_written_while_the_night_marks_them_keeps_what_was_written(shop):
    class Racing(Overriding):
        def transact(self, writes):
            if any(getattr(write, "key", None) == {"contactID": "x", "clientID": "a"} for write in writes):
                shop.take(order("x3", "x", 3))
            return shop.store.transact(writes)

    shop.night(Racing(shop.store))
    assert shop.row()["orderCount"] == 3
    assert shop.differences() == []


def test_a_busy_database_is_waited_for(shop):
    failures = iter([Throttled("busy")] * 3)

    class Busy(Overriding):
        def query(self, query):
            for failure in failures:
                raise failure
            return shop.store.query(query)

    night = shop.night(Busy(shop.store))
    assert (night.verified_customers, night.is_complete) == (3, True)


def test_a_database_that_does_not_answer_ends_the_night_and_the_next_goes_on(shop):
    class Broken(Overriding):
        def query(self, query):
            if query.index is None and query.hash_value == keys.customer_documents("a", "y"):
                raise StorageUnavailable("no answer")
            return shop.store.query(query)

    night = shop.night(Broken(shop.store))
    assert (night.is_complete, shop.status()["complete"]) == (False, False)
    assert shop.night().is_complete


def test_an_error_in_the_code_is_not_hidden_but_the_next_night_goes_on_behind_it(shop):
    class Odd(Overriding):
        def query(self, query):
            if query.hash_value == keys.customer_totals("a", "x"):
                raise KeyError("a bug")
            return shop.store.query(query)

    with pytest.raises(KeyError):
        shop.night(Odd(shop.store))
    with pytest.raises(KeyError):
        shop.night(Odd(shop.store))
    assert {shop.row(each)["lastUpdated"] > "2025-06-02" for each in "yz"} == {True}


def test_only_the_active_generation_is_touched(shop):
    generations.begin(shop.generations, "g2", {"a": SHOP.rules})
    other = TABLES.of_generation("g2")
    shop.write(order("x3", "x", 3))
    shop.night()
    assert not any(list(all_items(shop.memory, table)) for table in other.of_views())
    assert shop.differences() == []


def test_a_generation_that_is_replaced_meanwhile_is_left_at_once_and_gets_no_note(shop, monkeypatch):
    class Replaced(Overriding):
        def query(self, query):
            if query.index == BY_LAST_UPDATED and not shop.is_switched:
                shop.is_switched = True
                generations.begin(shop.generations, "g2", {"a": SHOP.rules})
                generations.switch_to(shop.generations, "g2")
                monkeypatch.setattr(generations, "MAX_STALENESS", 0)
            return shop.store.query(query)

    night = shop.night(Replaced(shop.store))
    assert (night.verified_customers, night.is_complete, shop.status()) == (0, False, None)


def test_parked_changes_are_counted(shop):
    shop.take(order("bad", "c" * 2045))
    night = shop.night()
    assert night.open_parked == 1
    assert night.repaired_orders == 0


def test_all_clients_have_their_turn(shop):
    generations.register(shop.memory, TABLES, Client("b", "Shop B"))
    shop.take(order("b1", "w", 1, clientID="b"))
    assert shop.night().verified_customers == 4
    seen = [shop.night_of_calls(16).verified_customers for _ in range(16)]
    assert sum(seen) >= 4


def test_what_is_told_of_a_night_names_nobody(shop):
    shop.damage(name="Somebody else")
    assert not {"x", "Somebody else"} & set(map(str, shop.night().figures().values()))


def test_a_customer_costs_so_many_calls(shop):
    """One customer of two orders, and six orders to sweep."""
    shop.night()
    calls = calls_of(shop, shop.night)
    assert calls <= 3 * 10 + 20


def calls_of(shop: Shop, work: Callable[[], object]) -> int:
    before = shop.store.calls.total()
    work()
    return shop.store.calls.total() - before
