"""What is missing or wrong in an account, found by looking only.

Each check is a small function from the account to what it finds. One that can't be made, because a permission is
missing, is a finding too; the others are made all the same.
"""

from collections.abc import Callable, Iterator

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import WebOrdersError
from tools.deployment.aws import DeploymentFailed, explained
from tools.deployment.doctor import access, functions, gateway, order_changes, stacks, tables, views, watching
from tools.deployment.doctor.account import WRONG, Account, Finding, warning

Check = Callable[[Account], Iterator[Finding]]

# In the order in which a mistake shows: what is wrong above is often the cause of what is wrong below.
CHECKS: dict[str, tuple[Check, ...]] = {
    "permissions": (access.permissions,),
    "stacks": (stacks.stacks,),
    "tables": (tables.tables,),
    "functions": (
        *(functions.functions, functions.traffic),
        *(functions.concurrency, functions.reservations, functions.warmth),
    ),
    "order changes": (order_changes.event_source, order_changes.queue),
    "views": (views.generations, views.reads, views.parked, views.nightly),
    "API": (gateway.answers, gateway.logs, views.shop, views.tokens),
    "watching": (watching.alarms, watching.subscriptions, watching.log_retention),
}


def examine(account: Account) -> Iterator[tuple[str, list[Finding]]]:
    """All findings, by group; only those of the account itself where its credentials are of no use."""
    found = list(access.credentials(account))
    yield "account", found
    if any(each.kind == WRONG for each in found):
        return
    for group, checks in CHECKS.items():
        yield group, [finding for check in checks for finding in findings_of(check, account)]


def findings_of(check: Check, account: Account) -> Iterator[Finding]:
    """What a check finds, up to where AWS refuses to answer."""
    try:
        yield from check(account)
    except (ClientError, BotoCoreError) as error:
        yield _untold(check, explained(error))
    except DeploymentFailed as error:
        yield _untold(check, error)
    except WebOrdersError as error:
        yield _untold(check, DeploymentFailed(error.message, "run it again, or look at the table in the console"))


def _untold(check: Check, reason: DeploymentFailed) -> Finding:
    wanted = (check.__doc__ or check.__name__).partition("\n")[0].rstrip(".")
    return warning(f"can't tell whether this is so: {wanted[0].lower()}{wanted[1:]} ({reason.message})", reason.way_on)
