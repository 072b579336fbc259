"""Doctor: what is missing or wrong in an account, in words; it changes nothing."""

import argparse
from typing import Any

from tools.deployment.aws import DeploymentFailed, clients_of
from tools.deployment.console import explaining
from tools.deployment.doctor import examine
from tools.deployment.doctor.account import Account
from tools.deployment.doctor.report import tell
from tools.deployment.stages import load_stage


def add_parser(subparsers: Any) -> None:
    """Add `doctor`."""
    parser = subparsers.add_parser("doctor", help="say what is missing or wrong in an account; changes nothing")
    # Without a default of its own: `python -m tools --stage S doctor` says it too.
    parser.add_argument("--stage", default=argparse.SUPPRESS, metavar="S", help="a file of infra/stages, like prod")
    parser.add_argument("--account", metavar="NUMBER", help="the account that it should be; default: the file's")
    parser.set_defaults(run=explaining(run))


def run(arguments: argparse.Namespace) -> int:
    """Look at a stage. Returns: 1 where something is wrong."""
    if not arguments.stage:
        raise DeploymentFailed("which stage?", "add --stage prod, or another file of infra/stages")
    stage = load_stage(arguments.stage)
    account = Account(
        stage.name,
        stage.region,
        clients_of(stage.region),
        parameters=stage.parameters,
        expected=arguments.account or stage.account,
    )
    return tell(stage.name, examine(account))
