"""Periods of sales days: ranges, their intervals, and what they are compared with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY, WEEK, MONTH, QUARTER, YEAR = "day", "week", "month", "quarter", "year"
INTERVALS = (DAY, WEEK, MONTH, QUARTER, YEAR)
PREVIOUS_PERIOD, PREVIOUS_YEAR = "previous", "year"

_ONE_DAY = timedelta(days=1)
_MONTHS_PER_QUARTER = 3
_MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """Sales days from the first to the last, both inclusive."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> int:
        """How many calendar months it touches."""
        return (self.last.year - self.first.year) * _MONTHS_PER_YEAR + self.last.month - self.first.month + 1

    def has(self, day: date) -> bool:
        """Whether a day is in it."""
        return self.first <= day <= self.last

    def years(self) -> range:
        """The calendar years that it touches."""
        return range(self.first.year, self.last.year + 1)

    def intervals(self, interval: str) -> Iterator["Period"]:
        """Its parts in order, without gaps; the first and the last may be cut."""
        start = self.first
        while True:
            end = min(_interval_end(start, interval), self.last)
            yield Period(start, end)
            if end >= self.last:
                return
            start = end + _ONE_DAY

    def by_month(self) -> Iterator["Period"]:
        """Its parts by calendar month."""
        return self.intervals(MONTH)

    @property
    def is_whole_month(self) -> bool:
        """Whether it is exactly one calendar month."""
        return self.first.day == 1 and self.last == _month_end(self.first.year, self.first.month)

    def until(self, today: date) -> "Period":
        """The part of it that has begun; the whole of one that lies in the future."""
        return self if not self.first <= today < self.last else Period(self.first, today)

    def compared_with(self, what: str, today: date) -> "Period | None":
        """The period before, or the same one a year before: of an open period, the same elapsed part.

        None where the calendar does not go back that far.
        """
        try:
            return self._a_year_before(today) if what == PREVIOUS_YEAR else self._before(today)
        except OverflowError:
            return None

    def _before(self, today: date) -> "Period":
        elapsed = self.until(today).days
        first = self.first - timedelta(days=self.days)
        return Period(first, first + timedelta(days=elapsed - 1))

    def _a_year_before(self, today: date) -> "Period":
        now = self.until(today)
        return Period(_year_before(now.first), _year_before(now.last))


def whole_months(first: date, last: date) -> Period:
    """The period from the month of a day to the month of another, both whole."""
    return Period(first.replace(day=1), _month_end(last.year, last.month))


def months_before(day: date, months: int) -> date:
    """A day of the month so many months before that of a day; where the calendar begins, its first one."""
    number = max(_MONTHS_PER_YEAR, day.year * _MONTHS_PER_YEAR + day.month - 1 - months)
    return date(number // _MONTHS_PER_YEAR, number % _MONTHS_PER_YEAR + 1, 1)


def _interval_end(day: date, interval: str) -> date:
    match interval:
        case "week":
            return _plus(day, 6 - day.weekday())
        case "month":
            return _month_end(day.year, day.month)
        case "quarter":
            return _month_end(day.year, -(-day.month // _MONTHS_PER_QUARTER) * _MONTHS_PER_QUARTER)
        case "year":
            return date(day.year, 12, 31)
        case _:
            return day


def _month_end(year: int, month: int) -> date:
    return date(year, 12, 31) if month == 12 else date(year, month + 1, 1) - _ONE_DAY


def _plus(day: date, days: int) -> date:
    return day + timedelta(days=days) if (date.max - day).days >= days else date.max


def _year_before(day: date) -> date:
    """The same date a year before; of 29 February, the 28th.

    Raises: OverflowError before year 1.
    """
    if day.year == 1:
        raise OverflowError
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)
