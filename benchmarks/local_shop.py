"""In a process of its own: the local system with the demo orders, until its standard input ends.

usage: python -m benchmarks.local_shop FOLDER      prints JSON once it is ready: url, token
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.deployment.sources import PROJECT
from tools.local.system import LocalSystem

_STOP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class LocalShop:
    """Where it answers, and the token that it asks for."""

    url: str
    token: str


@contextmanager
def local_shop(work: Path) -> Iterator[LocalShop]:
    """The local system in a child process; it ends with the block, and with us."""
    with (work / "local-shop.log").open("wb") as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.local_shop", str(work / "local-shop")],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield LocalShop(**json.loads(child.stdout.readline()))
    finally:
        child.stdin.close()
        child.wait(_STOP_SECONDS)
        child.stdout.close()


def main(folder: str) -> None:
    """Run the system until nobody listens."""
    with LocalSystem(Path(folder), demo=True, persist=False) as system:
        print(json.dumps({"url": system.url, "token": system.token}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
