"""Made-up orders of three lines: alike in everything but their number, so that only the number tells.

Whatever the size of the shop, a customer has ten orders spread over the year, thirty products bought once each, and a
name as long as any other; a day has orders, a product is sold every month.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from chalicelib.clients import Client, Rules
from chalicelib.instants import text_of
from chalicelib.store import Item

SHOP = Client("packprod", "Benchmark shop", Rules(zone="Australia/Sydney", currency="AUD"))
YEAR = 2025
ORDERS_OF_A_CUSTOMER = 10
PRODUCTS = 50
LINES = 3
_START = datetime(YEAR, 1, 2, tzinfo=UTC)
_SPAN = timedelta(days=363)
_CATEGORIES = ("Boxes", "Tape", "Bags", "Labels")


def orders(number: int) -> Iterator[Item]:
    """A year of orders as they are stored, oldest first."""
    customers = max(1, number // ORDERS_OF_A_CUSTOMER)
    return (order(each, customer=each % customers, nth=each // customers, of=number) for each in range(number))


def history(number: int, *, customer: int = 0, first: int = 0) -> Iterator[Item]:
    """So many orders of one customer, oldest first."""
    return (order(first + each, customer=customer, nth=each, of=number) for each in range(number))


def order(number: int, *, customer: int, nth: int, of: int) -> Item:
    """The nth order of a customer, at its place among all of the year."""
    lines = [_line(customer * 7 + nth * LINES + each, nth) for each in range(LINES)]
    subtotal = sum((line["lineTotal"] for line in lines), Decimal(0))
    return {
        "orderID": f"o-{number:09}",
        "orderReference": f"#{number:09}",
        "type": "order",
        "clientID": SHOP.client_id,
        "contactID": contact(customer),
        "customer": _profile(customer),
        "createdAt": text_of(_START + _SPAN * number / max(of, 1)),
        "lines": lines,
        "totals": {
            "subtotal": subtotal,
            "discount": Decimal("1.50"),
            "tax": Decimal("4.80"),
            "shipping": Decimal("9.50"),
            "total": subtotal + Decimal("12.80"),
        },
        "currency": SHOP.rules.currency,
        "status": "completed",
    }


def contact(customer: int) -> str:
    """The contact ID of a customer."""
    return f"c-{customer:08}"


def product(number: int) -> str:
    """The code of a product."""
    return f"BOX-{number % PRODUCTS:03}"


def _profile(customer: int) -> Item:
    return {
        "name": f"Customer {customer:08}",
        "email": f"customer{customer:08}@example.com",
        "company": f"Company {customer % 100:02}",
        "phone": f"+61 4{customer:08}",
    }


def _line(choice: int, nth: int) -> Item:
    quantity, price = Decimal(choice % 5 + 1), Decimal("10.25") + nth % ORDERS_OF_A_CUSTOMER
    return {
        "productCode": product(choice),
        "name": f"Shipping box {choice % PRODUCTS:03}",
        "category": _CATEGORIES[choice % PRODUCTS % len(_CATEGORIES)],
        "quantity": quantity,
        "unitPrice": price,
        "lineTotal": quantity * price,
    }
