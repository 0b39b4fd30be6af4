"""What share of its words one text has in common with another.

Texts are compared by runs of three words: any two policies share single words, and even two versions of one
policy may share few whole sentences.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import accumulate, chain
from operator import and_

from archive_repo.diff.alignment import common_ends
from archive_repo.text.lines import folded

RUN = 3
"""Words in a run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """How two texts share their runs of words, each between 0 and 1."""

    kept: float
    """Share of the old text that is in the new one."""
    known: float
    """Share of the new text that was in the old one."""

    @property
    def alike(self) -> float:
        """The harmonic mean of both, which is Dice's coefficient for texts of equal length."""
        return 2 * self.kept * self.known / (self.kept + self.known) if self.kept + self.known else 0.0


def words(text: str) -> tuple[str, ...]:
    """The text's words in reading order, folded, without link targets and marks."""
    return tuple(chain.from_iterable(map(folded, text.splitlines())))


def has_words(text: str, count: int) -> bool:
    """True if a text has at least so many words; no more lines are read than that takes."""
    return any(so_far >= count for so_far in accumulate(len(folded(raw)) for raw in text.splitlines()))


def overlap(old: tuple[str, ...], new: tuple[str, ...]) -> Overlap:
    """How much the runs of two texts' words have in common; 0 where a text has none."""
    common = _common(old, new)
    return Overlap(kept=common / _count(old), known=common / _count(new))


def _common(old: tuple[str, ...], new: tuple[str, ...]) -> int:
    """How many runs two texts have in common.

    Runs within the words with which both begin, or with which both end, are in both: only those are counted
    one by one that touch what lies between.
    """
    if min(len(old), len(new)) < RUN:
        return int(old == new != ())
    head, tail = (max(0, end - RUN + 1) for end in common_ends(old, new))
    between = (_runs(some[head : len(some) - tail]) for some in (old, new))
    return head + tail + int(and_(*between).total())


def _runs(found: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    """The runs of words, each with how often it occurs."""
    return Counter(zip(*(found[start:] for start in range(RUN)), strict=False))


def _count(found: tuple[str, ...]) -> int:
    """How many runs a text has, which is one if it is shorter than a run; 1 for none, to divide by."""
    return max(1, len(found) - RUN + 1)


def is_beginning(new: tuple[str, ...], old: tuple[str, ...], share: float) -> bool:
    """True if `new` is the beginning of `old`, at most `share` of its words: what a cut would leave."""
    complete = len(new) - 1  # the last word may have been cut in two
    return 0 < complete <= share * len(old) and new[:complete] == old[:complete]
