"""Instants in UTC with a fixed width as text, and the shop's days."""

import re
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# The text of an instant sorts as the instants do: 2011-08-01T10:00:00.000000Z
_TEXT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z", re.ASCII)
_ISO = re.compile(
    r"\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)? ?([Zz]|[+-]\d{2}(:?[0-5]\d)?)?)?", re.ASCII
)
_RFC_2822 = re.compile(
    r"([A-Za-z]{3}, *)?\d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}(:\d{2})? +([+-]\d{4}|[A-Z]{1,5})( \(.*\))?"
)
_EXPECTED = "must be a date and time, like 2025-10-20T10:30:00+11:00"


def text_of(instant: datetime) -> str:
    """An aware instant as text of fixed width."""
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='microseconds')}Z"


def instant_of(text: str) -> datetime:
    """The instant that `text_of` wrote.

    Raises: ValueError for any other text.
    """
    if not _TEXT.fullmatch(text):
        raise ValueError(f"{text!r} is not an instant as we write it")
    return datetime.fromisoformat(text)


def shown(text: str) -> str:
    """The text of an instant as people write it: without a fraction of zero."""
    return text.replace(".000000Z", "Z")


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """The IANA zone of that name.

    Raises: ValueError where there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not an IANA time zone, like Australia/Sydney") from error


def sales_day(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day of an instant in the shop's zone."""
    try:
        return instant.astimezone(zone).date()
    except OverflowError:  # the first and the last day of the calendar have no neighbour
        return instant.date()


def sales_hour(instant: datetime, zone: ZoneInfo) -> int:
    """The hour of an instant on its sales day, by the shop's clocks."""
    try:
        return instant.astimezone(zone).hour
    except OverflowError:
        return instant.hour


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a sales day, in UTC."""
    try:
        return _first_instant(day, zone)
    except OverflowError:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)


def day_end(day: date, zone: ZoneInfo) -> datetime:
    """The last instant of a sales day, in UTC, to the microsecond."""
    if day == date.max:
        return datetime.max.replace(tzinfo=UTC)
    return day_start(day + timedelta(days=1), zone) - timedelta(microseconds=1)


def local_to_utc(local: datetime, zone: ZoneInfo) -> datetime:
    """A wall-clock time of the shop as an instant: a skipped time moves forward, a doubled one is the first."""
    return local.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _first_instant(day: date, zone: ZoneInfo) -> datetime:
    midnight = local_to_utc(datetime(day.year, day.month, day.day), zone)
    # A zone that skips midnight starts its day at the first time that exists.
    while sales_day(midnight, zone) < day:
        midnight += timedelta(minutes=1)
    return midnight


def parse_instant(value: object, zone: ZoneInfo) -> datetime:
    """The instant that a text names: ISO 8601 (in the shop's zone where it has no offset) or RFC 2822.

    Raises: ValueError saying what would be right.
    """
    text = value.strip() if isinstance(value, str) else ""
    try:
        if _ISO.fullmatch(text):
            return _from_iso(text, zone)
        if _RFC_2822.fullmatch(text):
            return _from_rfc_2822(text)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{_EXPECTED}; {text!r} is not in the calendar") from error
    raise ValueError(_EXPECTED)


def _from_iso(text: str, zone: ZoneInfo) -> datetime:
    parsed = datetime.fromisoformat(
        text.upper().replace(",", ".").replace(" +", "+").replace(" -", "-").replace(" Z", "Z")
    )
    return local_to_utc(parsed, zone) if parsed.tzinfo is None else parsed.astimezone(UTC)


def _from_rfc_2822(text: str) -> datetime:
    parsed = parsedate_to_datetime(text)
    if f"{parsed.year:04d}" not in text:
        raise ValueError("a year of two digits")
    if parsed.tzinfo is not None:
        return parsed.astimezone(UTC)
    # Python leaves both without a zone: -0000, which is UTC, and names that it does not know, like AEDT.
    if "-0000" not in text:
        raise ValueError("an unknown zone")
    return parsed.replace(tzinfo=UTC)
