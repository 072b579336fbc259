"""A deployed API over HTTP, as the smoke test and the tests of the deployed stack call it."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from tools.deployment.aws import DeploymentFailed

_SECONDS = 35.0


@dataclass(frozen=True)
class Reply:
    """An answer: its status, its headers in lower case, and its body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Api:
    """An API at an address, called with one token or none, and with an API key where there is a usage plan."""

    url: str
    token: str | None = None
    key: str | None = None

    def call(self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None) -> Reply:
        """One call. Raises: `DeploymentFailed` where nothing answers."""
        sent = {
            **self._identity(),
            **({} if body is None else {"Content-Type": "application/json"}),
            **(headers or {}),
        }
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.netloc, timeout=_SECONDS)
        try:
            connection.request(method, parts.path + path, None if body is None else json.dumps(body), sent)
            answer = connection.getresponse()
            return Reply(answer.status, {name.lower(): each for name, each in answer.getheaders()}, answer.read())
        except (OSError, HTTPException) as error:
            raise DeploymentFailed(f"{self.url} does not answer: {error}", "look at the API in the console") from error
        finally:
            connection.close()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        """A GET."""
        return self.call("GET", path, headers=headers)

    def post(self, path: str, body: Any) -> Reply:
        """A POST of JSON."""
        return self.call("POST", path, body)

    def _identity(self) -> dict[str, str]:
        token = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        return token if self.key is None else {**token, "x-api-key": self.key}


def url_of(outputs: Mapping[str, str]) -> str:
    """Where the API of an app stack answers; on a local AWS its gateway is behind the one endpoint."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    if endpoint:
        return f"{endpoint}/restapis/{outputs['ApiId']}/{outputs['ApiStage']}/_user_request_"
    return outputs["ApiUrl"]
