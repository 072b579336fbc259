"""What is seen of botocore while something runs: the calls, the time inside, and the read units of the answers."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from time import thread_time
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient

from chalicelib.attribute_values import decode
from chalicelib.limits import item_size
from tools.units import read_units, write_units

_WRITES = ("PutItem",)  # all that an answer may write: its result


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call of the database, as it was sent and answered."""

    operation: str
    parameters: Mapping[str, Any]
    answer: Mapping[str, Any]

    @property
    def items(self) -> list[Mapping[str, Any]]:
        """The items of the answer."""
        found = [self.answer["Item"]] if "Item" in self.answer else list(self.answer.get("Items", []))
        return found + [item for some in self.answer.get("Responses", {}).values() for item in some]

    @property
    def units_of_missing(self) -> Decimal:
        """What the keys of a batch cost that were not found: each as much as something small."""
        keys = sum(len(each["Keys"]) for each in self.parameters.get("RequestItems", {}).values())
        return max(0, keys - len(self.items)) * read_units(0, consistent=self._is_consistent)

    @property
    def _is_consistent(self) -> bool:
        asked = self.parameters.get("RequestItems", {"": self.parameters}).values()
        return any(each.get("ConsistentRead") for each in asked)

    @property
    def read_units(self) -> Decimal:
        """What DynamoDB charges for reading by its own rules, from the sizes of the items."""
        if self.operation in _WRITES:
            return Decimal(0)
        sizes = [item_size(decode(item)) for item in self.items]
        if self.operation == "BatchGetItem":
            units = (read_units(each, consistent=self._is_consistent) for each in sizes)
            return sum(units, self.units_of_missing)
        return read_units(sum(sizes), consistent=self._is_consistent)

    @property
    def write_units(self) -> int:
        """What DynamoDB charges for putting an item that was not there, in a table without indexes."""
        return write_units(item_size(decode(self.parameters["Item"]))) if self.operation in _WRITES else 0

    @property
    def reported_units(self) -> Decimal | None:
        """What the store says that it has consumed; None where it does not say."""
        consumed = self.answer.get("ConsumedCapacity")
        if not consumed:
            return None
        some = consumed if isinstance(consumed, list) else [consumed]
        return sum((Decimal(str(each["CapacityUnits"])) for each in some), Decimal(0))


@dataclass(slots=True)
class Recording:
    """The calls so far, and the seconds of processor time that all of them took."""

    calls: list[ApiCall] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def items(self) -> int:
        """How many items were read."""
        return sum(len(each.items) for each in self.calls)

    @property
    def read_units(self) -> Decimal:
        """What all of them cost to read."""
        return sum((each.read_units for each in self.calls), Decimal(0))

    @property
    def write_units(self) -> int:
        """What all of them cost to write."""
        return sum(each.write_units for each in self.calls)

    @property
    def reported_units(self) -> Decimal | None:
        """What the store says of all of them; None where it says nothing of one."""
        reported = [each.reported_units for each in self.calls]
        return None if None in reported else sum((each for each in reported if each is not None), Decimal(0))


@contextmanager
def recorded(*, ask_for_units: bool = False) -> Iterator[Recording]:
    """Everything that this process asks of AWS inside the block."""
    recording = Recording()
    bare = BaseClient._make_api_call

    def noted(client: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
        asked = {**parameters, "ReturnConsumedCapacity": "TOTAL"} if ask_for_units else parameters
        answer = bare(client, operation, asked)
        recording.calls.append(ApiCall(operation, parameters, answer))
        return answer

    with patch.object(BaseClient, "_make_api_call", noted):
        yield recording


@contextmanager
def timing() -> Iterator[Recording]:
    """Only the processor time of this thread inside botocore, with as little as possible added to it."""
    recording = Recording()
    bare = BaseClient._make_api_call

    def watched(client: BaseClient, operation: str, parameters: dict[str, Any]) -> Any:
        began = thread_time()
        try:
            return bare(client, operation, parameters)
        finally:
            recording.seconds += thread_time() - began

    with patch.object(BaseClient, "_make_api_call", watched):
        yield recording


def replay(client: BaseClient, calls: Sequence[ApiCall]) -> None:
    """The floor: the same calls once more, and nothing else."""
    for each in calls:
        client._make_api_call(each.operation, dict(each.parameters))
