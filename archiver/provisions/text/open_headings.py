"""The headings above a line of a text: which are open, and where one that begins stands below them.

Marks alone do not tell: numbers do ("3.2" stands in "3.", not below "2.1"), and so do documents that stand in
one another, pages behind a rule, and headings without words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from archiver.provisions.text import opening_titles, unmarked_titles
from archiver.provisions.text.folding import readable
from archiver.provisions.text.raw_lines import RawLine

DOCUMENT = -1
"""The level of a document's title above whose sections are marked as it is, or higher."""
_RULE = re.compile(r"[-*_]{3,}")
_NEW_PAGE = -1
_BEGINNING = -2


@dataclass(slots=True)
class OpenHeadings:
    """Those above what is being read, outermost first."""

    open: list[tuple[int, str]] = field(default_factory=list)
    """Level and title of each."""
    path: tuple[str, ...] = ()
    """Their titles."""
    numbered: tuple[int, int] = 0, 0
    """The number of the last clause that has a whole one, and the level of its title; 0 if there is none."""
    unnamed: int = _BEGINNING
    """The level of a heading without words, `_NEW_PAGE` behind a rule, or `_BEGINNING`: the next line may
    name it."""

    def begin(self, level: int, title: str) -> None:
        """Open a heading, and close those that it does not stand below."""
        own = opening_titles.number(title)
        level = self._placed(level, own)
        if own.isdigit():
            self.numbered = int(own), level
        elif level < self.numbered[1]:
            self.numbered = 0, 0
        self.open = [*_around(own, self._above(level, title)), (level, title)]
        self.path = tuple(title for _, title in self.open)
        self.unnamed = 0

    def leave_unnamed(self, level: int) -> None:
        """Note a heading without words."""
        self.unnamed = level

    def begin_page(self) -> None:
        """Note a rule, behind which a page may begin."""
        self.unnamed = self.unnamed or _NEW_PAGE

    def _placed(self, level: int, own: str) -> int:
        """The level of a title that is not marked as a heading, by its number and those of the open ones.

        It is beside the one whose number it goes on from; "1." below a letter, or any such number below a
        letter or a Roman number where there are Roman ones, is a part of that.
        """
        if level < unmarked_titles.RUN_IN or not own or not self.open:
            return level
        before, at = self.numbered
        if own.isdigit() and before and int(own) == before + 1:
            return at
        beside = (at for at, title in self.open if _is_beside(own, title))
        last, title = self.open[-1]
        above = opening_titles.number(title)
        is_roman = any(len(one) > 1 and one.isalpha() for one in self._numbers())
        is_part = above.isalpha() and (own == "1" or (own.isdigit() and is_roman))
        return next(beside, last + 1 if is_part else level)

    def _above(self, level: int, title: str) -> list[tuple[int, str]]:
        """The open headings that one of a level stands below.

        A clause or a schedule of a document that stands in another is below the title of that, and "1.1"
        below "1.", whatever the marks of their headings are.
        """
        own = opening_titles.number(title)
        may_be_part = bool(own) or opening_titles.names_schedule(title)
        above = own.rpartition(".")[0]
        numbers = self._numbers() if above else []
        if above in numbers:
            return self.open[: numbers.index(above) + 1]

        def is_above(one: tuple[int, str]) -> bool:
            is_part = may_be_part and one[0] == level and opening_titles.names_document(one[1])
            return (one[0] < level or is_part) and not _is_beside(own, one[1])

        return list(takewhile(is_above, self.open))

    def _numbers(self) -> list[str]:
        """The numbers of the open headings, empty for those without."""
        return [opening_titles.number(title) for _, title in self.open]

    def level_of_marked(self, lines: Sequence[RawLine], number: int) -> int:
        """The level of a line that is marked as a heading: that of a document's title if it begins one.

        It does so at the beginning or behind a rule, if its sections are marked as it is, or that before did.
        """
        line = lines[number]
        level, title = len(line.mark), readable(line.raw)
        if self.unnamed >= 0:
            return level
        if self.open and self.open[0][0] == DOCUMENT and level == 1 and not opening_titles.number(title):
            return DOCUMENT
        is_document = opening_titles.names_document(title) and _has_sections_beside(lines, number)
        return DOCUMENT if is_document else level

    def level_of_named(self, lines: Sequence[RawLine], number: int) -> int:
        """The level of a line that names a heading without words, or the page that a rule begins; else 0."""
        unnamed, self.unnamed = self.unnamed, 0
        if not unmarked_titles.is_name(lines, number):
            return 0
        if not unnamed and unmarked_titles.is_underlined(lines, number):
            unnamed = _NEW_PAGE
        if unnamed >= 0:
            return unnamed
        if opening_titles.names_document(lines[number].raw):
            return DOCUMENT
        return int(unnamed == _NEW_PAGE and unmarked_titles.is_above_heading(lines, number))

    def level_of_next(self, line: RawLine, *, is_item: bool) -> int:
        """The level of a title that goes on from the number of an open one, whatever it says; else 0.

        "1.4 How we may detect it" stands beside "1.3 Harm", and "1.1 What we do" below "1. Harm". What
        `is_item` of an open list is beside none.
        """
        own = unmarked_titles.number_of(line)
        for level, title in reversed(self.open):
            if _is_beside(own, title) and not is_item:
                return level
            if own == f"{opening_titles.number(title)}.1":
                return max(level + 1, unmarked_titles.title_level(unmarked_titles.titled(line).raw))
        return 0

    def level_of_schedule(self, lines: Sequence[RawLine], number: int) -> int:
        """The level of a schedule's title that is not marked, that of its document's title; else 0."""
        if not unmarked_titles.is_schedule(lines, number):
            return 0
        return next((at for at, title in reversed(self.open) if opening_titles.names_document(title)), 1)

    def level_of_peer(self, lines: Sequence[RawLine], number: int) -> int:
        """The level of a line that may be a title where such a one is open already; else 0."""
        is_one = self.has_bare_title and unmarked_titles.is_peer(lines, number)
        return unmarked_titles.BARE if is_one else 0

    @property
    def has_bare_title(self) -> bool:
        """True if a title without a mark and a number is open."""
        return any(at == unmarked_titles.BARE for at, _ in self.open)

    def close_clause_before(self, words: str) -> bool:
        """Close the headings that a paragraph's number ("3.2") says it stands beside; true for any."""
        number = opening_titles.number(words.lstrip("*"))
        return "." in number and self.close_where(lambda _, title: _is_beside(number, title))

    def close_before(self, number: str) -> None:
        """Close the headings whose clause ends where that of this number begins."""
        if self.close_where(lambda _, title: _is_next(number, title)):
            self.numbered = int(number), self.numbered[1]

    def close_where(self, ends: Callable[[int, str], bool]) -> bool:
        """Close the outermost open heading of which something is true, with those below; true for any."""
        kept = list(takewhile(lambda one: not ends(*one), self.open))
        is_any = len(kept) < len(self.open)
        self.open, self.path = kept, tuple(title for _, title in kept)
        return is_any


def _is_beside(own: str, other: str) -> bool:
    """True if the number of a heading that opens says that it stands beside, not below, an open one."""
    above = opening_titles.number(other)
    if not own or not above:
        return False
    if own[0].isdigit() and above[0].isdigit():
        parts, others = own.split("."), above.split(".")[: own.count(".") + 1]
        step = int(parts[-1]) - int(others[-1])
        return parts[:-1] == others[:-1] and (step == 1 or (step > 1 and len(parts) > 1))
    if opening_titles.follows_in_roman(own, above):
        return True
    return len(own) == len(above) == 1 and above.isalpha() and ord(own) == ord(above) + 1


def _has_sections_beside(lines: Sequence[RawLine], number: int) -> bool:
    """True if the next heading of the level of a line, before any rule, is no title of a document."""
    for line in lines[number + 1 :]:
        if line.mark.startswith("#") and len(line.mark) <= len(lines[number].mark) and line.raw:
            return not opening_titles.names_document(readable(line.raw))
        if _RULE.fullmatch(line.raw):
            break
    return False


def _is_next(number: str, title: str) -> bool:
    before = opening_titles.number(title).split(".")[0]
    return before.isdigit() and number.isdigit() and int(number) == int(before) + 1


def _around(own: str, above: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """The open headings without the clauses that a number says it is in none of: "3.1" is no part of "1."."""
    kept: list[tuple[int, str]] = []
    inside = True
    for level, title in above:
        number = opening_titles.number(title)
        if number[:1].isdigit() and "." in own:
            inside = number.split(".")[0] == own.split(".")[0]
        if inside:
            kept.append((level, title))
    return kept
