"""Failures: what the stream's on-failure queue holds, and its repair by a sweep."""

import argparse
from dataclasses import dataclass
from typing import Any

import botocore.session

from chalicelib import clock
from chalicelib.instants import shown, text_of
from chalicelib.runtime import Runtime, runtime
from tools.deployment import environment
from tools.deployment.console import add_stage, explaining, opened, say
from tools.deployment.failures import KEPT_IN_THE_STREAM, FailedBatch, FailureQueue, repair
from tools.deployment.standing import Standing
from tools.sweeping import sweep_every_generation

_HOURS = int(KEPT_IN_THE_STREAM.total_seconds()) // 3600


@dataclass(frozen=True)
class _Place:
    """A queue, and the system whose failures it holds."""

    queue: FailureQueue
    parts: Runtime


def add_parser(subparsers: Any) -> None:
    """Add `failures`."""
    parser = subparsers.add_parser("failures", help="batches of order changes that the stream has given up")
    add_stage(parser)
    parser.add_argument(
        "--queue-url", metavar="URL", help="the queue, where it is no stage's; the tables of this environment"
    )
    parser.add_argument(
        "--repair", action="store_true", help="sweep, then remove the messages that were there before the sweep"
    )
    parser.set_defaults(run=explaining(run))


def run(arguments: argparse.Namespace) -> int:
    """List what is in the queue, or repair it. Returns: 1 where something is there."""
    place = _place(arguments)
    batches = place.queue.batches()
    _show(batches, place.queue.about())
    if not batches:
        return 0
    if arguments.repair and not arguments.dry_run:
        return _repair(place)
    _say_what_to_do(batches, is_planned=arguments.repair)
    return 1


def _place(arguments: argparse.Namespace) -> _Place:
    if arguments.queue_url:
        return _Place(FailureQueue(botocore.session.get_session().create_client("sqs"), arguments.queue_url), runtime())
    stage, clients = opened(arguments)
    outputs = Standing(stage, clients, say).stateful()
    environment.enter(stage, outputs)
    return _Place(FailureQueue(clients("sqs"), outputs["OnFailureQueueUrl"]), runtime())


def _repair(place: _Place) -> int:
    repaired = repair(place.queue, lambda: sweep_every_generation(place.parts))
    print(f"{repaired.removed} of {len(repaired.batches)} messages removed")
    left = place.queue.batches()
    if left:
        print(f"{len(left)} messages are in the queue: they came later, are not of a stream, or were not shown again")
        print("To look at them: the same command without --repair")
    return 1 if left else 0


def _show(batches: list[FailedBatch], about: int) -> None:
    if not batches:
        print(f"Nothing is in the on-failure queue (SQS counts about {about})")
        return
    records = sum(each.records for each in batches)
    print(f"{len(batches)} messages, {records} order changes (SQS counts about {about} messages)")
    for each in batches:
        print(_line(each))


def _line(batch: FailedBatch) -> str:
    at = shown(text_of(batch.at))
    if not batch.is_of_stream:
        return f"{at}  {batch.message_id}: not a batch of a stream; left alone"
    state = "still in the stream" if batch.is_in_stream(clock.now()) else "gone from the stream"
    return (
        f"{at}  {batch.condition} after {batch.calls} calls: {batch.records} order changes, {state}; {batch.shard}, "
        f"{batch.first_number} to {batch.last_number}"
    )


def _say_what_to_do(batches: list[FailedBatch], *, is_planned: bool) -> None:
    print(
        f"The queue holds positions in the stream and no orders; the stream forgets its records after {_HOURS} hours."
    )
    count = sum(each.is_of_stream for each in batches)
    if is_planned:
        print(f"With --repair: a sweep of all orders, then up to {count} messages removed. Nothing was done.")
    else:
        print("To find and apply what the views lack, and remove these messages: the same command with --repair")
