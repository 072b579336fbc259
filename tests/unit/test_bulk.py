"""Many orders at once: each is stored or refused by itself, and the answer comes in time."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial

import pytest

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import StorageUnavailable, TooLarge, UnreadableBody, UnsupportedMedia
from chalicelib.ingest import bulk
from chalicelib.ingest.body import MAX_ORDER_BYTES
from chalicelib.ingest.bulk import import_entries
from chalicelib.ingest.bulk_body import LINES, MAX_BULK_BYTES, read_entries
from chalicelib.ingest.importing import import_order
from chalicelib.memory import MemoryStore
from chalicelib.tables import tables_named

CLIENT = Client("packprod", "Packaging Products")
TABLES = tables_named()
NOW = datetime(2025, 10, 23, 8, 15, 30, tzinfo=UTC)
JSON = "application/json"


@pytest.fixture
def store():
    return MemoryStore()


def importer(store):
    return partial(import_order, client=CLIENT, store=store, tables=TABLES, default_client="packprod", now=NOW)


def an_order(number, **changes):
    return {"orderID": f"o-{number}", "contactID": f"c-{number}", "createdAt": "2011-08-01T10:00:00Z"} | changes


def array(*documents):
    return json.dumps(documents).encode()


def lines(*documents):
    return b"".join(each if isinstance(each, bytes) else json.dumps(each).encode() + b"\n" for each in documents)


def send(store, raw, content_type=JSON, *, started=None):
    entries = read_entries(raw, content_type)
    return import_entries(entries, importer(store), started=clock.monotonic() if started is None else started)


def statuses(results):
    return [each.status for each in results]


def orders(store):
    return {item["orderID"] for item in store.items(TABLES.orders)}


@pytest.mark.parametrize(("form", "content_type"), [(array, JSON), (array, None), (lines, f"{LINES}; charset=utf-8")])
def test_every_order_has_its_result_in_the_order_sent(store, form, content_type):
    results = send(store, form(*(an_order(number) for number in range(101))), content_type)
    assert [each.index for each in results] == list(range(101))
    assert [each.order_id for each in results] == [f"o-{number}" for number in range(101)]
    assert set(statuses(results)) == {"created"}
    assert len(orders(store)) == 101


def test_a_bad_order_in_the_middle_is_refused_alone(store):
    results = send(store, array(an_order(1), an_order(2, createdAt=None), an_order(3)))
    assert statuses(results) == ["created", "invalid", "created"]
    assert results[1].order_id == "o-2"
    assert [each.field for each in results[1].reasons] == ["createdAt"]
    assert orders(store) == {"o-1", "o-3"}


def test_the_same_order_twice_in_one_body_counts_once(store):
    assert statuses(send(store, array(an_order(1), an_order(2), an_order(1)))) == ["created", "created", "unchanged"]


def test_the_first_of_two_that_differ_wins(store):
    results = send(store, array(*(an_order(1, status=f"s-{number}") for number in range(20))))
    assert statuses(results) == ["created"] + ["conflict"] * 19
    assert [each.field for each in results[1].reasons] == ["status"]
    assert store.get(TABLES.orders, {"orderID": "o-1"})["status"] == "s-0"


@pytest.mark.parametrize("element", [None, 1, "x", True, [], [{}]])
def test_an_element_that_is_no_object_is_refused_alone(store, element):
    results = send(store, array(an_order(1), element, an_order(2)))
    assert statuses(results) == ["created", "invalid", "created"]
    assert isinstance(results[1].error, UnreadableBody)


@pytest.mark.parametrize(
    ("element", "field"), [('{"a": 1, "a": 2}', "a"), ('{"a": [NaN]}', "a[0]"), ('{"a": "\\ud800"}', "a")]
)
def test_an_element_that_is_not_good_json_is_refused_alone(store, element, field):
    results = send(store, b"[" + json.dumps(an_order(1)).encode() + b"," + element.encode() + b"]")
    assert statuses(results) == ["created", "invalid"]
    assert [each.field for each in results[1].reasons] == [field]


def test_a_line_that_is_not_json_is_refused_alone_saying_where(store):
    results = send(store, lines(an_order(1), b'{"orderID": "o-2",\n', b"\r\n", b"\xff\n", b"[1]\n", an_order(3)), LINES)
    assert statuses(results) == ["created", "invalid", "invalid", "invalid", "created"]
    assert [each.index for each in results] == [0, 1, 2, 3, 4]
    assert "line 2, column" in results[1].error.message
    assert "in line 4" in results[2].error.message


@pytest.mark.parametrize("raw", [b"", b" ", b'{"orderID": "1"}', b"[{]", b"[1,", b'"x"', b"null", b"\xff", b"NaN"])
def test_what_is_no_array_is_refused_whole(raw):
    with pytest.raises(UnreadableBody):
        read_entries(raw, JSON)


def test_lines_sent_as_json_are_refused_whole_naming_the_other_type():
    with pytest.raises(UnreadableBody):
        read_entries(lines(an_order(1), an_order(2)), JSON)
    with pytest.raises(UnreadableBody, match=LINES):
        read_entries(lines(an_order(1)), JSON)


def test_a_body_without_lines_is_refused():
    with pytest.raises(UnreadableBody, match="empty"):
        read_entries(b"\xef\xbb\xbf\n \r\n", LINES)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", f"{JSON}; charset=latin1"])
def test_another_content_type_is_refused(content_type):
    with pytest.raises(UnsupportedMedia):
        read_entries(b"[]", content_type)


def test_no_orders_have_no_results(store):
    assert send(store, b"[]") == []


@pytest.mark.parametrize(("form", "content_type"), [(array, JSON), (lines, LINES)])
def test_more_than_500_orders_are_refused_whole_naming_the_limit(form, content_type):
    assert len(read_entries(form(*({} for _ in range(500))), content_type)) == 500
    with pytest.raises(TooLarge, match="500"):
        read_entries(form(*({} for _ in range(501))), content_type)


def test_more_than_4_mb_are_refused_whole():
    assert len(read_entries(b"[" + b" " * (MAX_BULK_BYTES - 4) + b"{}]", JSON)) == 1
    with pytest.raises(TooLarge):
        read_entries(b"[" + b" " * (MAX_BULK_BYTES - 3) + b"{}]", JSON)


@pytest.mark.parametrize(("form", "content_type"), [(array, JSON), (lines, LINES)])
def test_an_order_that_is_too_large_is_refused_alone(store, form, content_type):
    results = send(store, form(an_order(1), an_order(2, note="x" * MAX_ORDER_BYTES), an_order(3)), content_type)
    assert statuses(results) == ["created", "invalid", "created"]
    assert isinstance(results[1].error, TooLarge)


def test_an_order_names_only_its_first_wrong_fields(store):
    wrong = an_order(1, lines=[{}] * 2000)
    (result,) = send(store, array(wrong))
    assert len(result.reasons) == 20
    assert "more fields" in result.error.message


def test_ten_copies_of_a_body_at_once_make_each_order_once(store):
    raw = array(*(an_order(number, contactID=f"c-{number % 5}") for number in range(40)))
    barrier = threading.Barrier(10)

    def copy(_):
        barrier.wait()
        return statuses(send(store, raw))

    with ThreadPoolExecutor(10) as pool:
        copies = list(pool.map(copy, range(10)))
    for per_order in zip(*copies, strict=True):
        assert sorted(per_order) == ["created"] + ["unchanged"] * 9
    assert len(orders(store)) == 40
    assert len(list(store.items(TABLES.contacts))) == 5


def test_orders_of_one_contact_do_not_get_in_each_others_way(monkeypatch):
    waits = []
    monkeypatch.setattr(clock, "sleep", waits.append)
    raw = array(*(an_order(number, contactID="c", customer={"name": f"{number}"}) for number in range(100)))
    assert set(statuses(send(MemoryStore(), raw))) == {"created"}
    assert waits == []


def test_a_credit_goes_after_its_order(store):
    credit = {"orderID": "c-1", "creditFor": "o-1", "createdAt": "2011-08-02", "totals": {"total": -1}}
    assert statuses(send(store, array(an_order(1), credit))) == ["created", "created"]
    assert store.get(TABLES.orders, {"orderID": "o-1"})["creditedBy"] == ["c-1"]


def test_what_was_not_reached_in_time_is_unavailable_and_may_be_sent_again(store, monkeypatch):
    raw = array(an_order(1), {"x": 1}, an_order(2))
    monkeypatch.setattr(bulk, "_SECONDS_TO_BEGIN", -1)
    results = send(store, b"[1," + raw[1:])
    assert statuses(results) == ["invalid", "unavailable", "unavailable", "unavailable"]
    assert [each.order_id for each in results] == [None, "o-1", None, "o-2"]
    assert "send it again" in results[1].error.message
    assert orders(store) == set()
    monkeypatch.undo()
    assert statuses(send(store, raw)) == ["created", "invalid", "created"]


def test_an_answer_does_not_wait_for_a_store_that_hangs(monkeypatch):
    hanging, released = threading.Event(), threading.Event()

    class Hanging(MemoryStore):
        def transact(self, writes):
            if writes[0].item["orderID"] == "o-1":
                hanging.set()
                released.wait(10)
            super().transact(writes)

    store = Hanging()
    monkeypatch.setattr(bulk, "_SECONDS_TO_END", 0.5)
    try:
        results = send(store, array(an_order(1), an_order(2)))
    finally:
        released.set()
    assert hanging.is_set()
    assert statuses(results) == ["unavailable", "created"]


def test_a_store_that_is_away_is_told_of_each_order(monkeypatch):
    class Away(MemoryStore):
        def transact(self, writes):
            if writes[0].item["orderID"] == "o-2":
                raise StorageUnavailable("no answer")
            super().transact(writes)

    assert statuses(send(Away(), array(*map(an_order, range(1, 4))))) == ["created", "unavailable", "created"]


def test_a_bug_rises():
    def broken(document):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        import_entries(read_entries(array(an_order(1)), JSON), broken, started=clock.monotonic())
