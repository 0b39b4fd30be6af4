"""How much of its words one text shares with another.

Texts are compared by runs of three words: single words are shared by any two policies, whole sentences
by too few versions of one policy.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from archive_repo.text.words import of

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
        """Both in one: the harmonic mean, which is Dice's coefficient for texts of equal length."""
        return 2 * self.kept * self.known / (self.kept + self.known) if self.kept + self.known else 0.0


@lru_cache(maxsize=64)
def words(text: str) -> tuple[str, ...]:
    """The text's words in reading order, folded, without link targets and marks."""
    return tuple(word for raw in text.splitlines() for word in of(raw))


@lru_cache(maxsize=64)
def _runs(text: str) -> Counter[tuple[str, ...]]:
    found = words(text)
    if len(found) < RUN:
        return Counter([found] if found else [])
    return Counter(zip(*(found[start:] for start in range(RUN)), strict=False))


def overlap(old: str, new: str) -> Overlap:
    """How much two texts share; of nothing, nothing is shared."""
    before, after = _runs(old), _runs(new)
    common = (before & after).total()
    return Overlap(kept=common / max(1, before.total()), known=common / max(1, after.total()))


def is_beginning(new: str, old: str, share: float) -> bool:
    """Whether `new` is the beginning of `old` and no more than `share` of its words: what a cut leaves."""
    beginning, whole = words(new), words(old)
    complete = len(beginning) - 1  # the last word may have been cut in two
    return 0 < complete <= share * len(whole) and beginning[:complete] == whole[:complete]
