"""What explanations share: their form, and why a document counts less than one might think."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.clients import Rules
from chalicelib.orders.order import ORDER
from chalicelib.store import Item
from chalicelib.views.paging import PAGE_ROWS

MOST_DOCUMENTS = PAGE_ROWS

CREDIT_IS_NO_ORDER = "a credit takes money back, and is no order"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why figures are what they are; `next_cursor` leads on in the list of the documents."""

    content: Item
    next_cursor: str | None


def why_not_counted(document: Mapping[str, Any]) -> str:
    """The reason, with the status that decided it."""
    kind = "an order" if document["kind"] == ORDER else "a credit"
    return f'the status "{document["status"]}" does not count for {kind}'


def uncounted_statuses(rules: Rules) -> Item:
    """The statuses that do not count, for each type of document; they are compared without regard to case."""
    return {"order": sorted(rules.uncounted_orders), "credit": sorted(rules.uncounted_credits)}


def joined(reasons: list[str]) -> str | None:
    """Some reasons as one text; None where there is none."""
    return "; ".join(reasons) or None
