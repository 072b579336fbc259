"""The only clock: UTC instants and elapsed seconds."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

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


def process_age() -> float | None:
    """Seconds since this process began; None where the system does not tell."""
    try:
        # The name in parentheses may hold blanks; the twentieth field behind it is the start, in ticks since the boot.
        ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
        return float(Path("/proc/uptime").read_text().split()[0]) - ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(seconds)
