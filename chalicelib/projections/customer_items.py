"""The customer's row as it is stored, and the texts by which the lists of customers are sorted."""

from collections.abc import Mapping
from typing import Any

from chalicelib import money
from chalicelib.clients import Rules
from chalicelib.folding import fold
from chalicelib.orders.order import Profile
from chalicelib.projections.customers import Customer, Mark, Spend

NEVER = "0000-00-00T00:00:00.000000Z"  # sorts before every instant

_MOST_NAME_BYTES = 360
_MOST_ID_BYTES = 600
_TIE = "\t"  # sorts before anything in a name
_NAMELESS = "2"
_NAMED = "1"


def item_of(customer: Customer, rules: Rules) -> dict[str, Any]:
    """The row as it is stored, without rev and lastUpdated."""
    item = {
        "contactID": customer.contact_id,
        "clientID": customer.client_id,
        "documents": customer.documents,
        "orderCount": customer.orders,
        "creditCount": customer.credits,
        "totalSpend": customer.spent(rules.currency),
        "spend": {name: {"documents": each.documents, "amount": each.amount} for name, each in customer.spend.items()},
        "newestAt": customer.newest.at if customer.newest else None,
        "newestOrderID": customer.newest.order_id if customer.newest else None,
        "name": customer.profile.name,
        "email": customer.profile.email,
        "company": customer.profile.company,
        "phone": customer.profile.phone,
        **_marks(customer),
        **sort_keys(customer, rules),
    }
    return {name: value for name, value in item.items() if value is not None}


def customer_of(item: Mapping[str, Any]) -> Customer:
    """The customer that `item_of` stored."""
    return Customer(
        contact_id=item["contactID"],
        client_id=item["clientID"],
        documents=int(item["documents"]),
        orders=int(item["orderCount"]),
        credits=int(item["creditCount"]),
        spend={name: Spend(int(each["documents"]), each["amount"]) for name, each in item["spend"].items()},
        first=_mark(item, "firstOrder"),
        last=_mark(item, "lastOrder"),
        newest=Mark(item["newestAt"], item["newestOrderID"]),
        profile=Profile(item.get("name"), item.get("email"), item.get("company"), item.get("phone")),
    )


def sort_keys(customer: Customer, rules: Rules) -> dict[str, str]:
    """The texts by which the lists are sorted, ties by contactID; sentinels where there is no order or name."""
    tie = _TIE + _clipped(customer.contact_id, _MOST_ID_BYTES)
    name = customer.profile.name
    folded = _NAMELESS if name is None else _NAMED + _clipped(fold(name), _MOST_NAME_BYTES)
    return {
        "bySpend": money.sortable(customer.spent(rules.currency)) + tie,
        "byLastOrder": (customer.last.at if customer.last else NEVER) + tie,
        "byOrderCount": f"{customer.orders:010d}{tie}",
        "byName": folded + tie,
    }


def _mark(item: Mapping[str, Any], name: str) -> Mark | None:
    at = item.get(f"{name}Date")
    if at is None:
        return None
    return Mark(at, item[f"{name}ID"], item[f"{name}Reference"], item[f"{name}Currency"])


def _marks(customer: Customer) -> dict[str, str]:
    marks: dict[str, str] = {}
    for name, mark in (("first", customer.first), ("last", customer.last)):
        if mark is not None:
            marks |= {
                f"{name}OrderDate": mark.at,
                f"{name}OrderID": mark.order_id,
                f"{name}OrderReference": mark.reference,
                f"{name}OrderCurrency": mark.currency,
            }
    return marks


def _clipped(text: str, most: int) -> str:
    encoded = text.encode()
    return text if len(encoded) <= most else encoded[:most].decode(errors="ignore")
