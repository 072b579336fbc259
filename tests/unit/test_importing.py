"""An order is imported once, with its contact, whole or not at all, however often it is sent."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import Conflict, InvalidContent, StorageUnavailable
from chalicelib.ingest.importing import import_order
from chalicelib.memory import MemoryStore
from chalicelib.store import Put, Rejected, TransactionCancelled, Update
from chalicelib.tables import tables_named

CLIENT = Client("packprod", "Packaging Products")
OTHER = Client("other", "Other")
TABLES = tables_named()
NOW = datetime(2025, 10, 23, 8, 15, 30, tzinfo=UTC)


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture(autouse=True)
def waits(monkeypatch):
    """The waits between tries, which nobody waits for."""
    waited = []
    monkeypatch.setattr(clock, "sleep", waited.append)
    return waited


def a_document(**changes):
    return {
        "orderID": "963",
        "contactID": "c-1",
        "customer": {"name": "Bob Norman", "email": "Bob@X.com"},
        "createdAt": "2011-08-01T10:00:00Z",
        "lines": [{"productCode": "85123A", "quantity": 6, "unitPrice": "2.55"}],
        "totals": {"subtotal": "15.30", "tax": "3.06", "total": "18.36"},
    } | changes


def send(store, client=CLIENT, **changes):
    return import_order(
        a_document(**changes), client=client, store=store, tables=TABLES, default_client="packprod", now=NOW
    )


def send_credit(store, order_id="C963", **changes):
    return send(store, orderID=order_id, lines=[], totals={"total": "-18.36"}, creditFor="963", **changes)


def order(store, order_id="963"):
    return store.get(TABLES.orders, {"orderID": order_id})


def stored(store):
    return list(store.items(TABLES.orders)), list(store.items(TABLES.contacts))


def edit(store, order_id="963", **changes):
    store.write(Update(TABLES.orders, {"orderID": order_id}, assign=changes))


def test_an_order_and_its_contact_are_created(store):
    imported = send(store)
    assert (imported.status, imported.order_id, imported.contact_id) == ("created", "963", "c-1")
    assert imported.contact_created
    item = order(store)
    assert set(item) == {
        "orderID",
        "clientID",
        "contactID",
        "createdAt",
        "orderReference",
        "type",
        "customer",
        "lines",
        "totals",
        "currency",
        "status",
        "contentHash",
        "importedAt",
    }
    assert (item["clientID"], item["importedAt"]) == ("packprod", "2025-10-23T08:15:30.000000Z")
    assert item["customer"]["email"] == "Bob@X.com"
    assert [contact["contactID"] for contact in stored(store)[1]] == ["c-1"]


def test_a_guests_order_has_no_contact(store):
    imported = send(store, contactID="0", customer=None)
    assert imported.contact_id is None
    assert "contactID" not in order(store)
    assert stored(store)[1] == []


def test_another_shops_ids_are_stored_with_its_prefix_and_answered_without(store):
    send(store)
    imported = send(store, OTHER)
    assert (imported.status, imported.order_id, imported.contact_id) == ("created", "963", "c-1")
    assert order(store, "@other/963")["contactID"] == "@other/c-1"
    assert order(store)["clientID"] == "packprod"


def test_the_same_order_again_is_unchanged(store):
    send(store)
    before = stored(store)
    again = send(store, totals={"subtotal": Decimal("15.3"), "tax": "3.060", "total": "18.36"})
    assert (again.status, again.order_id, again.contact_id) == ("unchanged", "963", "c-1")
    assert not again.edited_since
    assert stored(store) == before


def test_the_same_order_after_an_edit_is_unchanged_and_says_so(store):
    send(store)
    edit(store, status="trash")
    again = send(store)
    assert (again.status, again.edited_since) == ("unchanged", True)
    assert order(store)["status"] == "trash", "a mail that is sent again does not bring the order back"


def test_what_an_edit_made_of_an_order_may_be_sent_too(store):
    send(store)
    edit(store, status="refunded")
    assert send(store, status="refunded").status == "unchanged"


def test_another_programs_own_notes_are_no_edit(store):
    send(store)
    edit(store, shippedBy="van")
    assert not send(store).edited_since


def test_another_content_is_a_conflict_that_names_what_differs(store):
    send(store)
    before = stored(store)
    with pytest.raises(Conflict) as caught:
        send(store, status="cancelled", createdAt="2011-08-02")
    assert {each.field for each in caught.value.differences} == {"status", "createdAt"}
    assert stored(store) == before


def test_an_order_that_moved_to_another_contact_is_a_conflict(store):
    send(store)
    with pytest.raises(Conflict) as caught:
        send(store, contactID="c-2")
    assert [each.field for each in caught.value.differences] == ["contactID"]
    assert [contact["contactID"] for contact in stored(store)[1]] == ["c-1"]


def test_the_answer_does_not_depend_on_how_the_contact_is_found(store):
    """The index may know the address today that it did not know yesterday."""
    created = send(store, contactID=None)
    store.write(Put(TABLES.contacts, {"contactID": "0-first", "clientID": "packprod", "email": "bob@x.com"}))
    again = send(store, contactID=None)
    assert (again.status, again.contact_id, again.edited_since) == ("unchanged", created.contact_id, False)


def test_an_order_by_another_program_is_compared_by_its_content(store):
    item = a_document(clientID="packprod", createdAt="2011-08-01 20:00:00+10:00", printed=True)
    store.write(Put(TABLES.orders, item))
    assert send(store).status == "unchanged"
    with pytest.raises(Conflict):
        send(store, status="cancelled")
    assert order(store)["printed"] is True


def test_an_order_by_another_program_that_can_not_be_read_is_a_conflict(store):
    store.write(Put(TABLES.orders, {"orderID": "963", "clientID": "packprod", "createdAt": "?", "lines": "none"}))
    with pytest.raises(Conflict) as caught:
        send(store)
    assert {each.field for each in caught.value.differences} == {"createdAt", "lines"}


def test_another_clients_order_under_the_same_key_is_a_conflict_that_tells_nothing(store):
    store.write(Put(TABLES.orders, {"orderID": "963", "clientID": "other", "status": "secret"}))
    with pytest.raises(Conflict) as caught:
        send(store)
    assert [each.field for each in caught.value.differences] == ["orderID"]
    assert "secret" not in caught.value.message


def test_ten_copies_at_once_make_one_order(store):
    barrier = threading.Barrier(10)

    def copy(_):
        barrier.wait()
        return send(store).status

    with ThreadPoolExecutor(10) as pool:
        statuses = sorted(pool.map(copy, range(10)))
    assert statuses == ["created"] + ["unchanged"] * 9
    assert [len(items) for items in stored(store)] == [1, 1]


def test_many_first_orders_at_once_make_one_contact(store):
    def first(number):
        return send(store, orderID=f"o-{number}", contactID=None).contact_id

    with ThreadPoolExecutor(8) as pool:
        contacts = set(pool.map(first, range(40)))
    assert len(contacts) == 1
    assert [len(items) for items in stored(store)] == [40, 1]


class Busy(MemoryStore):
    """A store whose transactions fail for these reasons first."""

    def __init__(self, *failures):
        super().__init__()
        self.failures = list(failures)

    def transact(self, writes):
        if len(writes) > 1 and self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, Exception):
                raise failure
            raise TransactionCancelled([failure, "None"])
        super().transact(writes)


@pytest.mark.parametrize("reason", ["TransactionConflict", "ConditionalCheckFailed", "ThrottlingError"])
def test_a_transaction_that_met_another_is_tried_again(reason, waits):
    store = Busy(reason, reason, reason)
    assert send(store).status == "created"
    assert len(waits) == 3


def test_after_many_tries_the_storage_is_unavailable(waits):
    store = Busy(*["TransactionConflict"] * 100)
    with pytest.raises(StorageUnavailable):
        send(store)
    assert len(waits) <= 20
    assert stored(store) == ([], [])


@pytest.mark.parametrize("refusal", ["ValidationError", Rejected("an item is larger than 400 KB")])
def test_what_the_store_can_never_take_is_refused(refusal):
    with pytest.raises(InvalidContent):
        send(Busy(refusal))


def test_a_reply_that_was_lost_does_no_harm():
    class Deaf(MemoryStore):
        def transact(self, writes):
            super().transact(writes)
            if len(writes) > 1:
                raise StorageUnavailable("no answer")

    store = Deaf()
    with pytest.raises(StorageUnavailable):
        send(store)
    assert send(store).status == "unchanged"


def test_a_refused_order_leaves_nothing(store):
    with pytest.raises(InvalidContent):
        send(store, totals={"total": "99.99"})
    assert stored(store) == ([], [])


def test_an_order_too_large_for_the_table_is_refused_whole(store):
    with pytest.raises(InvalidContent, match="can't be stored"):
        send(store, notes=["x"] * 250_000)
    assert stored(store) == ([], [])


def test_a_credit_of_an_order_that_counts_is_created(store):
    send(store)
    assert send_credit(store).status == "created"
    assert order(store, "C963")["creditFor"] == "963"
    assert order(store, "C963")["type"] == "credit"


def test_a_credit_may_come_before_its_order(store):
    assert send_credit(store).status == "created"
    assert send(store).status == "created"


@pytest.mark.parametrize("status", ["cancelled", "Draft", " trash "])
def test_a_credit_of_an_order_that_does_not_count_is_a_conflict(store, status):
    send(store, status=status)
    with pytest.raises(Conflict) as caught:
        send_credit(store)
    assert [each.field for each in caught.value.differences] == ["creditFor"]
    assert order(store, "C963") is None


def test_a_credit_sent_again_is_unchanged_although_its_order_was_cancelled_since(store):
    send(store)
    send_credit(store)
    edit(store, status="cancelled")
    assert send_credit(store).status == "unchanged"


def test_a_credit_whose_order_is_cancelled_meanwhile_is_a_conflict():
    class Cancelling(MemoryStore):
        def transact(self, writes):
            if len(writes) > 2:
                super().transact([Update(TABLES.orders, {"orderID": "963"}, assign={"status": "cancelled"})])
            super().transact(writes)

    store = Cancelling()
    send(store)
    with pytest.raises(Conflict):
        send_credit(store)
    assert order(store, "C963") is None


def test_another_clients_cancelled_order_has_no_say(store):
    send(store, status="cancelled")
    credit = a_document(orderID="C963", lines=[], totals={"total": -1}, creditFor="963")
    imported = import_order(credit, client=OTHER, store=store, tables=TABLES, default_client="packprod", now=NOW)
    assert imported.status == "created"
