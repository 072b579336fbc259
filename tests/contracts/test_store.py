"""What every store promises, on every backend."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, product

import pytest

from chalicelib.store import (
    MAX_ITEM_BYTES,
    Absent,
    AbsentOrBelow,
    Check,
    ConditionFailed,
    Delete,
    Equals,
    Index,
    Matches,
    Put,
    Query,
    Rejected,
    Table,
    TransactionCancelled,
    Update,
)

PLAIN = Table("plain", "id")
RANGED = Table(
    "ranged",
    "pk",
    "sk",
    indexes={
        "by-place": Index("shop", "place"),
        "by-mail": Index("mail"),
        "by-weight": Index("pk", "weight", is_number=True),
    },
)
ONE = Decimal(1)
FAILED = "ConditionalCheckFailed"
TEXTS = [
    "#",
    "%",
    "-",
    "0",
    "9",
    "A",
    "Z",
    "_",
    "a",
    "ab",
    "b",
    "~",
    "é",
    "ÿ",
    "Ω",
    "中",
    "日本",
    "\uffee",
    "😀",
    "😀1",
]


@pytest.fixture
def store(store_backend):
    return store_backend.store


@pytest.fixture
def plain(store_backend):
    return store_backend.create(PLAIN)


@pytest.fixture
def ranged(store_backend):
    return store_backend.create(RANGED)


def fill(store, table, items):
    for item in items:
        store.write(Put(table, item))


def pages(store, query):
    """All pages of a query, each but the last with a key to go on from."""
    while True:
        page = store.query(query)
        yield page
        if page.next_key is None:
            return
        query = replace(query, start=page.next_key)


def everything(store, query):
    return [item for page in pages(store, query) for item in page.items]


def scanned(store, table, **options):
    start = None
    while True:
        page = store.scan(table, start=start, **options)
        yield from page.items
        start = page.next_key
        if start is None:
            return


def refuses(store, writes):
    """Whether a transaction can never be: DynamoDB says so of the request or of one of its writes."""
    try:
        store.transact(writes)
    except Rejected:
        return True
    except TransactionCancelled as cancelled:
        return "ValidationError" in cancelled.reasons
    return False


def rows(*texts, pk="p", **more):
    return [{"pk": pk, "sk": text, **more} for text in texts]


# Single items


def test_what_is_put_is_read_back(store, plain):
    store.write(Put(plain, {"id": "a", "total": Decimal("12.5")}))
    assert store.get(plain, {"id": "a"}) == {"id": "a", "total": Decimal("12.5")}
    assert store.get(plain, {"id": "a"}, consistent=False) == {"id": "a", "total": Decimal("12.5")}


def test_an_item_that_was_never_put_is_not_there(store, plain):
    assert store.get(plain, {"id": "nobody"}) is None


def test_a_put_replaces_the_whole_item(store, plain):
    fill(store, plain, [{"id": "a", "x": ONE}, {"id": "a", "y": ONE}])
    assert store.get(plain, {"id": "a"}) == {"id": "a", "y": ONE}


@pytest.mark.parametrize(
    "value",
    [
        "text",
        "Zoë 日本 😀 \u0000 \n",
        True,
        False,
        None,
        ["a", ["b", []], {"c": Decimal("1.5")}],
        {},
        {"a": {"b": {"c": None}}, "list": [True, None]},
        {"red"},
        {Decimal(1), Decimal("2.5")},
        b"\x00\xff",
    ],
    ids=repr,
)
def test_every_type_of_value_comes_back_as_it_was(store, plain, value):
    store.write(Put(plain, {"id": "a", "value": value}))
    returned = store.get(plain, {"id": "a"})["value"]
    assert returned == value
    assert type(returned) is type(value)


def test_an_empty_text_that_is_no_key_can_be_stored(store_backend, store, plain):
    store_backend.needs("empty texts")
    store.write(Put(plain, {"id": "a", "value": "", "nested": {"value": [""]}}))
    assert store.get(plain, {"id": "a"}) == {"id": "a", "value": "", "nested": {"value": [""]}}


def test_a_float_has_no_place_in_an_item(store, plain):
    with pytest.raises(TypeError):
        store.write(Put(plain, {"id": "a", "value": 1.5}))


def test_a_text_that_is_not_unicode_is_rejected(store, plain):
    with pytest.raises(Rejected):
        store.write(Put(plain, {"id": "a", "value": "\ud800"}))


def test_what_a_reader_changes_stays_unchanged_in_the_store(store, plain):
    store.write(Put(plain, {"id": "a", "lines": [{"n": ONE}]}))
    read = store.get(plain, {"id": "a"})
    read["lines"][0]["n"] = Decimal(9)
    read["more"] = True
    assert store.get(plain, {"id": "a"}) == {"id": "a", "lines": [{"n": ONE}]}


def test_what_a_writer_changes_later_stays_unchanged_in_the_store(store, plain):
    item = {"id": "a", "lines": [{"n": ONE}]}
    store.write(Put(plain, item))
    item["lines"].append("more")
    assert store.get(plain, {"id": "a"}) == {"id": "a", "lines": [{"n": ONE}]}


# Numbers


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("1.50", "1.5"),
        ("1E+2", "100"),
        ("100", "100"),
        ("1200.00", "1200"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("0E+9", "0"),
        ("1E-10", "0.0000000001"),
        ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
        ("-0.12345678901234567890123456789012345678", "-0.12345678901234567890123456789012345678"),
        ("1" + "0" * 40, "1" + "0" * 40),
        ("99999999999999999999", "99999999999999999999"),
    ],
)
def test_a_number_comes_back_plain_and_equal(store, plain, stored, text):
    store.write(Put(plain, {"id": "a", "value": Decimal(stored), "list": [Decimal(stored)]}))
    item = store.get(plain, {"id": "a"})
    assert item["value"] == Decimal(stored)
    assert item["value"].as_tuple() == item["list"][0].as_tuple() == Decimal(text).as_tuple()


def test_a_whole_number_of_python_comes_back_as_a_decimal(store, plain):
    store.write(Put(plain, {"id": "a", "value": 7}))
    assert store.get(plain, {"id": "a"})["value"] == Decimal(7)


@pytest.mark.parametrize(
    "text", ["1" * 39, "0." + "1" * 39, "-" + "9" * 39, "1E+126", "1E-131", "NaN", "Infinity", "1E+999"]
)
def test_a_number_that_cannot_be_kept_exactly_is_rejected(store_backend, store, plain, text):
    store_backend.needs("number range")
    with pytest.raises(Rejected):
        store.write(Put(plain, {"id": "a", "value": Decimal(text)}))
    assert store.get(plain, {"id": "a"}) is None


def test_sums_are_exact_to_38_digits(store_backend, store, plain):
    store_backend.needs("exact sums")
    large = Decimal("9999999999999999999999999999.0000000001")
    store.write(Put(plain, {"id": "a", "value": large}))
    store.write(Update(plain, {"id": "a"}, add={"value": Decimal("-0.0000000002")}))
    assert store.get(plain, {"id": "a"})["value"] == Decimal("9999999999999999999999999998.9999999999")


# Updates


def test_an_update_adds_assigns_and_removes_and_leaves_the_rest(store, plain):
    store.write(Put(plain, {"id": "a", "n": ONE, "name": "old", "gone": True, "rest": ["x"]}))
    store.write(
        Update(plain, {"id": "a"}, add={"n": Decimal(2), "m": Decimal(-3)}, assign={"name": "new"}, remove=("gone",))
    )
    assert store.get(plain, {"id": "a"}) == {"id": "a", "n": Decimal(3), "m": Decimal(-3), "name": "new", "rest": ["x"]}


def test_an_update_of_nothing_makes_the_item(store, plain):
    store.write(Update(plain, {"id": "a"}, add={"n": Decimal(2)}, assign={"name": "new"}))
    assert store.get(plain, {"id": "a"}) == {"id": "a", "n": Decimal(2), "name": "new"}


def test_an_update_that_only_removes_makes_an_item_of_its_key(store, plain):
    store.write(Update(plain, {"id": "a"}, remove=("x",)))
    assert store.get(plain, {"id": "a"}) == {"id": "a"}


def test_an_attribute_may_have_any_name(store, plain):
    item = {"id": "a", "status": "x", "total spend": "y", "a.b": "z", "#n0": "w", ":v0": "v", "é": "u", "0": "t"}
    store.write(Update(plain, {"id": "a"}, assign={name: value for name, value in item.items() if name != "id"}))
    assert store.get(plain, {"id": "a"}) == item


def test_assigning_none_is_not_removing(store, plain):
    store.write(Update(plain, {"id": "a"}, assign={"name": None}))
    assert store.get(plain, {"id": "a"}) == {"id": "a", "name": None}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"add": {"n": ONE}, "assign": {"n": ONE}},
        {"assign": {"n": ONE}, "remove": ("n",)},
        {"assign": {"id": "b"}},
        {"remove": ("id",)},
    ],
    ids=str,
)
def test_an_update_that_makes_no_sense_is_rejected(store_backend, store, plain, changes):
    store_backend.needs("overlapping paths")
    with pytest.raises(Rejected):
        store.write(Update(plain, {"id": "a"}, **changes))


def test_adding_to_a_text_is_rejected(store, plain):
    store.write(Put(plain, {"id": "a", "n": "text"}))
    with pytest.raises(Rejected):
        store.write(Update(plain, {"id": "a"}, add={"n": ONE}))
    assert store.get(plain, {"id": "a"}) == {"id": "a", "n": "text"}


def test_a_delete_removes_and_of_nothing_is_nothing(store, plain):
    store.write(Put(plain, {"id": "a"}))
    store.write(Delete(plain, {"id": "a"}))
    store.write(Delete(plain, {"id": "a"}))
    assert store.get(plain, {"id": "a"}) is None


# Conditions

ITEM = {"id": "a", "n": Decimal(5), "text": "m", "none": None, "yes": True, "map": {"x": ONE}}
HOLDS = [
    Absent("other"),
    Equals("n", Decimal("5.0")),
    Equals("n", 5),
    Equals("text", "m"),
    Equals("none", None),
    Equals("yes", True),
    Equals("map", {"x": ONE}),
    AbsentOrBelow("other", "x"),
    AbsentOrBelow("n", Decimal(6)),
    AbsentOrBelow("n", Decimal(10)),
    AbsentOrBelow("text", "n"),
    AbsentOrBelow("text", "é"),
    Matches({"n": Decimal("5.0"), "text": "m", "none": None, "yes": True, "map": {"x": ONE}}, ("other", "another")),
    Matches({"text": "m"}),
    Matches({}, below={"text": "n", "n": Decimal(6)}, above={"text": "M"}),
    Matches({"yes": True}, ("other",), above={"n": Decimal(4)}),
]
FAILS = [
    Absent("id"),
    Absent("none"),
    Equals("other", None),
    Equals("other", "m"),
    Equals("n", Decimal(6)),
    Equals("n", "5"),
    Equals("yes", Decimal(1)),
    Equals("text", "M"),
    AbsentOrBelow("n", Decimal(5)),
    AbsentOrBelow("n", Decimal(4)),
    AbsentOrBelow("n", "6"),
    AbsentOrBelow("text", "m"),
    AbsentOrBelow("text", "M"),
    Matches({"n": Decimal(5), "text": "M"}),
    Matches({"n": Decimal(5), "other": None}),
    Matches({"map": {"x": ONE, "y": ONE}}),
    Matches({"n": Decimal(5)}, ("other", "none")),
    Matches({}, below={"text": "m"}),
    Matches({}, above={"text": "m"}),
    Matches({"text": "m"}, below={"n": Decimal(4)}),
    Matches({}, above={"text": "a", "other": "a"}),
    Matches({}, above={"n": "4"}),
]
WRITES = [
    lambda table, condition: Put(table, {"id": "a", "new": True}, condition),
    lambda table, condition: Update(table, {"id": "a"}, assign={"new": True}, condition=condition),
    lambda table, condition: Delete(table, {"id": "a"}, condition),
]


@pytest.mark.parametrize("condition", HOLDS, ids=str)
def test_a_write_whose_condition_holds_is_done(store, plain, condition):
    for write in WRITES:
        store.write(Put(plain, ITEM))
        store.write(write(plain, condition))
        assert store.get(plain, {"id": "a"}) != ITEM


@pytest.mark.parametrize("condition", FAILS, ids=str)
def test_a_write_whose_condition_fails_changes_nothing(store_backend, store, plain, condition):
    store_backend.needs("typed comparisons")
    store.write(Put(plain, ITEM))
    for write in WRITES:
        with pytest.raises(ConditionFailed):
            store.write(write(plain, condition))
        with pytest.raises(TransactionCancelled) as cancelled:
            store.transact([write(plain, condition)])
        assert cancelled.value.reasons == (FAILED,)
    assert store.get(plain, {"id": "a"}) == ITEM


def test_of_an_item_that_is_not_there_everything_is_absent(store, plain):
    store.write(Put(plain, {"id": "a"}, Absent("id")))
    store.write(Put(plain, {"id": "b"}, AbsentOrBelow("n", ONE)))
    store.write(Delete(plain, {"id": "c"}, Absent("id")))
    for write in (
        Update(plain, {"id": "d"}, add={"n": ONE}, condition=Equals("n", ONE)),
        Delete(plain, {"id": "d"}, Equals("n", ONE)),
    ):
        with pytest.raises(ConditionFailed):
            store.write(write)
    assert {item["id"] for item in scanned(store, plain)} == {"a", "b"}


# Transactions


def test_a_transaction_does_all_its_writes(store, plain, ranged):
    fill(store, plain, [{"id": "old"}, {"id": "sum", "n": ONE}, {"id": "seen", "rev": "1"}])
    store.transact(
        [
            Put(plain, {"id": "new"}, Absent("id")),
            Delete(plain, {"id": "old"}),
            Update(plain, {"id": "sum"}, add={"n": ONE}),
            Check(plain, {"id": "seen"}, Equals("rev", "1")),
            Put(ranged, {"pk": "p", "sk": "s"}),
        ]
    )
    assert {item["id"]: item.get("n") for item in scanned(store, plain)} == {
        "new": None,
        "sum": Decimal(2),
        "seen": None,
    }
    assert store.get(ranged, {"pk": "p", "sk": "s"}) is not None


def test_a_transaction_that_fails_does_nothing_and_gives_the_reasons_in_order(store, plain):
    fill(store, plain, [{"id": "a", "n": ONE}, {"id": "b"}])
    with pytest.raises(TransactionCancelled) as cancelled:
        store.transact(
            [
                Update(plain, {"id": "a"}, add={"n": ONE}),
                Put(plain, {"id": "b", "new": True}, Absent("id")),
                Delete(plain, {"id": "c"}),
                Check(plain, {"id": "d"}, Equals("rev", "1")),
                Put(plain, {"id": "e"}),
            ]
        )
    assert cancelled.value.reasons == ("None", FAILED, "None", FAILED, "None")
    assert sorted(scanned(store, plain), key=lambda item: item["id"]) == [{"id": "a", "n": ONE}, {"id": "b"}]


def test_in_a_transaction_adding_to_a_text_cancels_it(store, plain):
    fill(store, plain, [{"id": "a", "n": "text"}])
    assert refuses(store, [Put(plain, {"id": "b"}), Update(plain, {"id": "a"}, add={"n": ONE})])
    assert store.get(plain, {"id": "b"}) is None


def test_a_transaction_has_100_writes(store_backend, store, plain):
    store_backend.needs("100 writes")
    store.transact([Put(plain, {"id": f"{n}"}) for n in range(100)])
    assert len(list(scanned(store, plain))) == 100


def test_a_transaction_of_101_writes_is_rejected(store, plain):
    with pytest.raises(Rejected):
        store.transact([Put(plain, {"id": f"{n}"}) for n in range(101)])
    assert list(scanned(store, plain)) == []


def test_a_transaction_of_no_writes_is_rejected(store):
    with pytest.raises(Rejected):
        store.transact([])


@pytest.mark.parametrize(
    "second",
    [
        lambda table: Put(table, {"id": "a", "x": ONE}),
        lambda table: Update(table, {"id": "a"}, add={"n": ONE}),
        lambda table: Delete(table, {"id": "a"}),
        lambda table: Check(table, {"id": "a"}, Absent("id")),
    ],
)
def test_a_transaction_that_names_an_item_twice_is_rejected(store_backend, store, plain, second):
    store_backend.needs("distinct items")
    with pytest.raises(Rejected):
        store.transact([Put(plain, {"id": "a"}), second(plain)])
    assert store.get(plain, {"id": "a"}) is None


def test_the_same_key_in_two_tables_is_two_items(store, store_backend, plain):
    other = store_backend.create(PLAIN)
    store.transact([Put(plain, {"id": "a"}), Put(other, {"id": "a"}), Delete(plain, {"id": "b"})])
    assert store.get(plain, {"id": "a"}) == store.get(other, {"id": "a"}) == {"id": "a"}


def test_a_transaction_over_4_mb_is_rejected(store_backend, store, plain):
    store_backend.needs("4 MB")
    with pytest.raises(Rejected):
        store.transact([Put(plain, {"id": f"{n}", "text": "x" * 390_000}) for n in range(11)])
    assert list(scanned(store, plain, limit=1)) == []


# Limits


FILLERS = pytest.mark.parametrize(("filler", "size"), [("x", 1), ("é", 2), ("日", 3), ("😀", 4)])


def longest_keys(filler, size):
    return [filler * (most // size) + "." * (most % size) for most in (2048, 1024)]


@FILLERS
def test_a_key_may_have_2048_and_1024_bytes_and_not_one_more(store_backend, store, ranged, filler, size):
    store_backend.needs("key sizes")
    hash_key, range_key = longest_keys(filler, size)
    store.write(Put(ranged, {"pk": hash_key, "sk": range_key}))
    assert store.get(ranged, {"pk": hash_key, "sk": range_key}) is not None
    for too_long in ({"pk": hash_key + ".", "sk": "s"}, {"pk": "p", "sk": range_key + "."}):
        with pytest.raises(Rejected):
            store.write(Put(ranged, too_long))
        assert refuses(store, [Put(ranged, too_long)])


@FILLERS
def test_a_key_that_is_too_long_is_rejected_by_every_request(store_backend, store, ranged, filler, size):
    store_backend.needs("key sizes of all requests")
    hash_key, range_key = longest_keys(filler, size)
    for too_long in ({"pk": hash_key + ".", "sk": "s"}, {"pk": "p", "sk": range_key + "."}):
        for write in (Update(ranged, too_long, add={"n": ONE}), Delete(ranged, too_long)):
            with pytest.raises(Rejected):
                store.write(write)
            assert refuses(store, [write])
        for read in (lambda key=too_long: store.get(ranged, key), lambda key=too_long: store.get_many([(ranged, key)])):
            with pytest.raises(Rejected):
                read()


@pytest.mark.parametrize("key", [{"pk": "", "sk": "s"}, {"pk": "p", "sk": ""}], ids=str)
def test_an_empty_key_is_rejected(store_backend, store, ranged, key):
    store_backend.needs("empty keys")
    for write in (Put(ranged, {**key}), Update(ranged, key, add={"n": ONE}), Delete(ranged, key)):
        with pytest.raises(Rejected):
            store.write(write)
        assert refuses(store, [write])
    for read in (lambda: store.get(ranged, key), lambda: store.get_many([(ranged, key)])):
        with pytest.raises(Rejected):
            read()


@pytest.mark.parametrize("value", ["", Decimal(1), None, ["x"]], ids=repr)
def test_an_index_key_that_is_empty_or_no_text_is_rejected(store_backend, store, ranged, value):
    store_backend.needs("index key types")
    for write in (
        Put(ranged, {"pk": "p", "sk": "s", "shop": value}),
        Update(ranged, {"pk": "p", "sk": "s"}, assign={"shop": value}),
    ):
        with pytest.raises(Rejected):
            store.write(write)
    assert store.get(ranged, {"pk": "p", "sk": "s"}) is None


@pytest.mark.parametrize(("name", "most"), [("shop", 2048), ("place", 1024)])
def test_an_index_key_that_is_too_long_is_rejected(store_backend, store, ranged, name, most):
    store_backend.needs("index key sizes")
    store.write(Put(ranged, {"pk": "p", "sk": "fits", "shop": "x", "place": "x", name: "x" * most}))
    for write in (
        Put(ranged, {"pk": "p", "sk": "s", "shop": "x", "place": "x", name: "x" * (most + 1)}),
        Update(ranged, {"pk": "p", "sk": "s"}, assign={"shop": "x", "place": "x", name: "x" * (most + 1)}),
    ):
        with pytest.raises(Rejected):
            store.write(write)
    assert store.get(ranged, {"pk": "p", "sk": "s"}) is None


def test_an_item_may_have_400_kb_and_not_one_byte_more(store_backend, store, plain):
    store_backend.needs("item size")
    text = "x" * (MAX_ITEM_BYTES - len("id") - len("a") - len("text"))
    store.write(Put(plain, {"id": "a", "text": text}))
    assert len(store.get(plain, {"id": "a"})["text"]) == len(text)
    for write in (Put(plain, {"id": "b", "text": text + "x"}), Update(plain, {"id": "b"}, assign={"text": text + "x"})):
        with pytest.raises(Rejected):
            store.write(write)
    with pytest.raises(Rejected):
        store.write(Update(plain, {"id": "a"}, assign={"more": "x"}))


# Many at once


def test_many_are_asked_in_one_call_however_many(store, plain):
    fill(store, plain, [{"id": f"{n}", "n": Decimal(n)} for n in range(0, 250, 2)])
    found = store.get_many([(plain, {"id": f"{n}"}) for n in range(250)])
    assert [item and item["n"] for item in found] == [None if n % 2 else Decimal(n) for n in range(250)]


def test_items_of_several_tables_are_asked_at_once(store, plain, ranged):
    fill(store, plain, [{"id": f"{n}", "n": Decimal(n)} for n in range(90)])
    fill(store, ranged, rows("a", "b"))
    wanted = [(plain, {"id": "7"}), (ranged, {"pk": "p", "sk": "b"}), (ranged, {"pk": "p", "sk": "7"})]
    wanted += [(plain, {"id": f"{n}"}) for n in range(100, 200)] + [(plain, {"id": "8"})]
    found = store.get_many(wanted)
    assert found == [{"id": "7", "n": Decimal(7)}, *rows("b"), None, *[None] * 100, {"id": "8", "n": Decimal(8)}]


def test_many_may_be_asked_without_haste(store, plain):
    fill(store, plain, [{"id": "a"}, {"id": "c"}])
    wanted = [(plain, {"id": each}) for each in "abc"]
    assert store.get_many(wanted, consistent=False) == [{"id": "a"}, None, {"id": "c"}]


def test_of_no_keys_there_are_no_items(store, plain):
    assert store.get_many([]) == []


@pytest.mark.parametrize("between", [0, 150])
def test_the_same_key_twice_is_rejected(store, plain, between):
    keys = [{"id": "a"}, *({"id": f"{n}"} for n in range(between)), {"id": "a"}]
    with pytest.raises(Rejected):
        store.get_many([(plain, key) for key in keys])


# Queries


def test_a_partition_is_in_the_order_of_its_keys_bytes(store, ranged):
    fill(store, ranged, rows(*reversed(TEXTS)))
    found = [item["sk"] for item in store.query(Query(ranged, "p")).items]
    assert found == sorted(TEXTS, key=str.encode)
    assert [item["sk"] for item in store.query(Query(ranged, "p", forward=False, consistent=True)).items] == found[::-1]


def test_a_partition_holds_only_its_own(store, ranged):
    fill(store, ranged, [*rows("a"), *rows("a", pk="p2"), *rows("a", pk="P")])
    assert store.query(Query(ranged, "p")).items == rows("a")
    assert store.query(Query(ranged, "nobody")).items == []


@pytest.mark.parametrize("forward", [True, False])
def test_bounds_are_inclusive(store, ranged, forward):
    fill(store, ranged, rows(*TEXTS))
    for low, high in product([None, "#", "a", "aa", "中", "😀"], [None, "#", "b", "c", "日本", "😀1"]):
        wanted = [t for t in TEXTS if (low is None or t >= low) and (high is None or t <= high)]
        wanted.sort(reverse=not forward)
        query = Query(ranged, "p", low=low, high=high, forward=forward)
        assert [item["sk"] for item in store.query(query).items] == wanted
        assert [item["sk"] for item in everything(store, replace(query, limit=5))] == wanted


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 100])
def test_pages_give_every_item_once_in_order(store, ranged, limit, forward):
    names = [f"{n:03}" for n in range(7)]
    fill(store, ranged, rows(*names))
    found = list(pages(store, Query(ranged, "p", limit=limit, forward=forward)))
    assert [item["sk"] for page in found for item in page.items] == sorted(names, reverse=not forward)
    assert all(len(page.items) == limit for page in found[:-1])
    assert all(page.next_key == {"pk": "p", "sk": page.items[-1]["sk"]} for page in found[:-1])


def test_a_page_goes_on_from_a_key_that_is_gone_or_never_was(store, ranged):
    fill(store, ranged, rows("a", "c", "e"))
    for start in ("b", "bb"):
        assert store.query(Query(ranged, "p", start={"pk": "p", "sk": start})).items == rows("c", "e")
        assert store.query(Query(ranged, "p", start={"pk": "p", "sk": start}, forward=False)).items == rows("a")


def test_a_page_of_no_items_is_the_last(store, ranged):
    page = store.query(Query(ranged, "nobody", limit=5))
    assert (page.items, page.next_key) == ([], None)


def test_a_page_without_limit_holds_about_1_mb(store, ranged):
    fill(store, ranged, rows(*(f"{n:02}" for n in range(10)), text="x" * 300_000))
    found = list(pages(store, Query(ranged, "p")))
    assert [item["sk"] for page in found for item in page.items] == [f"{n:02}" for n in range(10)]
    assert {len(page.items) for page in found[:-1]} <= {3, 4}
    assert len(list(scanned(store, ranged))) == 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"hash_value": ""},
        {"low": ""},
        {"high": ""},
        {"limit": 0},
        {"limit": -1},
        {"index": "by-mail", "consistent": True},
    ],
    ids=str,
)
def test_a_query_that_makes_no_sense_is_rejected(store, ranged, wrong):
    with pytest.raises(Rejected):
        store.query(Query(**{"table": ranged, "hash_value": "p"} | wrong))


# Indexes


def indexed(n, **more):
    return {"pk": f"p{n % 3}", "sk": f"{n:02}", **more}


def test_an_index_holds_the_items_that_have_all_its_keys(store, ranged):
    fill(
        store,
        ranged,
        [
            indexed(1, shop="x", place="1"),
            indexed(2, shop="x"),
            indexed(3, place="1"),
            indexed(4),
            indexed(5, shop="y", place="0"),
        ],
    )
    assert store.query(Query(ranged, "x", index="by-place")).items == [indexed(1, shop="x", place="1")]


def test_an_index_follows_every_write(store, ranged):
    key = {"pk": "p", "sk": "s"}
    store.write(Put(ranged, {**key, "shop": "x", "place": "1", "mail": "m"}))
    store.write(Update(ranged, key, assign={"place": "2"}))
    assert [item["place"] for item in store.query(Query(ranged, "x", index="by-place")).items] == ["2"]
    store.write(Update(ranged, key, remove=("place",)))
    assert store.query(Query(ranged, "x", index="by-place")).items == []
    assert len(store.query(Query(ranged, "m", index="by-mail")).items) == 1
    store.transact([Update(ranged, key, assign={"shop": "y", "place": "1"})])
    assert store.query(Query(ranged, "x", index="by-place")).items == []
    assert len(store.query(Query(ranged, "y", index="by-place")).items) == 1
    store.write(Delete(ranged, key))
    assert store.query(Query(ranged, "y", index="by-place")).items == []
    assert store.query(Query(ranged, "m", index="by-mail")).items == []


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 5, 50])
def test_an_index_with_ties_gives_every_item_once_in_order(store_backend, store, ranged, limit, forward):
    store_backend.needs("index pages with ties")
    items = [indexed(n, shop="x", place=f"{n // 5}") for n in range(14)]
    fill(store, ranged, items)
    found = everything(store, Query(ranged, "x", index="by-place", limit=limit, forward=forward))
    assert sorted(item["sk"] for item in found) == [item["sk"] for item in items]
    places = [item["place"] for item in found]
    assert places == sorted(places, reverse=not forward)


@pytest.mark.parametrize("limit", [1, 3, 50])
def test_an_index_without_a_range_key_gives_every_item_once(store_backend, store, ranged, limit):
    store_backend.needs("index pages with ties")
    fill(store, ranged, [indexed(n, mail="m" if n < 7 else "other") for n in range(9)])
    found = everything(store, Query(ranged, "m", index="by-mail", limit=limit))
    assert sorted(item["sk"] for item in found) == [f"{n:02}" for n in range(7)]


def test_the_next_key_of_an_index_has_the_keys_of_both(store, ranged):
    fill(store, ranged, [indexed(n, shop="x", place="1") for n in range(3)])
    page = store.query(Query(ranged, "x", index="by-place", limit=1))
    assert set(page.next_key) == {"pk", "sk", "shop", "place"}


def test_an_index_is_bounded_as_a_table_is(store, ranged):
    fill(store, ranged, [indexed(n, shop="x", place=f"{n}") for n in range(6)])
    found = store.query(Query(ranged, "x", index="by-place", low="2", high="4", forward=False)).items
    assert [item["place"] for item in found] == ["4", "3", "2"]


WEIGHTS = [Decimal(text) for text in ("-100", "-9.5", "-9", "0", "0.1", "2", "10", "10", "10.01", "123456789012")]


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [1, 3, 50])
def test_an_index_by_number_sorts_numbers_and_gives_every_item_once(store, ranged, limit, forward):
    fill(store, ranged, [{"pk": "p", "sk": f"{n * 7 % 10}", "weight": weight} for n, weight in enumerate(WEIGHTS)])
    fill(store, ranged, [{"pk": "p", "sk": "weightless"}])
    found = everything(store, Query(ranged, "p", index="by-weight", limit=limit, forward=forward))
    assert [item["weight"] for item in found] == sorted(WEIGHTS, reverse=not forward)
    assert len({item["sk"] for item in found}) == len(WEIGHTS)


def test_an_index_by_number_is_bounded_and_follows_sums(store, ranged):
    fill(store, ranged, [{"pk": "p", "sk": f"{weight}", "weight": weight} for weight in WEIGHTS])
    query = Query(ranged, "p", index="by-weight", low=Decimal(-9), high=Decimal("0.1"))
    assert [item["sk"] for item in store.query(query).items] == ["-9", "0", "0.1"]
    store.write(Update(ranged, {"pk": "p", "sk": "0"}, add={"weight": Decimal(-9)}))
    store.write(Update(ranged, {"pk": "p", "sk": "new"}, add={"weight": Decimal("0.01")}))
    assert {item["sk"] for item in store.query(query).items} == {"-9", "0", "new", "0.1"}


def test_an_index_key_that_is_no_number_is_rejected(store_backend, store, ranged):
    store_backend.needs("index key types")
    for value in ("1", None, [Decimal(1)]):
        with pytest.raises(Rejected):
            store.write(Put(ranged, {"pk": "p", "sk": "s", "weight": value}))


# Scans


@pytest.mark.parametrize("limit", [None, 1, 7, 40])
def test_a_scan_gives_every_item_once(store, ranged, limit):
    items = [{"pk": f"p{n % 7}", "sk": f"{n:03}"} for n in range(40)]
    fill(store, ranged, items)
    found = list(scanned(store, ranged, limit=limit))
    assert sorted(item["sk"] for item in found) == [item["sk"] for item in items]


@pytest.mark.parametrize("segments", [1, 2, 5])
@pytest.mark.parametrize("limit", [None, 3])
def test_the_segments_of_a_scan_share_the_table_out(store, plain, segments, limit):
    fill(store, plain, [{"id": f"{n:03}"} for n in range(40)])
    parts = [
        [item["id"] for item in scanned(store, plain, limit=limit, segment=n, segments=segments)]
        for n in range(segments)
    ]
    assert sorted(name for part in parts for name in part) == [f"{n:03}" for n in range(40)]


def test_a_scan_goes_on_while_the_table_changes(store, plain):
    fill(store, plain, [{"id": f"{n:03}"} for n in range(30)])
    page = store.scan(plain, limit=10)
    seen = {item["id"] for item in page.items}
    for name in sorted(seen)[5:] + [f"{n:03}" for n in range(30, 35)]:
        store.write(Delete(plain, {"id": name}) if name in seen else Put(plain, {"id": name}))
    rest = [item["id"] for item in scanned(store, plain) if item["id"] not in seen]
    assert set(rest) == {f"{n:03}" for n in range(35)} - seen


@pytest.mark.parametrize(
    "wrong", [{"limit": 0}, {"segment": 2, "segments": 2}, {"segment": -1, "segments": 2}], ids=str
)
def test_a_scan_that_makes_no_sense_is_rejected(store, plain, wrong):
    with pytest.raises(Rejected):
        store.scan(plain, **wrong)


def test_a_large_partition_stays_in_order_through_writes_and_reads(store, ranged):
    names = [f"{n * 37 % 101:03}" for n in range(101)]
    for some in range(0, 100, 10):
        store.transact([Put(ranged, row) for row in rows(*names[some : some + 10])])
    assert len(store.query(Query(ranged, "p")).items) == 100
    store.write(Put(ranged, rows(names[100])[0]))
    store.transact([Delete(ranged, {"pk": "p", "sk": "000"}), Put(ranged, {"pk": "p", "sk": "0505"})])
    found = [item["sk"] for item in everything(store, Query(ranged, "p", limit=9))]
    assert len(found) == 101
    assert all(a < b for a, b in pairwise(found))
