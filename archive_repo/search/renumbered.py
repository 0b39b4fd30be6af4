"""Joins a sentence that only got another number or other marks into one, which was there all the time."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from archive_repo.index import queries
from archive_repo.index.holdings import Holding
from archive_repo.search import stays
from archive_repo.text import numbering
from archive_repo.text.markdown import plain
from archive_repo.text.words import fold

if TYPE_CHECKING:
    from archive_repo.archive import Texts
    from archive_repo.text.clauses import Clauses


def joined(
    connection: sqlite3.Connection, texts: Texts, holdings: Iterable[Holding]
) -> Iterator[tuple[Holding, str]]:
    """The holdings, in order of documents, with those joined that say the same and follow each other.

    Each has its last text, and is paired with its first one.
    """
    for _, group in groupby(holdings, key=lambda one: one.document_id):
        of_document = list(group)
        document = _Document(connection, texts, of_document[0])
        for alike in _alike(of_document):
            yield from map(_joined, document.chains(alike) if len(alike) > 1 else [alike])


def _alike(holdings: Sequence[Holding]) -> Iterable[list[Holding]]:
    """Groups of holdings of one document that may follow each other.

    They say the same if each number in them is a clause's. That is slow to find out, so it is not tried for
    one that came when no other went and went when no other came.
    """
    came = {first for one in holdings for first, _ in one.spans}
    gone = {last + 1 for one in holdings for _, last in one.spans if last}
    found: dict[object, list[Holding]] = defaultdict(list)
    for one in holdings:
        follows = any(first in gone or (last or one.newest) + 1 in came for first, last in one.spans)
        key = tuple(fold(numbering.read(one.text, heading=True).words)) if follows else one.text
        found[key].append(one)
    return found.values()


def _joined(chain: Sequence[Holding]) -> tuple[Holding, str]:
    first = min(chain, key=lambda one: one.spans[0][0])
    last = max(chain, key=lambda one: one.spans[-1][1] or one.newest)
    numbers = sorted({number for one in chain for number in one.numbers})
    return replace(last, spans=tuple(stays.spans(numbers, last.newest))), first.text


class _Document:
    """A document whose versions are asked what they renumbered."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts, holding: Holding) -> None:
        self._connection, self._texts, self._id = connection, texts, holding.document_id
        self._lines = cache(self._read)

    def chains(self, alike: Sequence[Holding]) -> list[list[Holding]]:
        """The holdings in groups that follow each other."""
        chains: list[list[Holding]] = []
        for one in alike:
            linked = [chain for chain in chains if any(self._are_one(one, other) for other in chain)]
            chains = [chain for chain in chains if chain not in linked]
            chains.append([*(other for chain in linked for other in chain), one])
        return chains

    def _are_one(self, one: Holding, other: Holding) -> bool:
        return self._follows(one, other) or self._follows(other, one)

    def _follows(self, old: Holding, new: Holding) -> bool:
        """True if a version made one sentence of the other by renumbering."""
        starts = {first for first, _ in new.spans}
        return any(
            last is not None and last + 1 in starts and self._is_renumbered(last + 1, old.text, new.text)
            for _, last in old.spans
        )

    def _is_renumbered(self, number: int, old: str, new: str) -> bool:
        from archive_repo.text.clauses import Renumbering  # slow to load, and seldom needed

        (before, was), (after, now) = self._lines(number - 1), self._lines(number)
        return Renumbering(before, after).explains([was[old]], [now[new]])

    def _read(self, number: int) -> tuple[Clauses, dict[str, str]]:
        """What numbers clauses in a version, and its lines by what a reader sees of them."""
        from archive_repo.text.clauses import Clauses

        version = queries.numbered(self._connection, self._id, [number])[number]
        raws = self._texts(version).split("\n")
        return Clauses(raws), {plain(raw): raw for raw in raws}
