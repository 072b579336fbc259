"""The report: one page that says how fast, why, and at what cost; then every section with its tables and charts."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from benchmarks.compare import Finding
from benchmarks.pairs import shown
from benchmarks.plots import svg_of
from benchmarks.results import Results, Section, Table, save
from benchmarks.targets import TARGETS, Verdict, sizes

REPORT, FIGURES = "README.md", "results.json"
_SHOWN = ("customers", "customer", "orders", "product-orders", "sales-of-a-year", "overview-of-a-year")
_WHY = """\
- An answer reads rows that were made for it: one query for a page, a day's sums for a report. It never adds up orders.
- The work of a change is what the order adds now, minus what the ledger counts of it. A customer's history is not read.
- What grows with the shop is how many rows there are, not how many an answer touches.
- That is paid for when an order changes: it writes every row that it is in. `docs/cost.md` says from how many reads
  per order on this is cheaper.
"""


def write_report(results: Results, findings: Sequence[Finding] | None, to: Path) -> Path:
    """Write the report, its charts and the figures. Returns: the report's place."""
    save(results, to / FIGURES)
    for chart in (chart for section in results.sections for chart in section.charts):
        (to / f"{chart.name}.svg").write_text(svg_of(chart))
    place = to / REPORT
    place.write_text(page(results, findings))
    return place


def page(results: Results, findings: Sequence[Finding] | None) -> str:
    """The report as Markdown; the findings are None where there was nothing to compare with."""
    return "\n".join([*_head(results), *_summary(results), *_comparison(findings), *_sections(results.sections)]) + "\n"


def verdicts(results: Results) -> Iterator[str]:
    """The targets as lines for a terminal."""
    for target in TARGETS:
        text, wanted, worst, verdict = target.row(results)
        yield f"{verdict:>12}  {text}: {worst} (wanted {wanted})"


def _head(results: Results) -> Iterator[str]:
    yield "# Benchmark\n"
    yield f"Made on {results.made_on} by `{results.command}`, on {results.machine}.\n"
    yield (
        "Times are of that machine at that moment; ratios are of things timed in turn. Calls and units are the same "
        "everywhere. [How it is measured](../performance.md).\n"
    )


def _summary(results: Results) -> Iterator[str]:
    yield "## In one page\n"
    yield "### How fast\n"
    headings = ["answer", "orders", "calls", "p50 ms", "× the bare calls", "scan, × ours", "scan, × a hit"]
    note = "A hit is an answer of ours from the result cache, which keeps reports of many days."
    yield from _table(Table("", headings, _fast(results), note))
    yield "### Why\n"
    yield _WHY
    for table in (table for section in results.sections if section.name == "cost" for table in section.tables):
        yield "### What it would cost\n"
        yield from _table(table)
    yield "### Targets\n"
    yield from _table(Table("", ["target", "wanted", "worst", ""], [_marked(each.row(results)) for each in TARGETS]))


def _fast(results: Results) -> list[list[str]]:
    rows = []
    for route in _SHOWN:
        for size in sizes(results):
            place = f"reads/{route}/{size}"
            names = ("calls", "p50", "beside-floor", "before-times-ours", "before-times-cached")
            values = [results.value(f"{place}/{name}") for name in names]
            rows.append([route, f"{size:,}", *("–" if each is None else shown(each) for each in values)])
    return rows


def _marked(row: Sequence[str]) -> Sequence[str]:
    return [*row[:-1], "**fail**" if row[-1] == Verdict.FAIL.value else row[-1]]


def _comparison(findings: Sequence[Finding] | None) -> Iterator[str]:
    yield "## Beside the committed run\n"
    if findings is None:
        yield "There was none to compare with.\n"
    elif not findings:
        yield "Nothing has moved by more than it may.\n"
    else:
        yield "\n".join(f"- {each}" for each in findings) + "\n"


def _sections(sections: Iterable[Section]) -> Iterator[str]:
    for section in sections:
        yield f"## {section.title}\n"
        yield f"Store: {section.store}. It took {section.seconds:.0f} s.\n"
        yield from (f"{note}\n" for note in section.notes)
        yield from (f"![{chart.title}]({chart.name}.svg)\n" for chart in section.charts)
        if section.name != "cost":
            yield from (line for table in section.tables for line in _titled(table))


def _titled(table: Table) -> Iterator[str]:
    yield f"### {table.title}\n"
    yield from _table(table)


def _table(table: Table) -> Iterator[str]:
    yield _row(table.headings)
    yield _row(["---", *["--:"] * (len(table.headings) - 1)])
    yield from map(_row, table.rows)
    yield ""
    if table.note:
        yield f"{table.note}\n"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
