"""The way of an order change: from the table's stream through the event source to the function, or to the queue."""

from collections.abc import Iterator, Mapping
from typing import Any

from tools.deployment.doctor.account import Account, Finding, ok, warning, wrong

# The app's parameters, each with what Lambda calls it.
_SETTINGS = {
    "BatchSize": "BatchSize",
    "BatchWindow": "MaximumBatchingWindowInSeconds",
    "ParallelizationFactor": "ParallelizationFactor",
    "RetryAttempts": "MaximumRetryAttempts",
    "RecordAge": "MaximumRecordAgeInSeconds",
}
_FOR_EVER = -1
_STARTING = {"Creating", "Enabling", "Updating"}
_WELL = {"OK", "No records processed"}

_Mapping = Mapping[str, Any]


def event_source(account: Account) -> Iterator[Finding]:
    """One event source feeds the stream handler, from the stream that the table has now."""
    function = account.functions.names.get("StreamFunction")
    if function is None:
        return
    found = _mappings(account, function)
    if not found:
        yield wrong(f"nothing feeds {function}: it has no event source mapping", _deploy(account))
        return
    stream = _stream(account)
    current = [each for each in found if each["EventSourceArn"] == stream]
    yield from (_stale(account, each, stream) for each in found if each not in current)
    for each in current:
        yield from _state(account, each)
        yield from _result(account, each)
        yield from _settings(account, each)
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
            f"about {count} batches of order changes were given up, and wait in the on-failure queue",
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


def _state(account: Account, mapping: _Mapping) -> Iterator[Finding]:
    state, alias = mapping["State"], account.functions.alias
    if state == "Enabled":
        yield ok("the event source is enabled, and reads the stream that the orders table has now")
    elif state in _STARTING:
        yield warning(f"the event source is {state}", "look again in a minute")
    else:
        yield wrong(
            f"the event source is {state}: orders arrive, and the views don't follow",
            f"`aws lambda update-event-source-mapping --uuid {_id(mapping)} --enabled`; the stream keeps its records "
            "for 24 hours, what is older needs a sweep",
        )
    if alias and not mapping["FunctionArn"].endswith(f":{alias}"):
        yield wrong(
            f"the event source calls {mapping['FunctionArn']} instead of its alias {alias}: a rollback passes it by",
            _deploy(account),
        )


def _result(account: Account, mapping: _Mapping) -> Iterator[Finding]:
    result = mapping.get("LastProcessingResult") or "OK"
    if result not in _WELL:
        yield wrong(
            f"the last batch of the event source ended with: {result}",
            f"look at the log group /aws/lambda/{account.functions.names['StreamFunction']}",
        )


def _settings(account: Account, mapping: _Mapping) -> Iterator[Finding]:
    wanted = {name: account.parameter("app", name) for name in _SETTINGS}
    for name, value in wanted.items():
        found = mapping.get(_SETTINGS[name])
        if value is not None and found is not None and str(found) != value:
            yield wrong(f"the event source has {_SETTINGS[name]} {found}, and should have {value}", _deploy(account))
    for name in ("MaximumRetryAttempts", "MaximumRecordAgeInSeconds"):
        if mapping.get(name, _FOR_EVER) == _FOR_EVER:
            yield wrong(f"the event source has no {name}: one bad batch holds its shard up", _deploy(account))
    if not mapping.get("BisectBatchOnFunctionError"):
        yield wrong("the event source does not bisect: one bad change takes its batch with it", _deploy(account))
    yield from _destination(account, mapping)


def _destination(account: Account, mapping: _Mapping) -> Iterator[Finding]:
    wanted = account.outputs("stateful").get("OnFailureQueueArn")
    found = mapping.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    if wanted and found != wanted:
        yield wrong(
            f"batches that are given up go {f'to {found}' if found else 'nowhere'} instead of to {wanted}",
            _deploy(account),
        )


def _id(mapping: _Mapping) -> str:
    return str(mapping["UUID"])


def _deploy(account: Account) -> str:
    return f"`python -m tools deploy --stage {account.stage}`"
