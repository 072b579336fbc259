"""Many orders in one request on the running server: a result for each, and exactly the reported ones are there."""

import json
import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from urllib.parse import quote

import pytest

from chalicelib.tokens import READ
from tests.http.api import order

BULK = "/admin/orders/import"
JSON, LINES = "application/json", "application/x-ndjson"
CASE_8 = next(
    case
    for case in json.loads((Path(__file__).parents[1] / "data" / "payload_cases.json").read_text(encoding="utf-8"))
    if case["case"] == 8
)


@pytest.fixture
def mark():
    """What makes the IDs of a test its own."""
    return uuid.uuid4().hex[:10]


def send(api, orders, content_type=JSON):
    raw = orders if isinstance(orders, bytes) else json.dumps(orders).encode()
    return api.send("POST", BULK, raw, {"Content-Type": content_type})


def case(number, mark):
    """The orders of a request of the cases, with this test's own IDs."""
    text = json.dumps(CASE_8["requests"][number]["body"])
    text = re.sub(r'"order(ID|Reference)": "([^"]+)"', lambda it: f'"order{it[1]}": "{it[2]}-{mark}"', text)
    return json.loads(text.replace('"c-17850"', f'"c-17850-{mark}"'))


def outcomes(reply):
    assert reply.status == 207, reply.raw
    assert [each["index"] for each in reply.data] == list(range(len(reply.data)))
    return [(each["status"], each["httpStatus"]) for each in reply.data]


def is_there(api, order_id):
    return api.get(f"/api/orders/{quote(order_id, safe='')}").status == 200


def test_a_bad_order_in_the_middle_is_refused_alone(api, mark):
    reply = send(api, case(0, mark))
    assert outcomes(reply) == [("created", 201), ("invalid", 422), ("created", 201)]
    assert [each["orderID"] for each in reply.data] == [f"B-{number}-{mark}" for number in (1, 2, 3)]
    assert [each["field"] for each in reply.data[1]["errors"]] == ["createdAt"]
    assert "createdAt" in reply.data[1]["message"]
    assert reply.body["summary"] == {
        "orders": 3,
        "created": 2,
        "unchanged": 0,
        "conflict": 0,
        "invalid": 1,
        "unavailable": 0,
    }
    assert [is_there(api, f"B-{number}-{mark}") for number in (1, 2, 3)] == [True, False, True]
    customer = api.customer(f"c-17850-{mark}", orders=2)
    assert (customer["orderCount"], customer["spendByCurrency"]) == (2, {"GBP": Decimal("36.72")})


@pytest.mark.parametrize("content_type", [JSON, LINES])
def test_101_orders_are_taken(api, mark, content_type):
    one = case(0, mark)[0]
    orders = [one | {"orderID": f"BB-{number}-{mark}", "orderReference": None} for number in range(101)]
    raw = b"\n".join(json.dumps(each).encode() for each in orders) if content_type == LINES else orders
    assert set(outcomes(send(api, raw, content_type))) == {("created", 201)}
    assert set(outcomes(send(api, raw, content_type))) == {("unchanged", 200)}
    customer = api.customer(f"c-17850-{mark}", orders=101, seconds=20)
    assert (customer["orderCount"], customer["spendByCurrency"]) == (101, {"GBP": 101 * Decimal("18.36")})


def test_the_same_order_twice_in_one_body_counts_once(api, mark):
    assert outcomes(send(api, case(2, mark))) == [("created", 201), ("unchanged", 200)]
    customer = api.customer(f"c-17850-{mark}", orders=1)
    time.sleep(0.3)
    customer = api.customer(f"c-17850-{mark}", orders=1)
    assert (customer["orderCount"], customer["spendByCurrency"]) == (1, {"GBP": Decimal("18.36")})


def test_500_orders_are_answered_in_time_and_what_was_not_reached_is_sent_again(api, mark):
    orders = [order(f"{mark}-{number}", contactID=f"c-{mark}-{number % 50}") for number in range(500)]
    began = time.monotonic()
    reply = send(api, orders)
    assert time.monotonic() - began < 27
    while reply.body["summary"]["unavailable"]:
        assert time.monotonic() - began < 90
        reply = send(api, orders)
    assert {status for status, _ in outcomes(reply)} <= {"created", "unchanged"}
    assert api.customer(f"c-{mark}-7", orders=10, seconds=20)["totalSpend"] == 200


def test_copies_of_a_body_at_once_make_each_order_once(api, mark):
    orders = [order(f"{mark}-{number}", contactID=f"c-{mark}") for number in range(10)]
    with ThreadPoolExecutor(5) as pool:
        replies = list(pool.map(lambda _: outcomes(send(api, orders)), range(5)))
    for per_order in zip(*replies, strict=True):
        assert sorted(per_order) == [("created", 201)] + [("unchanged", 200)] * 4
    assert api.customer(f"c-{mark}", orders=10)["totalSpend"] == 200


def test_every_kind_of_result_has_its_status(api, mark):
    first = order(f"{mark}-1")
    assert outcomes(send(api, [first])) == [("created", 201)]
    raw = b"\n".join(
        [
            json.dumps(first).encode(),
            json.dumps(first | {"status": "paid"}).encode(),
            b'{"orderID": ',
            b'"text"',
            json.dumps(order(f"{mark}-2", note="x" * 300_000)).encode(),
            json.dumps(order(f"{mark}-3")).encode(),
        ]
    )
    reply = send(api, raw, LINES)
    assert outcomes(reply) == [
        ("unchanged", 200),
        ("conflict", 409),
        ("invalid", 400),
        ("invalid", 400),
        ("invalid", 413),
        ("created", 201),
    ]
    assert [each["field"] for each in reply.data[1]["errors"]] == ["status"]
    assert "line 3" in reply.data[2]["message"]
    assert all(each["message"] for each in reply.data)
    assert not is_there(api, f"{mark}-2")


@pytest.mark.parametrize(
    ("raw", "content_type", "status"),
    [
        (b"", JSON, 400),
        (b'{"orders": []}', JSON, 400),
        (b'[{"orderID": "1"},', JSON, 400),
        (b'"[]"', JSON, 400),
        (b"\n\n", LINES, 400),
        (b"[]", "text/csv", 415),
        (b"orderID=1", "application/x-www-form-urlencoded", 415),
        (b"[" + b",".join([b"{}"] * 501) + b"]", JSON, 413),
        (b"{}\n" * 501, LINES, 413),
        (b'["' + b"x" * 4 * 1024 * 1024 + b'"]', JSON, 413),
    ],
    ids=["empty", "object", "broken", "text", "blank", "csv", "form", "501", "501 lines", "4 MB"],
)
def test_a_body_that_can_not_be_read_is_refused_whole(api, raw, content_type, status):
    reply = send(api, raw, content_type)
    assert (reply.status, reply.headers["content-type"]) == (status, "application/problem+json")
    assert reply.body["message"]


def test_the_limit_is_named(api):
    assert "500" in send(api, [{}] * 501).body["message"]


def test_an_array_without_orders_has_no_results(api):
    assert outcomes(send(api, [])) == []


def test_a_parameter_is_an_error(api):
    assert api.send("POST", f"{BULK}?x=1", b"[]", {"Content-Type": JSON}).fields == ["x"]


def test_it_needs_the_right_to_write(api, with_scopes):
    assert send(with_scopes(READ), []).status == 403
    assert api.send("GET", BULK).status == 405
