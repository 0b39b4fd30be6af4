"""Tells the numbers of clauses from what the clauses say: a renumbered clause still says the same.

Two things are numbering: the number that a line begins with (`A.1.`, `12.3`, `(iii)`, `Article 5 –`, `一、`),
and references to clauses of the document itself (see `archive_repo.text.cross_references`). Amounts, days,
ages, versions and sections of laws are not.

A line alone cannot tell `M. Smith` from `M. Fees`, or `2.5 inches` from `2.5 Fees`. Where this matters, the
whole text decides: a number without another one before, after or above it does not number a clause (see
`archive_repo.text.clauses`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from archive_repo.text import cross_references
from archive_repo.text.cross_references import Reference
from archive_repo.text.dates import MONTHS
from archive_repo.text.words import HAN

Parts = tuple[str, ...]
"""The parts of a number in lower case: `A.1(b)` is `("a", "1", "b")`."""

MEASURES = frozenset(
    """% percent per cent million billion thousand years year months month weeks week days day hours hour
    minutes minute seconds second times gb mb kb tb pb kg km ghz mhz mbps euro euros dollars dollar pounds usd
    eur gbp cents points users people steps ways things reasons tips questions answers am pm a.m p.m uhr jahre
    jahren tage tagen wochen monate monaten stunden minuten ans jours mois heures semaines années años días
    meses horas anni giorni mesi ore anos dias dagen maanden jaar lat dni tage prozent""".split()
)
"""Words after a number that counts something rather than a clause: `1.5 million`, `30 Days`."""

_DRESS = r"[*_>“”\"'‘\u200d\s]*+"
_ROMAN = r"(?:[ivx]{1,6}|[IVX]{1,6})"
_STEP = rf"(?:\d{{1,2}}|{_ROMAN}|[A-Za-z])(?![A-Za-z\d])"
_HAN_FOLLOWS = rf"(?=[*_“《【（]*[{HAN}])"
_TEXT_FOLLOWS = r"(?=[*_“\"]*[A-Z][a-z])"
_DECIMAL = r"[1-9]\d?(?:(?>(?:\.\d{1,2})*)\.|(?>(?:\.\d{1,2}){2,}))"
_LEADING = re.compile(
    rf"{_DRESS}(?P<number>"
    rf"\(?(?:[1-9]\d?|[A-Za-z]|{_ROMAN})\)"
    rf"|(?:[1-9]\d?(?>(?:\.{_STEP})+)|[A-Za-z]\.\d{{1,2}}(?>(?:\.{_STEP})*))(?>(?:\({_STEP}\))*)\.?(?=\s|$)"
    rf"|(?:[1-9]\d?|[A-Za-z]|{_ROMAN})\.(?=\s)"
    rf"|{_DECIMAL}{_TEXT_FOLLOWS}|(?:{_DECIMAL}|[A-Za-z]\.){_HAN_FOLLOWS}"
    r"|[（(](?:[一二三四五六七八九十]{1,3}|[1-9]\d?)[）)]|[一二三四五六七八九十]{1,3}、|[1-9]\d?、|[①-⑳]"
    rf"){_DRESS}"
)
"""The number of a clause at the beginning of a line. A 0 before a point, or three digits after one, belong to
amounts: `0.5`, `1.000`. The text may follow without a space: `4.Fees`, `d.费用`."""
_HEADING = re.compile(rf"{_DRESS}(?P<number>[1-9]\d?)(?:\s?[:–—|-])?\s+(?=[“\"'*(]*[^\W\d_])")
"""The same in a heading, where no point is needed: `4 Fees`."""
_BEHIND_TITLE = re.compile(r"(?:\s*[.:–—-]|[条條章节節])(?:\s|$)|$")
"""What must follow a number after a clause's name, except in a heading: `Article 5 – Fees`, `EXHIBIT 1.`"""
_NEXT = re.compile(r"[^\s(]+")
_SPELLED = str.maketrans("0123456789", "abcdefghij")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbered:
    """What a line says, and separately its numbering."""

    number: str = ""
    """The number that it begins with, as written: `A.1.`; empty if there is none."""
    bare: str
    """The text without that number; in `Article 5 – Fees` a 0 replaces it."""
    words: str
    """The same with a 0 for each reference to one of the document's own clauses."""
    spelled: str
    """The text without the line's number, with the numbers of references in letters, so that none is taken
    for an amount."""
    references: tuple[Reference, ...] = ()
    """The references to the document's own clauses, in order."""


def read(seen: str, *, heading: bool = False) -> Numbered:
    """Separate the numbering from the rest of a line, given as a reader sees it.

    >>> one = read("A.1. We may, as Section 12.1 says, keep it for 30 days.")
    >>> one.number, one.words
    ('A.1.', 'We may, as Section 0 says, keep it for 30 days.')
    """
    number, rest = _parted(seen, heading=heading)
    found = list(cross_references.find(rest)) if cross_references.may_refer(rest) else []
    if not number and not found:
        return Numbered(bare=seen, words=seen, spelled=seen)
    if found and not number and _is_title(rest, found[0], heading=heading):
        own, *found = found
        number = rest[own.start : own.end]
        rest, found = f"{rest[: own.start]}0{rest[own.end :]}", list(_moved(found, by=1 - len(number)))
    return Numbered(
        number=number,
        bare=rest,
        words=_rewritten(rest, (one for one in found if one.is_own), lambda written: "0"),
        spelled=_rewritten(rest, found, lambda written: written.translate(_SPELLED)),
        references=tuple(one for one in found if one.is_own),
    )


def opening(seen: str, *, heading: bool = False) -> tuple[str, str]:
    """The number that a line begins with and the text after it, as `read` tells them, in half of its time."""
    number, rest = _parted(seen, heading=heading)
    if number or not cross_references.may_refer(rest):
        return number, rest
    line = read(seen, heading=heading)
    return line.number, line.bare


def parts(number: str) -> Parts:
    """The parts of a number as written."""
    return tuple(re.findall(r"\d+|[^\W\d_]+|[①-⑳]", number.casefold()))


def counts(part: str) -> list[tuple[str, int]]:
    """The ways of counting that a part of a number may follow, each with its value: `v` is a letter or 5."""
    if part.isdecimal():
        return [("digits", int(part))]
    if part in _HAN:
        return [("han", _HAN.index(part))]
    if len(part) == 1 and not part.isascii():
        return [("sign", ord(part))]
    letters = [("letters", ord(part) - ord("a") + 1)] if len(part) == 1 else []
    return [*letters, *([("roman", _ROMANS.index(part))] if part in _ROMANS else [])]


def _parted(seen: str, *, heading: bool) -> tuple[str, str]:
    """The number that a line begins with, and the rest; no number if nothing would be left."""
    match = _LEADING.match(seen) or (_HEADING.match(seen) if heading else None)
    if match is None or _measures(seen, match.end()) or not re.search(r"\w", seen[match.end() :]):
        return "", seen
    return match["number"], seen[match.end() :]


def _measures(seen: str, at: int) -> bool:
    """True if the number before this place is an amount or the day of a month."""
    following = _NEXT.match(seen, at)
    word = following[0].strip(".,;:").casefold() if following else ""
    return word in MEASURES or word in MONTHS


def _is_title(text: str, first: Reference, *, heading: bool) -> bool:
    """True if a line is the title of a clause: `Article 5 – Fees`, but not `Article 5 applies`."""
    is_first = not re.search(r"\w", text[: first.start].casefold().replace(first.noun or "第", "", 1))
    return is_first and first.is_own and (heading or _BEHIND_TITLE.match(text, first.end) is not None)


def _moved(some: Iterable[Reference], *, by: int) -> Iterator[Reference]:
    for one in some:
        yield replace(one, start=one.start + by, end=one.end + by)


def _rewritten(text: str, found: Iterable[Reference], write: Callable[[str], str]) -> str:
    """The text with the numbers of these references replaced by what `write` returns."""
    pieces, at = [], 0
    for one in found:
        pieces += [text[at : one.start], write(text[one.start : one.end])]
        at = one.end
    return "".join([*pieces, text[at:]])


def _roman(number: int) -> str:
    return "x" * (number // 10) + _UNITS[number % 10]


_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMANS = tuple(map(_roman, range(40)))
_DIGITS = ("", *"一二三四五六七八九")
_HAN = tuple(
    f"{_DIGITS[tens] if tens > 1 else ''}{'十' * bool(tens)}{units}"
    for tens in range(10)
    for units in _DIGITS
)
"""Chinese numbers from 0, which is empty, to 99."""
