"""Finds what comes nearest to a quotation that is nowhere word for word."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from archive_repo.index import holdings
from archive_repo.search.passages import Place, Stream

if TYPE_CHECKING:
    from archive_repo.search.fitting import Fit

RARE_WORDS = 8
"""Sentences are looked up by this many of the rarest words of a quotation, so that one may be altered."""
SENTENCES = 400
"""Most sentences that share rare words and are looked at."""
DOCUMENTS = 12
"""Most documents that are read: those that share most of these sentences."""
LINES = 5
"""Most lines of a document that a passage is compared with: those that share most words with it. Of 300 real
sentences in which every fifth word was removed and others were inserted, one line finds 284, 5 lines and all
lines find 288 (the others are in their document twice)."""
LEAST = 0.5
"""Share of the words, in order, below which a passage is not near. A sentence reaches it in 1.5 % of the
documents of another kind and platform, mostly with phrases that all policies have; half of these documents
share 6 % or less."""
ALMOST = 0.999
"""Highest similarity of a passage that is not verbatim."""


def sentences(connection: sqlite3.Connection, words: Sequence[str]) -> dict[int, str]:
    """Sentences, by id, that hold most of the rarest of these words."""
    counted = holdings.frequencies(connection, dict.fromkeys(words))
    rare = sorted(counted, key=lambda word: (counted[word], word))[:RARE_WORDS]
    return holdings.with_most_words(connection, rare, SENTENCES) if rare else {}


def places(stream: Stream, wanted: Sequence[Sequence[str]]) -> tuple[list[Place], float]:
    """Where each passage comes nearest, after the one before; and the share of words found there, 0..1."""
    found: list[Place] = []
    start = shared = 0
    for passage in wanted:
        best = _best(stream, passage, start)
        if best.shared:
            found.append(Place(best.first, best.stop - 1))
            start, shared = best.stop, shared + best.shared
    return found, shared / sum(len(passage) for passage in wanted)


def _best(stream: Stream, passage: Sequence[str], start: int) -> Fit:
    """The stretch from this word on that the passage fits best: in a line, or running on into the next."""
    from rapidfuzz.distance import Indel

    from archive_repo.search import fitting  # what compares texts is slow to load

    windows = []
    for first, last in pairwise([*stream.starts, len(stream.words)]):
        if last > start:
            window = max(first, start), last + len(passage)
            shared = Indel.similarity(passage, stream.words[slice(*window)])
            windows.append((-shared, window))
    best = fitting.Fit(0, 0, 0)
    for _, (first, last) in sorted(windows)[:LINES]:
        here = fitting.covered(fitting.fit(passage, stream.words[first:last]), first)
        best = max(best, here, key=lambda one: one.worth)
    return best
