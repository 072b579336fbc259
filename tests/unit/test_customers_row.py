"""A customer's row: first and last by instant and ID, money by currency, the newest document's profile."""

from decimal import Decimal

from tests.laws.orders import lines, order
from tests.laws.shop import Shop


def test_the_first_and_the_last_of_equal_instants_are_decided_by_id() -> None:
    row = row_after(order("b"), order("a"), order("c"))
    assert (row["firstOrderID"], row["lastOrderID"]) == ("a", "c")


def test_the_tie_is_decided_anew_when_the_extreme_leaves() -> None:
    shop = Shop()
    shop.take(order("b"), order("a"), order("c"))
    shop.apply(shop.delete("c", "a"))
    row = shop.customer("x")
    assert row is not None
    assert (row["firstOrderID"], row["lastOrderID"]) == ("b", "b")


def test_credits_alone_make_a_prospect_without_dates() -> None:
    row = row_after(order("credit", type="credit", lines=lines("p1", price="-4")))
    assert row["orderCount"] == 0
    assert row["creditCount"] == 1
    assert row["totalSpend"] == Decimal(-4)
    assert "firstOrderDate" not in row
    assert row["byLastOrder"].startswith("0000-00-00")


def test_a_document_without_a_type_and_with_a_negative_total_is_a_credit() -> None:
    row = row_after(order("o"), order("back", totals={"total": Decimal(-3)}))
    assert (row["orderCount"], row["creditCount"], row["totalSpend"]) == (1, 1, Decimal(7))


def test_a_credit_moves_neither_the_first_nor_the_last_order() -> None:
    row = row_after(order("o", day=5), order("c1", day=1, type="credit"), order("c2", day=9, type="credit"))
    assert (row["firstOrderID"], row["lastOrderID"]) == ("o", "o")


def test_a_cancelled_order_is_a_document_that_counts_for_nothing() -> None:
    row = row_after(order("o"), order("no", day=2, status="Cancelled"))
    assert (row["documents"], row["orderCount"], row["totalSpend"]) == (2, 1, Decimal(10))
    assert row["lastOrderID"] == "o"


def test_a_second_currency_stands_beside_the_first_and_is_never_added_to_it() -> None:
    row = row_after(order("o"), order("nz", currency="nzd"))
    assert row["orderCount"] == 2
    assert row["totalSpend"] == Decimal(10)
    assert row["spend"]["NZD"] == {"documents": 1, "amount": Decimal(10)}


def test_a_currency_without_documents_is_gone() -> None:
    shop = Shop()
    shop.take(order("o"), order("nz", currency="NZD"))
    shop.apply(shop.delete("nz"))
    row = shop.customer("x")
    assert row is not None
    assert set(row["spend"]) == {"AUD"}


def test_the_profile_is_that_of_the_newest_document_of_any_kind() -> None:
    row = row_after(
        order("old", day=1, customer={"name": "Old", "phone": "1"}),
        order("new", day=3, type="credit", customer={"name": "New"}),
        order("mid", day=2, customer={"name": "Mid"}),
    )
    assert row["name"] == "New"
    assert "phone" not in row


def test_the_profile_goes_back_when_the_newest_document_leaves() -> None:
    shop = Shop()
    shop.take(
        order("old", day=1, customer={"name": "Old", "email": "o@x"}), order("new", day=2, customer={"name": "N"})
    )
    shop.apply(shop.delete("new"))
    row = shop.customer("x")
    assert row is not None
    assert (row["name"], row["email"]) == ("Old", "o@x")


def test_all_of_a_customers_extremes_may_leave_in_one_batch() -> None:
    shop = Shop()
    shop.take(*(order(f"o{day}", day=day) for day in range(1, 9)))
    shop.apply(shop.delete("o1", "o2", "o8", "o7"))
    row = shop.customer("x")
    assert row is not None
    assert (row["firstOrderID"], row["lastOrderID"], row["orderCount"]) == ("o3", "o6", 4)


def test_without_documents_there_is_no_row() -> None:
    shop = Shop()
    shop.take(order("o"))
    shop.apply(shop.delete("o"))
    assert shop.customer("x") is None


def test_the_same_contact_of_two_shops_is_two_customers() -> None:
    shop = Shop()
    shop.take(order("o"), order("p", clientID="b"))
    assert shop.customer("x", "a") != shop.customer("x", "b")
    assert shop.customer("x", "b") is not None


def test_lists_sort_negative_spend_below_zero_and_the_nameless_last() -> None:
    owing = row_after(order("o", totals={"total": Decimal(-5)}, type="order"))
    zero = row_after(order("o", totals={"total": Decimal(0)}))
    nameless = row_after(order("o", customer={}))
    assert owing["bySpend"] < zero["bySpend"]
    assert nameless["byName"] > zero["byName"]


def row_after(*documents: dict) -> dict:
    shop = Shop()
    shop.take(*documents)
    assert shop.differences() == []
    row = shop.customer("x")
    assert row is not None
    return row
