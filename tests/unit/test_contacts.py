"""A contact is found by its ID or e-mail, or made; its fields follow the newest order."""

import pytest

from chalicelib.clients import Client
from chalicelib.ids import stored_id
from chalicelib.ingest.contacts import contact_of, normalised_email
from chalicelib.ingest.contract import normal_form
from chalicelib.memory import MemoryStore
from chalicelib.store import ConditionFailed, Page, Put
from chalicelib.tables import tables_named

CLIENT = Client("packprod", "Packaging Products")
OTHER = Client("other", "Other")
CONTACTS = tables_named().contacts


@pytest.fixture
def store():
    return MemoryStore()


class LateIndex(MemoryStore):
    """A store whose e-mail index has not heard of anything yet."""

    def query(self, query):
        return Page([], None)


def an_order(order_id="963", *, at="2011-08-01T10:00:00Z", client=CLIENT, contact_id=None, **customer):
    document = {"orderID": order_id, "createdAt": at, "contactID": contact_id, "customer": customer}
    return normal_form(document, client=client)


def find(store, content, client=CLIENT):
    return contact_of(content, client=client, store=store, table=CONTACTS, default_client="packprod")


def meet(store, content, client=CLIENT):
    """Find or make the contact, and write it."""
    contact = find(store, content, client)
    if contact.write is not None:
        store.write(contact.write)
    return contact


def row(store, contact_id):
    return store.get(CONTACTS, {"contactID": contact_id})


def put(store, contact_id, **attributes):
    store.write(Put(CONTACTS, {"contactID": contact_id, **attributes}))


@pytest.mark.parametrize(
    ("email", "normalised"),
    [(" Bob@X.com ", "bob@x.com"), ("", None), (None, None), ("null", None), ("n/a", None), (5, None)],
)
def test_what_has_no_at_sign_identifies_nobody(email, normalised):
    assert normalised_email(email) == normalised


@pytest.mark.parametrize("email", [None, "", "null", "-"])
def test_an_order_of_nobody_has_no_contact(store, email):
    assert find(store, an_order(name="Second Guest", email=email)) is None


def test_a_given_contact_is_made_with_what_the_order_knows(store):
    contact = meet(store, an_order(contact_id="c-1", name="Bob", email=" Bob@X.com", phone=""))
    assert contact.created
    made = row(store, "c-1")
    assert made.pop("newestOrder").startswith("2011-08-01T10:00:00.000000Z")
    assert made == {"contactID": "c-1", "clientID": "packprod", "name": "Bob", "email": "bob@x.com"}


def test_a_given_contact_without_any_customer_has_no_empty_attributes(store):
    meet(store, an_order(contact_id="c-1"))
    assert set(row(store, "c-1")) == {"contactID", "clientID", "newestOrder"}


def test_the_same_address_is_the_same_contact_however_it_is_written(store):
    first = meet(store, an_order("1", email="Bob@X.com "))
    again = meet(store, an_order("2", email="bob@x.COM"))
    assert first.contact_id == again.contact_id
    assert (first.created, again.created) == (True, False)


def test_a_late_index_makes_no_second_contact():
    store = LateIndex()
    assert meet(store, an_order("1", email="b@x")).contact_id == meet(store, an_order("2", email="b@x")).contact_id


def test_concurrent_first_orders_make_one_contact(store):
    first, second = find(store, an_order("1", email="b@x")), find(store, an_order("2", email="b@x"))
    assert first.contact_id == second.contact_id
    store.write(first.write)
    with pytest.raises(ConditionFailed):
        store.write(second.write)


@pytest.mark.parametrize("spelling", ["bob@x.com", "Bob@X.com"])
def test_a_legacy_contact_is_found_by_its_address_and_left_as_it_is_spelled(store, spelling):
    put(store, "legacy-7", email=spelling, loyaltyPoints=12)
    contact = meet(store, an_order(email="Bob@X.com", phone="555"))
    assert (contact.contact_id, contact.created) == ("legacy-7", False)
    found = row(store, "legacy-7")
    assert (found["email"], found["loyaltyPoints"], found["phone"]) == (spelling, 12, "555")


def test_of_several_contacts_with_one_address_it_is_always_the_first(store):
    for contact_id in ("c-3", "c-1", "c-2"):
        put(store, contact_id, email="bob@x.com", clientID="packprod")
    assert find(store, an_order(email="bob@x.com")).contact_id == "c-1"


def test_another_clients_contact_with_the_address_is_not_ours(store):
    put(store, "c-1", email="bob@x.com", clientID="other")
    put(store, "@other/c-2", email="bob@x.com", clientID="other")
    contact = meet(store, an_order(email="bob@x.com"))
    assert contact.created
    assert contact.contact_id not in ("c-1", "@other/c-2")


def test_two_clients_have_different_contacts_for_one_address(store):
    ours = meet(store, an_order(email="bob@x.com"))
    theirs = meet(store, an_order(email="bob@x.com", client=OTHER), OTHER)
    assert theirs.contact_id.startswith("@other/")
    assert ours.contact_id != theirs.contact_id


def test_another_client_never_gets_a_contact_that_it_could_not_look_up(store):
    put(store, "c-1", email="bob@x.com", clientID="other")
    assert find(store, an_order(email="bob@x.com", client=OTHER), OTHER).contact_id.startswith("@other/")


def test_an_index_entry_that_is_out_of_date_is_passed_over(store):
    class Outdated(MemoryStore):
        def query(self, query):
            return Page([{"contactID": "c-1", "email": query.hash_value}, {"contactID": "gone"}], None)

    outdated = Outdated()
    put(outdated, "c-1", email="moved@x.com", clientID="packprod")
    assert find(outdated, an_order(email="bob@x.com")).created


def test_every_page_of_the_index_is_read():
    class Paged(MemoryStore):
        def query(self, query):
            if query.start is None:
                return Page([{"contactID": "c-0"}], {"contactID": "c-0"})
            return Page([{"contactID": "c-9"}], None)

    paged = Paged()
    put(paged, "c-9", email="bob@x.com", clientID="packprod")
    assert find(paged, an_order(email="bob@x.com")).contact_id == "c-9"


def test_a_newer_order_changes_the_contact_and_an_older_one_does_not(store):
    meet(store, an_order("2", at="2011-08-02", contact_id="c-1", name="Bob", phone="2"))
    meet(store, an_order("1", at="2011-08-01", contact_id="c-1", name="Robert", phone="1", company="Old Ltd"))
    found = row(store, "c-1")
    assert (found["name"], found["phone"]) == ("Bob", "2")
    assert found["company"] == "Old Ltd", "what nobody knew yet is learned from an older order too"
    meet(store, an_order("3", at="2011-08-03", contact_id="c-1", name="Bobby", phone=None, email=""))
    found = row(store, "c-1")
    assert (found["name"], found["phone"]) == ("Bobby", "2"), "the unknown overwrites nothing"


@pytest.mark.parametrize("order", [("1", "2"), ("2", "1")])
def test_of_two_orders_at_the_same_time_the_same_one_wins_always(store, order):
    for order_id in order:
        meet(store, an_order(order_id, contact_id="c-1", name=f"Name {order_id}"))
    assert row(store, "c-1")["name"] == "Name 2"


def test_an_older_order_that_teaches_nothing_writes_nothing(store):
    meet(store, an_order("2", at="2011-08-02", contact_id="c-1", name="Bob"))
    assert find(store, an_order("1", at="2011-08-01", contact_id="c-1", name="Robert")).write is None


def test_a_contact_row_of_another_client_is_never_touched(store):
    put(store, "c-1", clientID="other", name="Theirs")
    contact = find(store, an_order(contact_id="c-1", name="Ours"))
    assert (contact.contact_id, contact.write, contact.created) == ("c-1", None, False)


def test_a_contact_of_another_client_is_stored_under_its_prefix(store):
    contact = meet(store, an_order(contact_id="c-1", client=OTHER), OTHER)
    assert contact.contact_id == stored_id("c-1", client="other", default_client="packprod") == "@other/c-1"
