"""The search: what it finds is what a look at everything finds, in the order that is promised."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.errors import InvalidQuery
from chalicelib.projections import keys
from chalicelib.store import Delete, Put
from chalicelib.views.customer_search import found_customers
from chalicelib.views.customers import CustomerFilter
from chalicelib.views.search import search
from chalicelib.views.source import RECOUNT, VIEW, Sources
from chalicelib.words import asked, customer_words, product_words, reference_words, sortable
from tests.laws.depth import examples
from tests.laws.test_recount_answers import SETTINGS, SHOP, all_pages, filters, is_wanted, projector_in, sources_of
from tests.laws.test_recount_answers import asked as ask

NAMES = [
    "Ann Smith",
    "Ann Jones",
    "Zoë O'Brien",
    "Kim Smith-Jones",
    "smith",
    "Smithers",
    "開発 一郎",
    "!",
    "Anna",
    None,
]
EMAILS = ["ann@acme.com", "ann.smith@gmail.com", "zoe@acme.com", "n/a", None]
COMPANIES = ["Acme Pty Ltd", "Smith & Sons", "3M", None]
PHONES = ["0412 345 678", "+61 412 345 679", "9876 5432", None]
CODES = ["BOX-RSC-M", "BOX-S", "ann-1", "0412", "box#1"]
PRODUCT_NAMES = ["Shipping box", "Small box, 300 x 200", "Tape by Ann", None]
REFERENCES = ["#1046", "1046", "INV-2025-12", "ann-7", "WEB-11639", "0000001046", "###", "412"]
TEXTS = [
    *(
        "ann",
        "a",
        "an",
        "smith",
        "SMITH ann",
        "jones smith",
        "smith-jones",
        "o'brien",
        "annsmith",
        "ann ann",
        "開発",
        "3m",
    ),
    *("acme", "acme pty", "@acme.com", "@gmail", "gmail", "ann@", "0412", "0412 345", "+61 412", "4", "412 345 678"),
    *("box", "box rsc", "rsc", "boxs", "small box", "x 300", "box 300", "1046", "#1046", "inv 12", "2025-12", "web"),
    *("!", "", "#", "nobody at all", "smith nobody", "shipping ann"),
]

customers = st.fixed_dictionaries(
    {
        "name": st.sampled_from(NAMES),
        "email": st.sampled_from(EMAILS),
        "company": st.sampled_from(COMPANIES),
        "phone": st.sampled_from(PHONES),
    }
)
lines = st.lists(
    st.fixed_dictionaries(
        {
            "productCode": st.sampled_from(CODES),
            "name": st.sampled_from(PRODUCT_NAMES),
            "quantity": st.just(1),
            "unitPrice": st.just(5),
        }
    ),
    max_size=2,
)
order = st.fixed_dictionaries(
    {
        "orderID": st.integers(0, 12).map("o-{}".format),
        "orderReference": st.sampled_from(REFERENCES),
        "createdAt": st.datetimes(datetime(2025, 1, 1), datetime(2025, 3, 25)).map(lambda at: at.isoformat() + "Z"),
        "customer": customers,
        "lines": lines,
        "currency": st.sampled_from(["AUD", "AUD", "NZD"]),
        "type": st.sampled_from(["order", "order", "order", "credit"]),
        "status": st.sampled_from(["completed", "completed", "cancelled", "trash"]),
    },
    optional={"contactID": st.sampled_from(["a", "b", "c", "d", "e#1", "開"])},
)
orders = st.lists(order, max_size=14, unique_by=lambda order: order["orderID"])
texts = st.sampled_from(TEXTS)


class Entities:
    """The customers, orders and products as the orders make them, looked at one by one."""

    def __init__(self, items: list[dict[str, Any]]) -> None:
        self.orders = [each for each in items if each["status"] != "trash"]
        by_time = sorted(self.orders, key=place_of)
        self.customers = {each["contactID"]: each["customer"] for each in by_time if "contactID" in each}
        named = [each for each in by_time if each["type"] == "credit" or each["status"] == "completed"]
        credits_first = sorted(named, key=lambda each: each["type"] != "credit")
        self.products = {code: name for each in credits_first for code, name in named_products(each).items()}

    def found_customers(self, text: str) -> list[str]:
        rows = []
        for contact, said in self.customers.items():
            known_as = sortable(said["name"] or said["company"] or said["email"] or "")
            rows.append((customer_words(**said), (known_as, contact), contact))
        return found(text, rows)

    def found_orders(self, text: str) -> list[str]:
        return found(
            text, [(reference_words(each["orderReference"]), place_of(each), each["orderID"]) for each in self.orders]
        )

    def found_products(self, text: str) -> list[str]:
        rows = [
            (product_words(code, name), (sortable(name or code), code), code) for code, name in self.products.items()
        ]
        return found(text, rows)


def place_of(document) -> tuple[datetime, str]:
    return datetime.fromisoformat(document["createdAt"]), document["orderID"]


def named_products(document) -> dict[str, str | None]:
    names: dict[str, str | None] = {}
    for line in document["lines"]:
        names[line["productCode"]] = names.get(line["productCode"]) or line["name"]
    return names


def found(text: str, rows) -> list[str]:
    """What the definition finds, in the order that is promised."""
    places = [(place, identity) for words, by, identity in rows if (place := place_in(text, words, by)) is not None]
    return [identity for _, identity in sorted(places, key=lambda each: each[0])]


def place_in(text: str, words: list[str], by: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """The whole text before all of its words; then by the word that is found, then by name or time."""
    question = asked(text)
    if question is None:
        return None
    if any(word.startswith(question.whole) for word in words):
        return 0, min(word for word in words if word.startswith(question.whole)), by
    if all(any(word.startswith(each) for word in words) for each in question.words):
        return 1, min(word for word in words if word.startswith(question.words[0])), by
    return None


def searched(sources: Sources, text: str, *, views: bool = True, limit: int = 100):
    answer, kind = ask(sources, lambda source: search(source, text, limit=limit), views=views)
    assert kind == (VIEW if views else RECOUNT)
    return answer


def ids(answer) -> tuple[list[str], list[str], list[str]]:
    return (
        [each["contactID"] for each in answer.customers],
        [each["orderID"] for each in answer.orders],
        [each["productCode"] for each in answer.products],
    )


def expected(items, text: str) -> tuple[list[str], list[str], list[str]]:
    entities = Entities(items)
    return entities.found_customers(text), entities.found_orders(text), entities.found_products(text)


@examples(150)
@given(items=orders, text=texts)
def test_the_search_finds_what_a_look_at_everything_finds(items, text):
    sources = sources_of(items)
    for views in (True, False):
        answer = searched(sources, text, views=views)
        assert ids(answer) == expected(items, text)
        assert not answer.is_short


@examples(60)
@given(items=orders, text=texts, limit=st.integers(1, 4))
def test_a_limit_keeps_the_best_of_each_kind(items, text, limit):
    everything = ids(searched(sources_of(items), text))
    assert ids(searched(sources_of(items), text, limit=limit)) == tuple(each[:limit] for each in everything)


@examples(60)
@given(items=orders, text=texts)
def test_what_is_found_is_what_there_is(items, text):
    entities, answer = Entities(items), searched(sources_of(items), text)
    for each in answer.customers:
        assert each == {"contactID": each["contactID"], **entities.customers[each["contactID"]]}
    for each in answer.products:
        assert each["name"] == entities.products[each["productCode"]]
    references = {order["orderID"]: order["orderReference"] for order in entities.orders}
    assert all(each["orderReference"] == references[each["orderID"]] for each in answer.orders)


@examples(120)
@given(items=orders, text=texts, wanted=st.just(CustomerFilter()) | filters, limit=st.sampled_from([1, 7, 100]))
def test_the_customers_that_are_found_come_once_each_on_pages_of_any_size(items, text, wanted, limit):
    sources = sources_of(items)

    def question(source, size, cursor, only=wanted):
        return found_customers(source, text, only, limit=size, cursor=cursor)

    everybody = all_pages(sources, lambda *args: question(*args, only=CustomerFilter()), views=True, limit=100)
    assert [each["contactID"] for each in everybody] == Entities(items).found_customers(text)
    for views in (True, False):
        rows = all_pages(sources, question, views=views, limit=limit)
        assert [each["contactID"] for each in rows] == [
            each["contactID"] for each in everybody if is_wanted(each, wanted)
        ]


steps = st.lists(order | st.integers(0, 12).map("o-{}".format), max_size=12)


@examples(100)
@given(program=steps, text=texts)
def test_after_any_edits_the_search_finds_what_there_is_and_no_word_stays_behind(program, text):
    shop = Edited()
    for step in program:
        shop.delete(step) if isinstance(step, str) else shop.write(step)
    assert ids(searched(shop.sources, text)) == expected(list(shop.orders.values()), text)
    for order_id in list(shop.orders):
        shop.delete(order_id)
    assert shop.word_rows() == []


class Edited:
    """A shop whose orders are written and deleted one after another."""

    def __init__(self) -> None:
        self.sources = sources_of([])
        self.orders: dict[str, dict[str, Any]] = {}
        self._projector = projector_in(self.sources.store, SHOP)

    def write(self, item: dict[str, Any]) -> None:
        self.orders[item["orderID"]] = item
        self.sources.store.write(Put(SETTINGS.tables.orders, {**item, "clientID": SHOP.client_id}))
        self._projector.apply([item["orderID"]])

    def delete(self, order_id: str) -> None:
        self.orders.pop(order_id, None)
        self.sources.store.write(Delete(SETTINGS.tables.orders, {"orderID": order_id}))
        self._projector.apply([order_id])

    def word_rows(self) -> list[Any]:
        rows = self.sources.store.items(SETTINGS.tables.views)
        return [row for row in rows if row["pk"] == keys.words(SHOP.client_id)]

    def customers(self, text: str) -> list[str]:
        return ids(searched(self.sources, text))[0]

    def products(self, text: str) -> list[str]:
        return ids(searched(self.sources, text))[2]


def document(order_id: str, day: int, name: str | None = None, product: str | None = None, **more) -> dict[str, Any]:
    customer = {"name": name, "email": None, "company": None, "phone": None}
    item = {
        "orderID": order_id,
        "orderReference": order_id,
        "contactID": "jo",
        "createdAt": f"2025-03-{day:02}T10:00:00Z",
        "customer": customer,
        "lines": [{"productCode": "P-1", "name": product, "quantity": 1, "unitPrice": 5}] if product else [],
        "currency": "AUD",
        "type": "order",
        "status": "completed",
    }
    return item | more


def test_a_customer_is_found_by_the_name_on_the_newest_order_only():
    shop = Edited()
    shop.write(document("o-1", 1, "Jo Miller"))
    shop.write(document("o-2", 2, "Jo Baker"))
    assert (shop.customers("miller"), shop.customers("baker"), shop.customers("jo")) == ([], ["jo"], ["jo"])
    shop.write(document("o-0", 1, "Jo Older"))
    assert (shop.customers("older"), shop.customers("baker")) == ([], ["jo"])
    shop.delete("o-2")
    assert (shop.customers("miller"), shop.customers("baker")) == (["jo"], [])


def test_a_product_is_found_by_the_name_on_the_newest_order_only():
    shop = Edited()
    shop.write(document("o-1", 1, product="Crate"))
    shop.write(document("o-2", 2, product="Carton"))
    assert (shop.products("crate"), shop.products("carton"), shop.products("p1")) == ([], ["P-1"], ["P-1"])
    shop.delete("o-2")
    assert (shop.products("crate"), shop.products("carton")) == (["P-1"], [])


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 100])
def test_the_customers_that_a_text_names_come_before_those_with_all_its_words_and_once(limit):
    names = {"1": "Smith Ann", "2": "Ann Smith", "3": "Ann B Smith", "4": "Annsmith Bo", "5": "Ann Smith", "6": "Ann"}
    sources = sources_of([document(f"o-{contact}", 1, name, contactID=contact) for contact, name in names.items()])

    def question(source, size, cursor):
        return found_customers(source, "ann smith", CustomerFilter(), limit=size, cursor=cursor)

    rows = all_pages(sources, question, views=True, limit=limit)
    assert [each["contactID"] for each in rows] == ["2", "5", "4", "3", "1"]


def test_whole_words_come_first_and_then_the_names():
    items = [
        document(f"o-{contact}", 1, name, contactID=contact)
        for contact, name in (("1", "Zoe Ann"), ("2", "Annabel"), ("3", "Kim Ann"), ("4", "Ann"), ("5", "Bo Anning"))
    ]
    assert ids(searched(sources_of(items), "ann"))[0] == ["4", "3", "1", "2", "5"]


def test_names_and_ids_with_separators_never_share_a_row():
    pairs = [("Ann#1", "2"), ("Ann", "1#2"), ("Ann\t1", "2#"), ("Ann", "1\t2"), ("ann", "2"), ("ANN 1", "#2")]
    items = [document(f"o-{n}", 1, name, contactID=contact) for n, (name, contact) in enumerate(pairs)]
    newest = {contact: name for name, contact in pairs}
    assert sorted(ids(searched(sources_of(items), "ann"))[0]) == sorted(newest)


def test_a_long_way_through_other_rows_goes_on_with_the_cursor():
    many = [document(f"9{number:04}", 1) for number in range(1100)]
    for each in many:
        del each["contactID"]
    someone = document("o", 1, "Jo", customer={"name": "Jo", "email": None, "company": None, "phone": "9999 9999"})
    sources = sources_of([*many, someone])

    def page(cursor):
        return ask(
            sources, lambda source: found_customers(source, "9", CustomerFilter(), limit=5, cursor=cursor), views=True
        )[0]

    first = page(None)
    assert (first.items, first.is_short) == ([], True)
    second = page(first.next_cursor)
    assert ([each["contactID"] for each in second.items], second.next_cursor) == (["jo"], None)
    assert searched(sources, "9").is_short
    assert not searched(sources, "99999").is_short


@pytest.mark.parametrize(("text", "other"), [("ann", "anna"), ("ann smith", "smith ann"), ("smith", "smith ann")])
def test_a_cursor_belongs_to_its_search(text, other):
    sources = sources_of([document(f"o-{n}", 1, "Ann Smith", contactID=f"c-{n}") for n in range(4)])

    def page(words, wanted, cursor):
        return ask(sources, lambda source: found_customers(source, words, wanted, limit=1, cursor=cursor), views=True)[
            0
        ]

    cursor = page(text, CustomerFilter(), None).next_cursor
    assert page(text, CustomerFilter(), cursor).items
    for words, wanted in ((other, CustomerFilter()), (text, CustomerFilter(segment="VIP"))):
        with pytest.raises(InvalidQuery, match="cursor"):
            page(words, wanted, cursor)
