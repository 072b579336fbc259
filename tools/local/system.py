"""The whole of WebOrders on this machine: MiniStack, the tables, the app behind its server, and the relay.

`make run` and the tests start the same system; they differ in what it keeps and whether it has demo orders.
"""

import logging
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib import import_module
from logging.handlers import RotatingFileHandler
from pathlib import Path
from shlex import quote
from typing import Any, Self

import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib import clock, dynamo
from chalicelib.clients import Client, Rules
from chalicelib.projections import generations
from chalicelib.projections.stream import current_projector
from chalicelib.projections.sweep import sweep
from chalicelib.runtime import Runtime, runtime
from chalicelib.settings import load
from chalicelib.store import Store
from chalicelib.tables import Tables
from chalicelib.tokens import SCOPES
from tools.categories import read_categories
from tools.local import seed, stack
from tools.local.ministack import MiniStack, MiniStackFailed
from tools.local.relay import Relay
from tools.local.server import LocalServer
from tools.local.website import Website

LOG = logging.getLogger("weborders.local")

Report = Callable[[str], None]

_DRAIN_SECONDS = 3.0
_PREVIOUS_SECONDS = 60.0
_CATEGORIES = Path(__file__).parent / "product-categories.json"
# What would make this system look at other tables than the template's.
_NOT_OURS = ("_TABLE", "DEFAULT_CLIENT", "AWS_PROFILE", "AWS_LAMBDA_FUNCTION_NAME")


_LOGGERS = ("weborders", "chalicelib")


class StateUnusable(Exception):
    """What MiniStack kept does not have our tables."""


class LocalSystem:
    """Everything that runs, in this process but for MiniStack; as a context manager it stops at the end."""

    def __init__(
        self,
        local_dir: Path,
        *,
        port: int = 0,
        demo: bool = False,
        persist: bool = True,
        website: Website | None = None,
        stop: threading.Event | None = None,
        report: Report = LOG.info,
        progress: seed.Progress = seed.without_progress,
    ) -> None:
        self.local_dir = local_dir
        self.stopping = stop or threading.Event()
        self._port = port
        self._demo = demo
        self._persist = persist
        self._website = website
        self._report = report
        self._progress = progress
        self._stop_relay = threading.Event()
        self._open = ExitStack()
        self._storage = ExitStack()
        self._state = local_dir / "ministack"
        self._seeding = local_dir / "seeding"
        self._clean = local_dir / "stopped-cleanly"
        self._checkpoint = local_dir / "relay-checkpoint.json"
        self._pid = local_dir / "ministack.pid"

    def start(self) -> None:
        """Start everything, in order; whatever fails, what was started is stopped again."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        self.local_dir.mkdir(parents=True, exist_ok=True)
        self._open.enter_context(logging_to(self.local_dir / "weborders.log"))
        self._must_sweep = not self._take_clean_mark()
        self._await_previous()
        self._start_storage()
        with applied(self.environment):
            self._start_app()
            self._start_relay()
        for step in (self._seed, self._sweep, self._start_server):
            if not self.stopping.is_set():
                step()

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def store(self) -> Store:
        return self.runtime.store

    @property
    def tables(self) -> Tables:
        return self.runtime.settings.tables

    def failure(self) -> str | None:
        """What ended that should not have."""
        if self.ministack.process.poll() is not None:
            return f"MiniStack ended unexpectedly; see {self.ministack.log}"
        return None if self._relay_thread.is_alive() else "the relay ended unexpectedly; see the log"

    def wait_until_drained(self, timeout: float = 30.0) -> bool:
        """Wait until every order change so far is in the views."""
        return self.relay.wait_until_drained(timeout)

    def stop(self) -> None:
        """Stop everything, the front first; what has arrived is carried to the views before the state is saved."""
        self._open.close()

    def kill(self) -> None:
        """End MiniStack at once; its state is lost."""
        if hasattr(self, "ministack"):
            self.ministack.process.kill()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # Storage

    def _start_storage(self) -> None:
        self._open.enter_context(self._storage)
        if self._seeding.exists():
            self._report("The last run was stopped while it loaded the demo orders: starting afresh.")
            self._forget_state()
        try:
            self._open_storage()
        except (MiniStackFailed, stack.StackFailed, StateUnusable, ClientError, BotoCoreError) as error:
            if not self._state.exists():
                raise
            LOG.warning("the saved state cannot be used", exc_info=error)
            self._report("The saved state cannot be used: starting afresh.")
            self._storage.close()
            self._forget_state()
            self._open_storage()

    def _open_storage(self) -> None:
        state = self._state if self._persist else None
        self.ministack = MiniStack.start(state_dir=state, log=self.local_dir / "ministack.log")
        self._storage.callback(self._stop_ministack)
        self._pid.write_text(str(self.ministack.process.pid))
        self.environment = self.ministack.environment()
        self._write_environment()
        with applied(self.environment):
            tables = load(self.environment).tables
            stack.create_tables(_client("cloudformation"), tables)
            self.stream_arn = _stream_of(tables)
            _require_our_version(tables)

    def _write_environment(self) -> None:
        """A file for the shell, so that the commands work on this system."""
        path = self.local_dir / "environment"
        path.write_text("".join(f"export {name}={quote(value)}\n" for name, value in self.environment.items()))
        self._storage.callback(path.unlink, missing_ok=True)

    def _stop_ministack(self) -> None:
        saved = self.ministack.stop()
        self._pid.unlink(missing_ok=True)
        if saved and getattr(self, "_drained", False):
            self._clean.touch()

    def _forget_state(self) -> None:
        self._must_sweep = False
        shutil.rmtree(self._state, ignore_errors=True)
        for path in (self._checkpoint, self._seeding):
            path.unlink(missing_ok=True)

    def _take_clean_mark(self) -> bool:
        """Whether the last run carried every order change to the views before it saved its state."""
        was_clean = self._clean.exists() or not self._state.exists()
        self._clean.unlink(missing_ok=True)
        return was_clean

    def _await_previous(self) -> None:
        """A MiniStack whose parent was killed saves its state and ends; it must be done before ours reads it."""
        with suppress(OSError, ValueError):
            pid = int(self._pid.read_text())
            ends = clock.monotonic() + _PREVIOUS_SECONDS
            while _is_ministack(pid) and clock.monotonic() < ends and not self.stopping.wait(0.1):
                pass

    # The app

    def _start_app(self) -> None:
        runtime.cache_clear()
        self.runtime: Runtime = runtime()
        self._open.callback(runtime.cache_clear)
        self.client = self._ensure_client()
        generations.open_first(self.store, self.tables)
        self.token = self._ensure_token()
        self.app_module = import_module("app")
        _log_through_root(self.app_module.app.log)

    def _ensure_client(self) -> Client:
        name = self.runtime.settings.default_client
        known = self.runtime.clients.get(name)
        if known is None:
            known = Client(name, "Packing shop (demo)", Rules(categories=read_categories(_CATEGORIES)))
            generations.register(self.store, self.tables, known)
        return known

    def _ensure_token(self) -> str:
        """The secret in the token file, or a new one that replaces it."""
        path = self.local_dir / "token"
        with suppress(OSError):
            secret = path.read_text().strip()
            if secret and self.runtime.tokens.find(secret):
                return secret
        secret = self.runtime.tokens.create(self.client.client_id, SCOPES, "local")
        path.unlink(missing_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret + "\n")
        return secret

    # The relay

    def _start_relay(self) -> None:
        self.relay = Relay(
            _client("dynamodbstreams"),
            self.stream_arn,
            self.app_module.update_customer_metrics_cache,
            checkpoint=self._checkpoint,
            on_failure=self.local_dir / "relay-on-failure.jsonl",
        )
        self._relay_thread = threading.Thread(target=self._run_relay, name="relay", daemon=True)
        self._relay_thread.start()
        self._open.callback(self._finish_relay)

    def _run_relay(self) -> None:
        try:
            self.relay.run(self._stop_relay)
        except Exception:
            LOG.exception("the relay ended")

    def _finish_relay(self) -> None:
        self._drained = self._relay_thread.is_alive() and self.relay.wait_until_drained(_DRAIN_SECONDS)
        self._stop_relay.set()
        self._relay_thread.join(_DRAIN_SECONDS)

    def _start_server(self) -> None:
        self.server = LocalServer(self.app_module.app, self._port, website=self._website)
        self._open.callback(self.server.stop)
        self.server.start()

    # What the views need

    def _seed(self) -> None:
        """Load the demo orders where there are none, and wait until the views have them all."""
        if not self._demo or not self.runtime.orders.is_empty():
            return
        self._seeding.touch()
        count = seed.import_demo_orders(self.runtime, self.client, stop=self.stopping, progress=self._progress)
        if seed.wait_for_views(self.relay, count, stop=self.stopping, progress=self._progress):
            self._seeding.unlink()

    def _sweep(self) -> None:
        """The stream's records do not survive MiniStack: what the last run had not carried is found here."""
        if not self._must_sweep:
            return
        self._report("The last run did not stop cleanly: looking for orders that the views lack.")
        settings = self.runtime.settings
        for each in self.runtime.generations.to_project():
            tables = self.tables.of_generation(each.suffix)
            projector = partial(current_projector, each.suffix, store=self.store, settings=settings)
            swept = sweep(self.store, tables, projector, workers=4)
            LOG.info("swept %d orders, applied %d", swept.checked, len(swept.applied))


@contextmanager
def applied(environment: Mapping[str, str]) -> Iterator[None]:
    """Run a block with these environment variables, and none that name other tables or accounts."""
    before = dict(os.environ)
    for name in before:
        if name.endswith(_NOT_OURS):
            del os.environ[name]
    os.environ.update(environment)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def logging_to(path: Path) -> Iterator[None]:
    """Write the log of a block to a file that is cut at 5 MB."""
    handler = RotatingFileHandler(path, maxBytes=5_000_000, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger().addHandler(handler)
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.close()


def _log_through_root(app_log: logging.Logger) -> None:
    """Chalice gives its app a logger that writes to the console; here it goes where everything else goes."""
    for console in list(app_log.handlers):
        app_log.removeHandler(console)
    app_log.propagate = True
    app_log.setLevel(logging.INFO)


def _client(service: Any) -> Any:
    return botocore.session.get_session().create_client(service)


def _stream_of(tables: Tables) -> str:
    """The ARN of the orders' stream. Raises: `StateUnusable` where a table is missing."""
    dynamodb = _client("dynamodb")
    found = {table.name: _describe(dynamodb, table.name) for table in tables}
    return str(found[tables.orders.name]["LatestStreamArn"])


def _require_our_version(tables: Tables) -> None:
    """Raises: `StateUnusable` where another version of the projections has filled the views."""
    known = generations.Generations(dynamo.DynamoStore(dynamo.client()), tables.clients).all()
    if known and not any(each.is_ours for each in known):
        raise StateUnusable("the views are of another version")


def _describe(dynamodb: Any, name: str) -> dict[str, Any]:
    try:
        return dict(dynamodb.describe_table(TableName=name)["Table"])
    except ClientError as error:
        raise StateUnusable(f"there is no table {name}") from error


def _is_ministack(pid: int) -> bool:
    answer = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "ministack" in answer.stdout
