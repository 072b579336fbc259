"""One run: the sections one after the other, then the report, the comparison and the targets."""

import os
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from traceback import format_exc
from typing import Any

from benchmarks.compare import compared, read_baseline, write_baseline
from benchmarks.options import QUICK_SIZES, SIZES, Options
from benchmarks.report import verdicts, write_report
from benchmarks.results import Results, Section
from tools.deployment.sources import PROJECT

# Each module has measure(options) -> Section.
SECTIONS: Mapping[str, str] = {
    "cost": "cost",
    "reads": "reads",
    "result-cache": "result_cache",
    "own-code": "own_code",
    "projector": "projector",
    "workers": "workers",
    "upkeep": "upkeep",
    "cold-start": "cold_start",
    "load": "load",
    "lag": "lag",
}
_QUICK = ("reads", "result-cache", "own-code", "projector", "upkeep", "cold-start")
_BASELINE, _QUICK_BASELINE = (PROJECT / "benchmarks" / name for name in ("baseline.json", "baseline-quick.json"))
_OUTPUT, _QUICK_OUTPUT = PROJECT / "docs" / "benchmark", PROJECT / ".local" / "benchmark"


def run(arguments: Any, command: str) -> int:
    """Run what was asked for. Returns: 1 where something became worse or a section failed."""
    with TemporaryDirectory() as work:
        options = Options(
            Path(work),
            orders=arguments.orders or (QUICK_SIZES if arguments.quick else SIZES),
            users=arguments.users,
            seconds=arguments.seconds,
            is_quick=arguments.quick,
        )
        sections, failed = _measured(arguments.only or (_QUICK if arguments.quick else tuple(SECTIONS)), options)
    results = Results(f"{datetime.now(UTC):%Y-%m-%d}", machine(), command, sections)
    place = arguments.baseline or (_QUICK_BASELINE if arguments.quick else _BASELINE)
    baseline = read_baseline(place)
    findings = compared(baseline, results) if baseline else None
    report = write_report(results, findings, arguments.output or (_QUICK_OUTPUT if arguments.quick else _OUTPUT))
    if arguments.update_baseline:
        write_baseline(place, results)
    print("\n".join(verdicts(results)))
    print("\n".join(str(each) for each in findings or ()))
    print(f"The report: {report}")
    is_worse = not arguments.update_baseline and any(each.is_bad for each in findings or ())
    return int(bool(failed) or is_worse)


def _measured(names: Sequence[str], options: Options) -> tuple[list[Section], list[str]]:
    """The sections, and the names of those that failed; one that fails does not stop the others."""
    sections, failed = [], []
    for name in names:
        options.say(f"section {name}")
        began = perf_counter()
        try:
            section = import_module(f"benchmarks.{SECTIONS[name]}").measure(options)
        except Exception as error:
            failed.append(name)
            section = Section(name, name.capitalize(), "none", notes=[f"It failed: {error!r}"])
            print(format_exc())
        section.seconds = perf_counter() - began
        sections.append(section)
    return sections, failed


def machine() -> str:
    """This machine in general terms."""
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
