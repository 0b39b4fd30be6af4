"""Periods and ages in words and digits."""

from __future__ import annotations

import re

from archiver.provisions.parameters.parameter import Measure

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18,
    "twenty-four": 24, "twenty": 20, "twenty-one": 21, "thirty": 30, "forty-five": 45, "sixty": 60,
    "ninety": 90,
}  # fmt: skip
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30.44, "year": 365.25}
NUMBER = rf"(?:\d{{1,4}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![\d,%])(?: ?\(\d{{1,4}}\))?"
"""A number, perhaps with its digits in parentheses."""
DURATION = (
    rf"(?P<number>\b{NUMBER})[- ]?(?P<of>calendar |rolling |business |working )?"
    r"(?P<unit>hour|day|week|month|year)s?\b(?P<day> and (?:one|1|one \(1\)) day\b)?['’]?"
)
"""A period; matched without regard to case."""


def number(words: str) -> int:
    """The number that words or digits say; raises KeyError for words that are none."""
    digits = re.search(r"\d+", words)
    return int(digits[0]) if digits else _WORDS[words.strip().lower()]


def written(digits: str) -> tuple[str, ...]:
    """The ways to write a number, with or without signs between its thousands, and in words.

    >>> written("30"), written("1,000")
    (('30', 'thirty'), ('1000', '1,000', '1.000', '1 000', "1'000"))
    """
    bare = digits.replace(",", "")
    ways = [bare, *(digits.replace(",", sign) for sign in ",. '")]
    return tuple(dict.fromkeys([*ways, *(word for word, value in _WORDS.items() if str(value) == bare)]))


def duration(match: re.Match[str]) -> Measure:
    """The period that a match of `DURATION` has."""
    count, unit = number(match["number"]), match["unit"].lower()
    of = (match["of"] or "").lower()
    of = "" if of in ("calendar ", "rolling ") else of
    day = " and 1 day" if match["day"] else ""
    return Measure(
        value=f"{count} {of}{unit}{'' if count == 1 else 's'}{day}",
        amount=round(count * _DAYS[unit] + bool(day), 2),
        unit="day",
    )


def age(match: re.Match[str]) -> Measure:
    """The age that a match with the group `number` has."""
    years = number(match["number"])
    return Measure(value=f"{years} years", amount=years, unit="year")
