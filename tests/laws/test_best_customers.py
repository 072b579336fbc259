"""Best customers: who spent most in a month, page by page, counted from the order items."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import defaultdict
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.errors import InvalidQuery
from chalicelib.memory import MemoryStore
from chalicelib.projections import keys
from chalicelib.store import Item, Query
from chalicelib.views.best_customers import best_customers
from chalicelib.views.source import Sources
from tests.laws.product_orders import ZERO, counts, day_of, instants, sources_after
from tests.laws.test_recount_answers import SETTINGS, all_pages, asked

CONTACTS = [None, "a", "b", "c", "A", "e#1", "f%", "開", "a#2025-02"]
MONTHS = [date(2024, 12, 1), date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)]
# Few amounts, so that many have spent the same, or nothing.
amounts = st.sampled_from([Decimal(text) for text in ("0", "5", "10", "10", "0.1", "123456789012345.12")])


@st.composite
def documents(draw: st.DrawFn) -> Item:
    """An order or a credit of a customer or guest."""
    kind = draw(st.sampled_from(["order", "order", "credit"]))
    amount = draw(amounts)
    found: Item = {
        "orderID": f"o-{draw(st.integers(0, 60))}",
        "createdAt": f"{draw(instants).isoformat()}Z",
        "type": kind,
        "lines": [],
        "totals": {"total": -amount if kind == "credit" else amount},
        "currency": draw(st.sampled_from(["AUD", "AUD", "AUD", "NZD"])),
        "status": draw(st.sampled_from(["completed", "completed", "Completed", "cancelled", "draft"])),
    }
    contact = draw(st.sampled_from(CONTACTS))
    return found | ({} if contact is None else {"contactID": contact})


orders = st.lists(documents(), max_size=25, unique_by=lambda order: order["orderID"])


@settings(max_examples=150, deadline=None)
@given(
    edits=st.tuples(orders, orders),
    month=st.sampled_from(MONTHS),
    currency=st.sampled_from(["AUD", "AUD", "NZD"]),
    limit=st.sampled_from([1, 2, 7, 100]),
)
def test_the_best_customers_are_what_the_orders_say(edits, month, currency, limit):
    sources = sources_after(*edits)
    rows = listed(sources, month, currency, limit=limit)
    assert rows == listed(sources, month, currency, limit=limit, views=False)
    assert rows == listed(sources, month, currency, limit=100)
    assert [row["spend"] for row in rows] == sorted((row["spend"] for row in rows), reverse=True)
    assert {row["currency"] for row in rows} <= {currency}
    figures = {row["contactID"]: {name: row[name] for name in ("rank", *expected_of([]))} for row in rows}
    assert figures == expected(edits[1], month, currency)
    assert len(figures) == len(rows)


def test_rows_whose_documents_are_gone_are_passed_over_at_any_page_size():
    gone = [document(f"gone-{number}", f"gone-{number:03}", "9") for number in range(450)]
    staying = [document("one", "one", "5"), document("free", "free", "0"), document("back", "back", "-3", "credit")]
    sources = sources_after([*gone, *staying], staying)
    assert len(rows_in_index(sources.store)) == len(gone) + len(staying)
    for limit in (1, 2, 100):
        ranks = [(row["rank"], row["contactID"]) for row in listed(sources, MONTHS[2], "AUD", limit=limit)]
        assert ranks == [(1, "one"), (2, "free"), (3, "back")]


def test_who_has_spent_the_same_has_the_same_rank_on_the_next_page_too():
    spent = ["10", "7", "7", "7", "5", "5", "1"]
    sources = sources_after([], [document(f"o-{n}", f"c-{n}", each) for n, each in enumerate(spent)])
    for limit in (1, 2, 3, 7):
        rows = listed(sources, MONTHS[2], "AUD", limit=limit)
        assert [row["rank"] for row in rows] == [1, 2, 2, 2, 5, 5, 7]


@pytest.mark.parametrize("counted", [["1", "2"], ["0", "1"], ["-1", "-2"]])
def test_a_cursor_that_counts_what_can_not_be_is_none(counted):
    sources = sources_after([], [document(f"o-{n}", f"c-{n}", "5") for n in range(3)])

    def question(source, cursor):
        return best_customers(source, MONTHS[2], "AUD", limit=1, cursor=cursor)

    page, _ = asked(sources, lambda source: question(source, None), views=True)
    mark, revenue, contact, _, _, spend = json.loads(urlsafe_b64decode(page.next_cursor + "=="))
    changed = urlsafe_b64encode(json.dumps([mark, revenue, contact, *counted, spend]).encode()).decode().rstrip("=")
    with pytest.raises(InvalidQuery, match="is not a cursor of this list"):
        asked(sources, lambda source: question(source, changed), views=True)


def document(order_id: str, contact: str, total: str, kind: str = "order") -> Item:
    """A document of February."""
    return {
        "orderID": order_id,
        "contactID": contact,
        "createdAt": "2025-02-10T10:00:00Z",
        "type": kind,
        "lines": [],
        "totals": {"total": Decimal(total)},
        "currency": "AUD",
        "status": "completed",
    }


def listed(sources: Sources, month: date, currency: str, *, limit: int, views: bool = True) -> list[Item]:
    """All pages of a month."""

    def question(source, limit, cursor):
        return best_customers(source, month, currency, limit=limit, cursor=cursor)

    return all_pages(sources, question, views=views, limit=limit)


def rows_in_index(store: MemoryStore) -> list[Item]:
    """Every row of February, empty ones included."""
    return store.query(Query(SETTINGS.tables.views, keys.best_customers("packprod", "2025-02", "AUD"))).items


def expected(items: list[Item], month: date, currency: str) -> dict[str, Item]:
    """What each customer spent, straight from the documents."""
    of_customer: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        is_of_month = day_of(item).replace(day=1) == month
        if "contactID" in item and counts(item) and is_of_month and item["currency"] == currency:
            of_customer[item["contactID"]].append(item)
    found = {contact: expected_of(some) for contact, some in of_customer.items()}
    spends = [figures["spend"] for figures in found.values()]
    return {
        contact: {"rank": 1 + sum(spend > figures["spend"] for spend in spends), **figures}
        for contact, figures in found.items()
    }


def expected_of(items: list[Item]) -> dict[str, Any]:
    orders = sum(item["type"] == "order" for item in items)
    spend = sum((item["totals"]["total"] for item in items), ZERO)
    average = (spend / orders).quantize(Decimal("0.000001"), ROUND_HALF_EVEN) if orders else None
    return {"orders": orders, "credits": len(items) - orders, "spend": spend, "averageOrderValue": average}


def test_the_month_is_that_of_the_shops_clocks():
    item = document("o", "a", "5") | {"createdAt": datetime(2025, 1, 31, 13).isoformat() + "Z"}
    sources = sources_after([], [item])
    assert [len(listed(sources, month, "AUD", limit=7)) for month in MONTHS] == [0, 0, 1, 0, 0]
