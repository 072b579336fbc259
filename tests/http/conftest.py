"""The running server that the HTTP suites ask."""

import pytest

from tools.local.system import LocalSystem


@pytest.fixture(scope="session")
def server(local_system) -> LocalSystem:
    """The local system: `server.url`, `server.token`."""
    return local_system
