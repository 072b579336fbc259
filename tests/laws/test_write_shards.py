"""The number of write shards is a setting: it may be another one for every change, and readers handle any."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.projections.projector import Projector
from chalicelib.projections.surroundings import Surroundings
from chalicelib.store import Delete, Put
from chalicelib.views import customers
from chalicelib.views.best_sellers import best_sellers
from chalicelib.views.periods import Period
from chalicelib.views.sales import sales_report
from chalicelib.views.statistics import statistics
from tests.crowded import Crowded
from tests.laws.depth import examples
from tests.laws.test_recount_answers import SETTINGS, SHOP, asked, sources_of
from tests.laws.test_reports import orders

QUARTER = Period(date(2025, 1, 1), date(2025, 3, 31))

QUESTIONS = {
    "sales": lambda source: sales_report(source, QUARTER, "week"),
    "statistics": lambda source: {**statistics(source, QUARTER), "topCustomers": None},
    "best sellers": lambda source: best_sellers(source, QUARTER, sort="revenue", limit=100),
    "segments": customers.counts_by_segment,
}


@examples(40)
@given(items=orders, shards=st.lists(st.integers(1, 40), min_size=2, max_size=5))
def test_the_write_shards_may_be_any_number_at_any_time(items, shards):
    sources = sources_of([])
    for number, count in enumerate(shards):
        store = Crowded(sources.store) if count > 1 else sources.store
        world = Surroundings(pause=lambda _: None)
        rules = {SHOP.client_id: SHOP.rules}
        projector = Projector(store, SETTINGS.tables, rules, write_shards=count, surroundings=world)
        for item in items[number :: len(shards)]:
            sources.store.write(Put(SETTINGS.tables.orders, {**item, "clientID": SHOP.client_id}))
            projector.apply([item["orderID"]])
        for item in items[number :: len(shards)][::3]:
            sources.store.write(Delete(SETTINGS.tables.orders, {"orderID": item["orderID"]}))
            projector.apply([item["orderID"]])
    for name, question in QUESTIONS.items():
        assert asked(sources, question, views=True)[0] == asked(sources, question, views=False)[0], name
