"""`make run` as a person meets it: ready, kept over a restart, stopped without a trace."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READY = re.compile(r"WebOrders is ready at \S+ after ([\d.]+) s")


class Run:
    """`python -m tools run` in a process of its own."""

    def __init__(self, local_dir: Path, port: int) -> None:
        self.local_dir = local_dir
        self.port = port
        self.output = local_dir.with_suffix(".output")
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tools", "run"],
                cwd=ROOT,
                env=os.environ | {"LOCAL_DIR": str(local_dir), "PORT": str(port)},
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def wait_until(self, condition: Callable[[], object], seconds: float = 120) -> None:
        ends = time.monotonic() + seconds
        while not condition():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < ends, self.said()
            time.sleep(0.02)

    def wait_until_ready(self) -> float:
        """How long it says that it took."""
        self.wait_until(lambda: READY.search(self.said()))
        return float(READY.search(self.said())[1])

    def wait_until_seeding(self) -> None:
        self.wait_until((self.local_dir / "seeding").exists)

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(20)

    def get(self, path: str) -> dict:
        token = (self.local_dir / "token").read_text().strip()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processes_of(run: Run) -> list[str]:
    """Whatever still runs and has to do with this run."""
    listed = subprocess.run(["ps", "-eo", "pid,sid,command"], capture_output=True, text=True, check=True).stdout
    pid_file = run.local_dir / "ministack.pid"
    pids = {str(run.process.pid)} | ({pid_file.read_text()} if pid_file.exists() else set())
    return [line for line in listed.splitlines()[1:] if set(line.split()[:2]) & pids and "<defunct>" not in line]


@pytest.fixture
def start(tmp_path):
    runs = []

    def start(local_dir=None, port=None):
        runs.append(Run(local_dir or tmp_path / "local", port or free_port()))
        return runs[-1]

    yield start
    for run in runs:
        with suppress(ProcessLookupError):
            os.killpg(run.process.pid, signal.SIGKILL)
        run.process.wait(10)


def test_it_shows_the_demo_shop_keeps_it_over_a_restart_and_leaves_nothing_behind(start):
    first = start()
    first.wait_until_ready()
    token = (first.local_dir / "token").read_text()
    assert stat.S_IMODE((first.local_dir / "token").stat().st_mode) == 0o600
    customers = first.get("/api/customers?limit=100")
    assert len(customers["data"]) == 100
    assert customers["meta"]["source"] == "view"
    ministack = int((first.local_dir / "ministack.pid").read_text())
    assert first.stop(signal.SIGINT) == 0
    assert not processes_of(first)
    with pytest.raises(ProcessLookupError):
        os.kill(ministack, 0)

    second = start(port=first.port)
    assert second.wait_until_ready() < 10
    assert (second.local_dir / "token").read_text() == token
    assert second.get("/api/customers?limit=100")["data"] == customers["data"]
    command = f". {second.local_dir}/environment && {sys.executable} -m tools verify"
    verified = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stdout + verified.stderr

    twice = start(port=first.port)
    assert twice.process.wait(10) == 1
    assert f"running already at http://127.0.0.1:{first.port} (process {second.process.pid})" in twice.said()
    assert second.stop() == 0
    assert not processes_of(second)


def test_a_taken_port_is_named_before_anything_starts(start):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        run = start(port=other.getsockname()[1])
        assert run.process.wait(10) == 1
        assert f"port {run.port} is taken" in run.said()
        assert "PORT=" in run.said()
        assert not (run.local_dir / "ministack.log").exists()


def test_a_stop_while_the_demo_orders_are_loaded_is_clean_and_the_next_run_starts_afresh(start):
    run = start()
    run.wait_until_seeding()
    assert run.stop() == 0
    assert not processes_of(run)
    again = start(port=run.port)
    again.wait_until(lambda: "starting afresh" in again.said())
    again.wait_until_seeding()
    assert again.stop() == 0


def test_a_state_that_cannot_be_read_is_replaced(start, tmp_path):
    state = tmp_path / "local" / "ministack"
    state.mkdir(parents=True)
    (state / "dynamodb.json").write_text('{"broken')
    (state / "cloudformation.json").write_text("[]")
    run = start()
    run.wait_until_seeding()
    assert run.stop() == 0


@pytest.mark.parametrize("port", ["eighty", "0", "65536"])
def test_a_port_that_is_no_port_is_refused(start, port):
    run = start(port=port)
    assert run.process.wait(10) == 1
    assert "PORT must be a number" in run.said()
