"""An order is read field by field: its normal form is what equal orders have in common."""

import gzip
import json
import sys
from decimal import Decimal
from importlib import util
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clients import Client, Rules
from chalicelib.errors import InvalidContent
from chalicelib.ingest.body import read_object
from chalicelib.ingest.content import content_hash, differences
from chalicelib.ingest.contract import normal_form
from chalicelib.ingest.document import OrderDocument
from chalicelib.memory import MemoryStore
from chalicelib.money import digits
from chalicelib.store import Put
from chalicelib.tables import tables_named

CLIENT = Client("packprod", "Packaging Products", Rules(zone="Australia/Sydney", currency="AUD"))
RETAIL = Path(__file__).parents[2].parent / "shared" / "data" / "online-retail"


def a_line(**changes):
    return {"productCode": "85123A", "quantity": 6, "unitPrice": "2.55"} | changes


def a_document(**changes):
    document = {
        "orderID": "963",
        "orderReference": "#963",
        "contactID": "c-17850",
        "customer": {"name": "Bob Norman", "email": "bob@x.com", "company": None, "phone": "555"},
        "createdAt": "2011-08-01T10:00:00Z",
        "lines": [a_line()],
        "totals": {"subtotal": "15.30", "tax": "3.06", "shipping": "0.00", "total": "18.36"},
        "currency": "GBP",
        "status": "completed",
    } | changes
    return {name: value for name, value in document.items() if value is not ...}


def read(**changes):
    return normal_form(a_document(**changes), client=CLIENT)


def refused(**changes):
    """The wrong fields and their reasons."""
    with pytest.raises(InvalidContent) as caught:
        read(**changes)
    for fault in caught.value.fields:
        assert fault.field
        assert fault.reason
    return {fault.field: fault.reason for fault in caught.value.fields}


def test_the_normal_form_has_every_field():
    assert read() == {
        "orderID": "963",
        "orderReference": "#963",
        "contactID": "c-17850",
        "createdAt": "2011-08-01T10:00:00.000000Z",
        "type": "order",
        "customer": {"name": "Bob Norman", "email": "bob@x.com", "company": None, "phone": "555"},
        "lines": [
            {
                "productCode": "85123A",
                "name": None,
                "category": None,
                "quantity": Decimal(6),
                "unitPrice": Decimal("2.55"),
                "lineTotal": Decimal("15.3"),
            }
        ],
        "totals": {
            "subtotal": Decimal("15.3"),
            "discount": Decimal(0),
            "tax": Decimal("3.06"),
            "shipping": Decimal(0),
            "total": Decimal("18.36"),
            "taxIncluded": False,
        },
        "currency": "GBP",
        "status": "completed",
    }


def test_the_least_that_an_order_may_be():
    content = normal_form({"orderID": 963, "createdAt": "2011-08-01"}, client=CLIENT)
    assert content["orderID"] == content["orderReference"] == "963"
    assert content["currency"] == "AUD"
    assert content["status"] == "completed"
    assert content["lines"] == []
    assert content["totals"]["total"] == 0
    assert content["customer"] == {"name": None, "email": None, "company": None, "phone": None}
    assert "contactID" not in content


def test_every_wrong_field_is_named_at_once():
    faults = refused(
        orderID=True,
        createdAt=1751465613,
        customer={"email": 5, "name": ["x"]},
        lines=[a_line(quantity=True), a_line(unitPrice="£12", productCode=...)],
        totals={"total": "1,234.50"},
        currency="pounds",
        status="x" * 65,
        type="refund",
    )
    assert set(faults) == {
        "orderID",
        "createdAt",
        "customer.email",
        "customer.name",
        "lines[0].quantity",
        "lines[1].productCode",
        "lines[1].unitPrice",
        "totals.total",
        "currency",
        "status",
        "type",
    }


def test_figures_are_checked_although_another_field_is_wrong():
    assert set(refused(status=5, totals={"subtotal": 10, "total": 99})) == {"status", "totals.total"}


def test_many_faults_make_a_short_message():
    with pytest.raises(InvalidContent, match="and 7 more fields"):
        read(lines=[a_line(quantity="x") for _ in range(10)])


@pytest.mark.parametrize(("value", "own"), [(" A#B ", "A#B"), (820982911946154508, "820982911946154508"), (0, "0")])
def test_an_order_id_is_a_text_or_an_integer(value, own):
    assert read(orderID=value)["orderID"] == own


@pytest.mark.parametrize(
    "value",
    ["", "  ", "x" * 256, "@other/963", "a\x00b", "a\nb", "..", ".", 1.5, Decimal("1.0"), True, [], {}, "🛍" * 226],
)
def test_an_order_id_that_no_key_or_path_can_hold_is_refused(value):
    assert set(refused(orderID=value)) == {"orderID"}


@pytest.mark.parametrize("absent", [..., None])
def test_an_order_without_an_id_gets_one_from_its_reference(absent):
    first, again = read(orderID=absent), read(orderID=absent)
    other_shop = normal_form(a_document(orderID=absent), client=Client("other", "Other"))
    assert first["orderID"] == again["orderID"] != other_shop["orderID"]
    assert len(first["orderID"]) == 36


@pytest.mark.parametrize("reference", [..., None, "", " "])
def test_an_order_without_id_and_reference_is_refused(reference):
    assert set(refused(orderID=..., orderReference=reference)) == {"orderID"}


@pytest.mark.parametrize("nobody", ["", " ", "0", 0, None, ...])
def test_an_order_of_nobody_has_no_contact(nobody):
    assert "contactID" not in read(contactID=nobody)


@pytest.mark.parametrize("value", ["x" * 256, "@other/c-1", True, 1.5, "a\x7fb", []])
def test_a_contact_id_that_no_key_can_hold_is_refused(value):
    assert set(refused(contactID=value)) == {"contactID"}


@pytest.mark.parametrize("client_id", ["packprod", None, ...])
def test_a_client_is_the_tokens_own(client_id):
    assert "clientID" not in read(clientID=client_id)


@pytest.mark.parametrize("client_id", ["other", "", 5, ["packprod"]])
def test_another_client_is_refused(client_id):
    assert set(refused(clientID=client_id)) == {"clientID"}


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2019-06-06T23:30:00-07:00", "2019-06-07T06:30:00.000000Z"),
        ("2019-06-07T06:30:00Z", "2019-06-07T06:30:00.000000Z"),
        ("2019-06-06T17:17:55", "2019-06-06T07:17:55.000000Z"),
        ("2018-01-23 15:30:04", "2018-01-23T04:30:04.000000Z"),
        ("Tue, 20 Nov 2012 00:00:00 +0000", "2012-11-20T00:00:00.000000Z"),
        ("2019-06-06", "2019-06-05T14:00:00.000000Z"),
        ("2019-06-06T17:17:55.123456+00:00", "2019-06-06T17:17:55.123456Z"),
    ],
)
def test_a_date_is_stored_as_an_instant_of_fixed_width(written, instant):
    assert read(createdAt=written)["createdAt"] == instant


@pytest.mark.parametrize("value", [1751465613, "1751465613", "2019-02-30T10:00:00Z", "0000-01-01", "", None, ..., True])
def test_what_is_no_date_is_refused(value):
    assert set(refused(createdAt=value)) == {"createdAt"}


@given(st.datetimes(timezones=st.timezones()))
def test_any_instant_with_an_offset_keeps_its_place_in_time(instant):
    offset = instant.utcoffset()
    if offset.microseconds or offset.seconds % 60:
        return
    try:
        content = read(createdAt=instant.isoformat())
    except InvalidContent:
        assert instant.year in (1, 9999)
        return
    assert read(createdAt=content["createdAt"])["createdAt"] == content["createdAt"]
    assert len(content["createdAt"]) == 27


@given(
    st.decimals(allow_nan=False, allow_infinity=False, places=10, min_value=-(10**14), max_value=10**14),
    st.sampled_from([str, lambda amount: amount, lambda amount: f" {amount:E} "]),
)
def test_every_amount_is_kept_exactly_however_it_is_spelled(amount, spelled):
    content = read(lines=[a_line(quantity=spelled(amount), unitPrice=1)], totals=..., type="credit")
    assert content["lines"][0]["quantity"] == amount
    assert normal_form(json_round_trip(content), client=CLIENT) == content


def json_round_trip(content):
    return read_object(json.dumps(content, default=digits).encode())


@pytest.mark.parametrize("value", ["1,234.50", "£12", "NaN", "Infinity", "", " ", "1 000", "0x1F", "٣", True, [], {}])
def test_what_is_no_amount_is_refused(value):
    assert set(refused(lines=[a_line(quantity=value)])) == {"lines[0].quantity"}


@pytest.mark.parametrize("value", [10**15, "1e400", Decimal("1e400"), "-1000000000000000", "9" * 5000, 10**999])
def test_an_amount_of_more_than_15_digits_is_refused(value):
    assert set(refused(totals={"subtotal": 0, "shipping": value})) == {"totals.shipping"}


def test_the_tail_that_a_float_prints_is_rounded():
    content = read(lines=[a_line(quantity=2, unitPrice=Decimal("170.19999999999999"))], totals=...)
    assert content["lines"][0]["unitPrice"] == Decimal("170.2")
    assert content["totals"]["total"] == Decimal("340.4")


def test_quantities_may_have_decimals():
    assert read(lines=[a_line(quantity=Decimal("1.5"), unitPrice="10")], totals=...)["totals"]["total"] == 15


@pytest.mark.parametrize(("value", "code"), [(123, "123"), ("85123a", "85123a"), (" x ", " x "), ('PROD#1/2 "x"',) * 2])
def test_a_product_code_is_kept_exactly_as_written(value, code):
    assert read(lines=[a_line(productCode=value)])["lines"][0]["productCode"] == code


@pytest.mark.parametrize("value", [None, "", "  ", "x" * 256, "🛍" * 226, "a\tb", True, 1.5, {}])
def test_a_product_code_that_no_key_can_hold_is_refused(value):
    assert set(refused(lines=[a_line(productCode=value)])) == {"lines[0].productCode"}


@pytest.mark.parametrize("lines", [{"0": {}}, "x", 5, True])
def test_lines_are_a_list(lines):
    assert refused(lines=lines) == {"lines": "must be a list"}


@pytest.mark.parametrize("line", ["x", 5, None, []])
def test_a_line_is_an_object(line):
    assert refused(lines=[a_line(), line]) == {"lines[1]": "must be an object"}


def test_an_order_has_at_most_2000_lines():
    line = a_line(quantity=0)
    assert len(read(lines=[line] * 2000, totals=...)["lines"]) == 2000
    assert refused(lines=[line] * 2001) == {"lines": "must have at most 2,000 lines"}


def test_a_line_total_is_worked_out_only_from_all_of_its_parts():
    assert set(refused(lines=[{"productCode": "A", "quantity": 1}])) == {"lines[0].unitPrice"}
    assert set(refused(lines=[{"productCode": "A", "unitPrice": 1}])) == {"lines[0].quantity"}
    line = read(lines=[{"productCode": "A", "lineTotal": 5}], totals=...)["lines"][0]
    assert (line["quantity"], line["unitPrice"], line["lineTotal"]) == (None, None, 5)


@pytest.mark.parametrize("quantity", [10**14, -(10**14)])
def test_a_line_total_that_is_too_large_is_refused(quantity):
    assert set(refused(lines=[a_line(quantity=quantity, unitPrice=10**14)])) == {"lines[0].lineTotal"}


def test_a_sum_of_lines_that_is_too_large_is_refused():
    line = a_line(lineTotal=999_999_999_999_999)
    assert set(refused(lines=[line, line], totals=...)) == {"totals.total"}


@pytest.mark.parametrize(("quantity", "total"), [(2, 15), (-2, -15)])
@pytest.mark.parametrize("discount", [5, -5])
def test_a_lines_discount_makes_it_smaller_whatever_its_sign(quantity, total, discount):
    line = read(lines=[a_line(quantity=quantity, unitPrice=10, discount=discount)], totals=...)["lines"][0]
    assert line["lineTotal"] == total
    assert line["discount"] == 5


def test_a_line_total_that_was_sent_is_kept():
    assert read(lines=[a_line(quantity=2, unitPrice=25, lineTotal="30.00")])["lines"][0]["lineTotal"] == 30


@pytest.mark.parametrize("absent", [..., None, {}])
def test_missing_totals_are_computed_and_include_the_tax(absent):
    assert read(totals=absent)["totals"] == {
        "subtotal": Decimal("15.3"),
        "discount": 0,
        "tax": 0,
        "shipping": 0,
        "total": Decimal("15.3"),
        "taxIncluded": True,
    }


@pytest.mark.parametrize("discount", ["-20.00", "20.00"])
def test_a_discounts_size_counts(discount):
    totals = {"subtotal": "50.00", "discount": discount, "tax": "1.20", "shipping": "0.00", "total": "31.20"}
    assert read(totals=totals)["totals"]["discount"] == 20


def test_included_tax_is_not_added():
    totals = {"subtotal": 110, "tax": 10, "shipping": 5, "total": 115, "taxIncluded": True}
    assert read(totals=totals)["totals"]["taxIncluded"] is True
    reason = refused(totals=totals | {"taxIncluded": False})["totals.total"]
    assert "115" in reason
    assert "125" in reason


def test_a_total_that_does_not_add_up_is_refused_quoting_both_numbers():
    reason = refused(totals={"subtotal": "15.30", "tax": "3.06", "shipping": "0.00", "total": "99.99"})["totals.total"]
    assert "99.99" in reason
    assert "18.36" in reason


@pytest.mark.parametrize("total", ["18.35", "18.36", "18.37"])
def test_a_hundredth_more_or_less_adds_up(total):
    assert read(totals={"subtotal": "15.30", "tax": "3.06", "total": total})["totals"]["total"] == Decimal(total)


@pytest.mark.parametrize("total", ["18.349", "18.371"])
def test_more_than_a_hundredth_does_not_add_up(total):
    assert set(refused(totals={"subtotal": "15.30", "tax": "3.06", "total": total})) == {"totals.total"}


def test_lines_that_do_not_add_up_to_the_subtotal_are_kept():
    assert read(totals={"subtotal": 500, "tax": 0, "total": 500}, currency="jpy")["currency"] == "JPY"
    assert read(lines=[])["totals"]["total"] == Decimal("18.36")


def test_without_lines_the_subtotal_is_what_the_total_leaves():
    totals = read(lines=[], totals={"total": 36, "tax": 6, "shipping": 10, "discount": 5})["totals"]
    assert totals["subtotal"] == 25


@pytest.mark.parametrize("totals", ["x", 5, []])
def test_totals_are_an_object(totals):
    assert refused(totals=totals) == {"totals": "must be an object"}


@pytest.mark.parametrize("value", ["true", 1, 0, "no"])
def test_whether_tax_is_included_is_true_or_false(value):
    assert set(refused(totals={"taxIncluded": value})) == {"totals.taxIncluded"}


def test_a_negative_total_makes_a_credit():
    line = a_line(quantity=-74215, unitPrice="1.04", lineTotal="-77183.60")
    totals = {"subtotal": "-77183.60", "tax": "0", "shipping": "0", "total": "-77183.60"}
    credit = read(lines=[line], totals=totals, status="cancelled")
    assert credit["type"] == "credit"
    assert credit["lines"][0]["quantity"] == -74215
    assert read(lines=[line], totals=...)["type"] == "credit"


@pytest.mark.parametrize("total", [0, "0.00", "-0"])
def test_a_total_of_nothing_makes_an_order(total):
    assert read(lines=[], totals={"total": total})["type"] == "order"


@pytest.mark.parametrize("discount", [20, -20])
@pytest.mark.parametrize("total", [-30, None])
def test_a_credits_discount_makes_it_smaller_too(discount, total):
    totals = {"subtotal": -50, "discount": discount, "tax": 0, "total": total}
    found = read(type="credit", lines=[], totals=totals)["totals"]
    assert (found["total"], found["discount"]) == (-30, 20)


def test_an_order_with_a_negative_total_is_refused():
    assert "credit" in refused(type="order", lines=[], totals={"total": -5})["type"]
    assert set(refused(lines=[a_line()], totals={"discount": 100})) == {"type"}


def test_a_credit_may_be_positive_unless_it_takes_back_an_order():
    assert read(type="credit")["type"] == "credit"
    assert set(refused(type="credit", creditFor="962")) == {"type"}


def test_only_a_credit_names_an_order():
    assert set(refused(creditFor="962")) == {"creditFor"}
    assert set(refused(creditFor="963", lines=[], totals={"total": -5})) == {"creditFor"}
    assert read(creditFor=962, lines=[], totals={"total": -5})["creditFor"] == "962"
    assert "creditFor" not in read(creditFor="")


@pytest.mark.parametrize("customer", ["Bob", 5, []])
def test_a_customer_is_an_object(customer):
    assert refused(customer=customer) == {"customer": "must be an object"}


def test_a_customers_texts_are_trimmed_and_empty_ones_are_null():
    customer = {"name": " 開發人員 João D'Ávila 🛍️ ", "email": "Bob@X.com ", "company": "", "phone": "  "}
    assert read(customer=customer)["customer"] == {
        "name": "開發人員 João D'Ávila 🛍️",
        "email": "Bob@X.com",
        "company": None,
        "phone": None,
    }


@pytest.mark.parametrize("name", ["name", "email", "company", "phone"])
@pytest.mark.parametrize("value", [5, True, [], "x" * 256])
def test_a_customers_fields_are_short_texts(name, value):
    assert set(refused(customer={name: value})) == {f"customer.{name}"}


@pytest.mark.parametrize("value", ["EURO", "£", "G P", 36, "", "gb1", "ﬁx"])
def test_a_currency_has_three_letters(value):
    if value == "":
        assert read(currency=value)["currency"] == "AUD"
    else:
        assert set(refused(currency=value)) == {"currency"}


def test_a_status_is_kept_as_written():
    assert read(status="AdminCancelled")["status"] == "AdminCancelled"
    assert read(status=" ")["status"] == "completed"


def test_unknown_fields_are_kept_everywhere_with_exact_numbers():
    body = read_object(
        b'{"orderID": "1", "createdAt": "2011-08-01", "meta_data": [{"value": {"needed": 2.3, "ok": true, "no": null}}]'
        b', "customer": {"vat": 7}, "lines": [{"productCode": "A", "lineTotal": 1, "weight": 0.10}]'
        b', "totals": {"fee": 1e2}}'
    )
    content = normal_form(body, client=CLIENT)
    assert content["meta_data"] == [{"value": {"needed": Decimal("2.3"), "ok": True, "no": None}}]
    assert content["customer"]["vat"] == 7
    assert content["lines"][0]["weight"] == Decimal("0.1")
    assert content["totals"]["fee"] == 100
    stored = MemoryStore()
    stored.write(Put(tables_named().orders, content))


@pytest.mark.parametrize(
    ("number", "stored"),
    [
        (10**40 + 1, "1" + "0" * 39 + "1"),
        (10**40, Decimal(10) ** 40),
        (Decimal("1e400"), "1E+400"),
        (Decimal("1e-400"), "1E-400"),
        (Decimal("1." + "0" * 60), Decimal(1)),
        (Decimal("0e999999999999"), Decimal(0)),
        (Decimal("-12.50"), Decimal("-12.5")),
    ],
)
def test_an_unknown_number_that_the_database_cant_hold_is_kept_as_text(number, stored):
    assert read(weight=number)["weight"] == stored


def test_an_unknown_field_without_a_name_is_refused():
    assert list(refused(note={"": 1})) == ["note"]


def test_hostile_field_names_are_only_data():
    names = ["order_id", "model_extra", "model_config", "__class__", "__dict__", "lines.0", "__pydantic_extra__"]
    content = read(**dict.fromkeys(names, "x"))
    assert all(content[name] == "x" for name in names)
    assert content["orderID"] == "963"


def test_what_weborders_writes_itself_can_not_be_sent():
    content = read(contentHash="x", importedAt="y", editedAt="z")
    assert not {"contentHash", "importedAt", "editedAt"} & set(content)


def test_equal_orders_have_equal_hashes_and_others_do_not():
    spelled = a_document(
        orderID=" 963 ",
        currency="gbp",
        createdAt="2011-08-01T20:00:00+10:00",
        lines=[a_line(quantity="6.0", lineTotal=Decimal("15.300"))],
        totals={"total": Decimal("18.36"), "subtotal": "15.3", "tax": "3.06"},
        type="order",
    )
    same = normal_form(spelled, client=CLIENT)
    assert content_hash(same) == content_hash(read())
    assert content_hash(read(status="cancelled")) != content_hash(read())
    assert content_hash(read(note=2)) != content_hash(read(note="2"))


def test_differences_name_the_fields_and_both_values():
    stored = read() | {"clientID": "packprod", "syncedBy": "another program"}
    sent = read(status="cancelled", lines=[a_line(quantity=7)], customer={"name": "Bob"}, totals=...)
    found = {each.field: each.reason for each in differences(stored, sent, client=CLIENT, default_client="packprod")}
    assert found["status"] == 'stored is "completed", sent is "cancelled"'
    assert found["lines[0].quantity"] == "stored is 6, sent is 7"
    assert found["customer.email"] == 'stored is "bob@x.com", sent is nothing'
    assert "syncedBy" not in found


def test_a_stored_order_that_can_not_be_read_is_different():
    stored = read() | {"createdAt": "yesterday"}
    found = differences(stored, read(), client=CLIENT, default_client="packprod")
    assert [each.field for each in found] == ["createdAt"]


def test_the_models_describe_themselves():
    schema = OrderDocument.model_json_schema()
    assert {"orderID", "createdAt", "lines", "totals", "customer"} <= set(schema["properties"])
    assert schema["required"] == ["createdAt"]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
        max_leaves=8,
    ),
    st.sampled_from([*sorted(a_document()), "type", "creditFor", "clientID", "extra"]),
)
def test_any_value_in_any_field_is_read_or_refused(value, name):
    """And what is read can be stored, and is the same when it is read again."""
    try:
        content = read(**{name: value})
    except InvalidContent:
        return
    MemoryStore().write(Put(tables_named().orders, content))
    assert normal_form(content, client=CLIENT) == content


@pytest.mark.real
def test_every_real_order_is_accepted():
    if not RETAIL.is_dir():
        pytest.skip("the real orders are not part of the project; expected in ../shared/data/online-retail")
    to_order = _to_orders().order
    count = 0
    with gzip.open(RETAIL / "online_retail_orders.public.jsonl.gz", "rt", encoding="utf-8") as source:
        for text in source:
            raw = json.dumps(to_order(json.loads(text))).encode()
            kind = normal_form(read_object(raw), client=CLIENT)["type"]
            assert kind == ("order" if '"kind": "sale"' in text or '"kind":"sale"' in text else "credit")
            count += 1
    assert count == 16459


def _to_orders():
    spec = util.spec_from_file_location("to_orders", RETAIL / "to_orders.py")
    module = util.module_from_spec(spec)
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = writes
    return module
