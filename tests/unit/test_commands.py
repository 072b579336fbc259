"""The operators' commands, as one types them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from chalicelib import clock
from chalicelib.clients import Client, Rules
from chalicelib.memory import MemoryStore
from chalicelib.projections.generations import open_first, register
from chalicelib.projections.ledger import Entry, park_entry
from chalicelib.projections.stream import projector_of
from chalicelib.runtime import Runtime
from chalicelib.settings import Settings
from chalicelib.store import Delete, Put, Update
from tools import __main__ as tools


@pytest.fixture
def parts(monkeypatch) -> Runtime:
    """A runtime in memory that every command uses."""
    monkeypatch.setattr(clock, "sleep", lambda _: None)
    parts = Runtime(Settings(), MemoryStore())
    register(parts.store, parts.settings.tables, Client("packprod", "Shop"))
    open_first(parts.store, parts.settings.tables)
    for name in ("clients", "tokens", "verify", "sweep", "nightly", "parked", "quality", "cache", "import_"):
        monkeypatch.setattr(f"tools.commands.{name}.runtime", lambda: parts)
    return parts


@pytest.fixture
def run(parts, capsys):
    """Runs a command: its exit code and what it printed."""

    def command(*arguments: str) -> tuple[int, str]:
        code = tools.main(list(arguments))
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return command


def client_item(client: Client) -> dict:
    return {
        "key": f"client#{client.client_id}",
        "clientID": client.client_id,
        "name": client.name,
        "rules": client.rules.as_item(),
    }


def write(parts: Runtime, order_id: str, *, project: bool = True) -> None:
    item = {"orderID": order_id, "clientID": "packprod", "contactID": "c", "createdAt": "2025-01-01T00:00:00Z"}
    parts.store.write(Put(parts.settings.tables.orders, item))
    if project:
        [generation] = parts.generations.all()
        projector_of(generation, store=parts.store, settings=parts.settings).apply([order_id])


def test_a_client_is_created_listed_and_changed(run, parts):
    assert run("clients", "create", "other", "--zone", "Europe/London", "--currency", "GBP")[0] == 0
    code, text = run("clients", "list")
    assert code == 0
    assert "other" in text
    assert "Europe/London, GBP" in text
    code, text = run("clients", "change", "other", "--vip-spend", "100.50")
    assert (code, "rebuild" in text) == (0, True)
    rules = parts.clients.get("other").rules
    assert (rules.vip_spend, rules.zone) == (Decimal("100.5"), "Europe/London")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("clients", "create", "packprod"), "already"),
        (("clients", "create", "Other Shop"), "clientID"),
        (("clients", "create", "other", "--zone", "Sydney"), "zone"),
        (("clients", "create", "other", "--currency", "dollars"), "currency"),
        (("clients", "create", "other", "--vip-spend", "1,000"), "--vip-spend"),
        (("clients", "change", "nobody"), "nobody"),
        (("clients", "create", "other", "--vip-orders", "0"), "vip_orders: must be at least 1"),
        (("clients", "change", "packprod", "--dormant-days", "-1"), "dormant_days: must be at least 0"),
        (("tokens", "create", "n8n", "--client", "nobody"), "nobody"),
        (("tokens", "revoke", "unknown"), "unknown"),
        (("parked", "drop", "o-1"), "o-1"),
        (("quality", "--client", "nobody"), "nobody"),
        (("tokens", "create", " "), "name"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(run, arguments, message):
    code, text = run(*arguments)
    assert code == 1
    assert message in text


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("unknown",),
        ("sweep", "--workers", "0"),
        ("verify", "--most", "-1"),
        ("tokens", "create", "x", "--scope", "everything"),
    ],
)
def test_an_impossible_call_ends_with_2(arguments):
    with pytest.raises(SystemExit) as ended:
        tools.main(list(arguments))
    assert ended.value.code == 2


def test_a_token_is_created_listed_without_its_secret_and_revoked(run, parts):
    code, text = run("tokens", "create", "n8n", "--scope", "orders:write")
    secret = text.strip()
    token = parts.tokens.find(secret)
    assert (code, token.client_id, token.scopes) == (0, "packprod", {"orders:write"})
    listed = run("tokens", "list")[1]
    assert token.token_id in listed
    assert secret not in listed
    assert run("tokens", "revoke", token.token_id)[0] == 0
    assert parts.tokens.find(secret) is None
    assert "revoked" in run("tokens", "list")[1]
    assert run("tokens", "revoke", token.token_id)[0] == 1


def test_rules_that_make_no_sense_can_still_be_read(run, parts):
    broken = Client("packprod", "Shop", Rules(vip_orders=-5, zone="Mars/Olympus"))
    parts.store.write(Put(parts.settings.tables.clients, client_item(broken)))
    assert run("clients", "list")[0] == 0
    assert run("clients", "change", "packprod", "--zone", "UTC", "--vip-orders", "5")[0] == 0


def test_verify_says_no_difference_or_names_each(run, parts):
    write(parts, "o-1")
    code, text = run("verify")
    assert (code, "no difference: 1 orders" in text) == (0, True)
    parts.store.write(Delete(parts.settings.tables.orders, {"orderID": "o-1"}))
    code, text = run("verify")
    assert (code, "ledger o-1" in text) == (1, True)


def test_sweep_applies_what_was_lost(run, parts):
    write(parts, "o-1", project=False)
    code, text = run("sweep")
    assert (code, "1 orders checked, 1 applied, 0 parked" in text) == (0, True)
    assert run("verify")[0] == 0


def test_a_night_by_hand_repairs_and_says_how_far_it_came(run, parts):
    write(parts, "o-1")
    write(parts, "o-2", project=False)
    code, text = run("nightly", "--seconds", "60")
    assert (code, "2 orders swept, 1 repaired, 0 differences" in text) == (0, True)
    assert "Everything was looked at." in text
    assert "1 customers verified, 2 orders swept, 0 repaired" in run("nightly")[1]
    assert run("verify")[0] == 0


def test_a_night_by_hand_prints_what_a_rebuild_must_mend(run, parts):
    write(parts, "o-1")
    key = {"contactID": "c", "clientID": "packprod"}
    parts.store.write(Update(parts.settings.tables.customers, key, assign={"orderCount": Decimal(7)}))
    code, text = run("nightly")
    assert (code, "customers c packprod: orderCount should be" in text, "rebuild" in text) == (1, True, True)


def test_parked_changes_are_listed_tried_again_and_dropped(run, parts):
    tables = parts.settings.tables
    for order_id in ("o-1", "o-2"):
        write(parts, order_id, project=False)
        parts.store.write(park_entry(tables.ledger, Entry(order_id), rev="r"))
        row = {
            "pk": "parked",
            "sk": order_id,
            "orderID": order_id,
            "reason": "why",
            "at": "2025-01-01T00:00:00.000000Z",
        }
        parts.store.write(Put(tables.views, row))
    assert "o-1  2025-01-01T00:00:00Z  g1  why" in run("parked", "list")[1]
    assert "1 applied, 0 parked again" in run("parked", "retry", "o-1")[1]
    assert "dropped o-2" in run("parked", "drop", "o-2")[1]
    assert run("parked", "list")[1] == ""


@pytest.mark.parametrize("rejected", ["orders.jsonl", "missing/rejected.jsonl"])
def test_an_import_does_not_write_its_rejections_where_they_do_harm(run, tmp_path, rejected):
    orders = tmp_path / "orders.jsonl"
    orders.write_text("no order\n")
    code, text = run("import", str(orders), "--rejected", str(tmp_path / rejected))
    assert (code, "--rejected" in text, orders.read_text()) == (1, True, "no order\n")


def test_quality_names_what_could_not_be_read(run, parts):
    assert run("quality") == (0, "0 orders with notes\n")
    item = {"orderID": "odd", "clientID": "packprod", "createdAt": "yesterday"}
    parts.store.write(Put(parts.settings.tables.orders, item))
    assert run("sweep")[0] == 0
    code, text = run("quality")
    assert (code, text.startswith("odd: createdAt: must be a date and time")) == (1, True)


def test_the_cache_in_memory_can_not_be_seen_or_cleared_from_outside(run):
    for action in ("show", "clear"):
        code, text = run("cache", action)
        assert (code, "each process has its own" in text) == (0, True)


def test_the_cache_in_the_table_is_shown_and_cleared(run, parts):
    parts.settings = replace(parts.settings, result_cache="dynamodb")
    parts.results.result("k", lambda: [1, 2, 3])
    assert "dynamodb: 1 results, 8 bytes" in run("cache", "show")[1]
    assert run("cache", "clear") == (0, "dynamodb: cleared\n")
    assert "0 results, 0 bytes" in run("cache", "show")[1]


def test_a_cache_that_is_off_or_does_not_answer_says_so(run, parts):
    parts.settings = replace(parts.settings, result_cache="off")
    assert "RESULT_CACHE" in run("cache", "show")[1]
    parts.settings = replace(parts.settings, result_cache="redis", redis_url="redis://127.0.0.1:1/0")
    for action in ("show", "clear"):
        code, text = run("cache", action)
        assert (code, "cache: Redis:" in text) == (1, True)


def test_nothing_is_warmed_for_a_client_that_does_not_exist(run):
    code, text = run("cache", "warm", "--client", "nobody")
    assert (code, "there is no client nobody" in text) == (1, True)
