"""The views and a recount of the orders give the same answers, page by page."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.clients import Client, Rules
from chalicelib.errors import OutOfTime, StorageUnavailable, Throttled
from chalicelib.memory import MemoryStore
from chalicelib.projections.generations import Generations, open_first, register
from chalicelib.projections.projector import Projector
from chalicelib.projections.surroundings import Surroundings
from chalicelib.settings import Settings
from chalicelib.store import Put
from chalicelib.views import customers
from chalicelib.views.customers import SORTS, CustomerFilter
from chalicelib.views.freshness import Freshness
from chalicelib.views.segments import SEGMENTS
from chalicelib.views.source import RECOUNT, VIEW, Sources
from tests.crowded import Crowded

SHOP = Client("packprod", "Shop", Rules(zone="Australia/Sydney", new_days=10, dormant_days=40, vip_orders=4))
NOW = datetime(2025, 3, 20, 3, tzinfo=UTC)
SETTINGS = Settings()

orders = st.lists(
    st.fixed_dictionaries(
        {
            "orderID": st.integers(0, 40).map("o-{}".format),
            "contactID": st.sampled_from(["a", "b", "c", "d", "e#1", "f%", "開"]),
            "createdAt": st.datetimes(datetime(2025, 1, 1), datetime(2025, 3, 25)).map(lambda at: at.isoformat() + "Z"),
            "customer": st.fixed_dictionaries({"name": st.sampled_from(["Zoë", "Ann", "ann b", "Émile", None])}),
            "totals": st.fixed_dictionaries({"total": st.decimals(-50, 3000, places=2)}),
            "currency": st.sampled_from(["AUD", "AUD", "AUD", "NZD"]),
            "status": st.sampled_from(["completed", "completed", "cancelled", "draft"]),
        }
    ),
    max_size=25,
    unique_by=lambda order: order["orderID"],
)
filters = st.builds(
    CustomerFilter,
    segment=st.none() | st.sampled_from(SEGMENTS),
    min_spend=st.none() | st.decimals(-20, 500, places=2),
    max_spend=st.none() | st.decimals(0, 4000, places=2),
    min_orders=st.none() | st.integers(0, 3),
    max_orders=st.none() | st.integers(0, 6),
    last_order_from=st.none() | st.dates(date(2025, 1, 1), date(2025, 3, 1)),
    last_order_to=st.none() | st.dates(date(2025, 2, 1), date(2025, 3, 26)),
)


def sources_of(items, shop=SHOP) -> Sources:
    store = MemoryStore()
    register(store, SETTINGS.tables, shop)
    open_first(store, SETTINGS.tables)
    for item in items:
        store.write(Put(SETTINGS.tables.orders, {**item, "clientID": shop.client_id}))
    projector_in(store, shop).apply(item["orderID"] for item in items)
    return Sources(store, SETTINGS, Generations(store, SETTINGS.tables.clients), Freshness(store))


def projector_in(store, shop) -> Projector:
    """A projector that meets others, so that sums stand on several write shards."""
    world = Surroundings(pause=lambda _: None)
    rules = {shop.client_id: shop.rules}
    return Projector(Crowded(store), SETTINGS.tables, rules, write_shards=3, surroundings=world)


def all_pages(sources, question, *, views, limit):
    rows, cursor = [], None
    while True:
        (page, kind) = asked(sources, lambda source, at=cursor: question(source, limit, at), views=views)
        assert kind == (VIEW if views else RECOUNT)
        assert len(page.items) <= limit
        rows += page.items
        cursor = page.next_cursor
        if cursor is None:
            return rows


def asked(sources, question, *, views, shop=SHOP):
    answer, source = sources.ask(shop, question, views=views, now=NOW)
    return answer, source.kind


def without_own_times(rows):
    return [{name: value for name, value in row.items() if name != "lastUpdated"} for row in rows]


@settings(max_examples=60, deadline=None)
@given(
    items=orders,
    wanted=filters,
    sort=st.sampled_from(SORTS),
    descending=st.booleans(),
    limit=st.sampled_from([1, 2, 7, 100]),
)
def test_a_list_of_customers_is_the_same_from_both(items, wanted, sort, descending, limit):
    sources = sources_of(items)

    def question(source, limit, cursor):
        return customers.customers_page(source, wanted, sort=sort, descending=descending, limit=limit, cursor=cursor)

    from_views = without_own_times(all_pages(sources, question, views=True, limit=limit))
    from_recount = without_own_times(all_pages(sources, question, views=False, limit=100))
    assert from_views == from_recount
    assert len({row["contactID"] for row in from_views}) == len(from_views)
    assert {row["contactID"] for row in from_views} == expected_ids(sources, wanted)


def expected_ids(sources, wanted):
    """The filter applied to every customer, straight from its definition."""

    def question(source, limit, cursor):
        return customers.customers_page(
            source, CustomerFilter(), sort="name", descending=False, limit=limit, cursor=cursor
        )

    rows = all_pages(sources, question, views=True, limit=100)
    return {row["contactID"] for row in rows if is_wanted(row, wanted)}


def is_wanted(row, wanted: CustomerFilter) -> bool:
    last = row["lastOrderDate"]
    last_day = None if last is None else sydney_day(last)
    return (
        wanted.segment in (None, row["segment"])
        and (wanted.min_spend is None or row["totalSpend"] >= wanted.min_spend)
        and (wanted.max_spend is None or row["totalSpend"] <= wanted.max_spend)
        and (wanted.min_orders is None or row["orderCount"] >= wanted.min_orders)
        and (wanted.max_orders is None or row["orderCount"] <= wanted.max_orders)
        and (wanted.last_order_from is None or (last_day is not None and last_day >= wanted.last_order_from))
        and (wanted.last_order_to is None or (last_day is not None and last_day <= wanted.last_order_to))
    )


def sydney_day(text: str) -> date:
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - not our own function, on purpose

    return datetime.fromisoformat(text).astimezone(ZoneInfo("Australia/Sydney")).date()


@settings(max_examples=60, deadline=None)
@given(items=orders)
def test_the_segment_counts_are_those_of_the_customers_listed(items):
    sources = sources_of(items)

    def question(source, limit, cursor):
        return customers.customers_page(
            source, CustomerFilter(), sort="totalSpend", descending=True, limit=limit, cursor=cursor
        )

    listed = all_pages(sources, question, views=True, limit=100)
    by_segment = {name: sum(row["segment"] == name for row in listed) for name in SEGMENTS}
    for views in (True, False):
        assert asked(sources, customers.counts_by_segment, views=views)[0] == by_segment


@settings(max_examples=40, deadline=None)
@given(items=orders, limit=st.sampled_from([1, 3, 100]))
def test_a_customer_and_their_documents_are_the_same_from_both(items, limit):
    sources = sources_of(items)
    for contact in {item["contactID"] for item in items}:
        one = [
            asked(sources, lambda source, c=contact: customers.customer(source, c), views=v)[0] for v in (True, False)
        ]
        assert without_own_times(one[:1]) == without_own_times(one[1:])

        def question(source, limit, cursor, contact=contact):
            return customers.documents_page(source, contact, limit=limit, cursor=cursor)

        from_views = all_pages(sources, question, views=True, limit=limit)
        assert from_views == all_pages(sources, question, views=False, limit=100)
        assert {row["orderID"] for row in from_views} == {
            item["orderID"] for item in items if item["contactID"] == contact
        }
        assert [row["createdAt"] for row in from_views] == sorted(
            (row["createdAt"] for row in from_views), key=datetime.fromisoformat, reverse=True
        )


@pytest.mark.parametrize("state", ["building", "another version"])
def test_views_that_are_not_complete_are_never_served(state):
    sources = sources_of([])
    change = {"state": "building"} if state == "building" else {"version": 0}
    sources.generations.change(lambda known: [replace(each, **change) for each in known])
    assert asked(sources, customers.counts_by_segment, views=True)[1] == RECOUNT


def test_sums_are_exact():
    items = [
        {
            "orderID": f"o-{number}",
            "contactID": "a",
            "createdAt": "2025-03-01T10:00:00Z",
            "totals": {"total": Decimal("0.1")},
            "currency": "AUD",
        }
        for number in range(30)
    ]
    row = asked(sources_of(items), lambda source: customers.customer(source, "a"), views=True)[0]
    assert row["totalSpend"] == Decimal("3")
    assert row["averageOrderValue"] == Decimal("0.1")


class Unreachable(MemoryStore):
    """A store whose view tables do not answer."""

    def __init__(self, inner: MemoryStore, names: set[str]) -> None:
        super().__init__()
        self._inner, self._names = inner, names

    def get(self, table, key, *, consistent=True):
        self._refuse(table)
        return self._inner.get(table, key, consistent=consistent)

    def query(self, query):
        self._refuse(query.table)
        return self._inner.query(query)

    def _refuse(self, table) -> None:
        if table.name in self._names:
            raise StorageUnavailable(f"{table.name} does not answer")


def test_views_that_cannot_be_reached_are_replaced_by_a_recount():
    whole = sources_of([{"orderID": "o", "contactID": "a", "createdAt": "2025-03-01T10:00:00Z", "currency": "AUD"}])
    broken = Unreachable(whole.store, {table.name for table in SETTINGS.tables.of_views()})
    sources = replace(whole, store=broken, freshness=Freshness(broken))
    assert asked(sources, customers.counts_by_segment, views=True) == (
        asked(whole, customers.counts_by_segment, views=True)[0],
        RECOUNT,
    )


def test_when_the_orders_cannot_be_reached_either_that_is_the_answer():
    whole = sources_of([])
    broken = Unreachable(whole.store, {table.name for table in (*SETTINGS.tables.of_views(), SETTINGS.tables.orders)})
    with pytest.raises(StorageUnavailable):
        asked(replace(whole, store=broken, freshness=Freshness(broken)), customers.counts_by_segment, views=True)


def test_a_recount_that_takes_too_long_says_so():
    sources = sources_of([{"orderID": "o", "contactID": "a", "createdAt": "2025-03-01T10:00:00Z"}])
    hurried = replace(sources, settings=replace(SETTINGS, recount_seconds=-1))
    with pytest.raises(OutOfTime, match="not ready"):
        asked(hurried, customers.counts_by_segment, views=False)


def test_a_recount_follows_the_rules_of_the_views_until_they_are_rebuilt():
    sources = sources_of([{"orderID": "o", "contactID": "a", "createdAt": "2025-03-19T10:00:00Z"}])
    changed = replace(SHOP, rules=replace(SHOP.rules, vip_orders=1))
    counts = sources.ask(changed, customers.counts_by_segment, views=False, now=NOW)[0]
    assert (counts["New"], counts["VIP"]) == (1, 0)


def test_a_throttled_view_is_not_replaced_by_far_more_reads():
    whole = sources_of([])

    class Busy(Unreachable):
        def _refuse(self, table) -> None:
            if table.name in self._names:
                raise Throttled("slow down")

    busy = Busy(whole.store, {table.name for table in SETTINGS.tables.of_views()})
    with pytest.raises(Throttled):
        asked(replace(whole, store=busy, freshness=Freshness(busy)), customers.counts_by_segment, views=True)
