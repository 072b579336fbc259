"""The benchmark's report, its targets and its charts."""

from xml.etree import ElementTree

import pytest

from benchmarks.compare import Change, Finding
from benchmarks.plots import svg_of
from benchmarks.report import page, verdicts, write_report
from benchmarks.results import Chart, Figure, Kind, Results, Section, Table, read
from benchmarks.run import SECTIONS
from benchmarks.targets import TARGETS, Target, Verdict
from tools.commands import bench

CHART = Chart("growth", "Ours & theirs", "orders", "ms", {"ours": [(1000, 2.5), (100_000, 3)], "none": [(1000, 0)]})


def results(*figures: Figure) -> Results:
    sections = [
        Section(name, name.upper(), "memory", tables=[Table(f"Table of {name}", ["a", "b"], [["x", "1"]], "A note.")])
        for name in SECTIONS
    ]
    sections[0].figures += figures
    sections[0].charts.append(CHART)
    return Results("2026-01-02", "2 cores", "python -m tools bench", sections)


def test_the_report_has_every_section_and_says_where_it_was_made():
    text = page(results(), None)
    assert "on 2 cores" in text
    assert "python -m tools bench" in text
    for name in SECTIONS:
        assert f"## {name.upper()}\n" in text
    assert "| x | 1 |" in text


def test_the_command_knows_every_section():
    assert set(bench._SECTIONS) == set(SECTIONS)


def test_every_target_is_printed_with_its_verdict():
    text, lines = page(results(), None), list(verdicts(results()))
    assert len(lines) == len(TARGETS)
    for target, line in zip(TARGETS, lines, strict=True):
        assert f"| {target.text} |" in text
        assert target.text in line
        assert Verdict.UNKNOWN.value in line


@pytest.mark.parametrize(("value", "verdict"), [(1.0, Verdict.PASS), (1.01, Verdict.FAIL)])
def test_a_target_holds_up_to_its_limit(value, verdict):
    calls = results(Figure("projector/batch-100/calls", value, "calls", Kind.COUNT))
    [target] = [each for each in TARGETS if "batches of 100" in each.text and "calls" in each.text]
    assert target.judged(calls) is verdict


def test_a_target_is_judged_by_the_worst_of_its_figures():
    at_most = Target("t", lambda _: [1.0, 3.0], 2.0)
    at_least = Target("t", lambda _: [1.0, 3.0], 2.0, at_least=True)
    assert [each.judged(results()) for each in (at_most, at_least)] == [Verdict.FAIL, Verdict.FAIL]


def test_a_target_of_which_a_figure_is_missing_is_not_judged_by_the_others():
    assert Target("t", lambda _: [1.0, None], 2.0).judged(results()) is Verdict.UNKNOWN


def test_the_scan_stands_beside_ours_and_beside_a_hit():
    text = page(
        results(
            Figure("reads/customers/1000/calls", 2, "calls", Kind.COUNT),
            Figure("reads/sales-of-a-year/1000/before-times-ours", 2.5, "ratio", Kind.RATIO),
            Figure("reads/sales-of-a-year/1000/before-times-cached", 11.5, "ratio", Kind.RATIO),
        ),
        None,
    )
    assert "| scan, × ours | scan, × a hit |" in text
    assert "| sales-of-a-year | 1,000 | – | – | – | 2.50 | 11.5 |" in text
    assert "| customers | 1,000 | 2.00 | – | – | – | – |" in text


def test_the_report_names_what_has_become_worse():
    worse = Finding("reads/x", Change.WORSE, 4, 5, 1.0)
    assert "worse: reads/x is 5.00, was 4.00" in page(results(), [worse])
    assert "Nothing has moved" in page(results(), [])
    assert "none to compare with" in page(results(), None)


def test_what_is_written_is_read_back_and_the_charts_lie_beside_it(tmp_path):
    made = results(Figure("cost/x", 1.5, "USD", Kind.UNITS))
    place = write_report(made, None, tmp_path)
    again = read(tmp_path / "results.json")
    assert again.figures == made.figures
    assert page(again, None) == place.read_text()
    assert "(growth.svg)" in place.read_text()
    assert (tmp_path / "growth.svg").exists()


def test_a_chart_is_valid_and_leaves_out_what_has_no_place_on_a_logarithmic_axis():
    drawn = ElementTree.fromstring(svg_of(CHART))
    lines = drawn.findall(".//{*}polyline")
    assert [len(line.attrib["points"].split()) for line in lines] == [2]
    assert [each.text for each in drawn.findall(".//{*}text[@class='title']")] == ["Ours & theirs"]


def test_a_larger_value_is_drawn_higher():
    [line] = ElementTree.fromstring(svg_of(CHART)).findall(".//{*}polyline")
    (_, low), (_, high) = (map(float, point.split(",")) for point in line.attrib["points"].split())
    assert high < low  # y grows downwards
