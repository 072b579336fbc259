"""A run of the benchmark beside the committed one."""

import pytest

from benchmarks.compare import TOLERANCES, Change, compared, read_baseline, write_baseline
from benchmarks.results import Figure, Kind, Results, Section


def run_of(*figures: Figure, section: str = "reads") -> Results:
    return Results("2026-01-02", "a machine", "bench", [Section(section, "Reads", "memory", list(figures))])


def figure(value: float, kind: Kind, *, is_better_high: bool = False) -> Figure:
    return Figure("reads/x", value, "u", kind, is_better_high)


def changes(before: Figure, now: Figure) -> list[Change]:
    return [each.change for each in compared({before.name: before}, run_of(now))]


@pytest.mark.parametrize("kind", TOLERANCES)
def test_a_figure_is_worse_beyond_its_tolerance_only(kind):
    most = 10 * TOLERANCES[kind]
    assert changes(figure(10, kind), figure(most, kind)) == []
    assert changes(figure(10, kind), figure(most * 1.01, kind)) == [Change.WORSE]


@pytest.mark.parametrize("kind", TOLERANCES)
def test_a_figure_that_is_better_high_is_worse_when_it_falls(kind):
    least = 10 / TOLERANCES[kind]
    high = figure(10, kind, is_better_high=True)
    assert changes(high, figure(least, kind, is_better_high=True)) == []
    assert changes(high, figure(least * 0.99, kind, is_better_high=True)) == [Change.WORSE]


def test_one_call_more_is_worse_and_one_less_is_better():
    assert changes(figure(4, Kind.COUNT), figure(5, Kind.COUNT)) == [Change.WORSE]
    [better] = compared({"reads/x": figure(4, Kind.COUNT)}, run_of(figure(3, Kind.COUNT)))
    assert (better.change, better.is_bad) == (Change.BETTER, False)


def test_a_ratio_below_one_was_luck():
    assert changes(figure(0.3, Kind.RATIO), figure(2, Kind.RATIO)) == []
    assert changes(figure(0.3, Kind.RATIO), figure(3.1, Kind.RATIO)) == [Change.WORSE]


def test_from_nothing_to_something_is_worse():
    assert changes(figure(0, Kind.COUNT), figure(1, Kind.COUNT)) == [Change.WORSE]


def test_a_figure_that_is_gone_is_named():
    [missing] = compared({"reads/y": Figure("reads/y", 1, "u", Kind.COUNT)}, run_of(figure(1, Kind.COUNT)))
    assert (missing.change, missing.is_bad) == (Change.MISSING, True)
    assert "reads/y was not measured" in str(missing)


def test_sections_that_were_not_run_are_not_compared():
    assert compared({"lag/p": Figure("lag/p", 1, "u", Kind.COUNT)}, run_of(figure(1, Kind.COUNT))) == []


def test_the_baseline_keeps_counts_and_ratios_but_no_times(tmp_path):
    place = tmp_path / "baseline.json"
    slow = Figure("reads/slow", 5000, "ms", Kind.TIME)
    write_baseline(place, run_of(figure(4, Kind.COUNT), slow))
    assert read_baseline(place) == {"reads/x": figure(4, Kind.COUNT)}
    assert compared(read_baseline(place), run_of(figure(4, Kind.COUNT))) == []


def test_a_new_baseline_of_one_section_keeps_the_others(tmp_path):
    place = tmp_path / "baseline.json"
    write_baseline(place, run_of(figure(4, Kind.COUNT)))
    errors = Figure("load/errors", 0, "answers", Kind.COUNT)
    write_baseline(place, run_of(errors, section="load"))
    assert read_baseline(place) == {"load/errors": errors, "reads/x": figure(4, Kind.COUNT)}


def test_without_a_baseline_there_is_nothing_to_compare_with(tmp_path):
    assert read_baseline(tmp_path / "none.json") == {}
