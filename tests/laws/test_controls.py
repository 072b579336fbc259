"""The classic designs are right in calm weather only; ours is right in the very same storms."""

from dataclasses import replace

import pytest

from tests.laws.controls import blind_add, requery_and_overwrite, stored_and_right
from tests.laws.orders import order
from tests.laws.switching import Faults
from tests.laws.world import Conditions, Edit, Handle, World

EDITS: list[Edit] = [
    order("a", "x", 1),
    order("b", "x", 2),
    order("c", "y", 3),
    order("a", "y", 1),
    order("b", "x", 2, status="cancelled"),
    order("d", "x", 4),
    "c",
    order("d", "y", 4),
    order("b", "x", 2),
]
CALM = Conditions(handlers=1, duplicates=0.0, reorders=False, lags=False, sweeps=0)
WEATHERS = {
    "a lagging index": (requery_and_overwrite, replace(CALM, lags=True)),
    "handlers side by side": (requery_and_overwrite, replace(CALM, handlers=4)),
    "notices that come twice": (blind_add, replace(CALM, duplicates=0.2)),
    "batches that break off": (blind_add, replace(CALM, faults=Faults(0.2, 3))),
    "notices that get lost": (blind_add, replace(CALM, drops=0.2)),
}
SEEDS = range(40)


@pytest.mark.parametrize("design", [requery_and_overwrite, blind_add])
def test_a_classic_design_is_right_in_calm_weather(design: Handle) -> None:
    assert all(ends_right(design, CALM, seed) for seed in SEEDS)


@pytest.mark.parametrize("weather", WEATHERS)
def test_a_classic_design_ends_wrong_with(weather: str) -> None:
    design, conditions = WEATHERS[weather]
    assert not all(ends_right(design, conditions, seed) for seed in SEEDS)


@pytest.mark.parametrize("weather", WEATHERS)
def test_the_projector_ends_right_with(weather: str) -> None:
    _, conditions = WEATHERS[weather]
    for seed in SEEDS:
        world = World(replace(conditions, seed=seed))
        world.run(EDITS)
        assert world.differences() == []


def ends_right(design: Handle, conditions: Conditions, seed: int) -> bool:
    world = World(replace(conditions, seed=seed), handle=design)
    world.run(EDITS)
    stored, right = stored_and_right(world.store)
    return stored == right
