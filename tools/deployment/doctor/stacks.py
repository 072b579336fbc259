"""The stacks: whether they are there, and in what state an earlier deployment has left them."""

from collections.abc import Iterator

from tools.deployment.doctor.account import Account, Finding, ok, warning, wrong
from tools.deployment.names import STACKS, stack_name
from tools.deployment.stacks import Stack

_WELL = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"}
_UNDONE = {"UPDATE_ROLLBACK_COMPLETE", "IMPORT_ROLLBACK_COMPLETE"}


def stacks(account: Account) -> Iterator[Finding]:
    """Every stack that the stage needs is there and whole."""
    for part in STACKS:
        stack = account.stack(part)
        if stack is not None:
            yield _state(account, stack)
        elif part in _required(account):
            yield _missing(account, part)
    if not account.outputs("app") and account.functions.names:
        yield ok("the app was deployed by `chalice deploy`: it has functions, and no stack")


def _required(account: Account) -> set[str]:
    is_scaled = account.parameter("stateful", "Billing") == "provisioned"
    has_stack = not account.functions.names or account.outputs("app")
    return {"stateful", "monitoring"} | ({"scaling"} if is_scaled else set()) | ({"app"} if has_stack else set())


def _missing(account: Account, part: str) -> Finding:
    name = stack_name(account.stage, part)
    return wrong(f"there is no stack {name} in {account.region}", f"{_deploy(account)} makes it")


def _state(account: Account, stack: Stack) -> Finding:
    name, status = stack.name, stack.status
    if status in _WELL:
        return ok(f"{name} is {status}")
    if status in _UNDONE:
        return warning(
            f"{name} is {status}: its last change failed and was undone; what was there before runs",
            f"`aws cloudformation describe-stack-events --stack-name {name}` has the reason; mend it, deploy again",
        )
    if status == "REVIEW_IN_PROGRESS":
        return wrong(
            f"{name} is {status}: a change set that would make it was never carried out; the stack is empty",
            f"{_deploy(account)} removes it and makes the stack",
        )
    if stack.is_half_made and status != "DELETE_FAILED":
        return wrong(
            f"{name} is {status}: it was never finished, and can't be changed any more",
            f"{_deploy(account)} deletes it and makes it anew; no data is in it",
        )
    return _stuck(name, status)


def _stuck(name: str, status: str) -> Finding:
    if status == "UPDATE_ROLLBACK_FAILED":
        return wrong(
            f"{name} is {status}: a change failed, and undoing it failed too",
            f"mend what `aws cloudformation describe-stack-events --stack-name {name}` names, "
            f"then `aws cloudformation continue-update-rollback --stack-name {name}`",
        )
    if status == "DELETE_FAILED":
        return wrong(
            f"{name} is {status}: something in it could not be deleted",
            f"mend what `aws cloudformation describe-stack-events --stack-name {name}` names, then delete it again",
        )
    if status.endswith("IN_PROGRESS"):
        return warning(f"{name} is {status}: a deployment is running", "look again when it has ended")
    return wrong(f"{name} is {status}", f"look at {name} in the console of CloudFormation")


def _deploy(account: Account) -> str:
    return f"`python -m tools deploy --stage {account.stage}`"
