"""What the commands of deployment have in common: their arguments, their plan, and how they end."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping

from botocore.exceptions import BotoCoreError, ClientError

from tools.deployment.aws import Clients, DeploymentFailed, clients_of, explained, require_account
from tools.deployment.stages import Stage, load_stage


def add_stage(parser: argparse.ArgumentParser) -> None:
    """Add `--stage` and `--dry-run`."""
    # Without a default of its own: `python -m tools --stage S COMMAND` says it too.
    parser.add_argument("--stage", default=argparse.SUPPRESS, metavar="S", help="a file of infra/stages, like prod")
    parser.add_argument("--dry-run", action="store_true", help="show what would be done, and do nothing")


def opened(arguments: argparse.Namespace) -> tuple[Stage, Clients]:
    """The stage and the clients of its region, after a look at whose credentials these are."""
    if not arguments.stage:
        raise DeploymentFailed("which stage?", "add --stage prod, or another file of infra/stages")
    stage = load_stage(arguments.stage)
    clients = clients_of(stage.region)
    account = require_account(clients, stage.account)
    say(f"stage {stage.name}: account {account}, region {stage.region}")
    return stage, clients


def explaining(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """A command whose failures end in words: what went wrong, and the way on. Returns: exit code 1 then."""

    def explained_run(arguments: argparse.Namespace) -> int:
        try:
            return run(arguments)
        except (ClientError, BotoCoreError) as error:
            return _fail(explained(error))
        except DeploymentFailed as error:
            return _fail(error)

    return explained_run


def say(text: str) -> None:
    """Tell the person how it goes."""
    print(text, file=sys.stderr, flush=True)


def show_plan(steps: Iterable[str]) -> None:
    """What will be done, before anything is."""
    say("plan:")
    for number, step in enumerate(steps, 1):
        say(f"  {number}. {step}")


def next_steps(steps: Mapping[str, str]) -> None:
    """What to do now: a command for each purpose."""
    print("next:")
    for purpose, command in steps.items():
        print(f"  {purpose}:\n    {command}")


def _fail(error: DeploymentFailed) -> int:
    say(f"failed: {error.message}")
    if error.way_on:
        say(f"way on: {error.way_on}")
    return 1
