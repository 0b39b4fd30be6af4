"""What stands in a text, whatever is found in it: its passages, by their letters and in their order."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from archive_repo.text import numbering
from archiver.provisions.text import opening_titles
from archiver.provisions.text.folding import fold, readable
from archiver.provisions.text.units import Unit

REMEMBERED = 10_000
"""Passages whose essence is remembered: those of a long document, whose next version has most of them."""
LONG_ENOUGH = 24
"""Letters from which on a passage is looked for across the ends of others: about five words, which do not
stand in another passage by chance."""
STREWN = 1.1
"""The clauses of a passage may stand in at most so many times its letters: between them are only numbers."""

_CLAUSES = re.compile(r"[.;:] +(?:(?:\(?(?:[ivx]{1,5}|[a-z]|\d{1,2})[.)]) +)?")
"""What parts the clauses of a passage, with the number of the next one."""
_GLUED = re.compile(r"^\d{1,2}(?:\.\d{1,2})+\.(?=[a-z])")
"""A clause's number without the space behind it."""
_NO_LETTER = re.compile(r"[\W_]+")
_LETTERED = re.compile(r"\b(sections?|clauses?|articles?|exhibits?|schedules?|annex|appendix) [a-z]\b")
"""A clause with a letter, which `numbering` takes for one only if it is a capital."""


class Passage(NamedTuple):
    """A passage of a text."""

    words: str
    """Its folded words, without what leads it in."""
    essence: str
    written: str
    """The same as it is written."""


@functools.lru_cache(maxsize=REMEMBERED)
def passage(words: str, written: str) -> Passage:
    """The passage of these folded words; the same value for all versions that have it."""
    return Passage(words, essence(words), written)


def of_unit(unit: Unit, text: str) -> Passage:
    """The passage that a unit of a text is, without what leads it in."""
    own = unit.own_pieces
    return passage(unit.words[own[0].at :], text[own[0].start : own[-1].end])


@functools.lru_cache(maxsize=REMEMBERED)
def essence(words: str) -> str:
    """The letters and digits of a passage's folded words.

    Its number, a title before it and the numbers of clauses that it refers to are left out.

    >>> essence("4.2 data. as section q says, we keep it.") == essence("(b) as section r says - we keepit")
    True
    """
    bare = _LETTERED.sub(r"\1", unnumbered(words))
    title, _, rest = bare.partition(". ")
    return _NO_LETTER.sub("", rest if rest and opening_titles.is_title(title) else bare)


def unnumbered(words: str) -> str:
    """Folded words without the clause's number before them, also where no space parts it from them.

    >>> unnumbered("6.3.we keep it."), unnumbered("6.3. we keep it.")
    ('we keep it.', 'we keep it.')
    """
    return numbering.read(_GLUED.sub(r"\g<0> ", words)).words


def written_essence(written: str) -> str:
    """The essence of a passage as it is written."""
    return essence(readable(written).lower())


class WholeText:
    """What stands in a text."""

    def __init__(self, passages: Iterable[Passage] = ()) -> None:
        self.passages = tuple(passages)
        self.essences = frozenset(one.essence for one in self.passages)

    @cached_property
    def letters(self) -> str:
        """The essences of all passages in a row."""
        return "".join(one.essence for one in self.passages)

    def says(self, written: str) -> bool:
        """True if some words, as they are written, stand in it."""
        words = fold(written)
        return any(not (a[-1:].isalnum() or b[:1].isalnum()) for a, b in pairwise(self._words.split(words)))

    def matches(self, pattern: re.Pattern[str]) -> bool:
        """True if a pattern of folded words is found in it."""
        return bool(pattern.search(self._words))

    @cached_property
    def _words(self) -> str:
        return "\n".join(one.words for one in self.passages)

    @cached_property
    def _ends(self) -> tuple[int, ...]:
        """Where in the letters each passage ends, behind the 0 where the first one begins."""
        ends = [0]
        for one in self.passages:
            ends.append(ends[-1] + len(one.essence))
        return tuple(ends)

    def has(self, written: Sequence[str]) -> bool:
        """True if each of some passages, as they are written, stands in it; short ones only as a whole."""
        return all(
            one in self.essences or (len(one) >= LONG_ENOUGH and one in self.letters)
            for one in map(written_essence, written)
        )

    def around(self, wanted: str) -> tuple[Passage, ...]:
        """All passages that some letters touch where they first stand; none if they do not."""
        from bisect import bisect_left, bisect_right

        at = self.letters.find(wanted)
        if at < 0:
            return ()
        return self.passages[bisect_right(self._ends, at) - 1 : bisect_left(self._ends, at + len(wanted))]

    def has_parts(self, words: str) -> bool:
        """True if the clauses of folded words stand in it one behind the other, whatever numbers them."""
        parts = [essence(one) for one in _CLAUSES.split(unnumbered(words))]
        at = first = -1
        for part in filter(None, parts):
            at = self.letters.find(part, at + 1 if at < 0 else at)
            if at < 0:
                return False
            first = at if first < 0 else first
            at += len(part)
        return len(parts) > 1 and at - first <= STREWN * sum(map(len, parts))


def stands(wanted: str, there: WholeText, here: WholeText) -> bool:
    """True if the passage of this essence, which stands here, stands there too.

    It does if there its letters are a passage, or run through passages whose letters all stand here: then
    only the ends of passages differ, as where a line break is lost or a list is written as a sentence.
    """
    if wanted in there.essences:
        return True
    if len(wanted) < LONG_ENOUGH:
        return False
    around = there.around(wanted)
    if not around:
        return False
    return "".join(one.essence for one in around) in here.letters or all(
        here.has_parts(one.words) for one in around
    )
