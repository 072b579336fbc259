"""Whose account this is, and what its credentials may do."""

from collections.abc import Iterator

from botocore.exceptions import BotoCoreError, ClientError

from tools.deployment.aws import explained
from tools.deployment.doctor.account import Account, Finding, ok, warning, wrong
from tools.deployment.doctor.needed import Needed, needed


def credentials(account: Account) -> Iterator[Finding]:
    """The credentials are valid, and belong to the account that the stage names."""
    try:
        identity = account.identity
    except (ClientError, BotoCoreError) as error:
        reason = explained(error)
        yield wrong(reason.message, reason.way_on)
        return
    number, arn = identity["Account"], identity["Arn"]
    if account.expected and account.expected != number:
        yield wrong(
            f"these credentials belong to the account {number}, the stage to {account.expected}",
            "use the credentials of that account, or mend `account` in the stage's file",
        )
        return
    yield ok(f"account {number}, region {account.region}, as {arn}")
    if _is_root(arn):
        yield warning(
            "these are the credentials of the account's root user, who may do everything",
            "make a role or user for deploying, and use that",
        )


def permissions(account: Account) -> Iterator[Finding]:
    """The credentials may do what a deployment does, as far as IAM's simulation tells."""
    arn = account.identity["Arn"]
    if _is_root(arn):
        yield ok("the root user may do everything")
        return
    principal = _principal(account, arn)
    if principal is None:
        yield warning(
            f"IAM can't simulate what {arn} may do", "deploy: a permission that is missing is named when it is needed"
        )
        return
    denied = [(each, actions) for each in needed(account) if (actions := _denied(account, principal, each))]
    for each, actions in denied:
        yield wrong(
            f"not permitted on {each.arn(account)}: {', '.join(actions)}",
            f"let an administrator add {'this' if len(actions) == 1 else 'these'} to {principal}",
        )
    if not denied:
        yield ok("what a deployment does is permitted, as IAM's simulation tells")


def _is_root(arn: str) -> bool:
    return arn.endswith(":root")


def _principal(account: Account, arn: str) -> str | None:
    """The user or role behind an identity; None where there is none to simulate."""
    kind, _, name = arn.split(":", 5)[5].partition("/")
    if kind == "user":
        return arn
    if kind != "assumed-role":
        return None
    # Its session's ARN leaves out the path of the role.
    return str(account.client("iam").get_role(RoleName=name.partition("/")[0])["Role"]["Arn"])


def _denied(account: Account, principal: str, wanted: Needed) -> list[str]:
    pages = (
        account.client("iam")
        .get_paginator("simulate_principal_policy")
        .paginate(PolicySourceArn=principal, ActionNames=wanted.names(), ResourceArns=[wanted.arn(account)])
    )
    results = (each for page in pages for each in page["EvaluationResults"])
    return [each["EvalActionName"] for each in results if each["EvalDecision"] != "allowed"]
