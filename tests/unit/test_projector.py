"""The projector, one outcome at a time: what is retried, parked, raised, and left behind."""

from itertools import product

import pytest

from chalicelib.errors import OutOfTime, StorageUnavailable, Throttled
from chalicelib.projections import keys
from chalicelib.projections.contribution import PROJECTION_VERSION
from chalicelib.store import MAX_TRANSACTION_WRITES, Item, Put, Rejected, TransactionCancelled, Update
from chalicelib.words import MOST_WORDS
from tests.laws.orders import lines, order
from tests.laws.shop import NOW, TABLES, Shop

REASONS = (
    "None",
    "ConditionalCheckFailed",
    "TransactionConflict",
    "ThrottlingError",
    "ItemCollectionSizeLimitExceeded",
)
MIXES = [each for each in product(REASONS, repeat=3) if set(each) != {"None"}]


def test_a_reply_that_is_lost_after_the_commit_does_not_count_twice() -> None:
    shop = Shop()
    shop.recording.lost_answers.append(StorageUnavailable("no answer"))
    assert shop.take(order("o")).applied == ["o"]
    assert len(shop.recording.transactions) == 2
    assert shop.differences() == []


@pytest.mark.parametrize("reasons", MIXES, ids="+".join)
def test_any_mix_of_cancellation_reasons_is_tried_again(reasons: tuple[str, ...]) -> None:
    shop = Shop()
    shop.recording.failures.append(TransactionCancelled(reasons))
    assert shop.take(order("o")).applied == ["o"]
    assert shop.differences() == []


def test_a_conflict_alone_sends_the_same_request_again() -> None:
    shop = Shop()
    shop.recording.failures.extend(TransactionCancelled(["TransactionConflict", "None"]) for _ in range(3))
    shop.take(order("o"))
    assert shop.recording.calls == {"get_many": 3, "transact": 4}


def test_a_conflict_that_stays_starts_over_from_reading() -> None:
    shop = Shop()
    shop.recording.failures.extend(TransactionCancelled(["TransactionConflict"]) for _ in range(4))
    shop.take(order("o"))
    assert shop.recording.calls == {"get_many": 6, "transact": 5}


@pytest.mark.parametrize("failure", [Throttled("slow down"), StorageUnavailable("?"), TransactionCancelled(["None"])])
def test_other_failures_start_over_from_reading_after_a_pause(failure: Exception) -> None:
    shop = Shop()
    shop.recording.failures.append(failure)
    shop.take(order("o"))
    assert shop.recording.calls == {"get_many": 6, "transact": 2}
    assert len(shop.pauses) == 1


def test_an_invalid_write_among_the_reasons_parks_the_order() -> None:
    shop = Shop()
    shop.recording.failures.append(TransactionCancelled(["ConditionalCheckFailed", "ValidationError"]))
    assert list(shop.take(order("o")).parked) == ["o"]


@pytest.mark.parametrize("count", [1, 2, 5, 13])
def test_exactly_the_poison_orders_are_parked(count: int) -> None:
    shop = Shop()
    bad = {f"o{number:02d}" for number in range(0, 13, 13 // count)}
    result = shop.take(*(order(f"o{n:02d}", lines=lines("p" * 1025 if f"o{n:02d}" in bad else "p")) for n in range(13)))
    assert set(result.parked) == bad
    assert all("longer than 1024 bytes" in reason for reason in result.parked.values())
    assert sorted(result.applied) == sorted({f"o{n:02d}" for n in range(13)} - bad)
    assert {row["orderID"] for row in parked_rows(shop)} == bad
    assert shop.differences() == []


def test_a_mended_order_is_parked_no_more() -> None:
    shop = Shop()
    shop.take(order("o", lines=lines("p" * 1025)))
    shop.take(order("o"))
    assert parked_rows(shop) == []
    assert shop.differences() == []


def test_what_was_counted_of_an_order_stays_while_it_is_parked() -> None:
    shop = Shop()
    shop.take(order("o"))
    shop.take(order("o", lines=lines("p" * 1025)))
    customer = shop.customer("x")
    assert customer is not None
    assert customer["orderCount"] == 1


def test_two_parked_orders_with_very_long_ids_are_told_apart() -> None:
    shop = Shop()
    shop.take(order("o" * 1500), order("o" * 1501))
    assert len(parked_rows(shop)) == 2
    assert shop.differences() == []


def test_a_customer_that_cannot_be_read_parks_only_its_own_order() -> None:
    shop = Shop()
    result = shop.take(order("long", "c" * 2045), order("o"))
    assert list(result.parked) == ["long"]
    assert result.applied == ["o"]


def test_a_late_removal_of_an_unknown_order_leaves_a_tombstone() -> None:
    shop = Shop()
    shop.apply(["gone"])
    tombstone = shop.ledger("gone")
    assert tombstone is not None
    assert tombstone["body"] == "{}"
    assert tombstone["ttl"] == int(NOW.timestamp()) + 7 * 24 * 3600


def test_an_order_that_comes_back_has_a_ledger_row_that_never_expires() -> None:
    shop = Shop()
    shop.apply(["o"])
    shop.take(order("o"))
    entry = shop.ledger("o")
    assert entry is not None
    assert "ttl" not in entry


def test_an_equal_order_renews_the_rev_and_writes_nothing_else() -> None:
    shop = Shop()
    shop.take(order("o"))
    before = shop.ledger("o")
    shop.apply(["o"])
    after = shop.ledger("o")
    assert before is not None
    assert after is not None
    assert after["rev"] != before["rev"]
    assert [write.table for write in shop.recording.transactions[-1]] == [TABLES.ledger]


def test_a_sweep_leaves_an_equal_order_alone() -> None:
    shop = Shop()
    shop.take(order("o"))
    assert shop.projector.apply(["o"], skip_equal=True).equal == ["o"]
    assert len(shop.recording.transactions) == 1


def test_a_ledger_of_a_newer_version_is_refused() -> None:
    shop = Shop()
    shop.take(order("o"))
    entry = shop.ledger("o")
    assert entry is not None
    shop.store.write(Put(TABLES.ledger, entry | {"version": PROJECTION_VERSION + 1}))
    with pytest.raises(StorageUnavailable, match="newer version"):
        shop.apply(["o"])
    assert len(shop.recording.transactions) == 1


def test_what_is_not_done_in_time_is_raised_and_a_second_delivery_finishes() -> None:
    shop = Shop(most_writes=40, remaining=[60, 60, 2.9, 2.9])
    ids = shop.write(order("o", lines=lines(*"abcdefghijklmnopqrst")))
    with pytest.raises(OutOfTime, match="1 order changes"):
        shop.apply(ids)
    assert len(shop.recording.transactions) == 2
    assert shop.apply(ids).applied == ["o"]
    assert shop.differences() == []


def test_views_that_contradict_themselves_are_given_up_in_the_end() -> None:
    shop = Shop()
    shop.take(order("o"))
    shop.store.write(Update(TABLES.customers, {"contactID": "x", "clientID": "a"}, assign={"documents": 0}))
    with pytest.raises(OutOfTime):
        shop.apply(shop.delete("o"))


def test_an_order_whose_contribution_is_longer_than_an_item_is_counted() -> None:
    shop = Shop()
    many = lines(*(f"{number:04d}{'x' * 80}" for number in range(1000)))
    shop.take(order("o", "c" * 255, lines=many))
    assert parked_rows(shop) == []
    assert shop.differences() == []


def test_a_batch_of_more_orders_than_a_page_and_a_transaction_hold() -> None:
    shop = Shop()
    shop.take(*(order(f"o{n}", f"customer {n % 7}", n % 28 + 1, note="n" * 9000) for n in range(250)))
    assert shop.differences() == []
    shop.apply(shop.delete(*(f"o{n}" for n in range(250))))
    assert shop.differences() == []
    assert list(shop.store.items(TABLES.customers)) == []


def test_the_same_order_twice_in_a_batch_is_one_change() -> None:
    shop = Shop()
    shop.write(order("o"))
    assert shop.apply(["o", "o"]).applied == ["o"]


def test_a_rejected_parking_rises() -> None:
    shop = Shop()
    shop.recording.failures.extend([Rejected("bad"), Rejected("still bad")])
    with pytest.raises(Rejected):
        shop.take(order("o"))


def parked_rows(shop: Shop) -> list[dict]:
    return [item for item in shop.store.items(TABLES.views) if item["pk"] == keys.PARKED]


def test_the_largest_move_between_customers_fits_in_a_transaction() -> None:
    """Both customers get other names of as many words as are kept, and nothing of the order stays as it was."""
    shop = Shop()

    def named(order_id: str, contact: str, day: int, word: str, **more: object) -> Item:
        name = " ".join(f"{word}{number}" for number in range(30))
        said = {"name": name, "company": f"{name} ltd", "email": f"{word}@example.com", "phone": f"0{day}12345678"}
        return order(order_id, contact, day, customer=said, **more)

    shop.take(named("a", "x", 1, "old"), named("b", "y", 2, "other"), named("o", "x", 9, "new"))
    moved = named("o", "y", 12, "last", currency="NZD", orderReference="0000001234", type="credit")
    assert shop.take(moved).applied == ["o"]
    assert len(shop.recording.transactions[-1]) <= MAX_TRANSACTION_WRITES
    assert len(shop.recording.transactions[-1]) > 4 * MOST_WORDS
    assert shop.differences() == []


def test_names_that_need_more_rows_than_a_transaction_has_arrive_in_several() -> None:
    shop = Shop(most_writes=60)
    orders = [
        order(f"o{number}", f"c{number}", customer={"name": " ".join(f"w{number}x{each}" for each in range(20))})
        for number in range(8)
    ]
    assert len(shop.take(*orders).applied) == len(orders)
    assert all(len(writes) <= 60 for writes in shop.recording.transactions)
    assert shop.differences() == []


def test_a_big_order_of_new_products_with_long_names_arrives_in_several() -> None:
    shop = Shop(most_writes=60)
    names = {"name": " ".join(f"word{each}" for each in range(20))}
    assert shop.take(order("o", lines=lines(*"abcdefghij", **names))).applied == ["o"]
    assert all(len(writes) <= 60 for writes in shop.recording.transactions)
    assert shop.differences() == []


def test_the_largest_move_is_cut_between_the_document_and_its_products() -> None:
    """All that follows from the document itself fits with room to spare, and nothing is parked."""

    def named(order_id: str, contact: str, day: int, word: str, **more: object) -> Item:
        name = " ".join(f"{word}{number}" for number in range(30))
        said = {"name": name, "company": f"{name} ltd", "email": f"{word}@example.com", "phone": f"+61 {day}12345678"}
        return order(order_id, contact, day, customer=said, **more)

    shop = Shop(most_writes=90)
    shop.take(named("a", "x", 1, "old"), named("b", "y", 2, "other"))
    shop.take(named("o", "x", 19, "new", orderReference="AB0012-0034-5", createdAt="2026-01-01T10:00:00Z"))
    moved = named("o", "y", 3, "last", orderReference="ZX0056-0078-9", currency="NZD", lines=lines("p2", "p3"))
    assert shop.take(moved).applied == ["o"]
    assert len(shop.recording.transactions) > 3
    assert all(len(writes) <= 90 for writes in shop.recording.transactions)
    assert shop.differences() == []
