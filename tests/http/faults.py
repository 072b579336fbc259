"""A database of which some tables do not answer, below everything that is ours."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from botocore.client import BaseClient
from botocore.exceptions import EndpointConnectionError


@contextmanager
def unreachable(*, but: str = "") -> Iterator[None]:
    """No table answers, except the one with this name."""
    really = BaseClient._make_api_call

    def fail(self, operation, request):
        if self.meta.service_model.service_name == "dynamodb" and request.get("TableName") != but:
            raise EndpointConnectionError(endpoint_url=self.meta.endpoint_url)
        return really(self, operation, request)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseClient, "_make_api_call", fail)
        yield
