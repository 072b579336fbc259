"""The way of an order change: from the table's stream through the event source to the function, or to the queue."""

from collections.abc import Iterator, Mapping
from typing import Any

from tools.deployment.doctor.account import Account, Finding, ok, warning, wrong
from tools.deployment.doctor.event_source_settings import changing, settings

_STARTING = {"Creating", "Enabling", "Updating"}
_WELL = ("OK", "No records processed")

_Mapping = Mapping[str, Any]


def event_source(account: Account) -> Iterator[Finding]:
    """One event source feeds the stream handler, from the stream that the table has now."""
    function = account.functions.names.get("StreamFunction")
    if function is None:
        return
    found, stream = _mappings(account, function), _stream(account)
    if not found:
        yield wrong(f"nothing feeds {function}: it has no event source mapping", _making(account, function, stream))
        return
    current = [each for each in found if each["EventSourceArn"] == stream]
    yield from (_stale(account, each, stream) for each in found if each not in current)
    for each in current:
        yield from _state(account, each)
        yield from _result(account, each)
        yield from settings(account, each)
    if len(current) > 1:
        yield warning(
            f"{len(current)} event source mappings feed {function} from the same stream",
            f"delete all but one: {', '.join(_id(each) for each in current)}; no order is counted twice meanwhile",
        )


def queue(account: Account) -> Iterator[Finding]:
    """Nothing is in the on-failure queue."""
    url = account.outputs("stateful").get("OnFailureQueueUrl")
    if url is None:
        return
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = account.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    count = sum(int(attributes.get(name, 0)) for name in names)
    if count:
        yield wrong(
            f"batches of order changes that were given up wait in the on-failure queue: about {count}",
            f"`python -m tools failures --stage {account.stage}` lists them, `--repair` brings the views up to date",
        )
    else:
        yield ok("the on-failure queue is empty")


def _mappings(account: Account, function: str) -> list[_Mapping]:
    """Those of the alias, and those of the function itself."""
    alias = account.functions.alias
    names = [f"{function}:{alias}", function] if alias else [function]
    pages = account.client("lambda").get_paginator("list_event_source_mappings")
    found = [each for name in names for page in pages.paginate(FunctionName=name) for each in _of(page)]
    return list({_id(each): each for each in found}.values())


def _of(page: Mapping[str, Any]) -> list[_Mapping]:
    return list(page["EventSourceMappings"])


def _stream(account: Account) -> str | None:
    described = account.described_table(account.tables.orders.name) or {}
    return described.get("LatestStreamArn")


def _stale(account: Account, mapping: _Mapping, stream: str | None) -> Finding:
    if stream is None:
        return wrong(f"{account.tables.orders.name} has no stream, so no order change arrives", _deploy(account))
    return wrong(
        f"the event source {_id(mapping)} reads {mapping['EventSourceArn']}, and the table's stream is {stream}: "
        "the table was restored, or its stream turned off and on",
        f"{_deploy(account)} feeds the function from the new stream; then "
        f"`python -m tools --stage {account.stage} sweep` finds what was missed",
    )


def _making(account: Account, function: str, stream: str | None) -> str:
    """A deployment finds nothing to change in a stack whose mapping somebody has deleted."""
    address = f"{function}:{account.functions.alias}" if account.functions.alias else function
    return (
        f"`aws lambda create-event-source-mapping --function-name {address} --event-source-arn {stream} "
        "--starting-position TRIM_HORIZON`, then look again for its settings"
    )


def _state(account: Account, mapping: _Mapping) -> Iterator[Finding]:
    state, alias = mapping["State"], account.functions.alias
    if state == "Enabled":
        yield ok("the event source is enabled, and reads the stream that the orders table has now")
    elif state in _STARTING:
        yield warning(f"the event source is {state}", "look again in a minute")
    else:
        yield wrong(
            f"the event source is {state}: orders arrive, and the views don't follow",
            f"{changing(mapping, '--enabled')}; the stream keeps its records for 24 hours, what is older needs a sweep",
        )
    if alias and not mapping["FunctionArn"].endswith(f":{alias}"):
        yield wrong(
            f"the event source calls {mapping['FunctionArn']} instead of its alias {alias}: a rollback passes it by",
            changing(mapping, f"--function-name {account.functions.names['StreamFunction']}:{alias}"),
        )


def _result(account: Account, mapping: _Mapping) -> Iterator[Finding]:
    result = mapping.get("LastProcessingResult") or "OK"
    if not result.startswith(_WELL):
        yield wrong(
            f"the last batch of the event source ended with: {result}",
            f"look at the log group /aws/lambda/{account.functions.names['StreamFunction']}",
        )


def _id(mapping: _Mapping) -> str:
    return str(mapping["UUID"])


def _deploy(account: Account) -> str:
    return f"`python -m tools deploy --stage {account.stage}`"
