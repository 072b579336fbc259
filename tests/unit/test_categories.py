"""The shop's own categories: which a product gets, what is refused, and that a rebuild applies them."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.clients import Client, Clients, Rules, check_categories
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.memory import MemoryStore
from chalicelib.projections.generations import Generations, begin, open_first, register
from chalicelib.projections.rebuild import fill, finish, start
from chalicelib.runtime import Runtime
from chalicelib.settings import Settings
from chalicelib.store import Put
from chalicelib.views.best_sellers import best_sellers
from chalicelib.views.freshness import Freshness
from chalicelib.views.periods import Period
from chalicelib.views.source import Sources
from tools import __main__ as tools
from tools.categories import MOST_FILE_BYTES, read_categories
from tools.local.catalogue import catalogue

MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))
EXAMPLE = Path(__file__).parents[2] / "tools" / "local" / "product-categories.json"


@pytest.fixture
def parts(monkeypatch) -> Runtime:
    """A runtime in memory that the command uses."""
    monkeypatch.setattr(clock, "sleep", lambda _: None)
    parts = Runtime(Settings(), MemoryStore())
    register(parts.store, parts.settings.tables, Client("packprod", "Shop"))
    open_first(parts.store, parts.settings.tables)
    monkeypatch.setattr("tools.commands.clients.runtime", lambda: parts)
    return parts


@pytest.fixture
def file(tmp_path) -> Path:
    """A file with categories."""
    path = tmp_path / "product-categories.json"
    path.write_text(json.dumps({"MUG-*": "Mugs", "MUG-RED": " Sale ", "箱*": "Boxes"}))
    return path


@pytest.mark.parametrize(
    ("code", "category"),
    [
        ("MUG-1", "Mugs"),
        ("MUG-", "Mugs"),
        ("MUG", "Crockery"),
        ("MUG-BIG-1", "Big mugs"),
        ("MUG-BIG-RED", "Sale"),
        ("mug-1", None),
        ("A-MUG-1", None),
        ("箱", "Boxes"),
        ("*", None),
    ],
)
def test_a_whole_code_wins_and_then_the_longest_beginning(code, category):
    categories = {"MUG*": "Crockery", "MUG-*": "Mugs", "MUG-BIG-*": "Big mugs", "MUG-BIG-RED": "Sale", "箱*": "Boxes"}
    assert Rules(categories=categories).category_of(code) == category


def test_a_star_alone_stands_for_every_product():
    rules = Rules(categories={"*": "All", "A": "Letters"})
    assert [rules.category_of(code) for code in ("A", "B", "*")] == ["Letters", "All", "All"]


@given(
    rules=st.builds(
        Rules,
        vip_spend=st.decimals(0, 10_000, places=2),
        uncounted_orders=st.frozensets(st.sampled_from(["draft", "lost"])),
        categories=st.dictionaries(st.text("ab#*箱", min_size=1, max_size=5), st.sampled_from(["Mugs", "Cups & #"])),
    )
)
def test_rules_are_read_back_from_the_table_as_they_were(rules):
    clients = Clients(MemoryStore(), Settings().tables.clients)
    clients.create(Client("shop", "Shop", rules))
    assert clients.get("shop") == Client("shop", "Shop", rules)


def test_rules_that_were_stored_before_there_were_categories_have_none():
    item = Rules(vip_spend=Decimal(7)).as_item()
    del item["categories"]
    assert Rules.from_item(item) == Rules(vip_spend=Decimal(7))


@pytest.mark.parametrize(
    ("categories", "message"),
    [
        ({"": "Mugs"}, "an empty code"),
        ({"MUG": " "}, "categories.MUG: must be a name of 1 to 200 characters"),
        ({"MUG": "x" * 201}, "categories.MUG: must be a name of 1 to 200 characters"),
        ({"MUG": "\ud800"}, "categories.MUG: must be Unicode"),
        ({"MUG\ud800": "Mugs"}, "must be Unicode"),
        ({f"MUG-{number:06}": "Mugs" for number in range(5_000)}, "at most 64,000 bytes, not 70,000"),
    ],
)
def test_categories_that_no_view_can_hold_are_refused(categories, message):
    with pytest.raises(InvalidInput, match=message):
        check_categories(categories)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "not valid JSON at line 1, column 2"),
        (b"", "not valid JSON at line 1, column 1"),
        (b"\xff", "is not UTF-8"),
        (b"[]", "must hold an object"),
        (b'"MUG"', "must hold an object"),
        (b'{"MUG": 5}', "categories.MUG: must be a name in quotes, not 5"),
        (b'{"MUG": {"name": "Mugs"}}', "categories.MUG: must be a name in quotes"),
        (b'{"MUG": null}', "categories.MUG: must be a name in quotes, not null"),
        (b'{"MUG": "Mugs", "MUG": "Cups"}', "categories.MUG: is there twice"),
        (b'{"MUG": ""}', "categories.MUG: must be a name of 1 to 200"),
        (b'{"MUG": "\\ud800"}', "categories.MUG: must be Unicode"),
        (b'{"MUG": ' + b"[" * 100_000, "must hold an object"),
        (b'{"MUG": ' + b"9" * 5_000 + b"}", "must hold an object"),
        (b" " * (MOST_FILE_BYTES + 1), "larger than 1,000,000 bytes"),
    ],
)
def test_a_file_that_is_wrong_says_what_is_wrong(tmp_path, content, message):
    path = tmp_path / "wrong.json"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=message):
        read_categories(path)


def test_a_file_that_cannot_be_read_says_why(tmp_path):
    with pytest.raises(InvalidInput, match="No such file"):
        read_categories(tmp_path / "missing.json")
    with pytest.raises(InvalidInput, match="Is a directory"):
        read_categories(tmp_path)


def test_names_lose_the_blanks_around_them_and_codes_keep_theirs(tmp_path):
    path = tmp_path / "product-categories.json"
    path.write_text('\ufeff{" MUG ": " Mugs "}', encoding="utf-8")
    assert read_categories(path) == {" MUG ": "Mugs"}


def test_the_example_gives_every_demo_product_a_category():
    rules = Rules(categories=read_categories(EXAMPLE))
    assert {rules.category_of(product.code) for product in catalogue()} == set(rules.categories.values())


def test_a_client_is_created_with_categories_keeps_them_and_forgets_them(parts, file, capsys):
    def run(*arguments: str) -> str:
        assert tools.main(["clients", *arguments]) == 0
        return capsys.readouterr().out

    run("create", "other", "--categories", str(file))
    assert parts.clients.get("other").rules.category_of("MUG-RED") == "Sale"
    assert "categories for 3 codes" in run("list")
    assert "rebuild" not in run("change", "other", "--categories", str(file))
    run("change", "other", "--zone", "UTC")
    assert len(parts.clients.get("other").rules.categories) == 3
    assert "rebuild" in run("change", "other", "--no-categories")
    assert parts.clients.get("other").rules == Rules(zone="UTC")


def test_a_wrong_file_changes_nothing(parts, file, capsys):
    file.write_text("{")
    assert tools.main(["clients", "change", "packprod", "--zone", "UTC", "--categories", str(file)]) == 1
    assert "--categories" in capsys.readouterr().err
    assert parts.clients.get("packprod").rules == Rules()


def test_categories_are_either_given_or_forgotten(parts, file):
    with pytest.raises(SystemExit) as ended:
        tools.main(["clients", "change", "packprod", "--categories", str(file), "--no-categories"])
    assert ended.value.code == 2


def test_a_rebuild_applies_other_categories(parts, file):
    lines = [
        {"productCode": "MUG-1", "quantity": 1, "unitPrice": 5},
        {"productCode": "MUG-RED", "quantity": 1, "unitPrice": 3},
        {"productCode": "MUG-2", "quantity": 1, "unitPrice": 1, "category": "Own"},
    ]
    order = {"orderID": "o", "clientID": "packprod", "createdAt": "2025-03-01T10:00:00Z", "lines": lines}
    parts.store.write(Put(parts.settings.tables.orders, order))
    rebuild(parts)
    assert categories(parts) == {None: 8, "Own": 1}
    assert tools.main(["clients", "change", "packprod", "--categories", str(file)]) == 0
    assert categories(parts) == {None: 8, "Own": 1}
    rebuild(parts)
    assert categories(parts) == {"Mugs": 5, "Sale": 3, "Own": 1}


def rebuild(parts: Runtime) -> None:
    rebuilding = start(parts.store, parts.settings, lambda _: None, lambda _: None)
    fill(parts.store, parts.settings, rebuilding)
    finish(parts.store, parts.settings, rebuilding, lambda _: None)


def categories(parts: Runtime) -> dict:
    generations = Generations(parts.store, parts.settings.tables.clients)
    sources = Sources(parts.store, parts.settings, generations, Freshness(parts.store))
    client = parts.clients.get("packprod")
    found = []
    for views in (True, False):
        [block] = sources.ask(client, lambda s: best_sellers(s, MARCH, sort="revenue", limit=5), views=views)[0]
        found.append({row["category"]: row["revenue"] for row in block["categories"]})
    assert found[0] == found[1]
    return found[0]


def test_categories_that_do_not_fit_beside_those_of_other_shops_are_refused(parts):
    large = {f"{number:05}": "x" * 195 for number in range(319)}
    rules = {f"shop-{number}": Rules(categories=large) for number in range(7)}
    with pytest.raises(Conflict, match="too large"):
        begin(Generations(parts.store, parts.settings.tables.clients), "g2", rules)
