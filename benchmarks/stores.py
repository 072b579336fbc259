"""The store that the designs share: DynamoDB Local where it is to be had, else MiniStack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalicelib import dynamo
from chalicelib.whole_items import OPERATIONS, set_items_aside
from tools.local.dynamodb_local import DynamoDBLocal, NoDynamoDBLocal
from tools.local.ministack import MiniStack
from tools.local.system import applied

MINISTACK = "MiniStack"
DYNAMODB_LOCAL = "DynamoDB Local"
FAULT = "MiniStack's times grow with the size of a partition by its own fault, and it counts read units wrong."


@dataclass(frozen=True)
class Running:
    """A running store: its name, a client of it as the app has one, and what a reader must know of it.

    `bare` is botocore as it comes: all of its answers go through its own parser.
    """

    name: str
    client: Any
    bare: Any
    note: str

    @property
    def is_exact(self) -> bool:
        """Whether its read units and the growth of its times are to be believed."""
        return self.name == DYNAMODB_LOCAL


@contextmanager
def running(log: Path, *, heap: str = "3g") -> Iterator[Running]:
    """DynamoDB Local, or MiniStack with the reason why."""
    try:
        store = DynamoDBLocal.start(log=log, heap=heap)
    except NoDynamoDBLocal as why:
        with ministack(log, note=f"There is no DynamoDB Local here ({why}). {FAULT}") as other:
            yield other
        return
    with store, applied(store.environment()):
        yield Running(DYNAMODB_LOCAL, dynamo.client(), _bare_client(), "")


@contextmanager
def ministack(log: Path, note: str = FAULT) -> Iterator[Running]:
    """MiniStack with nothing in it."""
    with MiniStack.start(log=log) as store, applied(store.environment()):
        yield Running(MINISTACK, dynamo.client(), _bare_client(), note)


def _bare_client() -> Any:
    client = dynamo.client()
    for operation in OPERATIONS:
        client.meta.events.unregister(f"before-parse.dynamodb.{operation}", set_items_aside)
    return client
