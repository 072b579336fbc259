"""`make run`: the local system in the foreground, until Ctrl-C or SIGTERM."""

import errno
import fcntl
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

from chalicelib import clock
from chalicelib.errors import WebOrdersError
from tools.dashboard import DIST
from tools.dashboard.build import NotBuilt, build
from tools.dashboard.node import NoNode
from tools.local import reference
from tools.local.ministack import MiniStackFailed
from tools.local.stack import StackFailed
from tools.local.system import LocalSystem
from tools.local.website import Website

_LOOPBACK = "127.0.0.1"
_DEFAULT_PORT = "8000"
_WATCH_SECONDS = 0.5
_SHOWN_EVERY = 10


class CannotRun(WebOrdersError):
    """Why the local system does not start, and what to do about it."""


def run(environment: Mapping[str, str] = os.environ) -> int:
    """Run the local system until it is told to stop. Returns: the exit code."""
    began = clock.monotonic()
    port = _port(environment)
    local_dir = Path(environment.get("LOCAL_DIR") or ".local")
    with _sole_run(local_dir, port):
        _require_free(port)
        return _serve(local_dir, port, began)


def _serve(local_dir: Path, port: int, began: float) -> int:
    website = _website()
    stop = threading.Event()
    system = LocalSystem(
        local_dir, port=port, demo=True, website=website, stop=stop, report=_say, progress=_show_progress
    )
    _stop_on_signals(stop, system)
    try:
        system.start()
    except (MiniStackFailed, StackFailed) as error:
        raise CannotRun(str(error)) from error
    try:
        if not stop.is_set():
            took = clock.monotonic() - began
            _say(f"WebOrders is ready at {system.url} after {took:.1f} s (token in {local_dir / 'token'})")
            _say(f"The reference of the API: {system.url}{reference.PATH}")
            _say(f"Token: {system.token}")
            _say(f"The commands (python -m tools ...) work on it in a shell that has read {local_dir / 'environment'}")
        return _watch(system, stop)
    finally:
        _say("Stopping: saving the state ...")
        system.stop()
        _say("Stopped.")


def _website() -> Website:
    """The dashboard, built where it has changed; without it the rest runs, and `/` says why."""
    try:
        return Website(build(_say))
    except (NoNode, NotBuilt) as error:
        _say(f"The dashboard could not be built: {error.message}")
        return Website(DIST, why_none=error.message)


def _watch(system: LocalSystem, stop: threading.Event) -> int:
    """Wait for the end. Returns: 1 where a part ended by itself, else 0."""
    while not stop.wait(_WATCH_SECONDS):
        if failure := system.failure():
            _say(failure)
            return 1
    return 0


def _stop_on_signals(stop: threading.Event, system: LocalSystem) -> None:
    """The first signal asks for a clean stop, the second one forces it."""

    def on_signal(number: int, _: FrameType | None) -> None:
        if stop.is_set():
            system.kill()
            os._exit(128 + number)
        stop.set()

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, on_signal)


def _port(environment: Mapping[str, str]) -> int:
    text = environment.get("PORT") or _DEFAULT_PORT
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CannotRun(f"PORT must be a number from 1 to 65535, not {text!r}")
    return int(text)


@contextmanager
def _sole_run(local_dir: Path, port: int) -> Iterator[None]:
    """Hold the directory's lock; the system ends it with this process, however that ends."""
    try:
        local_dir.mkdir(parents=True, exist_ok=True)
        lock = (local_dir / "lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise CannotRun(f"cannot write to {local_dir}: {error.strerror}; LOCAL_DIR names another place") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise CannotRun(_already_running(local_dir)) from error
        lock.seek(0)
        lock.truncate()
        lock.write(json.dumps({"pid": os.getpid(), "url": f"http://{_LOOPBACK}:{port}"}))
        lock.flush()
        yield


def _already_running(local_dir: Path) -> str:
    who: dict[str, object] = {}
    with suppress(OSError, ValueError):
        who = json.loads((local_dir / "lock").read_text("utf-8"))
    where, process = who.get("url", "an unknown address"), who.get("pid", "unknown")
    return (
        f"WebOrders is running already at {where} (process {process}); "
        "stop that one, or choose both another PORT and another LOCAL_DIR"
    )


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "is taken by another program" if taken else f"cannot be used ({error.strerror})"
            raise CannotRun(f"port {port} {why}; choose another, like: PORT={_another(port)} make run") from error


def _another(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 8001


def _say(text: str) -> None:
    print(text, flush=True)


def _show_progress(what: str, done: int, total: int) -> None:
    """One line that counts on a screen; elsewhere only the end."""
    is_done = done >= total
    if not is_done and done % _SHOWN_EVERY:
        return
    if sys.stdout.isatty():
        print(f"\r{what}: {done:,} of {total:,}", end="\n" if is_done else "", flush=True)
    elif is_done:
        _say(f"{what}: {total:,}")
