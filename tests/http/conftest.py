"""The running server that the HTTP suites ask, and two shops on it."""

import pytest

from chalicelib.clients import Client, Rules
from chalicelib.projections.generations import register
from chalicelib.tokens import OPERATE, READ, WRITE
from tests.http.api import Api
from tools.local.system import LocalSystem


@pytest.fixture(scope="session")
def server(local_system) -> LocalSystem:
    """The local system: `server.url`, `server.token`."""
    return local_system


@pytest.fixture(scope="session")
def api(server) -> Api:
    """The API with every scope of the default client."""
    return Api(server.url, server.token)


@pytest.fixture(scope="session")
def other_shop(server) -> Api:
    """The API with every scope of a second client, in another zone and currency."""
    register(server.store, server.tables, Client("other-shop", "Other shop", Rules(zone="UTC", currency="GBP")))
    return Api(server.url, server.runtime.tokens.create("other-shop", {READ, WRITE, OPERATE}, "test"))


@pytest.fixture
def with_scopes(server):
    """Makes the API with a token of the default client that has only these scopes."""

    def make(*scopes: str) -> Api:
        return Api(server.url, server.runtime.tokens.create(server.client.client_id, scopes, "test"))

    return make
