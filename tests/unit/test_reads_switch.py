"""Where reads come from: the views, or a recount while somebody does not trust the views."""

import pytest

from chalicelib import clock
from chalicelib.clients import Client
from chalicelib.errors import NotFound
from chalicelib.memory import MemoryStore
from chalicelib.projections import generations
from chalicelib.projections.generations import RECOUNT, VIEWS, Generations, Reads
from chalicelib.projections.stream import projector_of
from chalicelib.runtime import Runtime
from chalicelib.settings import Settings
from chalicelib.store import Put
from chalicelib.views import freshness
from chalicelib.views.source import Sources
from tests.laws.orders import order
from tests.laws.shop import RecordingStore
from tools import __main__ as tools

SHOP = Client("a", "Shop A")


@pytest.fixture
def parts(monkeypatch) -> Runtime:
    """A shop with one order in its views."""
    monkeypatch.setattr(clock, "sleep", lambda _: None)
    parts = Runtime(Settings(), RecordingStore(MemoryStore()))
    tables = parts.settings.tables
    generations.open_first(parts.store, tables)
    generations.register(parts.store, tables, SHOP)
    parts.store.write(Put(tables.orders, order("o")))
    [generation] = parts.generations.all()
    projector_of(generation, store=parts.store, settings=parts.settings).apply(["o"])
    monkeypatch.setattr("tools.commands.reads.runtime", lambda: parts)
    return parts


def sources(parts: Runtime) -> Sources:
    return Sources(parts.store, parts.settings, parts.generations, parts.freshness)


def source_of_answers(parts: Runtime) -> str:
    return sources(parts).ask(SHOP, lambda source: source.kind)[0]


def test_reads_use_the_views_until_they_are_switched(parts):
    assert (parts.generations.reads(), source_of_answers(parts)) == (Reads(VIEWS, 0), "view")


def test_every_read_uses_the_recount_after_the_switch_and_the_views_after_the_way_back(parts):
    parts.generations.read_from(RECOUNT)
    assert source_of_answers(parts) == "recount"
    parts.generations.read_from(VIEWS)
    assert source_of_answers(parts) == "view"


def test_another_process_follows_the_switch_as_soon_as_it_reads_the_row_again(parts, monkeypatch):
    other = Generations(parts.store, parts.settings.tables.clients)
    assert other.reads().source == VIEWS
    parts.generations.read_from(RECOUNT)
    assert other.reads().source == VIEWS
    monkeypatch.setattr(generations, "MAX_STALENESS", 0)
    assert other.reads().source == RECOUNT


def test_the_projector_goes_on_behind_the_switch(parts):
    parts.generations.read_from(RECOUNT)
    assert [each.suffix for each in parts.generations.to_project()] == [""]


def test_every_other_edit_of_the_row_keeps_the_switch(parts):
    parts.generations.read_from(RECOUNT)
    generations.begin(parts.generations, "g2", {})
    generations.switch_to(parts.generations, "g2")
    generations.forget(parts.generations, "")
    generations.register(parts.store, parts.settings.tables, Client("b", "Shop B"))
    assert Generations(parts.store, parts.settings.tables.clients).reads() == Reads(RECOUNT, 1)


def test_switching_to_what_is_so_already_changes_nothing(parts):
    for _ in range(2):
        parts.generations.read_from(RECOUNT)
    assert parts.generations.reads() == Reads(RECOUNT, 1)


def test_the_switch_keeps_the_generations(parts):
    before = parts.generations.all()
    parts.generations.read_from(RECOUNT)
    assert parts.generations.all() == before


def test_without_any_generation_there_is_nothing_to_switch():
    with pytest.raises(NotFound):
        Generations(MemoryStore(), Settings().tables.clients).read_from(RECOUNT)


def test_the_views_are_known_by_nothing_while_reads_use_the_recount_and_by_another_name_after_it(parts, monkeypatch):
    monkeypatch.setattr(freshness, "SETTLED_AFTER", clock.now() - clock.now())
    before = sources(parts).known_by(SHOP)
    parts.generations.read_from(RECOUNT)
    meanwhile = sources(parts).known_by(SHOP)
    parts.generations.read_from(VIEWS)
    after = sources(parts).known_by(SHOP)
    assert meanwhile is None
    assert before is not None
    assert after is not None
    assert before != after


@pytest.mark.parametrize("source", [VIEWS, RECOUNT])
def test_to_know_the_source_costs_a_read_no_call(parts, source):
    parts.generations.read_from(source)
    parts.generations.all()
    parts.store.calls.clear()
    assert parts.generations.reads().source == source
    assert not parts.store.calls


def test_the_command_switches_says_what_it_means_and_how_to_go_back(parts, capsys):
    assert tools.main(["reads", "recount"]) == 0
    assert "python -m tools reads views" in capsys.readouterr().out
    assert tools.main(["reads"]) == 0
    assert "count the orders again" in capsys.readouterr().out
    assert source_of_answers(parts) == "recount"
