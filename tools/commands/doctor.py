"""Doctor: what is missing or wrong in an account, in words; it changes nothing."""

import argparse
from collections.abc import Iterable
from typing import Any

from tools.deployment.aws import DeploymentFailed, clients_of
from tools.deployment.console import explaining
from tools.deployment.doctor import examine
from tools.deployment.doctor.account import OK, WARNING, WRONG, Account, Finding
from tools.deployment.stages import load_stage

_LABELS = {OK: "ok", WARNING: "look", WRONG: "WRONG"}


def add_parser(subparsers: Any) -> None:
    """Add `doctor`."""
    parser = subparsers.add_parser("doctor", help="say what is missing or wrong in an account; changes nothing")
    # Without a default of its own: `python -m tools --stage S doctor` says it too.
    parser.add_argument("--stage", default=argparse.SUPPRESS, metavar="S", help="a file of infra/stages, like prod")
    parser.add_argument("--account", metavar="NUMBER", help="the account that it should be, if the file names none")
    parser.set_defaults(run=explaining(run))


def run(arguments: argparse.Namespace) -> int:
    """Look at a stage. Returns: 1 where something is wrong."""
    if not arguments.stage:
        raise DeploymentFailed("which stage?", "add --stage prod, or another file of infra/stages")
    stage = load_stage(arguments.stage)
    account = Account(
        stage.name,
        stage.region,
        clients_of(stage.region),
        parameters=stage.parameters,
        expected=arguments.account or stage.account,
    )
    return tell(stage.name, examine(account))


def tell(stage: str, groups: Iterable[tuple[str, list[Finding]]]) -> int:
    """Show each group of findings as it comes, then what to do first. Returns: 1 where something is wrong."""
    found: list[Finding] = []
    for title, findings in groups:
        print(f"{title}:", flush=True)
        for each in findings:
            _show(each)
        if not findings:
            print("  nothing to look at yet")
        found += findings
    _sum_up(stage, found)
    return 1 if any(each.kind == WRONG for each in found) else 0


def _show(finding: Finding) -> None:
    print(f"  {_LABELS[finding.kind]:5} {finding.what}")
    if finding.kind != OK:
        print(f"        → {finding.way_on}")


def _sum_up(stage: str, found: list[Finding]) -> None:
    counts = {kind: sum(each.kind == kind for each in found) for kind in (WRONG, WARNING, OK)}
    print(f"{counts[WRONG]} wrong, {counts[WARNING]} to look at, {counts[OK]} as they should be")
    first = next((each for kind in (WRONG, WARNING) for each in found if each.kind == kind), None)
    print(f"next: {first.way_on if first else f'`python -m tools smoke --stage {stage}` sends an order through'}")
