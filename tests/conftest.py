"""What several suites share: one local system per worker."""

from collections.abc import Iterator

import pytest

from tools.local.system import LocalSystem


@pytest.fixture(scope="session")
def local_system(tmp_path_factory) -> Iterator[LocalSystem]:
    """The whole of WebOrders without demo orders: MiniStack, tables, app, server, relay."""
    with LocalSystem(tmp_path_factory.mktemp("local"), persist=False) as system:
        yield system


@pytest.fixture
def local_environment(local_system, monkeypatch) -> dict[str, str]:
    """The environment that points clients made in this test, and child processes, at the local system."""
    for name, value in local_system.environment.items():
        monkeypatch.setenv(name, value)
    return local_system.environment
