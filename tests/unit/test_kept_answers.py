"""A kept answer is never stale: what makes another answer of a report, and what does not."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import StorageUnavailable
from chalicelib.projections.generations import RECOUNT, VIEWS, begin, forget, switch_to
from chalicelib.results.cache import ResultCache
from chalicelib.results.memory import MemoryBackend
from chalicelib.results.redis import RedisBackend
from chalicelib.store import Item
from chalicelib.views import source as sources
from chalicelib.views.best_sellers import best_sellers
from chalicelib.views.kept import Question
from chalicelib.views.overview import overview
from chalicelib.views.periods import Period
from chalicelib.views.sales import sales_report
from tests.laws.kept_shop import FIRST_WEEK, QUESTIONS, TABLES, KeptShop, Lagging, Time, statistics_of_months
from tests.laws.orders import CLIENTS, lines, order
from tests.redis_server import running_redis

WEEK = QUESTIONS["sales of a week"]
MONTH = QUESTIONS["sales by day"]
BEST = QUESTIONS["best sellers of a week"]
SHOP = Client("a", "a", CLIENTS["a"])


@pytest.fixture
def time(monkeypatch) -> Time:
    """A clock that stands still, and short reports are kept too."""
    time = Time()
    monkeypatch.setattr(clock, "now", time)
    monkeypatch.setattr(Question, "pays", True)
    return time


@pytest.fixture
def shop(time) -> KeptShop:
    """A shop with two orders in the first week of March and one in the third, each report asked once."""
    shop = KeptShop(time)
    shop.write(order("o-1", "x", 2), order("o-2", "x", 4), order("o-3", "y", 20))
    shop.settle()
    for question in QUESTIONS.values():
        shop.ask(question)
    return shop


def of(answer: list[Item], name: str) -> int:
    return answer[0]["totals"][name]


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_report_is_kept_as_long_as_nothing_changes(shop, name):
    assert shop.is_hit(QUESTIONS[name])


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_order_imported_between_two_reads_is_seen_by_the_second(shop, name):
    shop.write(order("o-9", "y", 5))
    assert not shop.is_hit(QUESTIONS[name])


def test_an_order_outside_of_the_range_leaves_it_kept(shop):
    shop.write(order("o-9", "y", 8))
    assert (shop.is_hit(WEEK), shop.is_hit(MONTH)) == (True, False)


@pytest.mark.parametrize(("day", "is_hit"), [(1, False), (7, False), (8, True)])
def test_the_first_and_the_last_day_are_of_the_range(shop, day, is_hit):
    shop.write(order("o-9", "y", day))
    assert shop.is_hit(WEEK) == is_hit


def test_a_credit_makes_another_answer_of_its_own_day_only(shop):
    shop.write(order("c-1", "x", 20, type="credit", creditFor="o-1"))
    assert (shop.is_hit(WEEK), shop.is_hit(MONTH)) == (True, False)


def test_a_correction_that_moves_an_order_changes_the_day_it_leaves_and_the_day_it_enters(shop):
    shop.write(order("o-1", "x", 21))
    answer, is_hit = shop.ask(WEEK)
    assert (of(answer, "orders"), is_hit) == (1, False)
    shop.write(order("o-1", "x", 2))
    assert (of(shop.ask(WEEK)[0], "orders"), shop.is_hit(MONTH)) == (2, False)


def test_a_cancelled_first_order_makes_another_day_that_of_a_new_customer(shop):
    shop.write(order("o-4", "z", 1), order("o-5", "z", 25))
    late = QUESTIONS["sales by month"]
    assert of(shop.ask(WEEK)[0], "newCustomers") == 2
    shop.ask(late)
    shop.write(order("o-4", "z", 1, status="cancelled"))
    answer, is_hit = shop.ask(WEEK)
    assert (of(answer, "newCustomers"), is_hit, shop.is_hit(late)) == (1, False, False)


def test_an_earlier_first_order_takes_the_new_customer_from_a_range_that_it_is_not_in(shop):
    assert of(shop.ask(WEEK)[0], "newCustomers") == 1
    shop.write(order("o-0", "x", createdAt="2025-01-10T10:00:00Z"))
    answer, is_hit = shop.ask(WEEK)
    assert (of(answer, "newCustomers"), of(answer, "orders"), is_hit) == (0, 2, False)


def test_an_order_that_changes_only_its_hour_changes_the_statistics_and_no_sales(shop):
    shop.write(order("o-1", "x", createdAt="2025-03-02T22:00:00Z"))
    assert (shop.is_hit(WEEK), shop.is_hit(QUESTIONS["statistics"])) == (True, False)


def test_a_product_that_is_renamed_by_an_order_of_another_day_has_its_new_name_at_once(shop):
    shop.write(order("o-9", "y", 25, lines=lines("p1", name="New name")))
    [block], is_hit = shop.ask(BEST)
    assert (block["products"][0]["name"], is_hit) == ("New name", True)


def test_an_order_that_is_applied_twice_changes_nothing(shop):
    shop.project("o-1", "o-1")
    assert shop.is_hit(WEEK)


def test_another_parameter_is_another_answer(shop):
    assert not shop.is_hit(lambda source: sales_report(source, FIRST_WEEK, "week"))


def test_another_client_has_other_answers(shop):
    assert not shop.is_hit(WEEK, "b")
    shop.write(order("o-9", "x", 3, clientID="b"))
    assert (shop.is_hit(WEEK, "a"), shop.is_hit(WEEK, "b")) == (True, False)


def test_two_clients_with_the_same_rules_and_no_orders_in_the_range_have_no_result_in_common(time, monkeypatch):
    monkeypatch.setitem(CLIENTS, "c", CLIENTS["a"])
    shop = KeptShop(time)
    shop.write(order("o-1", "x", 20), order("o-2", "x", 20, clientID="c"))
    shop.settle()
    assert [shop.is_hit(WEEK, client) for client in ("a", "a", "c")] == [False, True, False]


def test_after_midnight_every_answer_is_made_anew(shop, time):
    shop.settle()
    time.now = time.now.replace(hour=23, minute=59)
    assert [shop.is_hit(WEEK), shop.is_hit(WEEK)] == [False, True]
    shop.settle()
    shop.settle()
    assert [shop.is_hit(WEEK), shop.is_hit(WEEK)] == [False, True]


def test_after_reads_were_switched_away_and_back_nothing_of_before_is_used(shop, time):
    shop.generations.read_from(RECOUNT)
    _, source = shop.kept.ask(SHOP, WEEK)
    assert (source.kind, source.results) == ("recount", None)
    shop.generations.read_from(VIEWS)
    assert not shop.is_hit(WEEK)


def test_a_recount_that_is_asked_for_uses_no_result_and_leaves_none(shop):
    held = shop.cache.statistics
    assert shop.kept.ask(SHOP, WEEK, views=False)[1].results is None
    assert shop.cache.statistics == held


def test_a_rebuild_under_other_rules_has_answers_of_its_own(shop, time):
    for rules in (replace(CLIENTS["a"], categories={"p1": "Boxes"}), replace(CLIENTS["a"], currency="NZD")):
        suffix = shop.generations.next_suffix()
        begin(shop.generations, suffix, {"a": rules})
        shop.project("o-1", "o-2", "o-3")
        before = shop.generations.active().suffix
        switch_to(shop.generations, suffix)
        forget(shop.generations, before)
        time.pass_on(seconds=3)
        assert not shop.is_hit(BEST)
    assert shop.ask(BEST)[0][0]["currency"] == "NZD"


def test_other_code_has_answers_of_its_own(shop, monkeypatch):
    monkeypatch.setattr(sources, "mark_of_code", lambda: "another version")
    assert not shop.is_hit(WEEK)


def test_rows_are_read_strongly_while_a_replica_may_be_behind_and_no_longer(shop):
    shop.late.queries.clear()
    shop.write(order("o-9", "y", 5))
    assert of(shop.ask(WEEK)[0], "orders") == 3
    assert [query.consistent for query in asked_of(shop, "sales#")] == [True]
    shop.settle()
    shop.midnight()
    shop.late.queries.clear()
    assert of(shop.ask(WEEK)[0], "orders") == 3
    assert [query.consistent for query in asked_of(shop, "sales#")] == [False]


def test_the_versions_are_read_before_the_rows(shop):
    shop.write(order("o-9", "y", 5))
    shop.late.queries.clear()
    shop.ask(WEEK)
    kinds = [query.hash_value.partition("#")[0] for query in shop.late.queries]
    assert [kind for kind in kinds if kind in ("day-versions", "sales")] == ["day-versions", "sales"]


def test_an_order_that_comes_while_an_answer_is_made_is_in_the_next_one(shop):
    """The answer is kept under the versions of before, though it may have seen some of the change."""
    shop.write(order("o-9", "y", 5))
    shop.settle()
    shop.kept.ask(SHOP, lambda source: WEEK(replace(source, store=Interrupting(source.store, shop))))
    answer, is_hit = shop.ask(WEEK)
    assert (of(answer, "orders"), is_hit) == (4, False)


class Interrupting:
    """A store on which an order comes between the versions and the rows."""

    def __init__(self, store: Lagging, shop: KeptShop) -> None:
        self._store, self._shop, self._is_new = store, shop, True

    def query(self, query):
        if query.hash_value.startswith("sales#") and self._is_new:
            self._is_new = False
            self._shop.write(order("o-10", "y", 6))
        return self._store.query(query)


def test_what_is_made_while_a_transaction_may_be_seen_in_part_is_not_kept(shop, monkeypatch):
    """A query of DynamoDB may see the version of a transaction that has just been made, and not yet its sums."""
    shop.write(order("o-9", "y", 5))
    with monkeypatch.context() as moment:
        query = shop.late.query
        moment.setattr(shop.late, "query", lambda each: query(replace(each, consistent=each.hash_value[:5] != "sales")))
        assert of(shop.kept.ask(SHOP, WEEK)[0], "orders") == 2
    assert of(shop.ask(WEEK)[0], "orders") == 3
    shop.settle()
    assert [shop.is_hit(WEEK), shop.is_hit(WEEK)] == [False, True]


def test_forty_threads_on_a_cold_report_make_one_computation(shop):
    shop.write(order("o-9", "y", 5))
    shop.settle()
    shop.late.queries.clear()
    together = Barrier(40)

    def ask(_):
        together.wait()
        return shop.kept.ask(SHOP, WEEK)[0]

    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(ask, range(40)))
    assert {of(answer, "orders") for answer in answers} == {3}
    assert len(asked_of(shop, "sales#")) == 1


def test_views_that_can_not_be_read_fail_for_all_who_wait_and_a_recount_answers_each(shop, monkeypatch):
    def unreachable(query):
        raise StorageUnavailable("no answer")

    monkeypatch.setattr(shop.late, "query", unreachable)
    monkeypatch.setattr(shop.late, "scan", shop.store.scan, raising=False)
    plain = replace(shop.kept, freshness=shop.plain.freshness)
    monkeypatch.setattr(sources, "recount", lambda *_: (_ for _ in ()).throw(StorageUnavailable("neither")))
    with pytest.raises(StorageUnavailable, match="neither"):
        plain.ask(SHOP, WEEK)
    assert not shop.cache._flights._under_way


def test_a_redis_that_is_killed_in_a_run_loses_nothing(time, tmp_path):
    with running_redis(tmp_path) as server:
        shop = KeptShop(time, RedisBackend(server.url, timeout=5))
        shop.write(order("o-1", "x", 2))
        shop.settle()
        assert [shop.is_hit(WEEK), shop.is_hit(WEEK)] == [False, True]
        server.stop()
        for number in range(2, 8):
            assert not shop.is_hit(WEEK)
            shop.write(order(f"o-{number}", "x", number))
        answer, _ = shop.ask(WEEK)
    assert of(answer, "orders") == 7
    assert shop.cache.statistics.errors == 1


def test_two_processes_share_what_redis_holds(time, tmp_path):
    with running_redis(tmp_path) as server:
        shop = KeptShop(time, RedisBackend(server.url, timeout=5))
        shop.write(order("o-1", "x", 2))
        shop.settle()
        shop.ask(WEEK)
        other = ResultCache("redis", RedisBackend(server.url, timeout=5), seconds=60)
        _, source = replace(shop.kept, results=other).ask(SHOP, WEEK)
    assert (source.results.hits, other.statistics.hits) == (1, 1)


def test_nothing_is_asked_of_the_versions_where_there_is_no_cache(shop):
    plain = replace(shop.kept, results=None)
    shop.late.queries.clear()
    plain.ask(SHOP, WEEK)
    assert not asked_of(shop, "day-versions#")


@pytest.mark.parametrize(
    ("report", "days", "is_kept"),
    [
        (lambda source, period: sales_report(source, period, "day"), 92, False),
        (lambda source, period: sales_report(source, period, "day"), 93, True),
        (lambda source, period: overview(source, period, "previous"), 46, False),
        (lambda source, period: overview(source, period, "previous"), 47, True),
        (lambda source, period: best_sellers(source, period, sort="units", limit=3), 27, False),
        (lambda source, period: best_sellers(source, period, sort="units", limit=3), 28, True),
        (statistics_of_months, 93, True),
    ],
)
def test_a_report_that_is_too_short_to_be_worth_it_asks_nothing_of_the_cache(shop, monkeypatch, report, days, is_kept):
    monkeypatch.undo()
    shop.late.queries.clear()
    period = Period(date(2025, 3, 1), date(2025, 3, 1) + timedelta(days=days - 1))
    _, source = shop.kept.ask(SHOP, lambda source: report(source, period))
    assert bool(source.results.hits + source.results.misses) == bool(asked_of(shop, "day-versions#")) == is_kept


def asked_of(shop, partition):
    return [query for query in shop.late.queries if query.hash_value.startswith(partition)]


def test_a_full_memory_forgets_and_stays_right(time):
    shop = KeptShop(time, MemoryBackend(600))
    shop.write(order("o-1", "x", 2))
    for _ in range(3):
        for question in QUESTIONS.values():
            shop.ask(question)
    assert shop.backend.held().bytes <= 600
    assert TABLES.results.ttl == "ttl"
