"""What was found, for a person to read: by group, with what to do, and what to do first at the end."""

from collections.abc import Iterable

from tools.deployment.doctor.account import OK, WARNING, WRONG, Finding

_LABELS = {OK: "ok", WARNING: "look", WRONG: "WRONG"}


def tell(stage: str, groups: Iterable[tuple[str, list[Finding]]]) -> int:
    """Show each group of findings as it comes, then a summary. Returns: 1 where something is wrong."""
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
    print(f"summary: {counts[WRONG]} wrong, {counts[WARNING]} to look at, {counts[OK]} as they should be")
    first = next((each for kind in (WRONG, WARNING) for each in found if each.kind == kind), None)
    if first:
        print(f"begin with this: {first.what}")
    print(f"next: {first.way_on if first else f'`python -m tools smoke --stage {stage}` sends an order through'}")
