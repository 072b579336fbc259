"""A child process: what it prints, how long it took, and how much memory it had at most.

Linux counts what a process had before it became another program as that program's. So a small launcher stands between
us, who may be large, and the child: `python -m benchmarks.child RESULT ARGUMENTS…`.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

_PROJECT = Path(__file__).resolve().parents[1]
_KILO = 1024
_SHOWN = 2000  # characters of an error


class ChildFailed(Exception):
    """The child ended with an error; the message is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A child that has ended well. Units: seconds, MB."""

    output: str
    seconds: float
    megabytes: float

    @property
    def told(self) -> Any:
        """The JSON in its last line."""
        return json.loads(self.output.strip().splitlines()[-1])


def run(arguments: Sequence[str]) -> Ended:
    """Run Python with these arguments. Raises: `ChildFailed`."""
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        command = [sys.executable, "-m", "benchmarks.child", str(result), *arguments]
        ran = subprocess.run(command, cwd=_PROJECT, capture_output=True, text=True, check=False)
        if ran.returncode != 0:
            raise ChildFailed(ran.stderr[-_SHOWN:])
        return Ended(ran.stdout, **json.loads(result.read_text()))


def launch(result: Path, arguments: Sequence[str]) -> int:
    """Run Python with these arguments, and write what it took. Returns: its exit code."""
    began = perf_counter()
    child = subprocess.Popen([sys.executable, *arguments])
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    # macOS counts bytes, Linux kilobytes.
    megabytes = usage.ru_maxrss / (_KILO**2 if sys.platform == "darwin" else _KILO)
    result.write_text(json.dumps({"seconds": perf_counter() - began, "megabytes": megabytes}))
    return child.returncode


if __name__ == "__main__":
    sys.exit(launch(Path(sys.argv[1]), sys.argv[2:]))
