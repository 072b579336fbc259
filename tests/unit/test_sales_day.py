"""What a document adds to its sales day, and how large the day's row may become."""

from decimal import Decimal

import pytest

from chalicelib import limits
from chalicelib.clients import Rules
from chalicelib.ingest.figures import Given, complete
from chalicelib.orders.order import read_order
from chalicelib.projections import keys
from chalicelib.projections.contribution import HEAD, contribution
from chalicelib.projections.effects import Sum
from chalicelib.projections.sales import by_day, new_customer

MOST_BYTES = 700
LONGEST_CLIENT = "c" * 40
RULES = Rules(zone="UTC")


def item(kind: str = "order", **totals) -> dict:
    return {
        "orderID": "o",
        "clientID": LONGEST_CLIENT,
        "contactID": "c",
        "createdAt": "2025-03-01T10:00:00Z",
        "type": kind,
        "totals": totals,
    }


def amounts_of(each: dict) -> dict[str, Decimal]:
    head = contribution(each, {LONGEST_CLIENT: RULES})[HEAD]
    [effect] = by_day("o", head)
    assert isinstance(effect, Sum)
    return dict(effect.amounts)


def test_the_row_of_a_sales_day_stays_small_with_the_longest_figures_that_can_be_stored():
    effects = [
        amounts_of(item()),
        amounts_of(item("credit")),
        new_customer(LONGEST_CLIENT, "AUD", "2025-03-01").amounts,
    ]
    longest = -Decimal("9" * 28 + "." + "9" * 10)  # 38 digits: the database holds no longer number
    row = {
        "pk": keys.sales(LONGEST_CLIENT, "2025"),
        "sk": keys.sharded(keys.sales_day("2025-03-01", "AUD"), 999),
        **{name: longest for amounts in effects for name in amounts},
    }
    assert len(row) == 2 + 11
    assert limits.item_size(limits.stored(row)) < MOST_BYTES


@pytest.mark.parametrize(
    ("totals", "included"),
    [
        ({}, True),
        ({"total": Decimal(11)}, True),
        ({"total": Decimal(11), "tax": Decimal(1)}, False),
        ({"total": Decimal(11), "tax": Decimal(0)}, False),
        ({"total": Decimal(11), "tax": Decimal(1), "taxIncluded": True}, True),
        ({"total": Decimal(11), "taxIncluded": False}, False),
    ],
)
def test_without_a_tax_split_the_tax_is_included(totals, included):
    assert amounts_of(item(**totals))["taxIncludedDocuments"] == included
    assert amounts_of(item("credit", **totals))["taxIncludedDocuments"] == included


@pytest.mark.parametrize("tax", [None, Decimal(0), Decimal(1)])
@pytest.mark.parametrize("said", [None, True, False])
def test_an_order_is_read_as_the_import_would_have_completed_it(tax, said):
    given = {"tax": tax, "taxIncluded": said, "subtotal": Decimal(10)}
    read = read_order(item(**{name: value for name, value in given.items() if value is not None}), RULES)
    imported = complete(Given(subtotal=Decimal(10), tax=tax, tax_included=said), "order", ())
    assert (read.totals.tax_included, read.totals.total) == (imported.tax_included, imported.total)


def test_tax_in_the_prices_is_no_tax_beside_them():
    assert amounts_of(item(total=Decimal(11), tax=Decimal(1), taxIncluded=True))["taxes"] == 0
    assert amounts_of(item(total=Decimal(11), tax=Decimal(1)))["taxes"] == 1
