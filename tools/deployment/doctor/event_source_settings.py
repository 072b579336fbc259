"""The settings of the event source: those that keep one bad change from holding up or losing all others."""

from collections.abc import Iterator, Mapping
from typing import Any

from botocore import xform_name

from tools.deployment.doctor.account import Account, Finding, wrong

# The app's parameters, each with what Lambda calls it.
_SETTINGS = {
    "BatchSize": "BatchSize",
    "BatchWindow": "MaximumBatchingWindowInSeconds",
    "ParallelizationFactor": "ParallelizationFactor",
    "RetryAttempts": "MaximumRetryAttempts",
    "RecordAge": "MaximumRecordAgeInSeconds",
}
_LIMITS = {"RetryAttempts", "RecordAge"}
_FOR_EVER = -1

_Mapping = Mapping[str, Any]


def settings(account: Account, mapping: _Mapping) -> Iterator[Finding]:
    """The event source is set as the stage wants it, and gives nothing up without a note of it."""
    for name in _SETTINGS:
        yield from _setting(account, mapping, name)
    if not mapping.get("BisectBatchOnFunctionError"):
        yield wrong(
            "the event source does not bisect: one bad change takes its batch with it",
            changing(mapping, "--bisect-batch-on-function-error"),
        )
    yield from _destination(account, mapping)


def changing(mapping: _Mapping, option: str) -> str:
    """The command that sets an event source; a deployment finds nothing to change in a stack that is as it was."""
    return f"`aws lambda update-event-source-mapping --uuid {mapping['UUID']} {option}`"


def _setting(account: Account, mapping: _Mapping, name: str) -> Iterator[Finding]:
    key, wanted = _SETTINGS[name], account.parameter("app", name)
    found = mapping.get(key)
    if wanted is not None and found is not None and str(found) != wanted:
        yield wrong(f"the event source has {key} {found}, and should have {wanted}", _mending(account, mapping, name))
    elif name in _LIMITS and found in (None, _FOR_EVER):
        yield wrong(
            f"the event source has no {key}: one bad batch holds its shard up", _mending(account, mapping, name)
        )


def _mending(account: Account, mapping: _Mapping, name: str) -> str:
    """Deploying, where the stage's file says something new; else somebody has changed the event source by hand."""
    stack = account.stack("app")
    wanted = account.parameter("app", name)
    if wanted is None or stack is None or stack.parameters.get(name) != wanted:
        return f"`python -m tools deploy --stage {account.stage}`"
    return changing(mapping, f"--{xform_name(_SETTINGS[name], '-')} {wanted}")


def _destination(account: Account, mapping: _Mapping) -> Iterator[Finding]:
    wanted = account.outputs("stateful").get("OnFailureQueueArn")
    found = mapping.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    if wanted and found != wanted:
        yield wrong(
            f"batches that are given up go {f'to {found}' if found else 'nowhere'} instead of to {wanted}",
            changing(mapping, f"--destination-config OnFailure={{Destination={wanted}}}"),
        )
