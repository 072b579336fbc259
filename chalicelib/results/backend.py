"""What the result cache needs of a place that holds results: each is bytes under a key, and may be gone any time."""

from dataclasses import dataclass
from typing import Protocol


class BackendFailed(Exception):
    """The place did not answer, or not in time."""


@dataclass(frozen=True, slots=True)
class Held:
    """How much a place holds. Units: results, bytes of their content."""

    results: int
    bytes: int


class Backend(Protocol):
    """A place that holds results. Safe for threads. Raises: `BackendFailed`."""

    def get(self, key: str) -> bytes | None:
        """The result under this key, if it is held."""

    def put(self, key: str, content: bytes, *, seconds: int) -> None:
        """Hold a result for about so long."""

    def clear(self) -> None:
        """Hold nothing."""

    def held(self) -> Held:
        """How much it holds."""
