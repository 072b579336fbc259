"""The benchmark's shop is right, and the other designs answer what ours answers."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest

from benchmarks import figures
from benchmarks.after import cached_customers, requery
from benchmarks.before import CACHE
from benchmarks.busy import BusyStore
from benchmarks.orders import ORDERS_OF_A_CUSTOMER, PRODUCTS, SHOP, contact, history, orders, product
from benchmarks.projecting import Histories, SmallTransactions, apply, known_rows, write_orders
from benchmarks.shop import load_in_memory, rows_of, shop_in_memory
from chalicelib import clock
from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.projections.verify import verify
from chalicelib.store import Put, Query, Table, TransactionCancelled, Update, all_matches
from chalicelib.views import customers, products
from chalicelib.views.customers import CustomerFilter
from chalicelib.views.periods import Period
from chalicelib.views.sales import sales_report
from chalicelib.views.source import VIEW, Sources
from chalicelib.web.json import json_of

NUMBER = 300
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture(scope="module")
def shop():
    store = MemoryStore()
    shop = shop_in_memory(NUMBER, store)
    load_in_memory(store, rows_of(orders(NUMBER), shop.tables))
    write_orders(store, shop, list(orders(NUMBER)))
    return shop


@pytest.fixture
def ask(shop):
    parts = shop.parts
    sources = Sources(parts.store, parts.settings, parts.generations, parts.freshness)

    def ask(question):
        answer, source = sources.ask(SHOP, question)
        assert source.kind == VIEW
        return answer

    return ask


def test_orders_differ_in_nothing_but_their_number():
    small, large = list(orders(100)), list(orders(1000))
    for some in (small, large):
        counted = Counter(order["contactID"] for order in some)
        assert set(counted.values()) == {ORDERS_OF_A_CUSTOMER}
        assert {len(json_of(order)) for order in some} <= {len(json_of(small[0])) + more for more in range(-4, 5)}
    assert len({order["orderID"] for order in large}) == 1000


def test_a_history_is_of_one_customer_in_the_order_of_time():
    some = list(history(20, customer=3))
    assert {order["contactID"] for order in some} == {contact(3)}
    assert sorted(some, key=lambda order: order["createdAt"]) == some


def test_the_other_designs_list_the_customers_that_ours_lists(ask):
    page = ask(
        lambda source: customers.customers_page(
            source, CustomerFilter(), sort="totalSpend", descending=True, limit=50, cursor=None
        )
    )
    ours = {row["contactID"]: (row["totalSpend"], row["orderCount"], row["lastOrderReference"]) for row in page.items}
    before = figures.best_customers(list(orders(NUMBER)))
    theirs = {row["contactID"]: (row["totalSpend"], row["orderCount"], row["lastOrderReference"]) for row in before}
    assert len(ours) == NUMBER // ORDERS_OF_A_CUSTOMER
    assert ours == theirs


def test_the_other_designs_sell_what_ours_sells(ask):
    [block] = ask(lambda source: sales_report(source, YEAR, "day"))
    theirs = figures.totals(orders(NUMBER))
    totals = block["totals"]
    assert (totals["grossSales"], totals["discounts"], totals["taxes"]) == (
        theirs["subtotal"],
        theirs["discount"],
        theirs["tax"],
    )
    assert (totals["orders"], totals["itemsSold"]) == (NUMBER, theirs["itemsSold"])
    days = figures.sales_by_day(orders(NUMBER))
    assert sum(each["orders"] for each in days) == NUMBER


def test_the_other_designs_know_the_products_that_ours_knows(ask):
    page = ask(
        lambda source: products.products_page(
            source, sort="revenue", descending=True, category=None, limit=100, cursor=None
        )
    )
    ours = {row["productCode"]: (row["units"], row["revenue"]) for row in page.items}
    theirs = figures.product_rows(orders(NUMBER))
    assert ours == {row["productCode"]: (row["units"], row["revenue"]) for row in theirs}
    assert figures.best_products(orders(NUMBER)) == theirs[:10]
    assert figures.one_product(orders(NUMBER), theirs[3]["productCode"]) == theirs[3]


def test_a_product_is_always_called_the_same():
    faces = {(line["productCode"], line["name"], line["category"]) for each in orders(NUMBER) for line in each["lines"]}
    assert len(faces) == len({code for code, *_ in faces}) == PRODUCTS


def test_the_other_designs_find_the_orders_of_a_product_newest_first():
    rows = figures.orders_of_product(orders(NUMBER), product(7))
    naming = [each for each in orders(NUMBER) if product(7) in [line["productCode"] for line in each["lines"]]]
    assert [row["orderID"] for row in rows] == [each["orderID"] for each in reversed(naming)][: figures.PAGE]


def test_requery_leaves_the_row_that_all_orders_of_the_customer_make(shop):
    requery(shop.parts.store, shop.tables, [contact(2)], now=clock.now())
    row = shop.parts.store.get(CACHE, {"contactID": contact(2)})
    own = [order for order in orders(NUMBER) if order["contactID"] == contact(2)]
    assert (row["orderCount"], row["totalSpend"]) == (len(own), sum(each["totals"]["total"] for each in own))
    assert cached_customers([row]) == [row]


def test_the_projector_goes_on_from_the_rows_that_were_loaded():
    store, histories = MemoryStore(), Histories(5, 4)
    shop = shop_in_memory(20, store)
    known = list(histories.orders())
    load_in_memory(store, known_rows(known, shop))
    new = histories.next_orders(10)
    write_orders(store, shop, known + new)
    assert apply(store, shop, new).applied == [each["orderID"] for each in new]
    for customer in range(5):
        row = store.get(shop.tables.customers, {"contactID": contact(customer), "clientID": SHOP.client_id})
        assert row["orderCount"] == 6


def test_an_order_that_goes_in_small_transactions_ends_in_the_right_views():
    store, made = MemoryStore(), list(orders(30))
    shop = shop_in_memory(30, store)
    write_orders(store, shop, made)
    apply(SmallTransactions(store), shop, made)
    found = verify(store, shop.tables, lambda: {SHOP.client_id: SHOP.rules}, pause=lambda _: None)
    assert (found.orders, found.differences) == (30, ())


def test_a_loaded_shop_has_the_sums_that_the_projector_leaves(shop):
    store, made = MemoryStore(), list(orders(NUMBER))
    projected = shop_in_memory(NUMBER, store)
    write_orders(store, projected, made)
    apply(store, projected, made)
    for year in (keys.sales, keys.statistics, keys.category_sales):
        query = Query(shop.tables.views, year(SHOP.client_id, "2025"))
        loaded = list(all_matches(shop.parts.store, query))
        assert loaded == list(all_matches(store, query))
        assert loaded


def test_a_shop_that_is_loaded_in_part_lacks_rows_of_single_customers_and_products_only():
    tables = shop_in_memory(0).tables
    whole, part = (
        Counter(item["pk"].partition("#")[0] for table, item in rows if table.name == tables.views.name)
        for rows in (rows_of(orders(NUMBER), tables, part=part) for part in (1, 10))
    )
    single = {"customer", "customer-totals", "product"}
    assert {kind: many for kind, many in whole.items() if kind not in single} == {
        kind: many for kind, many in part.items() if kind not in single
    }
    assert all(0 < part[kind] < whole[kind] for kind in single)


TABLE = Table("busy", "pk")


def adding(pk: str) -> Update:
    return Update(TABLE, {"pk": pk}, {"n": Decimal(1)})


def test_transactions_that_meet_in_an_item_conflict(monkeypatch):
    memory = MemoryStore()
    store = BusyStore(memory)
    met = []

    def meanwhile(_):
        monkeypatch.setattr(clock, "sleep", lambda _: None)
        store.transact([adding("c")])
        with pytest.raises(TransactionCancelled) as cancelled:
            store.transact([adding("a"), adding("b")])
        met.append(cancelled.value.reasons)

    monkeypatch.setattr(clock, "sleep", meanwhile)
    store.transact([adding("b"), Put(TABLE, {"pk": "d"})])
    assert met == [("None", "TransactionConflict")]
    store.transact([adding("b")])
    assert memory.get(TABLE, {"pk": "b"})["n"] == 2
    assert memory.get(TABLE, {"pk": "a"}) is None
