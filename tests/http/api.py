"""A small HTTP client for the tests: exact requests, answers with exact decimals."""

import http.client
import json
import time
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode, urlsplit


@dataclass(frozen=True)
class Reply:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        return json.loads(self.raw, parse_float=Decimal)

    @property
    def data(self) -> Any:
        return self.body["data"]

    @property
    def fields(self) -> list[str]:
        """The fields that a problem names."""
        return [each["field"] for each in self.body["errors"]]


@dataclass(frozen=True)
class Api:
    """The API as one token sees it."""

    url: str
    token: str | None

    def get(self, path: str, **parameters: Any) -> Reply:
        return self.send("GET", path + (f"?{urlencode(parameters)}" if parameters else ""))

    def post(self, path: str, document: Any, **headers: str) -> Reply:
        return self.send("POST", path, json.dumps(document).encode(), {"Content-Type": "application/json", **headers})

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Reply:
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        access = {"Authorization": f"Bearer {self.token}"} if self.token is not None else {}
        connection.request(method, parts.path + path, body, {**access, **(headers or {})})
        reply = connection.getresponse()
        answer = Reply(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())
        connection.close()
        return answer

    def import_order(self, document: Any) -> Reply:
        return self.post("/admin/contacts/import", document)

    def customer(self, contact_id: str, *, orders: int, seconds: float = 10) -> Any:
        """The customer once the views count so many orders."""
        reply = self.get(f"/api/customers/{quote(contact_id, safe='')}")
        ends = time.monotonic() + seconds
        while (reply.status != 200 or reply.data["orderCount"] < orders) and time.monotonic() < ends:
            time.sleep(0.05)
            reply = self.get(f"/api/customers/{quote(contact_id, safe='')}")
        assert reply.status == 200, reply.raw
        return reply.data


def order(order_id: str, **fields: Any) -> dict[str, Any]:
    """An order of 20.00 in the import contract."""
    return {
        "orderID": order_id,
        "orderReference": f"#{order_id}",
        "createdAt": "2025-10-20T10:30:00Z",
        "lines": [{"productCode": "BOX-S", "name": "Small box", "quantity": 2, "unitPrice": "10.00"}],
        "currency": "AUD",
        "status": "completed",
        **fields,
    }
