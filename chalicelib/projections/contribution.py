"""What one order, as it stands, adds to the views: {group: values}.

Pure, total and deterministic: the same item gives the same contribution, garbage gives a note of data
quality and never an exception. The ledger stores contributions as JSON, so values are texts, whole
numbers, truth values and lists of texts; amounts are texts of exact decimals.

Groups: `head` for the document itself, one `product#CODE` per distinct product, `quality` for what could
not be read. Each group can be expanded by itself, because a big order moves group by group.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from chalicelib import money
from chalicelib.clients import MOST_CATEGORY, Rules
from chalicelib.instants import sales_day, sales_hour, text_of, zone_of
from chalicelib.orders.order import DELETED, Line, Order, Unreadable, read_order

Group: TypeAlias = dict[str, Any]
Contribution: TypeAlias = dict[str, Group]

# Raised whenever contribution or expand change what they give for an order that exists, or the views get rows whose
# promise holds only if every change since their beginning has kept it, as the versions of the sales days do.
PROJECTION_VERSION = 6

HEAD = "head"
PRODUCT = "product#"
QUALITY = "quality"

_MOST_NOTES = 10


def contribution(item: Mapping[str, Any] | None, clients: Mapping[str, Rules]) -> Contribution:
    """The contribution of an order's item; no order, a deleted one or one of an unknown client adds nothing."""
    if item is None or _is_deleted(item):
        return {}
    client_id = item.get("clientID")
    if not isinstance(client_id, str) or client_id not in clients:
        return {}
    try:
        order = read_order(item, clients[client_id])
    except Unreadable as unreadable:
        return {QUALITY: _quality(client_id, unreadable.notes)}
    return _of_order(order, clients[client_id])


def text_of_body(body: Contribution) -> str:
    """The contribution as the ledger stores it: equal contributions give equal texts."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def body_of_text(text: str) -> Contribution:
    """The contribution that `text_of_body` wrote."""
    body: Contribution = json.loads(text)
    return body


def _is_deleted(item: Mapping[str, Any]) -> bool:
    status = item.get("status")
    return isinstance(status, str) and status.strip().casefold() == DELETED


def _of_order(order: Order, rules: Rules) -> Contribution:
    body = {HEAD: _head(order, zone_of(rules.zone))}
    if order.counts:
        body |= _products(order, rules)
    notes = order.notes + _line_notes(order)
    if notes:
        body[QUALITY] = _quality(order.client_id, notes)
    return body


def _head(order: Order, zone: ZoneInfo) -> Group:
    return _without_nulls(
        {
            **_listed(order, zone),
            "counts": order.counts,
            "subtotal": money.digits(order.totals.subtotal),
            "goods": money.digits(order.totals.discounted),
            "tax": money.digits(order.totals.tax),
            "taxIncluded": order.totals.tax_included,
            "shipping": money.digits(order.totals.shipping),
            "hour": sales_hour(order.at, zone),
            "company": order.profile.company,
            "phone": order.profile.phone,
        }
    )


def _listed(order: Order, zone: ZoneInfo) -> Group:
    """What every list of documents shows."""
    return {
        "client": order.client_id,
        "contact": order.contact_id,
        "at": text_of(order.at),
        "day": sales_day(order.at, zone).isoformat(),
        "kind": order.kind,
        "status": order.status,
        "reference": order.reference,
        "currency": order.currency,
        "total": money.digits(order.totals.total),
        "items": money.digits(money.total(line.quantity for line in order.lines)),
        "name": order.profile.name,
        "email": order.profile.email,
    }


def _products(order: Order, rules: Rules) -> Contribution:
    by_code: dict[str, list[Line]] = {}
    for line in order.lines:
        by_code.setdefault(line.code, []).append(line)
    listed = _listed(order, zone_of(rules.zone))  # once: it looks at every line
    return {f"{PRODUCT}{code}": _product(listed, code, lines, rules=rules) for code, lines in by_code.items()}


def _product(listed: Group, code: str, lines: list[Line], *, rules: Rules) -> Group:
    return _without_nulls(
        {
            **listed,
            "product": _said(line.name for line in lines),
            "category": _category(code, lines, rules),
            "units": money.digits(money.total(line.quantity for line in lines)),
            "revenue": money.digits(money.total(line.total for line in lines)),
        }
    )


def _category(code: str, lines: list[Line], rules: Rules) -> str | None:
    """The lines' own category, else the shop's for this product."""
    own = _said(line.category for line in lines)
    return rules.category_of(code) if own is None else own[:MOST_CATEGORY]


def _said(texts: Iterable[str | None]) -> str | None:
    """The first that is said."""
    return next((text for text in texts if text), None)


def _quality(client_id: str, notes: tuple[str, ...]) -> Group:
    return {"client": client_id, "notes": list(notes[:_MOST_NOTES]), "count": len(notes)}


def _line_notes(order: Order) -> tuple[str, ...]:
    lines = money.total(line.total for line in order.lines)
    totals = order.totals
    if not order.lines or lines in (totals.subtotal, totals.discounted):
        return ()
    return (f"lines: they add up to {money.digits(lines)}, the subtotal is {money.digits(totals.subtotal)}",)


def _without_nulls(group: Group) -> Group:
    return {name: value for name, value in group.items() if value is not None}
