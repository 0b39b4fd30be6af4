"""Calendar dates in running text, in every spelling that the recorded policies use.

    read("3. März 2025") == read("03.03.2025") == read("2025年3月3日") == (date(2025, 3, 3),)

Only whole days with a four-digit year are dates. In `03/04/2025` nobody can tell which number is the month:
such a date may be either of two days, and the caller decides. With points the day comes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

NAMES: dict[str, tuple[str, ...]] = {
    language: tuple(names.split())
    for language, names in {
        "en": "january february march april may june july august september october november december",
        "de": "januar februar märz april mai juni juli august september oktober november dezember",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "nl": "januari februari maart april mei juni juli augustus september oktober november december",
        "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada "
        "grudnia",
    }.items()
}
"""The months' names as they are in dates, in lower case, by language (ISO 639-1)."""

SHORT_NAMES: dict[str, tuple[str, ...]] = {
    language: tuple(names.split())
    for language, names in {
        "en": "jan feb mar apr may jun jul aug sep oct nov dec",
        "de": "jan feb mär apr mai jun jul aug sep okt nov dez",
        "fr": "janv févr mars avr mai juin juil août sept oct nov déc",
        "es": "ene feb mar abr may jun jul ago sept oct nov dic",
        "it": "gen feb mar apr mag giu lug ago set ott nov dic",
        "pt": "jan fev mar abr mai jun jul ago set out nov dez",
        "nl": "jan feb mrt apr mei jun jul aug sep okt nov dec",
        "pl": "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    }.items()
}
"""Their abbreviations; a point may follow."""

_VARIANTS = (
    "jänner styczeń",
    "feber fevrier fevr fév luty",
    "maerz marco mrz marzec",
    "kwiecień",
    "maj",
    "czerwiec",
    "lipiec",
    "aout sierpień",
    "setiembre sept wrzesień wrzesnia",
    "październik pazdziernika",
    "listopad",
    "decembre dec grudzień",
)
"""Other spellings of each month: Austrian, without accents, the Polish nominative."""

MONTHS: dict[str, int] = {
    name: number
    for rows in (NAMES, SHORT_NAMES)
    for names in rows.values()
    for number, name in enumerate(names, start=1)
} | {name: number for number, names in enumerate(_VARIANTS, start=1) for name in names.split()}
"""Number of the month, from 1, by each of its names in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A date as it is written in a text: `text[start:end]`."""

    start: int
    end: int
    days: tuple[date, ...]
    """The day; if the spelling leaves it open, two days, the one with the month first before the other."""


def may_be_in(text: str) -> bool:
    """False where a text has no date, told in a fraction of the time of looking for one."""
    return _YEAR.search(text) is not None


def find(text: str) -> Iterator[Written]:
    """The dates in a text, in order. Impossible days (31 February) are left out."""
    if may_be_in(text):
        for match in _date().finditer(_lowered(text)):
            if days := _days(match):
                yield Written(start=match.start(), end=match.end(), days=days)


def read(text: str) -> tuple[date, ...]:
    """The day, or the two possible days, of a text that is just a date; empty for any other text.

    >>> read("March 3rd, 2025"), read("04/03/2025"), read("soon")
    ((datetime.date(2025, 3, 3),), (datetime.date(2025, 4, 3), datetime.date(2025, 3, 4)), ())
    """
    if not may_be_in(text):
        return ()
    match = _date().fullmatch(_lowered(unicodedata.normalize("NFC", " ".join(text.split()))))
    return _days(match) if match else ()


def rewrite(text: str, spell: Callable[[Written], str]) -> str:
    """The text with each date as `spell` writes it.

    >>> rewrite("from 3 de agosto de 2025 on", month_first)
    'from 2025-08-03 on'
    """
    if not may_be_in(text):
        return text
    pieces, at = [], 0
    for one in find(text):
        pieces += [text[at : one.start], spell(one)]
        at = one.end
    return "".join([*pieces, text[at:]])


def month_first(one: Written) -> str:
    """A date in ISO 8601; of two numbers that may be the month, the first one is."""
    return one.days[0].isoformat()


def day_first(one: Written) -> str:
    """A date in ISO 8601; of two numbers that may be the day, the first one is."""
    return one.days[-1].isoformat()


def mask(text: str) -> str:
    """The text in lower case, with a 0 for each date and each day or year beside a month's name.

    >>> mask("Updated in May 2025, valid from 1st of June, for 30 days")
    'updated in 0, valid from 0, for 30 days'
    """
    lowered = _lowered(text)
    if may_be_in(lowered):
        lowered = _date().sub("0", lowered)
    return _part().sub("0", lowered) if _DAY_OR_YEAR.search(lowered) else lowered


def _lowered(text: str) -> str:
    """The text in lower case, each character in its place: only for İ the lower case has two characters."""
    return text.replace("İ", "I").lower()


def _days(match: re.Match[str]) -> tuple[date, ...]:
    found = {name[0]: value for name, value in match.groupdict().items() if value}
    year = int(found["y"])
    if "m" in found:
        return _day(year, MONTHS[found["m"]], int(found["d"]))
    first, second = int(found["a"]), int(found["b"])
    if match["y4"] is None:
        return _day(year, first, second)
    month_first, day_first = _day(year, first, second), _day(year, second, first)
    if "." in found["s"]:
        return day_first or month_first
    return tuple(dict.fromkeys(month_first + day_first))


def _day(year: int, month: int, day: int) -> tuple[date, ...]:
    """The day, if it is in the calendar; else empty."""
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


_YEAR = re.compile(r"\d(?=\d{3})")
"""Four digits, found in half the time that `\\d{4}` takes."""
_DAY_OR_YEAR = re.compile(r"\d(?<!\w.)")
"""Where a number begins that may be part of a date."""
_ORDINAL = r"(?:st|nd|rd|th|\.?[º°]|er|\.)"
_OF = r"(?:(?: day)? of| de)"
_START = r"(?<![^\W\d_])"


@cache
def _date() -> re.Pattern[str]:
    """A whole date, compiled when a text may hold one.

    Each form begins with a digit or a month's name and has a bounded length, so that dates are found in
    linear time.
    """
    month = _any(MONTHS)
    return re.compile(
        rf"{_START}(?P<m1>{month})\.?,? (?P<d1>\d{{1,2}}){_ORDINAL}?(?: ?, ?| )(?P<y1>\d{{4}})(?!\d)"
        rf"|(?<!\d)(?P<d2>\d{{1,2}}){_ORDINAL}?{_OF}?[ /-]?(?P<m2>{month})\.?(?:,|,? del?)?[ /-]"
        r"(?P<y2>\d{4})(?!\d)"
        r"|(?<!\d)(?P<y3>(?:19|2[01])\d\d)(?P<s3>\. |[-/.])(?P<a3>\d{1,2})(?P=s3)(?P<b3>\d{1,2})(?!\d)"
        r"|(?<!\d)(?P<a4>\d{1,2})(?P<s4>\. |[-/.])(?P<b4>\d{1,2})(?P=s4)(?P<y4>(?:19|2[01])\d\d)(?!\d)"
        r"|(?<!\d)(?P<y5>\d{4}) ?[年년] ?(?P<a5>\d{1,2}) ?[月월] ?(?P<b5>\d{1,2}) ?[日일号號]?"
    )


@cache
def _part() -> re.Pattern[str]:
    """Part of a date, or an ordinal; without abbreviations in other languages, which may be words (`set`)."""
    month = _any([*(name for names in NAMES.values() for name in names), *SHORT_NAMES["en"]])
    return re.compile(
        rf"(?<!\w)\d{{1,2}}{_ORDINAL}?{_OF}? (?:{month})(?![^\W\d_])"
        rf"|{_START}(?:{month})\.?,?(?: of| del?)? \d{{4}}(?!\d)"
        rf"|{_START}(?:{month})\.? \d{{1,2}}(?:st|nd|rd|th)?(?!\w)"
        r"|(?<!\w)\d{1,2}(?:st|nd|rd|th)(?!\w)"
    )


def _any(names: Iterable[str]) -> str:
    """A pattern for any of these names, the longest that matches."""
    return "|".join(sorted(set(names), key=lambda name: (-len(name), name)))
