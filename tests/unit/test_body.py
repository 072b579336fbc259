"""The body of a POST is a JSON object, or is refused saying where."""

from decimal import Decimal

import pytest

from chalicelib.errors import InvalidContent, TooLarge, UnreadableBody, UnsupportedMedia
from chalicelib.ingest.body import MAX_DEPTH, MAX_ORDER_BYTES, check_media, read_body, read_object


def test_numbers_are_exact():
    body = read_object(b'{"price": 170.19999999999999, "id": 820982911946154508, "tiny": 1e-7}')
    assert body == {"price": Decimal("170.19999999999999"), "id": 820982911946154508, "tiny": Decimal("1e-7")}
    assert not any(isinstance(value, float) for value in body.values())


def test_a_byte_order_mark_is_passed_over():
    assert read_object("\ufeff{}".encode()) == {}


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b'"{}"', "a text"),
        (b"[]", "an array"),
        (b"null", "null"),
        (b"12", "a number"),
        (b"1.5", "a number"),
        (b"true", "true or false"),
    ],
)
def test_anything_but_an_object_is_refused(raw, kind):
    with pytest.raises(UnreadableBody, match=f"must be a JSON object.*{kind}"):
        read_object(raw)


@pytest.mark.parametrize("raw", [b"", b"  \n", "\ufeff".encode()])
def test_an_empty_body_is_refused(raw):
    with pytest.raises(UnreadableBody, match="empty"):
        read_object(raw)


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (b'{"name":"12" Vinyl"}', "line 1, column 14"),
        (b'{"name":"two\nlines"}', "line 1, column 13"),
        (b'{\n"total":}', "line 2, column 9"),
        (b'{"total": 1} x', "line 1, column 14"),
        (b"{'a': 1}", "line 1, column 2"),
        (b'{"a": 01}', "line 1, column 8"),
        (b'{"a": 1,}', "line 1, column"),
    ],
)
def test_broken_json_is_refused_with_its_place(raw, where):
    with pytest.raises(UnreadableBody, match=where):
        read_object(raw)


def test_bytes_that_are_not_utf_8_are_refused_with_their_place():
    with pytest.raises(UnreadableBody, match="byte 10, in line 2"):
        read_object(b'{\n"name":"\xff"}')


@pytest.mark.parametrize("raw", [b'{"name": "\xed\xa0\x80"}', '{"a": 1}'.encode("utf-16")])
def test_other_encodings_are_refused(raw):
    with pytest.raises(UnreadableBody, match="not UTF-8"):
        read_object(raw)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_constants_that_are_not_json_are_refused_naming_the_field(constant):
    with pytest.raises(UnreadableBody, match=constant) as caught:
        read_object(f'{{"lines": [{{"quantity": {constant}}}]}}'.encode())
    assert caught.value.fields[0].field == "lines[0].quantity"


def test_a_name_that_is_there_twice_is_refused_naming_it():
    with pytest.raises(UnreadableBody, match="twice") as caught:
        read_object(b'{"totals": {"total": 1, "tax": 2, "total": 3}}')
    assert [fault.field for fault in caught.value.fields] == ["totals.total"]


def test_many_repeated_names_are_refused_in_no_time():
    pairs = ",".join(f'"{number % 20000}":1' for number in range(25000))
    with pytest.raises(UnreadableBody, match="twice"):
        read_object(f"{{{pairs}}}".encode())


@pytest.mark.parametrize(
    "number", ["9" * 1001, "9" * 5000, "1e99999999999999999999", "-1e99999999999999999999", "1e-99999999999999999999"]
)
def test_monstrous_numbers_are_refused_naming_the_field(number):
    with pytest.raises(UnreadableBody) as caught:
        read_object(f'{{"a": {{"b": {number}}}}}'.encode())
    assert caught.value.fields[0].field == "a.b"


def test_a_large_integer_stays_exact():
    assert read_object(f'{{"a": {"9" * 1000}}}'.encode()) == {"a": int("9" * 1000)}


@pytest.mark.parametrize("depth", [MAX_DEPTH, 500, 100_000])
def test_too_deep_a_body_is_refused(depth):
    with pytest.raises(UnreadableBody, match="nested deeper"):
        read_object(b'{"a":' + b"[" * depth + b"]" * depth + b"}")


def test_a_deep_body_is_taken():
    depth = MAX_DEPTH - 1
    assert read_object(b'{"a":' + b"[" * depth + b"]" * depth + b"}")


def test_half_a_surrogate_pair_is_refused_naming_the_field():
    with pytest.raises(InvalidContent, match="Unicode") as caught:
        read_object(b'{"customer": {"name": "lone \\ud800 surrogate"}, "ok": "\\ud83d\\ude00"}')
    assert [fault.field for fault in caught.value.fields] == ["customer.name"]


def test_half_a_surrogate_pair_in_a_name_is_refused_and_can_be_shown():
    with pytest.raises(InvalidContent) as caught:
        read_object(b'{"x\\udfff": 1}')
    assert caught.value.fields[0].field == "x\\udfff"
    assert caught.value.message.encode()


def test_a_body_of_256_kb_is_taken_and_one_byte_more_is_too_large():
    frame = len(b'{"note":""}')
    assert read_object(b'{"note":"' + b"x" * (MAX_ORDER_BYTES - frame) + b'"}')
    with pytest.raises(TooLarge, match="262,144"):
        read_object(b'{"note":"' + b"x" * (MAX_ORDER_BYTES - frame + 1) + b'"}')


@pytest.mark.parametrize(
    "content_type",
    [
        None,
        "",
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "application/json; charset=utf8; profile=x",
        "application/json;",
    ],
)
def test_json_in_utf_8_is_the_content_type(content_type):
    check_media(content_type)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=latin-1",
        "application/jsonp",
        "multipart/form-data; boundary=x",
    ],
)
def test_other_content_types_are_refused_before_the_body_is_read(content_type):
    with pytest.raises(UnsupportedMedia, match="application/json"):
        read_body(b"orderID=1", content_type)
