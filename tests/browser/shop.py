"""The small shop that the browser tests look at: the same orders each time, on days counted back from today."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chalicelib import clock
from chalicelib.instants import local_to_utc, text_of
from tests.http.api import order

ZONE = ZoneInfo("Australia/Sydney")
LONG_COMPANY = (
    "The Extraordinarily Long and Winding Company of Packaging, Wrapping, Labelling and Sending Things Pty Ltd"
)

# Who orders: their ID, name and company.
BEST = ("mei", "Mei Lin", "Banksia Teas")
CHINESE = ("wang", "王小明", "北京包装材料有限公司")
ARABIC = ("fatima", "فاطمة الزهراء", "شركة التغليف")
LONG = ("long", "Jo Foldham", LONG_COMPANY)
ODD = ("o'brien/1.5 %", "Siobhán O’Brien", None)  # an ID that an address must encode

NEGATIVE_DAY = 3  # days ago: money went back, and none came
ZERO_DAY = 5
MANY = 30  # more than a page of orders and customers

BOX = {"productCode": "BOX-S", "name": "Small box", "unitPrice": "10.00"}
TAPE = {"productCode": "TAPE 50", "name": "Tape, 50 m", "category": "Tape", "unitPrice": "3.35"}


def today() -> date:
    """The shop's day."""
    return clock.now().astimezone(ZONE).date()


def documents() -> list[dict[str, Any]]:
    """All orders and credits; a credit follows its order."""
    return [*_special(), *_ordinary()]


def _special() -> Iterator[dict[str, Any]]:
    """Yesterday's three, the best customer's of last month, and a day on which money only went back."""
    yield _order("b-1", BEST, ago=1, hour=9, lines=[{**BOX, "quantity": 4}])
    yield _order("b-2", CHINESE, ago=1, hour=11, lines=[{**BOX, "quantity": 1}, {**TAPE, "quantity": 3}])
    yield _order("b-3", ARABIC, ago=1, hour=15, lines=[{**TAPE, "quantity": 10}])
    first_of_month = today().replace(day=1)
    ago = (today() - (first_of_month - timedelta(days=10))).days
    yield _order("b-4", BEST, ago=ago, hour=10, lines=[{**BOX, "quantity": 123}])
    yield _order("b-5", LONG, ago=ago, hour=12, lines=[{**BOX, "quantity": 20}])
    yield _order("b-6", ODD, ago=ago + 1, hour=12, lines=[{**TAPE, "quantity": 20}])
    credit = {"type": "credit", "creditFor": "b-5", "lines": [{**BOX, "quantity": -2}]}
    yield _order("b-7", LONG, ago=NEGATIVE_DAY, hour=10) | credit
    yield _order("b-8", ODD, ago=2, hour=16, status="cancelled", gift={"wrap": "red"})


def _ordinary() -> Iterator[dict[str, Any]]:
    """One order each of many customers, from six days ago back."""
    for number in range(MANY):
        who = (f"c-{number:02}", f"Customer {number:02}", None)
        lines = [{**(BOX if number % 3 else TAPE), "quantity": 1 + number % 4}]
        yield _order(f"c-{number:02}", who, ago=ZERO_DAY + 1 + number, hour=8 + number % 9, lines=lines)


def _order(order_id: str, who: tuple[str, str, str | None], *, ago: int, hour: int, **fields: Any) -> dict[str, Any]:
    contact_id, name, company = who
    at = local_to_utc(datetime.combine(today() - timedelta(days=ago), time(hour, 30)), ZONE)
    customer = {"name": name, "company": company, "email": f"{order_id}@example.com"}
    return order(order_id, contactID=contact_id, customer=customer, createdAt=text_of(at), **fields)
