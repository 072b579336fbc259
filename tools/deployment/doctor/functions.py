"""The functions: ready, of one version, set up for these tables, and allowed to run."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.settings import load
from chalicelib.tables import Tables
from tools.deployment.aws import code_of
from tools.deployment.doctor.account import Account, Finding, ok, warning, wrong

# What AWS keeps for functions that have reserved nothing.
_UNRESERVED = 100
_MORE = "ask for a higher quota (Service Quotas, Lambda, concurrent executions)"
_RESERVED = ("ApiReservedConcurrency", "StreamReservedConcurrency")

_Described = Mapping[str, Any]


def functions(account: Account) -> Iterator[Finding]:
    """Every function is ready, works on the stage's tables, and has the same code as the others."""
    codes = set()
    for output, name in account.functions.names.items():
        described = account.described_function(name, account.functions.alias)
        if described is None:
            yield wrong(f"{_called(account, name)} is not there ({output})", _deploy(account))
            continue
        codes.add(described["CodeSha256"])
        findings = [*_state(account, name, described), *_environment(account, name, described)]
        yield from findings or [ok(f"{name} is ready, and works on the tables of this stage")]
    if len(codes) > 1:
        yield wrong("the functions do not all have the same code: a deployment was stopped", _deploy(account))


def traffic(account: Account) -> Iterator[Finding]:
    """No version is half in use: a canary that was left standing."""
    if account.functions.alias is None:
        return
    for name in account.functions.names.values():
        alias = _alias(account, name)
        weights = alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})
        for version, weight in weights.items():
            yield warning(
                f"{name} gives version {version} {weight:.0%} of its calls, and version {alias['FunctionVersion']} "
                "the rest: a new version is being tried",
                "wait for the end of the deployment in CodeDeploy; if none is running, deploy again",
            )


def concurrency(account: Account) -> Iterator[Finding]:
    """The account can run as many functions at once as the stage wants to reserve."""
    limits = account.client("lambda").get_account_settings()["AccountLimit"]
    most = int(limits["ConcurrentExecutions"])
    wanted = sum(int(account.parameter("app", name, "0") or 0) for name in _RESERVED)
    if wanted and wanted > most - _UNRESERVED:
        yield wrong(
            f"the stage reserves {wanted} concurrent runs; of the {most} of this account {_UNRESERVED} must stay free",
            f"{_MORE}, or lower {' and '.join(_RESERVED)}",
        )
    elif most <= _UNRESERVED:
        yield warning(
            f"the account may run only {most} functions at once, as new accounts do",
            _MORE,
        )
    else:
        yield ok(f"the account may run {most} functions at once; this stage reserves {wanted or 'none'}")


def reservations(account: Account) -> Iterator[Finding]:
    """No function is stopped by a reservation of none."""
    for name in account.functions.names.values():
        described = account.client("lambda").get_function_concurrency(FunctionName=name)
        reserved = described.get("ReservedConcurrentExecutions")
        if reserved == 0:
            yield wrong(
                f"{name} is stopped: 0 concurrent runs are reserved for it",
                f"`aws lambda delete-function-concurrency --function-name {name}`",
            )


def warmth(account: Account) -> Iterator[Finding]:
    """What is to be kept warm is kept warm."""
    name, alias = account.functions.names.get("ApiFunction"), account.functions.alias
    if name is None or alias is None:
        return
    request = {"FunctionName": name, "Qualifier": alias}
    try:
        config = account.client("lambda").get_provisioned_concurrency_config(**request)
    except ClientError as error:
        if code_of(error) != "ProvisionedConcurrencyConfigNotFoundException":
            raise
        return
    if config["Status"] == "FAILED":
        yield wrong(f"{name} is not kept warm: {config.get('StatusReason', 'no reason given')}", _deploy(account))
    else:
        yield ok(f"{name} is kept warm: {config['Status']}")


def _state(account: Account, name: str, described: _Described) -> Iterator[Finding]:
    state, update = described.get("State", "Active"), described.get("LastUpdateStatus", "Successful")
    if state == "Failed":
        yield wrong(f"{name} is Failed: {described.get('StateReason', 'no reason given')}", _deploy(account))
    elif state == "Pending":
        yield warning(f"{name} is Pending: it is being made", "look again in a minute")
    if update == "Failed":
        reason = described.get("LastUpdateStatusReason", "no reason given")
        yield wrong(f"the last update of {name} failed: {reason}", _deploy(account))
    elif update == "InProgress":
        yield warning(f"{name} is being updated", "look again in a minute")


def _environment(account: Account, name: str, described: _Described) -> Iterator[Finding]:
    """What the function's own reading of its environment makes of it."""
    try:
        settings = load(described.get("Environment", {}).get("Variables", {}))
    except ValueError as error:
        yield wrong(f"{name} can't start: {error}", _deploy(account))
        return
    for each in fields(Tables):
        wanted, found = getattr(account.tables, each.name).name, getattr(settings.tables, each.name).name
        if wanted != found:
            yield wrong(f"{name} works on the {each.name} table {found} instead of {wanted}", _deploy(account))
    client = account.parameter("app", "DefaultClient")
    if client is not None and client != settings.default_client:
        yield wrong(f"{name} serves the shop {settings.default_client} instead of {client}", _deploy(account))


def _alias(account: Account, name: str) -> _Described:
    try:
        alias: dict[str, Any] = account.client("lambda").get_alias(FunctionName=name, Name=account.functions.alias)
    except ClientError as error:
        if code_of(error) != "ResourceNotFoundException":
            raise
        return {}
    return alias


def _called(account: Account, name: str) -> str:
    return f"{name}:{account.functions.alias}" if account.functions.alias else name


def _deploy(account: Account) -> str:
    return f"`python -m tools deploy --stage {account.stage}`"
