"""Times as a user types them for `--since`, `--until` and `@WHEN`; each stands for a whole period, in UTC.

    2025    2025-05, May 2025    2025-Q1, Q1 2025    2025-05-01, 1 May 2025, 01.05.2025    2025-05-01T12:30
    today, yesterday, this month, last year    2 weeks ago, a year ago (that day)    3 hours ago

Whatever else is typed is refused, and so is a date that can be read in two ways: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone

from archive_repo.errors import InvalidInput

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
LAST = datetime(2105, 12, 31, 23, 59, 59, tzinfo=UTC)
"""Times that git can hold; an archive has nothing before or after."""

_SECOND = timedelta(seconds=1)
_DAY_ENDS = (time(0, 0, 0), time(23, 59, 59))
_COUNTS = {
    word: number
    for number, words in enumerate("a/an/one two three four five six seven eight nine ten".split(), start=1)
    for word in words.split("/")
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A stretch of time, from its first second to its last; for a time to the second both are the same."""

    start: datetime
    end: datetime


def read(text: str, now: datetime) -> Period:
    """The period that a text names, `now` being the time that relative words count from.

    Raises InvalidInput, with examples, if it names none, two, or one that git cannot hold.
    """
    words = " ".join(unicodedata.normalize("NFC", text).lower().split())
    try:
        found = next((period for reader in _READERS if (period := reader(words, now))), None)
    except ValueError:  # a month 13, an hour 25
        found = None
    except OverflowError:
        raise _too_far(text) from None
    if found is None:
        raise InvalidInput(
            f"{text!r} is not a date; try 2025-05-01, 2025-05, 2025, 'Q1 2025', 'May 2025', "
            "2025-05-01T12:30, '2 weeks ago', yesterday or 'last month'"
        )
    return _checked(found, text)


def between(since: str, until: str | None, now: datetime) -> Period:
    """From the beginning of one period to the end of another, or to now.

    Raises InvalidInput where a text is not a date, and where the end comes before the beginning.
    """
    start = read(since, now).start
    end = read(until, now).end if until is not None else now
    if start > end:
        last = f"--until {shown(end)}" if until is not None else f"now, {shown(end)}"
        raise InvalidInput(f"--since {shown(start)} is after {last}; give an earlier date")
    return Period(start=start, end=end)


def clock(text: str) -> datetime:
    """The time that an ISO 8601 text names, of a day its beginning. Raises InvalidInput if it names none."""
    try:
        found = _time(text.strip().lower(), FIRST) or _day(text.strip(), FIRST)
    except (ValueError, OverflowError):
        found = None
    if found is None or not FIRST <= found.start <= LAST:
        raise InvalidInput(f"{text!r} is not a time; try 2025-03-01T12:00:00Z (from 1970 to 2105)")
    return found.start


def shown(moment: datetime) -> str:
    """A moment as it was understood: the date for the beginning or the end of a day, else the time too."""
    if moment.time() in _DAY_ENDS:
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def span(start: datetime, end: datetime) -> str:
    """A time from its beginning to its end: days where it is made of whole ones, else with the hours.

    >>> span(datetime(2025, 5, 2), datetime(2025, 5, 31, 23, 59, 59)), span(LAST, LAST)
    ('2025-05-02 to 2025-05-31', '2105-12-31 23:59 to 2105-12-31 23:59 UTC')
    >>> span(datetime(2025, 5, 24), datetime(2025, 5, 31, 9, 30))
    '2025-05-24 00:00 to 2025-05-31 09:30 UTC'
    """
    if (start.time(), end.time()) == _DAY_ENDS:
        return f"{start:%Y-%m-%d} to {end:%Y-%m-%d}"
    return f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"


def _checked(found: Period, text: str) -> Period:
    if found.start < FIRST or found.end > LAST:
        raise _too_far(text)
    return found


def _too_far(text: str) -> InvalidInput:
    return InvalidInput(f"{text!r} is too far away; an archive holds times from 1970 to 2105")


def _relative(words: str, now: datetime) -> Period | None:
    today = now.date()
    match words.split():
        case ["now"]:
            return Period(start=now, end=now)
        case ["today"]:
            return _days(today, today)
        case ["yesterday"]:
            return _days(today - timedelta(days=1), today - timedelta(days=1))
        case ["this" | "last" as which, "week" | "month" | "quarter" | "year" as unit]:
            return _calendar(unit, today, back=which == "last")
        case [count, unit, "ago"] if count in _COUNTS or re.fullmatch(r"\d{1,6}", count):
            return _ago(_COUNTS.get(count) or int(count), unit.removesuffix("s"), now)
    return None


def _calendar(unit: str, today: date, *, back: bool) -> Period:
    """The week (from Monday on), month, quarter or year that a day lies in, or the one before."""
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return _days(monday, monday + timedelta(days=6))
    size = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = today.year * 12 + today.month - 1
    return _months(first - first % size - size * back, size)


def _ago(count: int, unit: str, now: datetime) -> Period | None:
    """The day so long ago; of hours and minutes the moment."""
    today = now.date()
    match unit:
        case "day" | "week":
            day = today - timedelta(days=count * (7 if unit == "week" else 1))
        case "month" | "year":
            day = _months_before(today, count * (12 if unit == "year" else 1))
        case "hour" | "minute":
            moment = now - timedelta(minutes=count * (60 if unit == "hour" else 1))
            return Period(start=moment, end=moment)
        case _:
            return None
    return _days(day, day)


def _months_before(day: date, count: int) -> date:
    """The same day of an earlier month, or the last one of a shorter month; OverflowError before year 1."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    if year < 1:
        raise OverflowError
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


_TIME = (
    r"(?P<date>\d{4}-\d\d-\d\d|\d{8})[t ]"
    r"(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:\.\d+)?)?)?"
    r" ?(?:z|utc|(?P<sign>[+-])(?P<hours>\d\d)(?::?(?P<minutes>\d\d))?)?"
)


def _time(words: str, _now: datetime) -> Period | None:
    """A time with its hour, its minute or its second; in UTC unless it says otherwise."""
    match = re.fullmatch(_TIME, words)
    if match is None:
        return None
    hour, minute, second, hours, minutes = (
        int(match[name] or 0) for name in ("hour", "minute", "second", "hours", "minutes")
    )
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if match["sign"] == "-" else 1)
    day = date.fromisoformat(match["date"])
    start = datetime.combine(day, time(hour, minute, second), timezone(offset)).astimezone(UTC)
    if match["minute"] is None:
        return Period(start=start, end=start + timedelta(hours=1) - _SECOND)
    return Period(start=start, end=start if match["second"] else start + timedelta(minutes=1) - _SECOND)


_QUARTER = r"q(?P<q1>[1-4])[ /-]?(?P<y1>\d{4})|(?P<y2>\d{4})[ /-]?q(?P<q2>[1-4])"
_MONTH = (
    r"(?P<y1>\d{4})[-/](?P<m1>\d{1,2})|(?P<m2>\d{1,2})[./](?P<y2>\d{4})"
    r"|(?P<m3>[^\W\d_]+)\.?,?(?: of| del?)? (?P<y3>\d{4})|(?P<y4>\d{4}) (?P<m4>[^\W\d_]+)"
)


def _year(words: str, _now: datetime) -> Period | None:
    return _months(int(words) * 12, 12) if re.fullmatch(r"\d{4}", words) else None


def _quarter(words: str, _now: datetime) -> Period | None:
    match = re.fullmatch(_QUARTER, words)
    if match is None:
        return None
    return _months(int(match["y1"] or match["y2"]) * 12 + 3 * int(match["q1"] or match["q2"]) - 3, 3)


def _month(words: str, _now: datetime) -> Period | None:
    match = re.fullmatch(_MONTH, words)
    if match is None:
        return None
    found = {name[0]: value for name, value in match.groupdict().items() if value}
    month = int(found["m"]) if found["m"].isdecimal() else _named_month(found["m"])
    return _months(int(found["y"]) * 12 + month - 1, 1) if 1 <= month <= 12 else None


def _named_month(name: str) -> int:
    from archive_repo.text.dates import MONTHS  # slow to load, and most times are typed in digits

    return MONTHS.get(name, 0)


_ISO_DAY = re.compile(r"(?:19|2[01])\d\d-\d\d-\d\d|\d{8}")
"""Read without the pattern of all spellings, which takes 20 ms to compile."""


def _day(words: str, _now: datetime) -> Period | None:
    """A day in any spelling that texts have too. Raises InvalidInput if it may be either of two."""
    days = (date.fromisoformat(words),) if _ISO_DAY.fullmatch(words) else _spelled_days(words)
    if len(days) > 1:
        either = " or ".join(f"{day.day} {day:%B} {day.year}" for day in days)
        written = " or ".join(map(str, days))
        raise InvalidInput(f"{words!r} may be {either}; write {written}")
    return _days(days[0], days[0]) if days else None


def _spelled_days(words: str) -> tuple[date, ...]:
    from archive_repo.text import dates

    return dates.read(words)


_READERS = (_relative, _year, _month, _quarter, _time, _day)


def _days(first: date, last: date) -> Period:
    return Period(
        start=datetime.combine(first, _DAY_ENDS[0], UTC), end=datetime.combine(last, _DAY_ENDS[1], UTC)
    )


def _months(first: int, count: int) -> Period:
    """Some months, the first one counted from January of the year 0. OverflowError before the year 1."""
    (year, month), (last_year, last_month) = divmod(first, 12), divmod(first + count - 1, 12)
    if year < 1:
        raise OverflowError
    last = monthrange(last_year, last_month + 1)[1]
    return _days(date(year, month + 1, 1), date(last_year, last_month + 1, last))
