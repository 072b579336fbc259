"""How a batch is tried until it is delivered or given up: retries, reported failures, bisection, age."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from chalicelib import clock
from tools.local.ministack_patches import destination

Row: TypeAlias = dict[str, Any]

_FIRST_WAIT_SECONDS = 0.1
_LONGEST_WAIT_SECONDS = 1.0  # AWS waits longer; what matters here is that it waits at all
_REPORTS = "ReportBatchItemFailures"


class Failed(NamedTuple):
    """Why records were given up, after how many invocations."""

    condition: str
    invocations: int
    error: str


class Attempts:
    """What one mapping does with a batch."""

    def __init__(
        self,
        mapping: Row,
        *,
        invoke: Callable[[list[Row]], Row | None],
        give_up: Callable[[list[Row], Failed], None],
        goes_on: Callable[[], bool],
    ) -> None:
        self._mapping = mapping
        self._invoke, self._give_up, self._goes_on = invoke, give_up, goes_on

    def deliver(self, records: list[Row], retries: int = 0, invocations: int = 0) -> bool:
        """Try until each record is delivered or given up. Returns: whether it came to that."""
        while records and self._goes_on():
            too_old = [each for each in records if self._is_too_old(each)]
            if too_old:
                self._discard(too_old, Failed("MaxRecordAgeExceeded", invocations, "Unhandled"))
                records = records[len(too_old) :]
                continue
            result = self._invoke(records)
            invocations += 1
            if _is_throttled(result):
                self._wait(retries)
                continue
            rest = self._rest(records, result)
            if not rest:
                self._say(f"OK - {len(records)} records")
                return True
            self._say("FAILED")
            if self._bisects() and len(rest) > 1:
                if len(rest) < len(records):
                    records = rest
                    continue
                half = (len(rest) + 1) // 2
                self._wait(retries)
                return self.deliver(rest[:half], retries, invocations) and self.deliver(rest[half:], retries, 0)
            records = rest
            if self._is_last(retries):
                self._discard(records, Failed("RetryAttemptsExhausted", invocations, _error(result)))
                return True
            self._wait(retries)
            retries += 1
        return not records

    def _rest(self, records: list[Row], result: Row | None) -> list[Row]:
        """What is to be tried again: nothing, all, or from the first reported failure on."""
        if result is None or result.get("error"):
            return records
        if _REPORTS not in (self._mapping.get("FunctionResponseTypes") or []):
            return []
        answer = result.get("body")
        reported = (answer or {}).get("batchItemFailures") if isinstance(answer, dict) else None
        if not reported:
            return []
        return _from_first(records, {failure.get("itemIdentifier") for failure in reported})

    def _is_last(self, retries: int) -> bool:
        most = int(self._mapping.get("MaximumRetryAttempts", -1))
        return 0 <= most <= retries

    def _is_too_old(self, record: Row) -> bool:
        most = int(self._mapping.get("MaximumRecordAgeInSeconds") or -1)
        return 0 < most < destination.age(record)

    def _bisects(self) -> bool:
        return str(self._mapping.get("BisectBatchOnFunctionError")).lower() == "true"

    def _discard(self, records: list[Row], failed: Failed) -> None:
        self._say(f"FAILED: {len(records)} records were given up ({failed.condition})")
        self._give_up(records, failed)

    def _say(self, result: str) -> None:
        self._mapping["LastProcessingResult"] = result

    def _wait(self, retries: int) -> None:
        clock.sleep(min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2 ** min(retries, 10)))


def _is_throttled(result: Row | None) -> bool:
    return bool(result and result.get("throttle"))


def _error(result: Row | None) -> str:
    return str((result or {}).get("function_error") or "Unhandled")


def _from_first(records: list[Row], failed: set[str | None]) -> list[Row]:
    """The records from the first failed one on: all of them where what was reported is not among them."""
    for n, record in enumerate(records):
        if record["dynamodb"]["SequenceNumber"] in failed:
            return records[n:]
    return records
