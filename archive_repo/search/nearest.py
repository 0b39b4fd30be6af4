"""What comes nearest to a quotation that stands nowhere word for word."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from archive_repo.index import holdings
from archive_repo.search.passages import Place

RARE_WORDS = 8
"""The rarest words of a quotation that sentences are looked up by: a word that was altered is not missed."""
SENTENCES = 400
"""Sentences that share rare words and are looked at."""
DOCUMENTS = 12
"""Documents that share most of these sentences and are read."""
LEAST = 0.5
"""Share of the words in order below which a passage is not near; unrelated sentences share a third."""
ALMOST = 0.999
"""The most that a passage which is not verbatim is like the quotation."""


def sentences(connection: sqlite3.Connection, words: Sequence[str]) -> dict[int, str]:
    """Sentences that hold most of the rarest of these words, by id."""
    counted = holdings.frequencies(connection, dict.fromkeys(words))
    rare = sorted(counted, key=lambda word: (counted[word], word))[:RARE_WORDS]
    return holdings.with_most_words(connection, rare, SENTENCES) if rare else {}


def places(stream: Sequence[str], wanted: Sequence[Sequence[str]]) -> tuple[list[Place], float]:
    """Where each passage comes nearest, after the one before, and the share of all words found there."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Indel

    found: list[Place] = []
    start, weight = 0, 0.0
    for passage in wanted:
        alignment = fuzz.partial_ratio_alignment(passage, stream[start:])
        if alignment is None or alignment.dest_end <= alignment.dest_start:
            continue
        place = Place(start + alignment.dest_start, start + alignment.dest_end - 1)
        weight += len(passage) * Indel.normalized_similarity(passage, stream[place.first : place.last + 1])
        found.append(place)
        start = place.last + 1
    return found, weight / sum(len(passage) for passage in wanted)
