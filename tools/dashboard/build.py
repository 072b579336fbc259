"""Builds the dashboard where its sources have changed: `npm ci` for each state of its lock file, then `npm run build`.

What a build was made from is kept in the build itself, so that one that was emptied or cut off is never taken for done.
Several processes may ask at once, like the workers of the tests: one builds, the others wait and find it done.
"""

import fcntl
import hashlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chalicelib import clock
from chalicelib.errors import WebOrdersError
from tools.dashboard import DIST, SOURCES, Report
from tools.dashboard.node import Node, find_node
from tools.deployment.sources import PROJECT

_STAMP = ".built-from"
_INSTALLED = "node_modules/.installed-from"
_NO_SOURCES = {"node_modules", "dist"}
_LOCAL = PROJECT / ".local"
_SHOWN = 12  # lines of either end


class NotBuilt(WebOrdersError):
    """Why a script of the dashboard failed, with its last words."""


def build(report: Report) -> Path:
    """The dashboard's build, made again where its sources have changed.

    Raises: `NoNode` where there is no Node to build with, `NotBuilt` where its sources are wrong.
    """
    with _alone():
        if not is_current():
            _make(find_node(report), report)
    return DIST


def run_script(name: str, report: Report) -> None:
    """Run a script of package.json and show what it prints. Raises: like `build`."""
    with _alone():
        node = find_node(report)
        _install(node, report)
        done = subprocess.run([*node.npm, "run", "--silent", name], cwd=SOURCES, env=node.environment(), check=False)
    if done.returncode:
        raise NotBuilt(f"npm run {name} has failed in {SOURCES.name}/")


def is_current() -> bool:
    """Whether the build is of the sources as they are now."""
    stamp = DIST / _STAMP
    return stamp.exists() and stamp.read_text() == fingerprint(SOURCES)


def fingerprint(folder: Path) -> str:
    """The hash of all sources: their names and what is in them."""
    digest = hashlib.sha256()
    for path in _sources(folder):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return digest.hexdigest()


def _sources(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in _NO_SOURCES:
            yield from (each for each in sorted(path.rglob("*")) if each.is_file())
        elif path.is_file():
            yield path


def _make(node: Node, report: Report) -> None:
    began = clock.monotonic()
    made_from = fingerprint(SOURCES)
    _install(node, report)
    report("Building the dashboard ...")
    _quietly(node, "run", "build")
    (DIST / _STAMP).write_text(made_from)
    report(f"The dashboard is built after {clock.monotonic() - began:.1f} s.")


def _install(node: Node, report: Report) -> None:
    """Fetch the packages where the lock file has changed."""
    stamp, wanted = SOURCES / _INSTALLED, (SOURCES / "package-lock.json").read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    report("Fetching the dashboard's packages ...")
    _quietly(node, "ci")
    stamp.write_text(wanted)


def _quietly(node: Node, *arguments: str) -> None:
    """Run npm; what it prints goes to a file, and is shown where it fails."""
    log = _LOCAL / "dashboard.log"
    with log.open("w") as file:
        command = [*node.npm, *arguments]
        done = subprocess.run(
            command, cwd=SOURCES, env=node.environment(), stdout=file, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        said = log.read_text().splitlines()
        # npm says first what is wrong, a compiler says last how much.
        shown = "\n".join(said if len(said) <= 2 * _SHOWN else [*said[:_SHOWN], "...", *said[-_SHOWN:]])
        raise NotBuilt(f"npm {' '.join(arguments)} has failed in {SOURCES.name}/ (all of it is in {log}):\n{shown}")


@contextmanager
def _alone() -> Iterator[None]:
    _LOCAL.mkdir(exist_ok=True)
    with (_LOCAL / "dashboard.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
