"""Verification, sweep, rebuild and parked changes."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.clients import Client, Clients, Rules
from chalicelib.errors import Conflict, NotFound, StorageUnavailable
from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.projections.contribution import PROJECTION_VERSION
from chalicelib.projections.generations import ACTIVE, Generations, begin, forget, open_first, register
from chalicelib.projections.parked import drop, parked_changes
from chalicelib.projections.projector import Projector
from chalicelib.projections.rebuild import fill, finish, start
from chalicelib.projections.recount import CUSTOMERS, VIEWS
from chalicelib.projections.rows import LEDGER
from chalicelib.projections.stream import current_projector
from chalicelib.projections.sweep import sweep
from chalicelib.projections.verify import note_verified, verify
from chalicelib.settings import Settings
from chalicelib.store import Delete, Put, Rejected, Update

SETTINGS = Settings()
TABLES = SETTINGS.tables
SHOP = Client("packprod", "Shop")
CLIENTS = {SHOP.client_id: SHOP.rules}


class Shop:
    """A shop with orders, views and a projector."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        register(self.store, TABLES, SHOP)
        open_first(self.store, TABLES)
        self.generations = Generations(self.store, TABLES.clients)

    def write(self, order_id: str, **attributes) -> None:
        item = {
            "orderID": order_id,
            "clientID": SHOP.client_id,
            "contactID": "c-1",
            "createdAt": "2025-03-01T10:00:00Z",
            "customer": {"name": "Jo Demo"},
            "lines": [{"productCode": "BOX", "quantity": Decimal(2), "unitPrice": Decimal(5)}],
        }
        self.store.write(Put(TABLES.orders, item | attributes))

    def project(self, *order_ids: str, **options):
        return self.projector().apply(order_ids, **options)

    def projector(self, store=None) -> Projector:
        return Projector(store or self.store, TABLES, CLIENTS)

    def verify(self, tables=TABLES, clients=CLIENTS):
        return verify(self.store, tables, lambda: clients, pause=lambda _: None)


@pytest.fixture
def shop() -> Shop:
    """Three orders of one customer, projected."""
    shop = Shop()
    for number in (1, 2, 3):
        shop.write(f"o-{number}", createdAt=f"2025-03-0{number}T10:00:00Z")
    shop.write("o-odd", lines="none", contactID="c-2")
    shop.project("o-1", "o-2", "o-3", "o-odd")
    return shop


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch):
    monkeypatch.setattr(clock, "sleep", lambda _: None)


def test_right_views_have_no_difference(shop):
    verified = shop.verify()
    assert (verified.differences, verified.orders, verified.in_motion, verified.parked) == ((), 4, (), ())
    of_orders = [row for row in shop.store.items(TABLES.views) if keys.is_of_orders(row["pk"])]
    assert verified.rows == len(of_orders) + len(list(shop.store.items(TABLES.customers)))


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_verify_names_any_row_that_is_damaged(data):
    shop = Shop()
    for number in (1, 2, 3):
        shop.write(f"o-{number}", createdAt=f"2025-03-0{number}T10:00:00Z", contactID=f"c-{number % 2}")
    shop.project("o-1", "o-2", "o-3")
    table, name = data.draw(st.sampled_from([(TABLES.views, VIEWS), (TABLES.customers, CUSTOMERS)]))
    items = [each for each in shop.store.items(table) if keys.is_of_orders(each.get("pk", ""))]
    item = data.draw(st.sampled_from(sorted(items, key=str)))
    key = table.key_of(item)
    attribute = data.draw(st.sampled_from(sorted(set(item) - set(key) - {"rev", "lastUpdated"})))
    damage = data.draw(st.sampled_from(["delete", "change", "add"]))
    if damage == "delete":
        shop.store.write(Delete(table, key))
    elif damage == "change":
        value = item[attribute]
        wrong = value + 1 if isinstance(value, Decimal) else "wrong"
        shop.store.write(Update(table, key, assign={attribute: wrong}))
    else:
        last = table.key_names()[-1]
        shop.store.write(Put(table, {**item, last: "~" + item[last]}))
    differences = shop.verify().differences
    assert [each.place[0] for each in differences] == [name]
    assert str(differences[0])


def test_verify_names_an_order_that_the_stream_has_lost(shop):
    shop.write("o-4")
    shop.store.write(Delete(TABLES.orders, {"orderID": "o-1"}))
    shop.store.write(Update(TABLES.orders, {"orderID": "o-2"}, assign={"status": "cancelled"}))
    places = [each.place for each in shop.verify().differences]
    assert places == [(LEDGER, "o-1", ""), (LEDGER, "o-2", ""), (LEDGER, "o-4", "")]


def test_a_difference_says_what_should_be_and_what_is(shop):
    shop.store.write(Update(TABLES.views, keys.product(SHOP.client_id, "BOX"), add={"byUnits": Decimal(1)}))
    [difference] = shop.verify().differences
    assert str(difference) == 'views products#packprod BOX: byUnits should be "6", is "7"'


def test_a_row_in_motion_is_not_called_a_difference(shop):
    """An order changes while the views are read, in every pass."""

    class Busy(MemoryStore):
        def scan(self, table, **options):
            page = shop.store.scan(table, **options)
            if table.name == TABLES.views.name:
                shop.write("o-3", createdAt=f"2025-03-03T10:00:{next(seconds):02}Z")
                shop.project("o-3")
            return page

        def __getattribute__(self, name):
            return object.__getattribute__(self, name) if name == "scan" else getattr(shop.store, name)

    seconds = iter(range(60))
    verified = verify(Busy(), TABLES, lambda: CLIENTS, pause=lambda _: None)
    assert verified.differences == ()
    assert verified.in_motion


def test_the_result_of_a_verification_is_kept(shop):
    note_verified(shop.store, TABLES, shop.verify(), clock.now())
    assert shop.store.get(TABLES.views, keys.VERIFIED)["differences"] == 0


def test_a_sweep_applies_what_was_lost_and_leaves_the_rest(shop):
    shop.write("o-4")
    shop.store.write(Delete(TABLES.orders, {"orderID": "o-1"}))
    before = shop.store.get(TABLES.ledger, {"orderID": "o-2"})
    counted = []
    swept = sweep(shop.store, TABLES, shop.projector, workers=2, progress=counted.append)
    assert sorted(swept.applied) == ["o-1", "o-4"]
    assert (swept.checked, sum(counted)) == (5, 5)
    assert shop.store.get(TABLES.ledger, {"orderID": "o-2"}) == before
    assert shop.verify().differences == ()


def test_a_rebuild_takes_over_with_new_rules_and_drops_the_old(shop):
    shop.generations.all()
    rules = Rules(vip_orders=2)
    Clients(shop.store, TABLES.clients).replace(replace(SHOP, rules=rules))
    made, dropped = [], []
    rebuilding = start(shop.store, SETTINGS, made.append, dropped.append)
    assert shop.generations.active().suffix == ""
    # Orders that are written meanwhile go to both.
    shop.write("o-5")
    shop.project("o-5")
    fill(shop.store, SETTINGS, rebuilding, workers=2)
    assert Generations(shop.store, TABLES.clients).active().suffix == ""
    finish(shop.store, SETTINGS, rebuilding, dropped.append)
    [now] = Generations(shop.store, TABLES.clients).all()
    assert (now.suffix, now.state, now.clients[SHOP.client_id]) == ("g2", ACTIVE, rules)
    assert [tables.views.name for tables in made] == ["packprod-order-views-g2"]
    assert [tables.views.name for tables in dropped] == ["packprod-order-views"]
    assert shop.verify(TABLES.of_generation("g2"), now.clients).differences == ()


def test_a_rebuild_that_was_stopped_goes_on(shop):
    first = start(shop.store, SETTINGS, lambda _: None, lambda _: None)
    again = start(shop.store, SETTINGS, lambda _: None, lambda _: None)
    assert again.generation == first.generation


def test_a_rebuild_begun_under_other_rules_is_dropped(shop):
    start(shop.store, SETTINGS, lambda _: None, lambda _: None)
    Clients(shop.store, TABLES.clients).replace(replace(SHOP, rules=Rules(vip_orders=3)))
    dropped = []
    again = start(shop.store, SETTINGS, lambda _: None, dropped.append)
    assert [tables.views.name for tables in dropped] == ["packprod-order-views-g2"]
    assert again.generation.suffix == "g3"
    assert again.generation.clients[SHOP.client_id].vip_orders == 3


def test_a_rebuild_that_another_has_replaced_switches_and_drops_nothing(shop):
    dropped = []
    first = start(shop.store, SETTINGS, lambda _: None, dropped.append)
    fill(shop.store, SETTINGS, first)
    forget(shop.generations, first.generation.suffix)
    with pytest.raises(Conflict, match="nothing was switched"):
        finish(shop.store, SETTINGS, first, dropped.append)
    assert dropped == []
    assert Generations(shop.store, TABLES.clients).active().suffix == ""


def test_the_suffix_of_a_forgotten_generation_is_never_given_again(shop):
    first = start(shop.store, SETTINGS, lambda _: None, lambda _: None)
    forget(shop.generations, first.generation.suffix)
    assert (first.generation.suffix, shop.generations.next_suffix()) == ("g2", "g3")


def test_two_rebuilds_at_once_are_refused(shop):
    begin(shop.generations, "g2", CLIENTS)
    with pytest.raises(Conflict):
        begin(shop.generations, "g3", CLIENTS)


def test_a_generation_of_a_newer_version_stops_older_code(shop):
    shop.generations.change(lambda known: [replace(each, version=PROJECTION_VERSION + 1) for each in known])
    assert shop.generations.active() is None
    with pytest.raises(StorageUnavailable):
        shop.generations.to_project()


def test_without_any_generation_nothing_is_acknowledged():
    with pytest.raises(StorageUnavailable):
        Generations(MemoryStore(), TABLES.clients).to_project()


def test_a_client_is_registered_once(shop):
    with pytest.raises(Conflict):
        register(shop.store, TABLES, SHOP)


class Refusing(MemoryStore):
    """A store that refuses to write rows of one product."""

    def __init__(self, inner: MemoryStore) -> None:
        super().__init__()
        self._inner = inner
        self.refuses = True

    def transact(self, writes):
        if self.refuses and any("POISON" in str(getattr(write, "key", getattr(write, "item", ""))) for write in writes):
            raise Rejected("no poison")
        self._inner.transact(writes)

    def __getattribute__(self, name):
        own = ("transact", "refuses", "_inner")
        return object.__getattribute__(self, name) if name in own else getattr(self._inner, name)


@pytest.fixture
def poisoned(shop) -> tuple[Shop, Refusing]:
    """A shop one of whose orders can't be written to the views."""
    store = Refusing(shop.store)
    shop.write("o-bad", lines=[{"productCode": "POISON", "quantity": 1, "unitPrice": 1}])
    shop.write("o-good")
    result = shop.projector(store).apply(["o-bad", "o-good", "o-1"])
    assert (result.parked, sorted(result.applied)) == ({"o-bad": "no poison"}, ["o-1", "o-good"])
    return shop, store


def test_a_parked_change_is_listed_and_no_difference(poisoned):
    shop, _ = poisoned
    assert [(each.order_id, each.reason) for each in parked_changes(shop.store, TABLES)] == [("o-bad", "no poison")]
    verified = shop.verify()
    assert (verified.differences, verified.parked) == ((), ("o-bad",))


def test_a_parked_change_that_is_tried_again_is_applied(poisoned):
    shop, store = poisoned
    store.refuses = False
    assert shop.projector(store).apply(["o-bad"]).applied == ["o-bad"]
    assert list(parked_changes(shop.store, TABLES)) == []
    verified = shop.verify()
    assert (verified.differences, verified.parked) == ((), ())


def test_a_parked_change_that_is_dropped_is_forgotten(poisoned):
    shop, _ = poisoned
    drop(shop.store, TABLES, "o-bad", rev="r")
    assert list(parked_changes(shop.store, TABLES)) == []
    assert [each.place for each in shop.verify().differences] == [(LEDGER, "o-bad", "")]
    with pytest.raises(NotFound):
        drop(shop.store, TABLES, "o-bad", rev="r")


def test_a_sweep_that_does_not_know_a_new_client_takes_nothing_out(shop):
    """A client is registered, and orders, while a sweep runs."""
    register(shop.store, TABLES, Client("second", "Second"))
    item = {"orderID": "@second/1", "clientID": "second", "createdAt": "2025-03-01T10:00:00Z", "currency": "AUD"}
    shop.store.write(Put(TABLES.orders, item))
    [generation] = shop.generations.all()
    Projector(shop.store, TABLES, generation.clients).apply(["@second/1"])
    with pytest.raises(StorageUnavailable, match="not known here yet"):
        sweep(shop.store, TABLES, shop.projector)
    swept = sweep(shop.store, TABLES, partial(current_projector, "", store=shop.store, settings=SETTINGS))
    assert swept.applied == []
    assert shop.verify(clients=generation.clients).differences == ()


def test_a_sweep_tries_parked_changes_again(poisoned):
    shop, store = poisoned
    store.refuses = False
    swept = sweep(shop.store, TABLES, shop.projector)
    assert swept.applied == ["o-bad"]
