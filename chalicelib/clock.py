"""The only clock: UTC instants and elapsed seconds."""

import time
from datetime import UTC, datetime

LONG_AGO = datetime.min.replace(tzinfo=UTC)


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def is_recent(instant: datetime, seconds: float) -> bool:
    """Whether an instant is at most so many seconds ago.

    By the time of day: a process that Lambda has frozen may wake up with its monotonic clock where it was.
    """
    return 0 <= (now() - instant).total_seconds() < seconds


def monotonic() -> float:
    """Seconds from an arbitrary start, never backwards."""
    return time.monotonic()


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)
