"""Whether anybody would hear of it: alarms, who is told of them, and how long logs are kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from tools.deployment.doctor.account import Account, Finding, ok, warning, wrong

_MOST_PER_CALL = 100
_UNCONFIRMED = "PendingConfirmation"


def alarms(account: Account) -> Iterator[Finding]:
    """No alarm rings, and none is muted."""
    names = [each for part in ("monitoring", "app") for each in account.resources(part, "AWS::CloudWatch::Alarm")]
    found = [each for start in range(0, len(names), _MOST_PER_CALL) for each in _alarms(account, names[start:])]
    for each in found:
        if each["StateValue"] == "ALARM":
            kind = warning if "-warning-" in each["AlarmName"] else wrong
            yield kind(f"the alarm {each['AlarmName']} rings", "docs/operations.md says what it means, and what to do")
        if not each.get("ActionsEnabled", True):
            yield warning(
                f"the alarm {each['AlarmName']} is muted",
                f"`aws cloudwatch enable-alarm-actions --alarm-names {each['AlarmName']}`",
            )
    if found and not any(each["StateValue"] == "ALARM" for each in found):
        yield ok(f"none of {len(found)} alarms rings")
    if account.stack("monitoring") is not None and not found:
        yield wrong("the monitoring stack has no alarms", f"`python -m tools deploy --stage {account.stage}`")


def subscriptions(account: Account) -> Iterator[Finding]:
    """Somebody is told of alarms, and has agreed to be."""
    pages = account.client("sns").get_paginator("list_subscriptions_by_topic")
    for topic in account.resources("monitoring", "AWS::SNS::Topic"):
        found = [each for page in pages.paginate(TopicArn=topic) for each in page["Subscriptions"]]
        waiting = [each for each in found if each["SubscriptionArn"] == _UNCONFIRMED]
        if not found:
            yield warning(
                f"nobody is told of alarms: {topic} has no subscription",
                f"`aws sns subscribe --topic-arn {topic} --protocol email --notification-endpoint ADDRESS`",
            )
        for each in waiting:
            yield warning(
                f"a subscription ({each['Protocol']}) to {topic} is not confirmed: nothing is sent to it",
                "confirm it with the link in the message that SNS has sent, or subscribe again",
            )
        if found and not waiting:
            yield ok(f"{len(found)} are told of alarms")


def log_retention(account: Account) -> Iterator[Finding]:
    """No function keeps its logs for ever."""
    kept = []
    for name in account.functions.names.values():
        group = _log_group(account, f"/aws/lambda/{name}")
        if group is None:
            yield warning(
                f"{name} has no log group: Lambda makes one that keeps its logs for ever",
                f"`python -m tools deploy --stage {account.stage}`",
            )
        elif "retentionInDays" not in group:
            yield warning(
                f"the log group of {name} keeps its logs for ever",
                f"`aws logs put-retention-policy --log-group-name /aws/lambda/{name} --retention-in-days 90`",
            )
        else:
            kept.append(int(group["retentionInDays"]))
    if kept and len(kept) == len(account.functions.names):
        yield ok(f"logs are kept for {' or '.join(str(days) for days in sorted(set(kept)))} days")


def _alarms(account: Account, names: list[str]) -> list[Mapping[str, Any]]:
    some = names[:_MOST_PER_CALL]
    return list(account.client("cloudwatch").describe_alarms(AlarmNames=some, MaxRecords=len(some))["MetricAlarms"])


def _log_group(account: Account, name: str) -> Mapping[str, Any] | None:
    pages = account.client("logs").get_paginator("describe_log_groups").paginate(logGroupNamePrefix=name)
    return next((each for page in pages for each in page["logGroups"] if each["logGroupName"] == name), None)
