"""Where the words of a quotation fit best among the words of a text, though they do not all stand there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive_repo.diff import wording
from archive_repo.edits import ADDED, EQUAL, REMOVED

PER_SHARED = 2
"""Fewer words of the text than this are skipped for each word of the quotation that is gained. With a higher
limit, a `them` in the next clause would count as the quotation's; with 1, an inserted clause would end a
passage."""


@dataclass(frozen=True, slots=True)
class Part:
    """Words that both have (EQUAL), only the quotation has (REMOVED), or only the text has (ADDED)."""

    sign: str
    quoted: range
    """Places of its words in the quotation, from 0; empty for ADDED."""
    there: range
    """Places of its words in the text, from 0; empty for REMOVED."""


def fit(quoted: Sequence[str], there: Sequence[str]) -> list[Part]:
    """The quotation beside the stretch of the text that it fits best.

    The parts cover all words of the quotation, and one stretch of the text, which begins and ends with words
    that both have. If they share no word, there is one part, of REMOVED words.
    """
    best = _stretch(quoted, there)
    parts = []
    i, j = 0, best.first
    for sign, size in wording.runs(quoted, there[best.first : best.stop]):
        quotes, has = size * (sign != ADDED), size * (sign != REMOVED)
        parts.append(Part(sign, range(i, i + quotes), range(j, j + has)))
        i, j = i + quotes, j + has
    return _trimmed(parts)


def _trimmed(parts: Sequence[Part]) -> list[Part]:
    """Without words that only the text has before the first shared one and after the last."""
    shared = [part.there for part in parts if part.sign == EQUAL]
    first, last = (shared[0].start, shared[-1].stop) if shared else (0, 0)
    trimmed = []
    for part in parts:
        start, stop = max(first, part.there.start), min(last, part.there.stop)
        there = range(start, stop) if start < stop else range(min(start, last), min(start, last))
        trimmed.append(Part(part.sign, part.quoted, there))
    return [part for part in trimmed if part.quoted or part.there]


@dataclass(frozen=True, slots=True)
class Fit:
    """Words `first` to `stop` (excluded) of a text, and how many of them a quotation shares in its order."""

    first: int
    stop: int
    shared: int

    @property
    def worth(self) -> int:
        """Higher for more shared words, lower for more skipped words between them."""
        return (PER_SHARED + 1) * self.shared - (self.stop - self.first)


def covered(parts: Sequence[Part], start: int = 0) -> Fit:
    """The stretch of a text that the parts cover; their words are counted from `start`."""
    there = [part for part in parts if part.there]
    if not there:
        return Fit(0, 0, 0)
    shared = sum(len(part.there) for part in there if part.sign == EQUAL)
    return Fit(start + there[0].there.start, start + there[-1].there.stop, shared)


def _stretch(quoted: Sequence[str], there: Sequence[str]) -> Fit:
    """The stretch of the text that is worth most; an empty one if no word is shared."""
    from rapidfuzz.distance import Indel

    best = here = Fit(0, 0, 0)
    for code in Indel.opcodes(quoted, there):
        if code.tag == "equal":
            size = code.dest_end - code.dest_start
            longer = Fit(here.first, code.dest_end, here.shared + size)
            alone = Fit(code.dest_start, code.dest_end, size)
            here = longer if here.shared and longer.worth > alone.worth else alone
            best = max(best, here, key=lambda one: one.worth)
    return best
