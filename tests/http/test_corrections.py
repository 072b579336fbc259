"""Corrections on the running server, and what they do to the figures."""

import json
import time
import uuid
from decimal import Decimal
from urllib.parse import quote

import pytest

from chalicelib.tokens import READ
from tests.http.api import order


@pytest.fixture
def desk(api):
    return Desk(api)


class Desk:
    """Somebody who corrects orders of one customer; each has its own IDs, so that the tests do not meet."""

    def __init__(self, api):
        self.api = api
        self.mark = uuid.uuid4().hex[:10]
        self.contact = f"c-{self.mark}"

    def own(self, name):
        return f"{name}-{self.mark}"

    def document(self, name, **fields):
        return order(self.own(name), **{"contactID": self.contact, "customer": {"name": "Jo"}, **fields})

    def importing(self, name, **fields):
        reply = self.api.import_order(self.document(name, **fields))
        assert reply.status == 201, reply.raw
        return reply

    def put(self, name, *, headers=None, **fields):
        document = self.document(name, **fields)
        return self.ask("PUT", self.path(name), json.dumps(document).encode(), headers)

    def delete(self, name, query="", *, headers=None):
        return self.ask("DELETE", self.path(name) + query, None, headers)

    def credit(self, name, **body):
        body = {"orderID": self.own(f"C{name}"), "createdAt": "2025-11-05T10:00:00Z", **body}
        return self.api.post(self.path(name) + "/credits", body)

    def ask(self, method, path, raw=None, headers=None):
        typed = {} if raw is None else {"Content-Type": "application/json"}
        return self.api.send(method, path, raw, {**typed, **(headers or {})})

    def path(self, name):
        return f"/admin/orders/{quote(self.own(name), safe='')}"

    def order(self, name):
        return self.api.get(f"/api/orders/{quote(self.own(name), safe='')}")

    def etag(self, name):
        return self.order(name).headers["etag"]

    def figures(self, expected, contact=None):
        """Wait until the views have these figures of the customer: orders, credits, total."""
        ends = time.monotonic() + 15
        while True:
            reply = self.api.get(f"/api/customers/{contact or self.contact}")
            data = reply.body.get("data", {})
            found = (data.get("orderCount"), data.get("creditCount"), data.get("totalSpend"))
            if found == expected:
                return data
            assert time.monotonic() < ends, f"{found} is not {expected}"
            time.sleep(0.05)

    def documents(self):
        return self.api.get(f"/api/customers/{self.contact}/orders").data


# PUT


def test_a_replaced_order_counts_as_it_is_now(desk):
    desk.importing("1")
    desk.importing("2", createdAt="2025-10-21T10:30:00Z")
    desk.figures((2, 0, 40))
    reply = desk.put("2", lines=[{"productCode": "BOX-L", "quantity": 1, "unitPrice": 7}], status="paid")
    assert (reply.status, reply.data["status"], reply.data["orderID"]) == (200, "replaced", desk.own("2"))
    assert reply.headers["etag"] == desk.etag("2")
    figures = desk.figures((2, 0, 27))
    assert figures["lastOrderDate"] == "2025-10-20T10:30:00Z"
    assert desk.order("2").data["status"] == "paid"
    again = desk.put("2", lines=[{"productCode": "BOX-L", "quantity": 1, "unitPrice": 7}], status="paid")
    assert (again.status, again.data["status"]) == (200, "unchanged")


def test_an_order_that_moves_to_another_contact_takes_its_figures_along(desk):
    desk.importing("1")
    desk.importing("2")
    desk.figures((2, 0, 40))
    other = f"other-{desk.mark}"
    reply = desk.put("2", contactID=other)
    assert (reply.data["contactID"], reply.data["contactCreated"]) == (other, True)
    desk.figures((1, 0, 20))
    desk.figures((1, 0, 20), contact=other)


def test_a_cancelled_order_counts_no_more_and_comes_back(desk):
    desk.importing("1")
    desk.figures((1, 0, 20))
    assert desk.put("1", status="cancelled").status == 200
    desk.figures((0, 0, 0))
    assert desk.put("1", status="completed").status == 200
    desk.figures((1, 0, 20))


def test_a_mail_that_is_sent_again_does_not_undo_a_correction(desk):
    desk.importing("1")
    desk.put("1", status="refunded")
    again = desk.api.import_order(desk.document("1"))
    assert (again.status, again.data["status"], again.data["editedSince"]) == (200, "unchanged", True)
    assert desk.order("1").data["status"] == "refunded"


def test_what_was_read_may_be_put_with_its_etag_once(desk):
    desk.importing("1")
    etag = desk.etag("1")
    assert desk.put("1", status="paid", headers={"If-Match": etag}).status == 200
    late = desk.put("1", status="lost", headers={"If-Match": etag})
    assert (late.status, late.headers["content-type"]) == (412, "application/problem+json")
    assert desk.delete("1", headers={"If-Match": etag}).status == 412
    assert desk.order("1").data["status"] == "paid"
    assert desk.delete("1", headers={"If-Match": desk.etag("1")}).status == 200


def test_an_id_in_the_path_is_decoded_once(desk):
    desk.importing("A/B?c=1 %2F")
    assert desk.put("A/B?c=1 %2F", status="paid").data["orderID"] == desk.own("A/B?c=1 %2F")
    assert desk.credit("A/B?c=1 %2F", totals={"total": 1}).status == 201


def test_a_long_order_is_replaced(desk):
    lines = [{"productCode": f"P-{number}", "quantity": 1, "unitPrice": "0.10"} for number in range(700)]
    desk.importing("1", lines=lines)
    assert desk.put("1", lines=lines[:350]).status == 200
    desk.figures((1, 0, 35))


@pytest.mark.parametrize(
    ("raw", "content_type", "status", "fields"),
    [
        (b"{", "application/json", 400, []),
        (b"[]", "application/json", 400, []),
        (b"{}", "text/plain", 415, []),
        (b"{}", "application/json", 422, ["createdAt"]),
        (b'{"orderID": "another", "createdAt": "2025-01-01"}', "application/json", 422, ["orderID"]),
        (b'{"createdAt": "2025-01-01", "note": "' + b"x" * 300_000 + b'"}', "application/json", 413, []),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(desk, raw, content_type, status, fields):
    desk.importing("1")
    before = desk.etag("1")
    reply = desk.ask("PUT", desk.path("1"), raw, {"Content-Type": content_type})
    assert (reply.status, reply.fields) == (status, fields)
    assert desk.etag("1") == before


def test_what_is_not_there_is_not_found(desk, other_shop):
    desk.importing("1")
    stranger = Desk(other_shop)
    stranger.mark = desk.mark
    for somebody, name in ((desk, "none"), (stranger, "1")):
        replies = [somebody.put(name), somebody.delete(name), somebody.delete(name, "?purge=true")]
        replies.append(somebody.credit(name, totals={"total": 1}))
        assert [reply.status for reply in replies] == [404] * 4
    assert desk.order("1").data["status"] == "completed"


# DELETE


def test_a_deleted_order_counts_no_more_and_is_not_brought_back(desk):
    desk.importing("1")
    desk.importing("2")
    desk.figures((2, 0, 40))
    reply = desk.delete("1")
    assert (reply.status, reply.data["status"]) == (200, "deleted")
    desk.figures((1, 0, 20))
    assert (desk.delete("1").status, desk.delete("1").data["status"]) == (200, "unchanged")
    again = desk.api.import_order(desk.document("1"))
    assert (again.status, again.data["editedSince"]) == (200, True)
    shown = desk.order("1").data
    assert (shown["status"], shown["counts"], shown["totals"]["total"]) == ("trash", False, 20)


def test_a_purged_order_is_gone(desk):
    desk.importing("1")
    desk.importing("2")
    desk.figures((2, 0, 40))
    reply = desk.delete("1", "?purge=true")
    assert (reply.status, reply.data["status"]) == (200, "purged")
    assert desk.order("1").status == 404
    assert desk.delete("1", "?purge=true").status == 404
    desk.figures((1, 0, 20))


@pytest.mark.parametrize("query", ["?purge=yes", "?purge=true&purge=true", "?x=1"])
def test_a_wrong_parameter_is_an_error(desk, query):
    desk.importing("1")
    assert desk.delete("1", query).status == 400
    assert desk.order("1").data["status"] == "completed"


# Credits


def test_a_credit_takes_money_back_on_its_own_day(desk):
    desk.importing("1")
    reply = desk.credit("1", lines=[{"productCode": "BOX-S", "quantity": 1, "unitPrice": "10.00"}])
    assert (reply.status, reply.data["status"], reply.data["contactID"]) == (201, "created", desk.contact)
    figures = desk.figures((1, 1, 10))
    assert figures["lastOrderDate"] == "2025-10-20T10:30:00Z"
    newest = desk.documents()[0]
    assert (newest["type"], newest["total"], newest["createdAt"]) == ("credit", -10, "2025-11-05T10:00:00Z")
    assert desk.order("1").data["creditedBy"] == [desk.own("C1")]
    again = desk.credit("1", lines=[{"productCode": "BOX-S", "quantity": -1, "unitPrice": "10.00"}])
    assert (again.status, again.data["status"]) == (200, "unchanged")
    other = desk.credit("1", totals={"total": "3.50"})
    assert (other.status, "totals.total" in other.fields) == (409, True)


def test_credits_have_the_currency_of_their_order(desk):
    desk.importing("1", currency="GBP")
    assert desk.credit("1", totals={"total": "0.50"}).status == 201
    ends = time.monotonic() + 15
    while desk.api.get(f"/api/customers/{desk.contact}").body.get("data", {}).get("creditCount") != 1:
        assert time.monotonic() < ends
        time.sleep(0.05)
    customer = desk.api.get(f"/api/customers/{desk.contact}").data
    assert customer["spendByCurrency"] == {"GBP": Decimal("19.5")}


def test_an_order_is_cancelled_or_credited_never_both(desk):
    desk.importing("1")
    desk.importing("2", status="cancelled")
    assert desk.credit("1", totals={"total": 5}).status == 201
    for reply in (desk.put("1", status="cancelled"), desk.delete("1"), desk.delete("1", "?purge=true")):
        assert reply.status == 409
        assert desk.own("C1") in reply.body["message"]
    assert desk.credit("2", totals={"total": 5}).status == 409
    desk.figures((1, 1, 15))
    assert desk.delete("C1").status == 200
    assert desk.delete("1").status == 200
    desk.figures((0, 0, 0))


def test_a_credit_without_id_is_known_again_by_its_reference(desk):
    desk.importing("1")
    body = {"orderID": None, "orderReference": desk.own("R"), "totals": {"total": 5}}
    first, again = desk.credit("1", **body), desk.credit("1", **body)
    assert (first.status, again.status) == (201, 200)
    assert uuid.UUID(first.data["orderID"]).version == 5
    assert again.data["orderID"] == first.data["orderID"]


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"type": "order"}, ["type"]),
        ({"creditFor": "another"}, ["creditFor"]),
        ({"orderID": None}, ["orderID"]),
        ({"createdAt": None}, ["createdAt"]),
        ({"totals": {"total": "1,5"}}, ["totals.total"]),
    ],
)
def test_a_wrong_field_of_a_credit_is_named(desk, changes, fields):
    desk.importing("1")
    reply = desk.credit("1", **changes)
    assert (reply.status, reply.fields) == (422, fields)
    assert desk.order("1").data["creditedBy"] == []


def test_corrections_need_the_right_to_write(desk, with_scopes):
    desk.importing("1")
    reader = Desk(with_scopes(READ))
    reader.mark = desk.mark
    replies = [reader.put("1"), reader.delete("1"), reader.credit("1", totals={"total": 1})]
    assert [reply.status for reply in replies] == [403] * 3
