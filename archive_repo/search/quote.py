"""Traces a quotation: where it is, in which versions, from when to when; or what comes nearest to it.

A quotation is verbatim if all its passages are in one version in their order. One that is nowhere word for
word is never reported as a match: the answer is the nearest passage, marked as not verbatim.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from archive_repo.archive import Texts
from archive_repo.errors import InvalidInput
from archive_repo.index import holdings, queries
from archive_repo.index.holdings import Holding
from archive_repo.records import Version
from archive_repo.search import nearest, stays
from archive_repo.search.grep import Holds, everywhere
from archive_repo.search.passages import Place, Stream, overlaps, passages, stand_in
from archive_repo.search.stays import Stay
from archive_repo.text import words

if TYPE_CHECKING:
    from archive_repo.archive import Archive

LONGEST_PIECE = 5
"""Words in each piece of a passage that is looked up, or half of the passage if that is less: a passage that
runs over the end of a sentence has a half on one side. Up to three words are looked up as they are."""
SHORTEST_PIECE = 2
"""Words in each piece if no sentence has a longer one, as in a list of very short lines."""
MOST_SENTENCES = 5000
"""Most sentences with such a short piece that are looked at: half of all sentences hold common words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedLine:
    """A line that the quotation touches."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteMatch:
    """A document that holds the quotation, or the passage that comes nearest to it."""

    platform: str
    document: str
    verbatim: bool
    present: bool
    """True if the document's newest version holds it."""
    version: Version
    """The last version that holds it."""
    lines: tuple[TouchedLine, ...]
    """The lines it touches in that version."""
    written: tuple[str, ...]
    """From its first word to its last as that version has it, of each line that it runs through."""
    stays: tuple[Stay, ...]
    similarity: float
    """Share of the quotation's words that are there in order; 1.0 for a verbatim one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteResult:
    """`found` if the matches are verbatim; else they are the nearest passage, in each document with it."""

    found: bool
    matches: tuple[QuoteMatch, ...]


def find(
    connection: sqlite3.Connection, archive: Archive, text: str, *, holds: Holds | None = None
) -> QuoteResult:
    """Look a quotation up in all versions of all documents, or of those that `holds` names.

    Raises InvalidInput if the quotation has no words.
    """
    wanted = passages(text)
    if not wanted:
        raise InvalidInput("the quotation has no words to look for; give the text in quotes")
    texts = Texts(archive)
    matches = [
        match
        for document in _candidates(connection, texts, wanted, holds)
        if (match := document.verbatim(wanted)) is not None
    ]
    if matches:
        return QuoteResult(
            found=True, matches=tuple(sorted(matches, key=lambda one: one.stays[0].came.fetched_at))
        )
    return QuoteResult(found=False, matches=tuple(_nearest(connection, texts, wanted, holds)))


class _Document:
    """A document that holds sentences which the quotation may touch."""

    def __init__(self, connection: sqlite3.Connection, texts: Texts, holding: Holding) -> None:
        self.platform, self.document = holding.platform, holding.document
        self.newest = holding.newest
        self.sentences: list[Holding] = []
        self._connection, self._texts = connection, texts

    @cached_property
    def versions(self) -> list[Version]:
        """All versions, oldest first."""
        return queries.versions(self._connection, self.platform, self.document)[::-1]

    def verbatim(self, wanted: Sequence[Sequence[str]]) -> QuoteMatch | None:
        """Where the quotation is word for word; None if no version has it."""
        holding = sorted(self._holding(wanted))
        if not holding:
            return None
        stream = self.stream(holding[-1])
        return self.match(holding, stream, stream.find(wanted) or [], 1.0)

    def _holding(self, wanted: Sequence[Sequence[str]]) -> set[int]:
        """Numbers of the versions that have all passages in their order.

        If one sentence has them all, so have its versions; texts are read only if passages may run over the
        end of a sentence or be in several.
        """
        touched: list[set[int]] = [set() for _ in wanted]
        holding: set[int] = set()
        for sentence in self.sentences:
            own, numbers = words.fold(sentence.text), sentence.numbers
            if stand_in(own, wanted):
                holding |= numbers
            for place, passage in enumerate(wanted):
                if overlaps(own, passage):
                    touched[place] |= numbers
        possible = set.intersection(*touched) - holding
        return holding | set(self._read(possible, wanted))

    def _read(self, numbers: set[int], wanted: Sequence[Sequence[str]]) -> Iterator[int]:
        seen: dict[str, bool] = {}
        for number in sorted(numbers):
            digest = self.versions[number - 1].text_sha256
            if digest not in seen:
                seen[digest] = self.stream(number).find(wanted) is not None
            if seen[digest]:
                yield number

    def stream(self, number: int) -> Stream:
        """The words of a version's text."""
        return Stream(self._texts(self.versions[number - 1]).split("\n"))

    def match(
        self, holding: Sequence[int], stream: Stream, places: Sequence[Place], similarity: float
    ) -> QuoteMatch:
        """The match that these versions make, shown in the last of them."""
        version = self.versions[holding[-1] - 1]
        return QuoteMatch(
            platform=self.platform,
            document=self.document,
            verbatim=similarity == 1.0,
            present=holding[-1] == self.newest,
            version=version,
            lines=tuple(TouchedLine(line=line, text=text) for line, text in stream.lines(places)),
            written=stream.written(places),
            stays=tuple(self._stays(holding)),
            similarity=similarity,
        )

    def _stays(self, holding: Sequence[int]) -> list[Stay]:
        versions = dict(enumerate(self.versions, 1))
        return stays.of(self._connection, versions, list(stays.spans(holding, self.newest)))


def _candidates(
    connection: sqlite3.Connection, texts: Texts, wanted: Sequence[Sequence[str]], holds: Holds | None
) -> list[_Document]:
    """The documents that hold sentences which every passage may touch, each with those sentences."""
    hits: dict[int, str] = {}
    for passage in wanted:
        found = _touching(connection, passage)
        if not found:
            return []
        hits |= found
    return list(documents(connection, texts, hits, holds))


def documents(
    connection: sqlite3.Connection, texts: Texts, sentences: dict[int, str], holds: Holds | None
) -> Iterator[_Document]:
    """The documents that ever held one of these sentences, each with those that it held."""
    found: dict[tuple[str, str], _Document] = {}
    for holding in holdings.holdings(connection, sentences):
        key = holding.platform, holding.document
        if everywhere(holds, *key):
            found.setdefault(key, _Document(connection, texts, holding)).sentences.append(holding)
    yield from found.values()


def _touching(connection: sqlite3.Connection, passage: Sequence[str]) -> dict[int, str]:
    """Sentences that hold a passage, or a part of it across their beginning or end."""
    found: Mapping[int, str]
    if any(map(_UNSPACED.match, passage)):
        found = dict(holdings.with_literal(connection, max(passage, key=len)))
    else:
        size = len(passage) if len(passage) <= 3 else min(LONGEST_PIECE, (len(passage) + 1) // 2)
        found = holdings.with_any_phrase(connection, _pieces(passage, size)) or holdings.with_any_phrase(
            connection, _pieces(passage, SHORTEST_PIECE), MOST_SENTENCES
        )
    return {key: text for key, text in found.items() if overlaps(words.fold(text), passage)}


_UNSPACED = re.compile(f"[{words.UNSPACED}]")
"""Scripts in which full-text search takes a whole sentence for one word."""


def _pieces(passage: Sequence[str], size: int) -> list[Sequence[str]]:
    """The runs of `size` words in a passage; the passage itself if it is shorter."""
    return [passage[at : at + size] for at in range(max(1, len(passage) - size + 1))]


def _nearest(
    connection: sqlite3.Connection, texts: Texts, wanted: Sequence[Sequence[str]], holds: Holds | None
) -> list[QuoteMatch]:
    best: list[QuoteMatch] = []
    sentences = nearest.sentences(connection, [word for passage in wanted for word in passage])
    ranked = sorted(documents(connection, texts, sentences, holds), key=lambda one: -len(one.sentences))
    for document in ranked[: nearest.DOCUMENTS]:
        number = max(max(holding.numbers) for holding in document.sentences)
        stream = document.stream(number)
        places, similarity = nearest.places(stream, wanted)
        match = document.match([number], stream, places, min(similarity, nearest.ALMOST))
        if match.similarity >= max([nearest.LEAST, *(one.similarity for one in best)]):
            best = [one for one in best if one.similarity == match.similarity] + [match]
    return best
