"""Which passages of other platforms are shown beside one: those that do most nearly what it does.

They are of the same kind of document, speak to the same readers, say the same on the same condition, and hold
for the same places. A passage of which one of these is not known is not shown: three that are alike say more
of how others put it than five that only have the subject in common.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Self

from archive_repo.text import kinds
from archiver.provisions.comparison.compare import Provision
from archiver.provisions.findings import Finding
from archiver.provisions.regulations import touched
from archiver.provisions.stories import centrality, scopes
from archiver.provisions.stories.centrality import QUITE_SURE
from archiver.provisions.stories.event_chances import SURE
from archiver.provisions.text.folding import fold
from archiver.provisions.text.whole_text import essence
from archiver.provisions.wording.roots import root

SHOWN = 3
"""Passages of other platforms that a page shows at most."""
ALIKE = 0.3
"""How alike the words of two passages are from which on one stands beside the other: cosine, from 0 to 1."""
_WORD = re.compile(r"[a-z]{3,}")
_COMMON = frozenset(
    "the and for that with this from are our you your any may will not can such other have has been these"
    " those which who whom its their they them all was were does did but shall should would could into"
    " upon".split()
)
_PARTY = re.compile(r"\b(?:customer|subscriber|client|licensee|controller|recipient)\b")
"""What a contract between companies calls the one who reads it."""


def by_shape(found: Iterable[Provision]) -> dict[object, list[Provision]]:
    """The passages that may be shown beside others, by what has to be the same of both."""
    shaped: dict[object, list[Provision]] = {}
    for one in found:
        if one.finding.chance >= QUITE_SURE:
            shaped.setdefault(_shape(one), []).append(one)
    return shaped


def among(own: Provision, shaped: Mapping[object, Sequence[Provision]]) -> tuple[Provision, ...]:
    """The passages of other platforms to show beside one, the most alike first.

    `shaped` is what `by_shape` gives. None if it is not sure what the passage says: then nothing is known to
    be like it.
    """
    if own.finding.chance < SURE:
        return ()
    words = _words(own.finding.key)
    scored = [
        (words.cosine(_words(one.finding.key)), one)
        for one in shaped.get(_shape(own), ())
        if one.platform != own.platform
    ]
    scored.sort(key=lambda one: (-one[0], one[1].platform, one[1].document))
    return tuple(_distinct(own, [one for share, one in scored if share >= ALIKE]))[:SHOWN]


def by_centrality(found: Iterable[Provision]) -> list[Provision]:
    """A document's passages, those first that stand for it: sure ones, in no addendum, for no one place."""
    return sorted(found, key=lambda one: centrality.order(one.finding))


def central(found: Iterable[Provision]) -> Provision | None:
    """The passage that stands for a document that is not itself explained; None if none is quite sure."""
    return next((one for one in by_centrality(found) if one.finding.chance >= QUITE_SURE), None)


def _distinct(own: Provision, found: Iterable[Provision]) -> Iterator[Provision]:
    """One passage of each platform, and none with the words of another: one company has several platforms."""
    platforms: set[str] = set()
    told = {essence(own.finding.key)}
    for one in found:
        words = essence(one.finding.key)
        if one.platform not in platforms and words not in told:
            platforms.add(one.platform)
            told.add(words)
            yield one


def _shape(one: Provision) -> object:
    """What has to be the same of two passages for one to be shown beside the other."""
    return _shape_of(one.finding, one.document_title)


@lru_cache(maxsize=20_000)
def _shape_of(finding: Finding, title: str) -> object:
    words = fold(finding.core)
    is_agreed = touched.agrees_on_place(finding.category)
    return (
        kinds.of(title),
        finding.stance,
        scopes.is_for_business(title) or scopes.is_under_a_part(finding),
        bool(_PARTY.search(words)),
        centrality.places(finding.headings if is_agreed else (*finding.headings, finding.core)),
    )


class Words(NamedTuple):
    """The words of a passage."""

    counts: Mapping[str, int]
    squares: int
    """The sum of the squares of the counts."""

    @classmethod
    def of(cls, found: Iterable[str]) -> Self:
        """These words, counted."""
        counts = Counter(found)
        return cls(counts, sum(n * n for n in counts.values()))

    def cosine(self, other: Words) -> float:
        """How alike the words of another passage are, from 0 to 1.

        >>> Words.of("ab").cosine(Words.of("ab")), Words.of("a").cosine(Words.of("b"))
        (1.0, 0.0)
        """
        both = sum(self.counts[word] * other.counts[word] for word in self.counts.keys() & other.counts)
        return round(both / math.sqrt(self.squares * other.squares), 6) if both else 0.0


@lru_cache(maxsize=20_000)
def _words(key: str) -> Words:
    return Words.of(root(word) for word in _WORD.findall(key) if word not in _COMMON)
