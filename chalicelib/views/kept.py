"""Answers that are kept: made of the sums of sales days alone, so that they hold while nothing changes these days.

The versions of the days are read first, strongly, and name the result; the sums are read after them, and the result is
kept only where the last change of these months is old enough for every reader to see all of it. So whatever is found
under a name has seen every change that its versions count, and a change of one of the days gives another name.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from chalicelib import clock
from chalicelib.marks import mark_of
from chalicelib.projections import keys
from chalicelib.projections.versions import MONTH, day_counter
from chalicelib.store import Query
from chalicelib.views.freshness import Version
from chalicelib.views.periods import Period
from chalicelib.views.source import Source

# A quarter and less are made about as fast as their versions are read (docs/performance.md has the figures).
LEAST_DAYS = 93

_ONE_DAY = timedelta(days=1)

_T = TypeVar("_T")


@dataclass(frozen=True)
class Question:
    """What is asked: the name of the answer, its sales days, and what else decides it.

    `of_months`, where the answer is made of sums of whole months too; `least_days`, from which it is worth keeping.
    """

    name: str
    periods: tuple[Period, ...]
    parameters: tuple[Any, ...] = ()
    of_months: bool = False
    least_days: int = LEAST_DAYS

    @property
    def pays(self) -> bool:
        """Whether the answer is worth keeping."""
        return sum(period.days for period in self.periods) >= self.least_days

    @property
    def text(self) -> str:
        """The question in one form."""
        spans = [(period.first.isoformat(), period.last.isoformat()) for period in self.periods]
        return repr((self.name, spans, self.parameters))

    def counters(self) -> dict[str, set[str]]:
        """The counters of its days, by month."""
        wanted: dict[str, set[str]] = {}
        for period in self.periods:
            for number in range(period.days):
                day = (period.first + number * _ONE_DAY).isoformat()
                wanted.setdefault(day[:7], {MONTH} if self.of_months else set()).add(day_counter(day))
        return wanted


@dataclass(frozen=True, slots=True)
class DayVersions:
    """The counters of some sales days as one text, and when one of their months has changed last."""

    text: str
    last: Version


def kept(source: Source, question: Question, answer: Callable[[Source], _T]) -> _T:
    """The answer to a question, of which all that it reads by `Source.read_all` are sums of its sales days.

    It may be a result that is kept, which has been JSON.
    """
    results = source.results
    if results is None or not question.pays:
        return answer(source)
    asked_at = clock.now()
    days = day_versions(source, question)
    key = mark_of(*results.known_by, question.text, days.text)
    # A replica may still be behind a change that has just been made, so that only strong reads will do. And even these
    # may see the version of a transaction before its sums: an answer of that moment is nothing to keep.
    is_settled = not days.last.changes or days.last.is_settled(asked_at)
    reading = replace(source, is_strong=not is_settled)
    result = results.cache.result(key, lambda: answer(reading), keep=is_settled)
    results.hits += result.is_hit
    results.misses += not result.is_hit
    value: _T = result.value
    return value


def day_versions(source: Source, question: Question) -> DayVersions:
    """The versions of the days of a question as they are now; one call."""
    wanted = question.counters()
    query = Query(
        source.tables.views,
        keys.day_versions(source.client_id),
        low=min(wanted),
        high=max(wanted) + keys.HIGHEST,
        consistent=True,
    )
    versions, last = [], ""
    for row in source.read_all(query):
        names = wanted.get(keys.unsharded(row["sk"]), set()) & row.keys()
        versions += [f"{row['sk']} {name} {row[name]}" for name in sorted(names)]
        last = max(last, row["at"])
    return DayVersions("\n".join(versions), Version(len(versions), last or None))
