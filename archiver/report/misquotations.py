"""A quotation that is not verbatim beside what is there: the words of both as one passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from archive_repo.edits import ADDED, EQUAL, REMOVED, Edit
from archive_repo.search import fitting, passages
from archive_repo.search.fitting import Part
from archive_repo.text import words
from archive_repo.text.markdown import plain

GOES_ON = "…"
"""Shows that the sentence begins before the passage or goes on after it."""
LEFT_OUT = " […] "
"""Stands between two passages of a quotation that leaves something out."""

_CLOSING = re.compile(r"[^\w\s/]*")


@dataclass(frozen=True, slots=True)
class _Words:
    """A text, the places of its words, and the form in which these are compared."""

    text: str
    places: tuple[tuple[int, int], ...]
    folded: tuple[str, ...]
    breaks: frozenset[int]
    """Numbers of the words that begin a line."""

    def said(self, words: range) -> str:
        """These words as written, with what is between them."""
        return self.text[self.places[words.start][0] : self.places[words.stop - 1][1]]

    def before(self, word: int) -> str:
        """White space before a word."""
        place = self.places[word][0]
        return self.text[len(self.text[:place].rstrip()) : place]


def edits(quotation: str, lines: Sequence[str]) -> tuple[Edit, ...]:
    """The words of a quotation and of the lines that it comes near to, as edits from the one to the other.

    EQUAL and ADDED parts are in the document, as written there; REMOVED parts are only in the quotation.
    """
    there, start = _words(lines), 0
    told: list[Edit] = []
    for part in passages.parts(quotation):
        quoted = _words([" ".join(map(plain, part.split("\n")))])
        found = fitting.fit(quoted.folded, there.folded[start:])
        found = _replaced([_moved(one, start) for one in found], there, start)
        start = max(one.there.stop for one in found)
        told += [(EQUAL, LEFT_OUT)] if told else []
        told += filter(_says, _told(found, quoted, there))
    runs = groupby(told, key=lambda edit: edit[0])
    return tuple((sign, "".join(text for _, text in run)) for sign, run in runs)


def _says(edit: Edit) -> bool:
    return bool(edit[1])


def _words(lines: Sequence[str]) -> _Words:
    """The words of lines; ` / ` separates two lines if the first has no end mark."""
    text = ""
    places: list[tuple[int, int]] = []
    breaks = set()
    for line in lines:
        if text:
            text += " " if text[-1] in ".!?:;。！？：；" else " / "
        breaks.add(len(places))
        places += [(len(text) + first, len(text) + last) for first, last in words.places(line)]
        text += line
    folded = ["".join(words.fold(text[first:last])) for first, last in places]
    return _Words(text, tuple(places), tuple(folded), frozenset(breaks))


def _moved(part: Part, by: int) -> Part:
    return Part(part.sign, part.quoted, range(part.there.start + by, part.there.stop + by))


def _replaced(found: Sequence[Part], there: _Words, lowest: int) -> list[Part]:
    """The parts with the document's words in place of the quotation's first or last ones, up to a line's end.

    Without them, `for two years` would lack its counterpart: `for [-two years-]{+one month+}`. Words before
    the `lowest` belong to an earlier passage.
    """
    told = list(found)
    first, last = found[0], found[-1]
    if len(found) > 1 and last.sign == REMOVED:
        stop = _while(range(last.there.stop, last.there.stop + len(last.quoted)), there, first=True)
        told.append(Part(ADDED, range(0), range(last.there.stop, stop)))
    if len(found) > 1 and first.sign == REMOVED:
        back = range(first.there.start - 1, max(lowest, first.there.start - len(first.quoted)) - 1, -1)
        start = _while(back, there, first=False)
        told.insert(1, Part(ADDED, range(0), range(start, first.there.start)))
    return [part for part in told if part.quoted or part.there]


def _while(words: range, there: _Words, *, first: bool) -> int:
    """How far one can go over these words without leaving the line."""
    at = words.start if first else words.start + 1
    for word in words:
        if word >= len(there.places) or (word if first else word + 1) in there.breaks:
            break
        at = word + 1 if first else word
    return at


def _told(found: Sequence[Part], quoted: _Words, there: _Words) -> Iterator[Edit]:
    spans = [one.there for one in found if one.there]
    if not spans:
        yield REMOVED, quoted.said(found[0].quoted)
        return
    if spans[0].start not in there.breaks:
        yield EQUAL, f"{GOES_ON} "
    end = there.places[spans[0].start][0]
    for part, after in zip_longest(found, found[1:]):
        if part.there or after:
            start = there.places[(part.there or after.there).start][0]
            yield EQUAL, there.text[end:start]
            end = start
        if part.there:
            yield part.sign, there.said(part.there)
            end = there.places[part.there.stop - 1][1]
        else:
            yield EQUAL, "" if after else quoted.before(part.quoted.start)
            yield REMOVED, quoted.said(part.quoted)
            yield EQUAL, quoted.before(part.quoted.stop) if after and after.sign == EQUAL else ""
    yield EQUAL, _end(there, spans[-1].stop, end)


def _end(there: _Words, stop: int, end: int) -> str:
    """What follows the last word: the end of the sentence, or that it goes on."""
    if stop < len(there.places) and stop not in there.breaks:
        return f" {GOES_ON}"
    closing = _CLOSING.match(there.text, end)
    return closing[0] if closing else ""
