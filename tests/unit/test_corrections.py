"""Orders are replaced, deleted and credited whole, and nothing that happens at the same time is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import Conflict, InvalidContent, NotFound, PreconditionFailed, StorageUnavailable
from chalicelib.ingest.corrections import delete_order, purge_order, replace_order
from chalicelib.ingest.crediting import credit_order
from chalicelib.ingest.importing import import_order
from chalicelib.ingest.shop import Shop
from chalicelib.memory import MemoryStore
from chalicelib.orders.version import version_of
from chalicelib.store import Put, TransactionCancelled, Update
from chalicelib.tables import tables_named

CLIENT = Client("packprod", "Packaging Products")
OTHER = Client("other", "Other")
TABLES = tables_named()
NOW = datetime(2025, 10, 23, 8, 15, 30, tzinfo=UTC)
LATER = datetime(2025, 10, 24, 8, 15, 30, tzinfo=UTC)


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture(autouse=True)
def waits(monkeypatch):
    """The waits between tries, which nobody waits for."""
    waited = []
    monkeypatch.setattr(clock, "sleep", waited.append)
    return waited


def shop_of(store, client=CLIENT):
    return Shop(client, store, TABLES, "packprod")


def a_document(**changes):
    return {
        "orderID": "963",
        "contactID": "c-1",
        "customer": {"name": "Bob Norman", "email": "bob@x.com"},
        "createdAt": "2011-08-01T10:00:00Z",
        "lines": [{"productCode": "85123A", "quantity": 6, "unitPrice": "2.55"}],
        "totals": {"subtotal": "15.30", "tax": "3.06", "total": "18.36"},
        "currency": "GBP",
    } | changes


def send(store, client=CLIENT, **changes):
    return import_order(
        a_document(**changes), client=client, store=store, tables=TABLES, default_client="packprod", now=NOW
    )


def replace(store, order_id="963", *, client=CLIENT, if_match=None, **changes):
    return replace_order(order_id, a_document(**changes), shop_of(store, client), now=LATER, if_match=if_match)


def delete(store, order_id="963", *, if_match=None):
    return delete_order(order_id, shop_of(store), now=LATER, if_match=if_match)


def purge(store, order_id="963", *, if_match=None):
    return purge_order(order_id, shop_of(store), if_match=if_match)


def credit(store, order_id="963", **body):
    given = {"orderID": "C1", "createdAt": "2011-08-05", "totals": {"total": 5}} | body
    return credit_order(order_id, given, shop_of(store), now=LATER)


def order(store, order_id="963"):
    return store.get(TABLES.orders, {"orderID": order_id})


def contact(store, contact_id):
    return store.get(TABLES.contacts, {"contactID": contact_id})


def edit(store, order_id="963", **changes):
    store.write(Update(TABLES.orders, {"orderID": order_id}, assign=changes))


def stored(store):
    return list(store.items(TABLES.orders)), list(store.items(TABLES.contacts))


class Meeting(MemoryStore):
    """A store in which something else happens just before the next transaction."""

    def __init__(self):
        super().__init__()
        self.meanwhile = None

    def transact(self, writes):
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile is not None:
            meanwhile()
        super().transact(writes)


# PUT


def test_an_order_is_replaced_whole_and_keeps_what_its_import_noted(store):
    send(store, note="old", totals={"total": "15.30"})
    edit(store, printed=True)
    before = order(store)
    corrected = replace(store, status="refunded", lines=[], totals={"total": 4}, createdAt="2011-08-02T00:00:00Z")
    item = order(store)
    assert (corrected.status, corrected.order_id, corrected.contact_id) == ("replaced", "963", "c-1")
    assert corrected.version == version_of(item)
    assert (item["status"], item["lines"], item["totals"]["total"]) == ("refunded", [], 4)
    assert not {"note", "printed"} & set(item)
    assert (item["contentHash"], item["importedAt"]) == (before["contentHash"], before["importedAt"])
    assert item["editedAt"] == "2025-10-24T08:15:30.000000Z"


def test_the_same_document_again_changes_nothing(store):
    send(store)
    replace(store, status="refunded")
    before = stored(store)
    again = replace(store, status="refunded")
    assert (again.status, again.version) == ("unchanged", version_of(order(store)))
    assert stored(store) == before


def test_a_replaced_order_that_is_imported_again_is_unchanged_and_says_so(store):
    send(store)
    replace(store, status="refunded")
    again = send(store)
    assert (again.status, again.edited_since) == ("unchanged", True)
    assert order(store)["status"] == "refunded"


def test_the_body_may_leave_out_the_id_and_must_not_contradict_it(store):
    send(store, orderID="7")
    assert replace(store, "7", orderID=None, status="refunded").status == "replaced"
    assert replace(store, "7", orderID=7, status="completed").status == "replaced"
    with pytest.raises(InvalidContent) as caught:
        replace(store, "7", orderID="8")
    assert [each.field for each in caught.value.fields] == ["orderID"]


@pytest.mark.parametrize("order_id", ["none", "", "x" * 3000])
def test_what_is_not_there_is_not_replaced_deleted_or_credited(store, order_id):
    for correct in (replace, delete, purge, credit):
        with pytest.raises(NotFound):
            correct(store, order_id)
    assert stored(store) == ([], [])


def test_another_clients_order_is_not_found(store):
    store.write(Put(TABLES.orders, {"orderID": "963", "clientID": "other", "status": "completed"}))
    before = stored(store)
    for correct in (replace, delete, purge, credit):
        with pytest.raises(NotFound):
            correct(store)
    assert stored(store) == before


def test_another_shops_ids_keep_their_prefix(store):
    send(store, OTHER)
    corrected = replace(store, client=OTHER, contactID="c-2")
    assert (corrected.order_id, corrected.contact_id) == ("963", "c-2")
    assert order(store, "@other/963")["contactID"] == "@other/c-2"
    assert order(store) is None


def test_a_document_that_is_refused_leaves_the_order_as_it_was(store):
    send(store)
    before = stored(store)
    with pytest.raises(InvalidContent):
        replace(store, totals={"total": "99.99"})
    with pytest.raises(InvalidContent):
        replace(store, clientID="other")
    assert stored(store) == before


def test_an_order_by_another_program_is_replaced_too(store):
    store.write(Put(TABLES.orders, {"orderID": "963", "clientID": "packprod", "createdAt": "?", "lines": "none"}))
    assert replace(store).status == "replaced"
    assert order(store)["lines"][0]["productCode"] == "85123A"
    assert "contentHash" not in order(store)


def test_an_order_moves_to_another_contact_which_is_made(store):
    send(store)
    corrected = replace(store, contactID="c-2")
    assert (corrected.contact_id, corrected.contact_created) == ("c-2", True)
    assert order(store)["contactID"] == "c-2"
    assert contact(store, "c-2")["name"] == "Bob Norman"


def test_an_order_becomes_a_guests(store):
    send(store)
    assert replace(store, contactID=None, customer=None).contact_id is None
    assert "contactID" not in order(store)


def test_the_newest_order_corrects_its_contact(store):
    send(store)
    replace(store, customer={"name": "Robert Norman", "email": "rob@x.com"}, createdAt="2011-07-01T10:00:00Z")
    known = contact(store, "c-1")
    assert (known["name"], known["email"]) == ("Robert Norman", "rob@x.com")
    assert known["newestOrder"] == "2011-07-01T10:00:00.000000Z#963"


def test_an_older_order_leaves_the_contact_alone(store):
    send(store)
    send(store, orderID="964", createdAt="2012-08-01T10:00:00Z", customer={"name": "Bob"})
    replace(store, customer={"name": "Robert", "email": "bob@x.com"})
    assert contact(store, "c-1")["name"] == "Bob"


def test_a_deleted_order_may_be_put_back(store):
    send(store)
    delete(store)
    assert replace(store).status == "replaced"
    assert order(store)["status"] == "completed"


def test_an_order_with_very_many_attributes_is_replaced(store):
    send(store, **{f"field{number}": number for number in range(400)})
    assert replace(store, **{f"field{number}": number for number in range(1, 400)}).status == "replaced"
    assert "field0" not in order(store)


# If-Match


@pytest.mark.parametrize("correct", [replace, delete, purge])
def test_another_version_than_that_of_if_match_is_left_alone(store, correct):
    send(store)
    known = version_of(order(store))
    edit(store, printed=True)
    before = stored(store)
    for tag in (known, f"W/{version_of(order(store))}", "nonsense", ""):
        with pytest.raises(PreconditionFailed):
            correct(store, if_match=tag)
    assert stored(store) == before
    assert correct(store, if_match=f'"other", {version_of(order(store))}').status != "unchanged"


@pytest.mark.parametrize("correct", [replace, delete, purge])
def test_any_version_matches_the_star(store, correct):
    send(store, status="paid")
    assert correct(store, if_match="*").status != "unchanged"


def test_the_version_of_an_answer_is_the_next_if_match(store):
    send(store)
    first = replace(store, status="paid", if_match=version_of(order(store)))
    second = delete(store, if_match=first.version)
    assert purge(store, if_match=second.version).version is None


def test_the_version_depends_on_every_attribute_and_not_on_how_it_is_spelled():
    item = {"a": Decimal("1.50"), "b": [Decimal(2), {"c": None}], "d": {"x", "y"}, "e": b"1", "f": True}
    assert version_of(item) == version_of(dict(reversed(item.items())) | {"a": Decimal("1.5")})
    others = [
        item | {"a": "1.5"},
        item | {"d": {"x"}},
        item | {"e": b"2"},
        item | {"f": Decimal(1)},
        item | {"g": None},
    ]
    assert len({version_of(each) for each in [item, *others]}) == 6


# Meetings


def test_a_write_of_another_program_meanwhile_is_not_overwritten_unseen():
    store = Meeting()
    send(store)
    known = version_of(order(store))
    store.meanwhile = lambda: edit(store, status="shipped")
    with pytest.raises(PreconditionFailed):
        replace(store, note="x", if_match=known)
    assert order(store)["status"] == "shipped"
    assert "note" not in order(store)


def test_what_another_program_adds_meanwhile_stays():
    store = Meeting()
    send(store)
    store.meanwhile = lambda: edit(store, printed=True)
    replace(store, status="paid")
    assert (order(store)["status"], order(store)["printed"]) == ("paid", True)


def test_a_replacement_meets_a_write_and_is_still_whole(waits):
    store = Meeting()
    send(store)
    store.meanwhile = lambda: edit(store, status="shipped", totals={"total": Decimal(1)})
    assert replace(store, note="x").status == "replaced"
    assert (order(store)["status"], order(store)["totals"]["total"]) == ("completed", Decimal("18.36"))
    assert len(waits) == 1


def test_a_replacement_of_an_order_that_is_purged_meanwhile_does_not_bring_it_back():
    store = Meeting()
    send(store)
    store.meanwhile = lambda: purge(store)
    with pytest.raises(NotFound):
        replace(store, status="paid")
    assert order(store) is None


CREDIT = a_document(orderID="C1", type="credit", creditFor="963", contactID="c-9", lines=[], totals={"total": -5})
CANCELS = {"PUT": lambda store: replace(store, status="cancelled"), "DELETE": delete, "purge": purge}


@pytest.mark.parametrize("cancel", CANCELS.values(), ids=CANCELS)
def test_a_credit_that_comes_meanwhile_stops_a_cancellation(cancel):
    store = Meeting()
    send(store)
    store.meanwhile = lambda: send(store, **CREDIT)
    with pytest.raises(Conflict, match="C1"):
        cancel(store)
    assert order(store)["status"] == "completed"


@pytest.mark.parametrize("cancel", CANCELS.values(), ids=CANCELS)
def test_a_draft_credit_that_begins_to_count_meanwhile_stops_a_cancellation(cancel):
    store = Meeting()
    send(store)
    send(store, **CREDIT | {"status": "draft"})
    store.meanwhile = lambda: replace_order("C1", CREDIT, shop_of(store), now=LATER)
    with pytest.raises(Conflict, match="C1"):
        cancel(store)
    assert order(store)["status"] == "completed"


@pytest.mark.parametrize("cancel", CANCELS.values(), ids=CANCELS)
def test_a_purged_credit_that_comes_back_meanwhile_stops_a_cancellation(cancel):
    store = Meeting()
    send(store)
    send(store, **CREDIT)
    purge(store, "C1")
    store.meanwhile = lambda: send(store, **CREDIT)
    with pytest.raises(Conflict, match="C1"):
        cancel(store)
    assert order(store)["status"] == "completed"


def test_a_cancellation_meanwhile_stops_a_draft_credit_from_counting():
    store = Meeting()
    send(store)
    send(store, **CREDIT | {"status": "draft"})
    store.meanwhile = lambda: replace(store, status="cancelled")
    with pytest.raises(Conflict):
        replace_order("C1", CREDIT, shop_of(store), now=LATER)
    assert order(store, "C1")["status"] == "draft"


def race(*tasks):
    barrier = threading.Barrier(len(tasks))

    def run(task):
        barrier.wait()
        try:
            return task().status
        except (PreconditionFailed, Conflict, NotFound) as error:
            return type(error).__name__

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


@pytest.mark.parametrize("attempt", range(10))
def test_of_two_replacements_of_one_version_one_wins(store, attempt):
    send(store)
    known = version_of(order(store))
    outcomes = race(*(lambda n=n: replace(store, status=f"s-{n}", if_match=known) for n in range(4)))
    assert sorted(outcomes) == ["PreconditionFailed"] * 3 + ["replaced"]
    assert order(store)["status"] == f"s-{outcomes.index('replaced')}"


@pytest.mark.parametrize("attempt", range(10))
def test_a_replacement_against_a_deletion_leaves_one_of_both_whole(store, attempt):
    send(store)
    outcomes = race(lambda: replace(store, note="new", status="paid"), lambda: delete(store))
    item = order(store)
    assert outcomes == ["replaced", "deleted"]
    assert item["status"] in ("paid", "trash")
    assert item["status"] == "trash" or item["note"] == "new"


@pytest.mark.parametrize("attempt", range(20))
def test_of_a_cancellation_and_a_credit_at_once_only_one_wins(store, attempt):
    send(store)
    outcomes = race(lambda: replace(store, status="cancelled"), lambda: credit(store))
    assert sorted(outcomes) in (["Conflict", "created"], ["Conflict", "replaced"])


@pytest.mark.parametrize("attempt", range(20))
def test_of_a_cancellation_and_a_draft_credit_that_begins_to_count_only_one_wins(store, attempt):
    send(store)
    credit(store, status="draft")
    draft = a_document(orderID="C1", type="credit", creditFor="963", lines=[], totals={"total": -5})
    outcomes = race(
        lambda: replace(store, status="cancelled"),
        lambda: replace_order("C1", draft, shop_of(store), now=LATER),
    )
    assert sorted(outcomes) == ["Conflict", "replaced"]


# DELETE


def test_a_deleted_order_keeps_everything_but_counts_no_more(store):
    send(store, note="kept")
    before = order(store)
    corrected = delete(store)
    assert (corrected.status, corrected.contact_id) == ("deleted", "c-1")
    assert order(store) == before | {"status": "trash", "editedAt": "2025-10-24T08:15:30.000000Z"}


def test_deleting_again_changes_nothing(store):
    send(store)
    delete(store)
    before = stored(store)
    assert delete(store).status == "unchanged"
    assert stored(store) == before


def test_a_mail_that_is_sent_again_does_not_bring_a_deleted_order_back(store):
    send(store)
    delete(store)
    again = send(store)
    assert (again.status, again.edited_since) == ("unchanged", True)
    assert order(store)["status"] == "trash"


def test_a_purged_order_leaves_nothing_and_may_be_imported_anew(store):
    send(store)
    assert purge(store).status == "purged"
    assert order(store) is None
    with pytest.raises(NotFound):
        purge(store)
    assert send(store).status == "created"


def test_an_order_that_can_not_be_read_can_be_deleted_and_purged(store):
    store.write(Put(TABLES.orders, {"orderID": "963", "clientID": "packprod", "createdAt": "?"}))
    assert delete(store).status == "deleted"
    assert purge(store).status == "purged"


def test_a_store_that_is_always_busy_is_unavailable(store, monkeypatch):
    send(store)

    def busy(writes):
        raise TransactionCancelled(["TransactionConflict"])

    monkeypatch.setattr(store, "transact", busy)
    for correct in (replace, delete, purge):
        with pytest.raises(StorageUnavailable):
            correct(store, **({"status": "x"} if correct is replace else {}))


# Credits and cancellations


@pytest.mark.parametrize(
    "cancel", [lambda store: replace(store, status="Cancelled"), delete, purge], ids=["PUT", "DELETE", "purge"]
)
def test_an_order_with_a_counting_credit_is_not_cancelled(store, cancel):
    send(store)
    credit(store)
    before = stored(store)
    with pytest.raises(Conflict, match="C1"):
        cancel(store)
    assert stored(store) == before
    delete(store, "C1")
    assert cancel(store).status in ("replaced", "deleted", "purged")


def test_an_order_with_a_counting_credit_may_be_corrected_otherwise(store):
    send(store)
    credit(store)
    assert replace(store, status="refunded").status == "replaced"
    assert order(store)["creditedBy"] == ["C1"]


def test_an_order_with_a_counting_credit_does_not_become_a_credit(store):
    send(store)
    credit(store)
    with pytest.raises(Conflict):
        replace(store, lines=[], totals={"total": -1})


def test_a_credit_of_the_same_contact_is_seen_whoever_wrote_it(store):
    send(store)
    other = {"orderID": "X", "clientID": "packprod", "contactID": "c-1", "type": "credit", "creditFor": "963"}
    store.write(Put(TABLES.orders, other | {"createdAt": "2011-08-05", "totals": {"total": -1}}))
    with pytest.raises(Conflict, match="X"):
        replace(store, status="cancelled")
    edit(store, "X", status="failed")
    assert replace(store, status="cancelled").status == "replaced"


def test_a_credit_that_came_before_its_order_is_seen(store):
    send(store, orderID="C9", creditFor="963", lines=[], totals={"total": -1})
    send(store)
    with pytest.raises(Conflict, match="C9"):
        delete(store)


def test_an_order_that_was_cancelled_and_credited_by_others_may_be_corrected(store):
    send(store)
    credit(store)
    edit(store, status="cancelled")
    assert replace(store, status="voided").status == "replaced"
    assert delete(store).status == "deleted"


def test_a_credit_is_not_put_on_a_cancelled_order(store):
    send(store)
    send(store, orderID="964", status="cancelled")
    credit(store)
    before = stored(store)
    body = a_document(orderID="C1", type="credit", creditFor="964", lines=[], totals={"total": -5})
    with pytest.raises(Conflict):
        replace_order("C1", body, shop_of(store), now=LATER)
    assert stored(store) == before
    assert replace_order("C1", body | {"status": "failed"}, shop_of(store), now=LATER).status == "replaced"


def test_orders_and_credits_that_come_and_go_leave_room_for_each_other(store):
    send(store)
    credit(store)
    purge(store, "C1")
    assert delete(store).status == "deleted"
    with pytest.raises(Conflict):
        credit(store)
    replace(store)
    assert credit(store).status == "created"
    assert order(store)["creditedBy"] == ["C1"]


# POST credits


def test_a_credit_takes_what_it_leaves_out_from_its_order(store):
    send(store)
    imported = credit(store, orderID=None, orderReference="R-1")
    assert (imported.status, imported.contact_id) == ("created", "c-1")
    item = order(store, imported.order_id)
    assert (item["type"], item["creditFor"], item["currency"]) == ("credit", "963", "GBP")
    assert (item["contactID"], item["customer"]["name"]) == ("c-1", "Bob Norman")
    assert order(store)["creditedBy"] == [imported.order_id]


def test_what_a_credit_says_itself_stands(store):
    send(store)
    credit(store, currency="EUR", customer={"name": "Ann"}, contactID="c-2", status="draft")
    item = order(store, "C1")
    assert (item["currency"], item["customer"]["name"], item["contactID"]) == ("EUR", "Ann", "c-2")
    assert item["status"] == "draft"


POSITIVE = {
    "lines": [{"productCode": "A", "quantity": 2, "unitPrice": 5, "discount": 1}, {"productCode": "B", "lineTotal": 3}],
    "totals": {"subtotal": 12, "discount": 2, "tax": 1, "shipping": "0.50", "total": "11.50"},
}
NEGATIVE = {
    "lines": [
        {"productCode": "A", "quantity": -2, "unitPrice": 5, "discount": 1},
        {"productCode": "B", "lineTotal": -3},
    ],
    "totals": {"subtotal": -12, "discount": 2, "tax": -1, "shipping": "-0.50", "total": "-11.50"},
}


def test_positive_figures_are_turned_round(store):
    send(store)
    credit(store, **POSITIVE)
    item = order(store, "C1")
    assert [line["lineTotal"] for line in item["lines"]] == [-9, -3]
    assert [line["quantity"] for line in item["lines"]] == [-2, None]
    assert item["lines"][0]["unitPrice"] == 5
    assert item["totals"] == {
        "subtotal": -12,
        "discount": 2,
        "tax": -1,
        "shipping": Decimal("-0.5"),
        "total": Decimal("-11.5"),
        "taxIncluded": False,
    }


def test_a_credit_is_the_same_however_it_is_signed_and_wherever_it_is_sent(store):
    send(store)
    assert credit(store, **POSITIVE).status == "created"
    assert credit(store, **NEGATIVE).status == "unchanged"
    assert credit(store, **NEGATIVE, type="credit", creditFor="963").status == "unchanged"
    again = send(store, orderID="C1", creditFor="963", createdAt="2011-08-05", **NEGATIVE)
    assert (again.status, again.edited_since) == ("unchanged", False)


@pytest.mark.parametrize("sign", [1, -1])
def test_without_a_total_the_lines_tell_which_way(store, sign):
    send(store)
    credit(store, totals=None, lines=[{"productCode": "A", "quantity": sign * 2, "unitPrice": "2.50"}])
    assert order(store, "C1")["totals"]["total"] == -5


def test_a_credit_of_nothing_is_a_credit(store):
    send(store)
    credit(store, totals={"total": 0})
    item = order(store, "C1")
    assert (item["type"], str(item["totals"]["total"])) == ("credit", "0")


def test_a_credit_that_is_sent_again_after_its_order_moved_is_unchanged(store):
    send(store)
    credit(store)
    replace(store, contactID="c-2", currency="USD")
    assert credit(store).status == "unchanged"
    assert order(store, "C1")["contactID"] == "c-1"


def test_another_content_is_a_conflict(store):
    send(store)
    credit(store)
    with pytest.raises(Conflict) as caught:
        credit(store, totals={"total": 6})
    assert "totals.total" in [each.field for each in caught.value.differences]


@pytest.mark.parametrize("status", ["cancelled", "Draft", "trash"])
def test_an_order_that_does_not_count_is_not_credited(store, status):
    send(store, status=status)
    with pytest.raises(Conflict):
        credit(store)
    assert order(store, "C1") is None


def test_a_credit_is_not_credited(store):
    send(store, orderID="C0", lines=[], totals={"total": -1})
    with pytest.raises(Conflict, match="credit itself"):
        credit(store, "C0")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "order"}, "type"),
        ({"creditFor": "964"}, "creditFor"),
        ({"creditFor": ["963"]}, "creditFor"),
        ({"orderID": None}, "orderID"),
        ({"orderID": "963"}, "orderID"),
        ({"createdAt": None}, "createdAt"),
        ({"totals": {"subtotal": 4, "total": 5}}, "totals.total"),
        ({"contactID": ["x"]}, "contactID"),
    ],
)
def test_a_wrong_field_is_named(store, changes, field):
    send(store)
    before = stored(store)
    with pytest.raises(InvalidContent) as caught:
        credit(store, **changes)
    assert [each.field for each in caught.value.fields] == [field]
    assert stored(store) == before


def test_ten_credits_at_once_are_all_noted(store):
    send(store)
    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(lambda n: credit(store, orderID=f"C{n}").status, range(10)))
    assert statuses == ["created"] * 10
    assert sorted(order(store)["creditedBy"]) == [f"C{n}" for n in range(10)]


def test_ten_copies_of_a_credit_make_one(store):
    send(store)
    with ThreadPoolExecutor(10) as pool:
        statuses = sorted(pool.map(lambda _: credit(store).status, range(10)))
    assert statuses == ["created"] + ["unchanged"] * 9
    assert order(store)["creditedBy"] == ["C1"]
