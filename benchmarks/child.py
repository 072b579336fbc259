"""A child process: what it prints as JSON, how long it took, and how much memory it had at most."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from tools.deployment.sources import PROJECT

_KILO = 1024


class ChildFailed(Exception):
    """The child ended with an error; the message is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A child that has ended well. Units: seconds, MB."""

    output: str
    seconds: float
    processor_seconds: float
    megabytes: float

    @property
    def told(self) -> Any:
        """The JSON in its last line."""
        return json.loads(self.output.strip().splitlines()[-1])


def run(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Ended:
    """Run Python with these arguments. Raises: `ChildFailed`."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = perf_counter()
        child = subprocess.Popen(
            [sys.executable, *arguments], cwd=PROJECT, env=dict(environment or os.environ), stdout=output, stderr=errors
        )
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = perf_counter() - began
        output.seek(0)
        errors.seek(0)
        if child.returncode != 0:
            raise ChildFailed(errors.read().decode(errors="replace")[-2000:])
        said = output.read().decode()
    # macOS counts bytes, Linux kilobytes.
    megabytes = usage.ru_maxrss / (_KILO**2 if sys.platform == "darwin" else _KILO)
    return Ended(said, seconds, usage.ru_utime + usage.ru_stime, megabytes)
