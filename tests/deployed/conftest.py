"""A local AWS for the tests of deployment, one for each file of tests, with permissions enforced."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tools.deployment.aws import Clients, clients_of
from tools.local.ministack import REGION, MiniStack

PROJECT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Account:
    """An account of AWS that nothing else uses."""

    environment: Mapping[str, str]
    clients: Clients

    def tools(self, *arguments: str, fails: bool = False, project: Path = PROJECT, **variables: str) -> str:
        """What a command says, on both of its outputs."""
        answer = subprocess.run(
            [sys.executable, "-m", "tools", *arguments],
            cwd=project,
            env={**os.environ, **self.environment, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        said = answer.stderr + answer.stdout
        assert (answer.returncode != 0) is fails, said
        return said


@pytest.fixture(scope="module")
def account(tmp_path_factory) -> Iterator[Account]:
    """An empty account."""
    log = tmp_path_factory.mktemp("ministack") / "ministack.log"
    with MiniStack.start(log=log, auth=True) as ministack:
        environment = ministack.environment()
        with pytest.MonkeyPatch.context() as patch:
            for name in [each for each in os.environ if each.endswith(("_TABLE", "AWS_PROFILE", "DEFAULT_CLIENT"))]:
                patch.delenv(name)
            for name, value in environment.items():
                patch.setenv(name, value)
            yield Account(environment, clients_of(REGION))


@pytest.fixture
def cloudformation(account) -> Any:
    """CloudFormation of the account."""
    return account.clients("cloudformation")
