"""Kept answers are those that would be made anew, whatever happens in between."""

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.projections import keys
from chalicelib.projections.versions import BY_DAY, BY_MONTH, OF_CUSTOMERS, changed_days
from chalicelib.store import Item
from chalicelib.views.kept import Question
from tests.laws.depth import examples
from tests.laws.kept_shop import QUESTIONS, SETTINGS, TABLES, KeptShop, Time
from tests.laws.orders import lines, order

orders = st.builds(
    lambda number, contact, month, day, hour, code, price, more: order(
        f"o-{number}",
        contact,
        createdAt=f"2025-{month:02d}-{day:02d}T{hour:02d}:30:00Z",
        lines=lines(code, price=price, name=f"{code} of {number}", category=f"kind {day % 2}"),
        **more,
    ),
    st.integers(0, 5),
    st.sampled_from(["x", "y", None]),
    st.integers(2, 4),
    st.integers(1, 9),
    st.integers(0, 23),
    st.sampled_from(["p1", "p2"]),
    st.sampled_from(["10", "0.10", "7"]),
    st.sampled_from([{}, {}, {"type": "credit"}, {"currency": "NZD"}, {"status": "draft"}, {"clientID": "b"}]),
)
events = st.one_of(
    st.tuples(st.just("write"), st.lists(orders, min_size=1, max_size=3, unique_by=lambda each: each["orderID"])),
    st.tuples(st.just("delete"), st.integers(0, 5).map("o-{}".format)),
    st.tuples(st.just("ask"), st.sampled_from(sorted(QUESTIONS))),
    st.tuples(st.just("settle"), st.none()),
    st.tuples(st.just("midnight"), st.none()),
)


@examples(40)
@given(st.lists(events, max_size=12))
def test_a_kept_answer_is_always_the_one_without_the_cache(history):
    time = Time()
    with patch.object(clock, "now", time), patch.object(Question, "pays", True):  # short reports are kept too
        shop = KeptShop(time)
        for event in history:
            happen(shop, *event)
            for question in QUESTIONS.values():
                shop.ask(question)
            shop.ask(QUESTIONS["sales by day"], "b")
        shop.settle()
        for question in QUESTIONS.values():
            shop.ask(question)
            assert shop.is_hit(question)


def happen(shop: KeptShop, kind: str, what) -> None:
    match kind:
        case "write":
            shop.write(*what)
        case "delete":
            shop.delete(what)
        case "ask":
            shop.ask(QUESTIONS[what])
        case "settle":
            shop.settle()
        case "midnight":
            shop.midnight()


@examples(60)
@given(st.lists(st.lists(orders, min_size=1, max_size=4, unique_by=lambda each: each["orderID"]), max_size=6))
def test_the_version_of_a_day_changes_with_every_sum_of_that_day(batches):
    shop = KeptShop(Time())
    for batch in batches:
        sums, versions = sums_by_counter(shop), counters(shop)
        shop.write(*batch)
        now, after = sums_by_counter(shop), counters(shop)
        changed = {place for place in sums.keys() | now.keys() if sums.get(place) != now.get(place)}
        assert changed <= {place for place in after if after[place] != versions.get(place)}


def sums_by_counter(shop: KeptShop) -> dict[tuple[str, str, str], list[Item]]:
    """The rows of each day, as they are, by the counter that must tell of their changes."""
    found: dict[tuple[str, str, str], list[Item]] = {}
    for row in sorted(shop.store.items(TABLES.views), key=str):
        if keys.is_sum(row["pk"]):
            sk = keys.unsharded(row["sk"]) if keys.is_sharded(row["pk"]) else row["sk"]
            for (client, month), names in changed_days([(row["pk"], sk)]).items():
                for name in names:
                    found.setdefault((client, month, name), []).append(row)
    return found


def counters(shop: KeptShop) -> dict[tuple[str, str, str], int]:
    found: dict[tuple[str, str, str], int] = {}
    for row in shop.store.items(TABLES.views):
        if row["pk"].startswith(keys.DAY_VERSIONS):
            for name in row.keys() - {"pk", "sk", "at"}:
                place = (row["pk"].removeprefix(keys.DAY_VERSIONS), keys.unsharded(row["sk"]), name)
                found[place] = found.get(place, 0) + int(row[name])
    return found


def test_every_kind_of_sum_has_said_which_days_it_changes():
    shop = KeptShop(Time())
    shop.write(order("o", lines=lines("p1", category="kind")), order("c", day=2, type="credit"))
    found = [row for row in shop.store.items(TABLES.views) if keys.is_sum(row["pk"])]
    assert {row["pk"].partition("#")[0] + "#" for row in found} == set(keys.sums())
    assert sorted((*BY_DAY, *BY_MONTH, *OF_CUSTOMERS)) == sorted(keys.sums())
    of_days = [row for row in found if changed_days([(row["pk"], row["sk"])])]
    assert {row["pk"].partition("#")[0] + "#" for row in of_days} == {*BY_DAY, *BY_MONTH}


def test_a_kind_of_sum_that_nobody_has_thought_of_is_a_bug():
    with pytest.raises(ValueError, match="which sales days change with the sums of colours#a"):
        changed_days([("colours#a#2025", "2025-03-01#red")])


def test_one_order_changes_one_row_of_versions_beside_that_of_its_client():
    shop = KeptShop(Time())
    shop.write(order("o", day=5))
    rows = [row for row in shop.store.items(TABLES.views) if row["pk"] == keys.day_versions("a")]
    assert [(keys.unsharded(row["sk"]), row["d05"], row["month"]) for row in rows] == [("2025-03", 1, 1)]
    assert SETTINGS.write_shards == 2
