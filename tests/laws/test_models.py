"""Every schedule of every model ends right; take out any guard and some schedule does not."""

from dataclasses import replace

import pytest

from tests.laws.depth import IS_DEEP
from tests.laws.explorer import Explorer, Report
from tests.laws.models import MODELS, Design, pairs_of_edits
from tests.laws.mutants import MUTANTS


@pytest.mark.parametrize("name", MODELS)
def test_every_schedule_of_a_model_ends_right(name: str) -> None:
    model = MODELS[name](Design())
    report = Explorer(replace(model, faults=model.faults + IS_DEEP)).explore()
    print(f"{name}: {report.states} states, {report.schedules} schedules")
    assert report.wrong == [], _told(report)


def test_every_schedule_of_every_pair_of_edits_ends_right() -> None:
    states = schedules = 0
    for name, model in pairs_of_edits(Design()):
        report = Explorer(replace(model, faults=int(IS_DEEP))).explore()
        assert report.wrong == [], f"{name}: {_told(report)}"
        states, schedules = states + report.states, schedules + report.schedules
    print(f"pairs of edits: {states} states, {schedules} schedules")


@pytest.mark.parametrize("name", MUTANTS)
def test_without_any_one_guard_some_schedule_ends_wrong(name: str) -> None:
    mutant = MUTANTS[name]
    model = replace(MODELS[mutant.needed_by](mutant.design), faults=0)
    assert Explorer(model).explore().wrong, f"nothing notices that {name}"


def _told(report: Report) -> str:
    return "\n".join([*report.trace, *report.wrong])
