"""The stores that the contract tests run on: our own, and ours over three emulators of DynamoDB.

A test asks for the fixture `store_backend` and calls `create` for the tables it needs. Where an emulator is known to
deviate from DynamoDB, the test says `store_backend.needs("...")` and is skipped with the reason.
"""

import functools
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from chalicelib.dynamo import DynamoStore, reading_items_whole
from chalicelib.memory import MemoryStore
from chalicelib.store import Store, Table
from tools.local.dynamodb_local import DynamoDBLocal, NoDynamoDBLocal
from tools.local.ministack import REGION, MiniStack
from tools.tables import create_missing_tables, drop_tables

BACKENDS = ("memory", "moto", "ministack", "dynamodb-local")

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
    try:
        running = DynamoDBLocal.start(log=tmp_path_factory.mktemp("dynamodb-local") / "java.log")
    except NoDynamoDBLocal as why:
        pytest.skip(f"dynamodb-local: {why}")
    with running:
        yield _client(running.endpoint)


@functools.cache
def _client(endpoint: str | None) -> Any:
    return reading_items_whole(
        botocore.session.get_session().create_client(
            "dynamodb",
            endpoint_url=endpoint,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=30),
        )
    )


def _moto() -> Any:
    """Moto, which must be imported before the client that it is to serve is made."""
    import moto  # noqa: PLC0415

    return moto
