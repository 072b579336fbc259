"""The tables: there, with the keys, indexes, stream, expiry and protection that the template gives them."""

from collections.abc import Iterator
from dataclasses import fields

from chalicelib.store import Table
from chalicelib.tables import Tables
from tools.deployment.adopt import plan_adoption
from tools.deployment.doctor.account import Account, Finding, ok, warning, wrong


def tables(account: Account) -> Iterator[Finding]:
    """Every table of the stage is as the template wants it."""
    for each in fields(Tables):
        table: Table = getattr(account.tables, each.name)
        yield from _table(account, table, f"{each.name.capitalize()}Origin")


def _table(account: Account, table: Table, origin: str) -> Iterator[Finding]:
    is_adopted = account.parameter("stateful", origin, "create") == "adopt"
    described = account.described_table(table.name)
    if described is None:
        yield _missing(account, table, origin, is_adopted=is_adopted)
        return
    if described["TableStatus"] not in {"ACTIVE", "UPDATING"}:
        yield wrong(f"{table.name} is {described['TableStatus']}", "look at it in the console of DynamoDB")
        return
    if not account.has("stateful") and not is_adopted:
        yield wrong(
            f"{table.name} exists already, so a stack can't make it",
            f'set `{origin} = "adopt"` under [stateful] in the file of the stage, or name another table there',
        )
    yield from _differences(account, table, is_adopted=is_adopted)


def _missing(account: Account, table: Table, origin: str, *, is_adopted: bool) -> Finding:
    if account.has("stateful") and not is_adopted:
        return wrong(
            f"there is no table {table.name}, though the stack has made it: somebody has deleted it",
            "restore it under this name (from a backup or a point in time), then deploy again; for views that is "
            f"`python -m tools --stage {account.stage} rebuild`",
        )
    if is_adopted:
        return wrong(
            f"there is no table {table.name} in {account.region} to adopt",
            f"mend its name or the region in the stage's file, or take `{origin}` out to have it made",
        )
    return warning(f"there is no table {table.name} yet", f"`python -m tools deploy --stage {account.stage}` makes it")


def _differences(account: Account, table: Table, *, is_adopted: bool) -> Iterator[Finding]:
    is_protected = account.parameter("stateful", "Protection", "on") == "on"
    adoption = plan_adoption(account.client("dynamodb"), table, protect=is_protected)
    for obstacle in adoption.obstacles:
        yield wrong(obstacle, "keys can't be changed: name another table in the stage's file, or have a new one made")
    for addition in adoption.additions():
        what = f"{table.name}: not as the template wants it; to do: {addition}"
        yield wrong(what, _mending(account, is_adopted=is_adopted))
    if adoption.is_complete:
        yield ok(f"{table.name} is as the template wants it")


def _mending(account: Account, *, is_adopted: bool) -> str:
    if is_adopted:
        return f"`python -m tools deploy --stage {account.stage}` does it"
    return "somebody has changed it by hand: change it back in the console, or with `aws dynamodb`"
