"""MiniStack, the AWS of this machine: a child process that only loopback can reach.

It ends with its parent, however that ends: it watches its standard input, whose other end the parent holds, and
stops cleanly when that closes. So its state is saved even where the parent was killed.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Self

from chalicelib import clock

LOOPBACK = "127.0.0.1"
REGION = "ap-southeast-2"
_ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 30.0
_SAVE_SECONDS = 60.0
_TAIL_LINES = 30
_POINTED_AT_US = ("DYNAMODB", "DYNAMODB_STREAMS", "CLOUDFORMATION", "S3", "SQS", "LAMBDA", "IAM", "STS")


class MiniStackFailed(Exception):
    """MiniStack did not start; the message ends with the tail of its log."""


class MiniStack:
    """A running MiniStack; as a context manager it stops at the end of the block."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self.log = log
        self.endpoint = f"http://{LOOPBACK}:{port}"

    @classmethod
    def start(cls, *, port: int | None = None, state_dir: Path | None = None, log: Path, auth: bool = False) -> Self:
        """Start it and wait until it answers; with a state directory, what it holds survives a stop.

        With `auth`, permissions are enforced: `environment()` signs as root, a function as a session of its role.

        Raises: MiniStackFailed.
        """
        port = port or free_port()
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "tools.local.ministack_patches"],
                cwd=_ROOT,
                env=_child_environment(port, state_dir) | {"AUTH": str(auth).lower()},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the parent, which stops us in its own order
            )
        started = cls(process, port, log)
        started._wait_until_healthy()
        return started

    def environment(self) -> dict[str, str]:
        """What points boto clients of this process or of a child at it, and at no real account."""
        return environment_of(self.endpoint)

    def stop(self) -> bool:
        """End it and everything it started. Returns: whether it ended by itself, its state saved."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(_SAVE_SECONDS)
            clean = True
        except subprocess.TimeoutExpired:
            clean = False
        self._kill_group()
        self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()
        return clean

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait_until_healthy(self) -> None:
        ends = clock.monotonic() + _START_SECONDS
        while not self._is_healthy():
            if self.process.poll() is not None:
                self._give_up(f"ended with code {self.process.returncode} while starting")
            if clock.monotonic() > ends:
                self._give_up(f"did not answer within {_START_SECONDS:.0f} s")
            clock.sleep(0.02)

    def _is_healthy(self) -> bool:
        connection = http.client.HTTPConnection(LOOPBACK, self.port, timeout=2)
        try:
            connection.request("GET", "/_ministack/health")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _give_up(self, what: str) -> None:
        self._kill_group()
        self.process.wait()
        tail = "\n".join(self.log.read_text(errors="replace").splitlines()[-_TAIL_LINES:])
        raise MiniStackFailed(f"MiniStack on port {self.port} {what}. The end of {self.log}:\n{tail}")

    def _kill_group(self) -> None:
        """End it and the workers of its Lambda functions."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


def environment_of(endpoint: str) -> dict[str, str]:
    """What points boto clients at an AWS of this machine, and at no real account."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        **{f"AWS_ENDPOINT_URL_{service}": endpoint for service in _POINTED_AT_US},
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_SESSION_TOKEN": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def free_port() -> int:
    """A port of loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _child_environment(port: int, state_dir: Path | None) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in {"EDGE_PORT", "USE_SSL"}}
    return inherited | {
        "BIND_HOST": LOOPBACK,
        "GATEWAY_PORT": str(port),
        "MINISTACK_REGION": REGION,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
        **_persistence(state_dir),
    }


def _persistence(state_dir: Path | None) -> dict[str, str]:
    if state_dir is None:
        return {"PERSIST_STATE": "0"}
    state_dir.mkdir(parents=True, exist_ok=True)
    where = str(state_dir.resolve())
    return {"PERSIST_STATE": "1", "STATE_DIR": where, "S3_DATA_DIR": f"{where}/s3"}
