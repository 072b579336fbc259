"""One customer is read in three calls: what they tell of must be the same documents."""

from dataclasses import replace

from chalicelib.projections.projector import Projector
from chalicelib.store import Put
from chalicelib.views import customers
from tests.laws.test_recount_answers import SETTINGS, SHOP, asked, sources_of


def order(number: int) -> dict:
    return {
        "orderID": f"o-{number}",
        "clientID": SHOP.client_id,
        "contactID": "a",
        "createdAt": f"2025-03-{number:02}T10:00:00Z",
        "lines": [{"productCode": "BOX", "quantity": 1, "unitPrice": 5}],
        "currency": "AUD",
    }


class Between:
    """A store in which orders arrive between a query and the next call."""

    def __init__(self, store, arrivals: int) -> None:
        self._store = store
        self._left = arrivals
        self._number = 1
        self.looks = 0

    def __getattr__(self, name):
        return getattr(self._store, name)

    def query(self, query):
        page = self._store.query(query)
        if query.hash_value.startswith("customer#"):
            self.looks += 1
            if self._left:
                self._arrive()
        return page

    def _arrive(self) -> None:
        self._left -= 1
        self._number += 1
        self._store.write(Put(SETTINGS.tables.orders, order(self._number)))
        Projector(self._store, SETTINGS.tables, {SHOP.client_id: SHOP.rules}).apply([f"o-{self._number}"])


def looked_at(arrivals: int) -> tuple[dict, int]:
    sources = sources_of([order(1)])
    between = Between(sources.store, arrivals)
    return asked(replace(sources, store=between), lambda source: customers.customer(source, "a"), views=True)[
        0
    ], between.looks


def test_a_customer_at_rest_is_looked_at_once():
    assert looked_at(0)[1] == 1


def test_an_order_that_arrives_in_between_is_in_the_count_the_list_and_the_months():
    found, looks = looked_at(1)
    assert looks == 2
    assert found["orderCount"] == len(found["recentOrders"]) == found["months"][0]["orderCount"] == 2
    assert found["topProducts"][0]["orders"] == 2


def test_a_customer_who_never_rests_is_answered_all_the_same():
    found, looks = looked_at(9)
    assert (found["orderCount"], looks) == (4, 3)
