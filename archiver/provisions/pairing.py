"""Which passage became which: pairs of removed and added passages of one category, for the word diff.

They are paired by the similarity of their words (Indel distance, normalised to 0..1). Of 42 pairs in
consecutive versions that a person read, all 24 with a similarity of at least .65 were right, and 16 of 18
below that. The heading need not be the same: one amended passage in four had moved under another one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archive_repo.text import numbering
from archive_repo.text.words import fold
from archiver.provisions.findings import Finding

SIMILAR = 0.60
"""A removed and an added passage of at least this similarity are one passage, amended."""
SIMILAR_IN_PLACE = 0.50
"""The same if both are under the same heading."""
SAME_HEADING_BONUS = 0.08
"""Of two candidates, the one under the same heading wins unless the other is more similar by this much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A passage before and after, with how alike their words are (0 to 1)."""

    before: Finding
    after: Finding
    similarity: float


def ids(found: Iterable[Pair]) -> set[int]:
    """The passages of some pairs, each by its `id`."""
    return {id(one) for pair in found for one in (pair.before, pair.after)}


def pairs(gone: Iterable[Finding], come: Iterable[Finding]) -> list[Pair]:
    """The amended passages among those gone and those that came, best pairs first; no passage twice."""
    candidates = sorted(
        _candidates(list(gone), list(come)), key=lambda found: (-found[0], found[1], found[2])
    )
    used_before: set[int] = set()
    used_after: set[int] = set()
    found = []
    for _, left, right, pair in candidates:
        if left not in used_before and right not in used_after:
            used_before.add(left)
            used_after.add(right)
            found.append(pair)
    return found


def _candidates(gone: Sequence[Finding], come: Sequence[Finding]) -> list[tuple[float, int, int, Pair]]:
    from rapidfuzz.distance import Indel

    found = []
    come_words = [fold(after.key) for after in come]
    for left, before in enumerate(gone):
        words = fold(before.key)
        for right, after in enumerate(come):
            in_place = _heading(before) == _heading(after)
            similarity = Indel.normalized_similarity(words, come_words[right])
            if similarity >= (SIMILAR_IN_PLACE if in_place else SIMILAR):
                pair = Pair(before=before, after=after, similarity=round(similarity, 3))
                found.append((similarity + SAME_HEADING_BONUS * in_place, left, right, pair))
    return found


def _heading(finding: Finding) -> str:
    """The innermost heading without its numbering, which shifts when a section is inserted."""
    *_, innermost = finding.headings or ("",)
    return numbering.read(innermost, heading=True).bare.lower()
