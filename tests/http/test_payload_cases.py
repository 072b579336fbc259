"""The real-world payloads over HTTP: taken with the right figures, or refused naming the field, and nothing stored."""

import http.client
import json
import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

CASES = {
    case["case"]: case
    for case in json.loads((Path(__file__).parents[1] / "data" / "payload_cases.json").read_text(encoding="utf-8"))
}
SECONDS_FOR_VIEWS = 20


@dataclass(frozen=True)
class Reply:
    """An answer: its status, its JSON, its content type."""

    status: int
    body: dict
    content_type: str

    @property
    def data(self):
        return self.body["data"]

    @property
    def fields(self):
        return [each["field"] for each in self.body["errors"]]


@pytest.fixture
def shop(server):
    return Shop(server)


class Shop:
    """The API as n8n uses it; each has its own IDs, so that the tests do not meet."""

    def __init__(self, server):
        self._server = server
        self._mark = uuid.uuid4().hex[:10]
        self.contact = f"c-17850-{self._mark}"

    def own(self, name):
        """The name that an ID of the cases has in this test."""
        return f"{name}-{self._mark}"

    def request(self, case, number):
        """The exact bytes of a request of the cases, with this test's own IDs."""
        request = CASES[case]["requests"][number]
        text = request.get("rawBody")
        if text is None:
            text = json.dumps(request["body"], ensure_ascii=False)
        text = re.sub(r'"order(ID|Reference)": "([^"]+)"', lambda it: f'"order{it[1]}": "{self.own(it[2])}"', text)
        return text.replace('"c-17850"', f'"{self.contact}"').encode()

    def post(self, raw, content_type="application/json"):
        """POST these bytes to the import."""
        return self._call("POST", "/admin/contacts/import", raw, content_type)

    def post_case(self, case, number):
        return self.post(self.request(case, number))

    def get(self, path):
        return self._call("GET", path, None, None)

    def order(self, order_id):
        reply = self.get(f"/api/orders/{quote(order_id, safe='')}")
        assert reply.status == 200, reply.body
        return reply.data

    def customer(self, orders, credits=0):  # noqa: A002
        """This test's customer, as soon as the views know of that many documents."""
        deadline = time.monotonic() + SECONDS_FOR_VIEWS
        while True:
            reply = self.get(f"/api/customers/{self.contact}")
            found = reply.body.get("data", {})
            if (found.get("orderCount"), found.get("creditCount")) == (orders, credits):
                return found
            assert time.monotonic() < deadline, f"the views did not come to {orders} orders: {reply.body}"
            time.sleep(0.1)

    def counted(self):
        """How many orders and contacts are stored."""
        tables = self._server.tables
        return self._count(tables.orders), self._count(tables.contacts)

    def stored(self, order_id):
        return self._server.store.get(self._server.tables.orders, {"orderID": order_id})

    def _count(self, table):
        page = self._server.store.scan(table)
        count = len(page.items)
        while page.next_key is not None:
            page = self._server.store.scan(table, start=page.next_key)
            count += len(page.items)
        return count

    def _call(self, method, path, raw, content_type):
        address = urlsplit(self._server.url)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        headers = {"Authorization": f"Bearer {self._server.token}", "Accept": "application/json"}
        if content_type is not None:
            headers["Content-Type"] = content_type
        try:
            connection.request(method, address.path.rstrip("/") + path, body=raw, headers=headers)
            answer = connection.getresponse()
            body = json.loads(answer.read(), parse_float=Decimal)
            return Reply(answer.status, body, answer.headers["Content-Type"])
        finally:
            connection.close()

    def refuses(self, raw, status, *fields, content_type="application/json"):
        """POST what must be refused with that status, naming these fields, and nothing stored."""
        before = self.counted()
        reply = self.post(raw, content_type)
        assert reply.status == status, reply.body
        assert reply.content_type.startswith("application/problem+json")
        assert {"type", "title", "status", "detail", "message"} <= set(reply.body)
        assert reply.body["status"] == status
        assert set(reply.fields) == set(fields)
        assert self.counted() == before
        return reply.body["message"]

    def takes(self, raw):
        """POST what must be taken. Returns: the data of the answer."""
        reply = self.post(raw)
        assert reply.status == 201, reply.body
        assert reply.data["status"] == "created"
        return reply.data


def a_document(shop, name, **changes):
    return {"orderID": shop.own(name), "contactID": shop.contact, "createdAt": "2011-08-01T10:00:00Z"} | changes


def bytes_of(document):
    return json.dumps(document, ensure_ascii=False).encode()


# 1 Guests


@pytest.mark.parametrize("number", [0, 1])
def test_a_guests_order_is_taken_and_belongs_to_no_customer(shop, number):
    _, contacts = shop.counted()
    taken = shop.takes(shop.request(1, number))
    assert taken["contactID"] is None
    assert shop.order(taken["orderID"])["contactID"] is None
    assert "contactID" not in shop.stored(taken["orderID"])
    assert shop.counted()[1] == contacts


@pytest.mark.parametrize("nobody", ["0", "null"])
def test_no_customer_collects_the_guests(shop, nobody):
    shop.takes(shop.request(1, 0))
    assert shop.get(f"/api/customers/{nobody}").status == 404


def test_an_order_of_a_known_contact_needs_no_customer(shop):
    taken = shop.takes(shop.request(1, 2))
    assert taken["contactID"] == shop.contact
    assert shop.customer(orders=1)["spendByCurrency"] == {"GBP": Decimal("18.36")}


# 2 Twice, and ten times at once


def test_the_same_order_ten_times_at_once_counts_once(shop):
    raw = shop.request(2, 0)
    before = shop.counted()
    with ThreadPoolExecutor(10) as pool:
        replies = list(pool.map(lambda _: shop.post(raw), range(10)))
    assert sorted(reply.status for reply in replies) == [200] * 9 + [201]
    assert [reply.data["status"] for reply in replies if reply.status == 200] == ["unchanged"] * 9
    assert shop.counted() == (before[0] + 1, before[1] + 1)
    assert shop.customer(orders=1)["spendByCurrency"] == {"GBP": Decimal("18.36")}


def test_the_same_order_again_is_unchanged(shop):
    shop.takes(shop.request(2, 0))
    again = shop.post(shop.request(2, 1))
    assert (again.status, again.data["status"]) == (200, "unchanged")
    assert shop.customer(orders=1)["orderCount"] == 1


# 3 Changed content


@pytest.mark.parametrize(
    ("number", "fields"), [(1, {"createdAt", "totals.total", "lines[0].productCode"}), (2, {"status"})]
)
def test_the_same_order_with_other_content_is_a_conflict_that_names_what_differs(shop, number, fields):
    shop.takes(shop.request(3, 0))
    before = shop.stored(shop.own("UPD-1"))
    reply = shop.post_case(3, number)
    assert reply.status == 409, reply.body
    assert fields <= set(reply.fields)
    assert shop.stored(shop.own("UPD-1")) == before
    assert shop.customer(orders=1)["spendByCurrency"] == {"GBP": Decimal("18.36")}


# 4 Credits


def test_a_credit_takes_the_money_back(shop):
    shop.takes(shop.request(4, 0))
    shop.takes(shop.request(4, 1))
    credit = shop.order(shop.own("C541433"))
    assert (credit["type"], credit["counts"]) == ("credit", True)
    assert credit["lines"][0]["quantity"] == -74215
    assert credit["totals"]["total"] == Decimal("-77183.60")
    customer = shop.customer(orders=1, credits=1)
    assert sum(customer["spendByCurrency"].values()) == 0


def test_a_quantity_of_nothing_is_taken(shop):
    order = shop.order(shop.takes(shop.request(4, 2))["orderID"])
    assert (order["type"], order["lines"][0]["quantity"]) == ("order", 0)


# 5 Dates


@pytest.mark.parametrize(
    ("number", "instant"),
    [
        (0, "2019-06-07T06:30:00.000000Z"),
        (1, "2019-06-07T06:30:00.000000Z"),
        (2, "2019-06-06T07:17:55.000000Z"),
        (3, "2018-01-23T04:30:04.000000Z"),
        (4, "2012-11-20T00:00:00.000000Z"),
        (6, "2019-06-05T14:00:00.000000Z"),
        (8, "2019-06-06T17:17:55.123456Z"),
    ],
)
def test_a_date_is_stored_as_its_instant_in_the_shops_zone(shop, number, instant):
    taken = shop.takes(shop.request(5, number))
    assert shop.stored(taken["orderID"])["createdAt"] == instant


@pytest.mark.parametrize("number", [5, 7])
def test_a_number_or_a_day_that_is_not_in_the_calendar_is_no_date(shop, number):
    shop.refuses(shop.request(5, number), 422, "createdAt")


def test_there_is_no_year_0(shop):
    shop.refuses(bytes_of(a_document(shop, "T-0", createdAt="0000-01-01T00:00:00Z")), 422, "createdAt")


# 6 Numbers


def test_a_total_that_is_not_the_sum_of_its_parts_is_refused_quoting_both(shop):
    message = shop.refuses(shop.request(6, 0), 422, "totals.total")
    assert "378.23" in message
    assert "371.23" in message


def test_the_tail_of_a_float_is_rounded_and_the_total_is_exact(shop):
    raw = shop.request(6, 0).replace(b"378.23", b"371.23").replace(b"170.2,", b"170.19999999999999,")
    assert b"170.19999999999999" in raw
    order = shop.order(shop.takes(raw.replace(b', "lineTotal": "340.40"', b""))["orderID"])
    assert order["lines"][0]["productCode"] == "123"
    assert order["lines"][0]["lineTotal"] == Decimal("340.4")
    assert order["totals"]["total"] == Decimal("371.23")


def test_a_fraction_of_a_piece_is_kept(shop):
    order = shop.order(shop.takes(shop.request(6, 1))["orderID"])
    assert order["lines"][0]["quantity"] == Decimal("1.5")
    assert order["totals"]["tax"] == Decimal("0.62125")
    assert shop.customer(orders=1)["spendByCurrency"] == {"GBP": Decimal("15.62125")}


@pytest.mark.parametrize(
    ("number", "status", "fields"),
    [
        (2, 400, ["totals.total"]),
        (3, 422, ["totals.subtotal", "totals.total"]),
        (4, 422, ["totals.total"]),
        (5, 422, ["lines[0].quantity"]),
    ],
)
def test_what_is_no_amount_is_refused_naming_the_field(shop, number, status, fields):
    shop.refuses(shop.request(6, number), status, *fields)


@pytest.mark.parametrize("value", ["£12", "NaN", "Infinity", "", [1], True])
def test_a_text_that_is_no_number_is_refused_naming_the_field(shop, value):
    shop.refuses(bytes_of(a_document(shop, "N-8", totals={"shipping": value})), 422, "totals.shipping")


def test_a_numeric_text_is_a_number(shop):
    order = shop.order(shop.takes(shop.request(6, 6))["orderID"])
    assert order["lines"][0]["quantity"] == 6


# 7 Broken JSON


@pytest.mark.parametrize(("number", "where"), [(0, "line 1, column"), (1, "line 1, column"), (2, "line 1, column")])
def test_broken_json_is_refused_saying_where(shop, number, where):
    message = shop.refuses(shop.request(7, number), 400)
    assert "not valid JSON" in message
    assert where in message


@pytest.mark.parametrize("number", [3, 5, 6])
def test_what_is_no_object_is_refused(shop, number):
    assert "object" in shop.refuses(shop.request(7, number), 400)


def test_another_content_type_is_refused(shop):
    request = CASES[7]["requests"][4]
    shop.refuses(request["rawBody"].encode(), 415, content_type=request["contentType"])


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "application/json;charset=UTF-8", None])
def test_json_may_name_its_charset_or_nothing(shop, content_type):
    assert shop.post(bytes_of(a_document(shop, "J-9")), content_type).status == 201


def test_a_byte_order_mark_is_passed_over(shop):
    raw = shop.request(7, 7)
    assert raw.startswith(b"\xef\xbb\xbf")
    shop.takes(raw)


def test_bytes_that_are_not_utf_8_are_refused(shop):
    shop.refuses(b'{"orderID": "\xff\xfe"}', 400)


def test_a_name_that_is_there_twice_is_refused(shop):
    shop.refuses(b'{"orderID": "1", "orderID": "2"}', 400, "orderID")


def test_a_body_nested_too_deep_is_refused(shop):
    shop.refuses(b'{"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}", 400)


# 9 Very long orders


def an_order_of_705_lines(shop):
    """Like invoice 558475: 705 lines, some products more than once."""
    lines = [
        {"productCode": f"{shop.own('P')}-{number % 690}", "quantity": number % 7 + 1, "unitPrice": "1.65"}
        for number in range(705)
    ]
    return a_document(shop, "558475", lines=lines, currency="GBP")


def test_an_order_of_705_lines_is_taken_whole(shop):
    document = an_order_of_705_lines(shop)
    order = shop.order(shop.takes(bytes_of(document))["orderID"])
    assert len(order["lines"]) == 705
    total = sum(line["quantity"] for line in document["lines"]) * Decimal("1.65")
    assert order["totals"]["total"] == total
    assert shop.customer(orders=1)["spendByCurrency"] == {"GBP": total}


def test_an_order_of_too_many_lines_is_refused_whole(shop):
    lines = [{"productCode": "A", "lineTotal": 1}] * 2001
    shop.refuses(bytes_of(a_document(shop, "REP-9", lines=lines)), 422, "lines")


def test_a_product_may_be_on_several_lines(shop):
    order = shop.order(shop.takes(shop.request(9, 1))["orderID"])
    assert [line["productCode"] for line in order["lines"]] == ["85123A", "85123A", "85123a"]
    assert shop.customer(orders=1)["spendByCurrency"] == {"GBP": Decimal("28.05")}


# 10 Identifiers


def test_unicode_round_trips(shop):
    order = shop.order(shop.takes(shop.request(10, 0))["orderID"])
    assert order["customer"]["name"] == "開發人員 João D'Ávila 🛍️"
    assert order["customer"]["company"] == "د.إ Trading"
    customer = shop.customer(orders=1)
    assert customer["name"] == "開發人員 João D'Ávila 🛍️"


@pytest.mark.parametrize("name", ["000000102", "A#B", "A/B?c=1 %2F", 'q"uote', "ünïcödé 🛍️", "a+b&c=d;e", "%23", "A"])
def test_an_id_round_trips_byte_for_byte_and_can_be_looked_up(shop, name):
    document = a_document(shop, "x") | {"orderID": shop.own(name)}
    assert shop.takes(bytes_of(document))["orderID"] == shop.own(name)
    assert shop.order(shop.own(name))["orderID"] == shop.own(name)


def test_an_integer_of_18_digits_is_not_rounded(shop):
    number = 10**17 + uuid.uuid4().int % 10**16
    taken = shop.takes(shop.request(10, 1).replace(b"820982911946154508", str(number).encode()))
    assert taken["orderID"] == str(number)
    assert shop.order(str(number))["orderID"] == str(number)


def test_ids_that_begin_alike_do_not_leak_into_each_other(shop):
    shop.takes(shop.request(10, 2))
    assert shop.get(f"/api/orders/{quote(shop.own('A'), safe='')}").status == 404
    product = 'PROD#1/2 "x"'
    order = shop.order(shop.takes(shop.request(10, 3))["orderID"])
    assert order["lines"][0]["productCode"] == product


@pytest.mark.parametrize(("number", "fields"), [(4, ["orderID"]), (5, ["orderID", "orderReference"])])
def test_an_id_that_is_empty_or_too_long_is_refused(shop, number, fields):
    shop.refuses(shop.request(10, number), 422, *fields)


@pytest.mark.parametrize("name", ["@other/963", "a\u0000b", "..", "🛍" * 226])
def test_an_id_that_no_key_or_path_can_hold_is_refused(shop, name):
    shop.refuses(bytes_of(a_document(shop, "x") | {"orderID": name}), 422, "orderID")


def test_half_a_surrogate_pair_is_refused_naming_the_field(shop):
    raw = shop.request(10, 6).replace(b"\\\\ud800", b"\\ud800")
    shop.refuses(raw, 422, "customer.name")


# 11 Totals


def test_a_discounts_size_counts(shop):
    totals = shop.order(shop.takes(shop.request(11, 0))["orderID"])["totals"]
    assert (totals["discount"], totals["total"]) == (20, Decimal("31.2"))
    assert shop.customer(orders=1)["spendByCurrency"] == {"USD": Decimal("31.2")}


def test_totals_that_do_not_add_up_are_refused_quoting_both(shop):
    message = shop.refuses(shop.request(11, 1), 422, "totals.total")
    assert "99.99" in message
    assert "18.36" in message


@pytest.mark.parametrize(("number", "total"), [(2, "18.36"), (3, "15.3"), (4, "0")])
def test_orders_without_lines_totals_or_price_are_taken(shop, number, total):
    order = shop.order(shop.takes(shop.request(11, number))["orderID"])
    assert order["totals"]["total"] == Decimal(total)
    assert sum(shop.customer(orders=1)["spendByCurrency"].values()) == Decimal(total)


# 12 Missing and unknown fields


def test_an_order_without_an_id_is_known_again_by_its_reference(shop):
    taken = shop.takes(shop.request(12, 0))
    assert uuid.UUID(taken["orderID"]).version == 5
    again = shop.post_case(12, 0)
    assert (again.status, again.data["orderID"]) == (200, taken["orderID"])


def test_an_order_without_id_and_reference_is_refused(shop):
    shop.refuses(b'{"createdAt": "2011-08-01"}', 422, "orderID")


def test_an_order_without_a_date_is_refused(shop):
    shop.refuses(shop.request(12, 1), 422, "createdAt")


def test_other_currencies_are_never_added_up(shop):
    for number in (2, 3):
        shop.takes(shop.request(12, number))
    spend = shop.customer(orders=2)["spendByCurrency"]
    assert spend == {"BHD": Decimal("93.205"), "JPY": 500}


def test_a_status_is_kept_as_written_and_decides_what_counts(shop):
    order = shop.order(shop.takes(shop.request(12, 4))["orderID"])
    assert (order["status"], order["counts"]) == ("AdminCancelled", False)


def test_unknown_fields_are_kept(shop):
    taken = shop.takes(shop.request(12, 5))
    measured = shop.stored(taken["orderID"])["meta_data"][0]["value"]
    assert measured == {"_measurement_needed": Decimal("2.3"), "weight": {"value": "2.3", "unit": "kg"}}
    assert shop.order(taken["orderID"])["counts"] is False


def test_half_a_megabyte_is_too_large(shop):
    shop.refuses(bytes_of(a_document(shop, "M-7", customerNote="x" * 500_000)), 413)


def test_every_wrong_field_is_named_at_once(shop):
    shop.refuses(shop.request(12, 7), 422, "customer", "lines")


def test_another_shops_order_is_refused(shop):
    shop.refuses(bytes_of(a_document(shop, "M-9", clientID="someone-else")), 422, "clientID")
