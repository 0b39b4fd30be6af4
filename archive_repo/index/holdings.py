"""Questions about sentences that the index answers: which there are, and which versions hold them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from archive_repo.index.places import reading_rows

Span = tuple[int, int | None]
"""First and last number of consecutive versions that hold a sentence; the last is None while the newest
does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A sentence of a document, and the versions that hold it."""

    platform: str
    document: str
    document_id: int
    newest: int
    """Number of the document's newest version."""
    text: str
    spans: tuple[Span, ...]

    def is_held_by(self, number: int) -> bool:
        """True if the version with this number holds the sentence."""
        return any(first <= number <= (last or number) for first, last in self.spans)

    @property
    def numbers(self) -> set[int]:
        """The numbers of all versions that hold it."""
        return {n for first, last in self.spans for n in range(first, (last or self.newest) + 1)}


def holdings(connection: sqlite3.Connection, sentences: Mapping[int, str]) -> Iterator[Holding]:
    """The documents that hold or held these sentences (texts by id), by platform, document and text.

    Ids have no order that means anything: they depend on how the index was built.
    """
    rows = connection.execute(
        "SELECT sentence, platform, slug, documents.id, newest, spans FROM json_each(?) "
        "JOIN holdings ON sentence = json_each.value JOIN documents ON documents.id = document",
        (json.dumps(sorted(sentences)),),
    )
    found = [
        (platform, document, sentences[sentence], *others) for sentence, platform, document, *others in rows
    ]
    for platform, document, text, document_id, newest, spans in sorted(found):
        yield Holding(
            platform=platform,
            document=document,
            document_id=document_id,
            newest=newest,
            text=text,
            spans=_spans(spans),
        )


def spans(
    connection: sqlite3.Connection, platform: str, document: str, texts: Iterable[str]
) -> dict[str, tuple[Span, ...]]:
    """When a document held sentences of these texts; others with the same checksum may be among them."""
    checksums = sorted({crc32(text.encode()) for text in texts})
    rows = connection.execute(
        "SELECT text, spans FROM json_each(?) JOIN sentences ON checksum = json_each.value "
        "JOIN holdings ON sentence = sentences.id JOIN documents ON documents.id = document "
        "WHERE platform = ? AND slug = ?",
        (json.dumps(checksums), platform, document),
    )
    told = dict(rows.fetchall())
    with reading_rows():
        found = json.loads(f"[{','.join(told.values())}]")  # at once, in a third of the time
        return {
            text: tuple((first, last) for first, last in spans)
            for text, spans in zip(told, found, strict=True)
        }


def in_force(connection: sqlite3.Connection, moment: datetime) -> dict[int, int]:
    """The number of each document's version in force at a moment, by the document's id in the index."""
    query = "SELECT document, max(number) FROM versions WHERE fetched_at <= ? GROUP BY document"
    return dict(connection.execute(query, (moment.isoformat(),)))


def every(connection: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """The id and text of each sentence."""
    return connection.execute("SELECT id, text FROM sentences")


def with_literal(connection: sqlite3.Connection, literal: str) -> Iterator[tuple[int, str]]:
    """The id and text of each sentence that contains these characters; ASCII letters match in either case."""
    escaped = re.sub(r"([%_\\])", r"\\\1", literal)
    return connection.execute(
        "SELECT id, text FROM sentences WHERE text LIKE ? ESCAPE '\\'", (f"%{escaped}%",)
    )


def with_any_phrase(
    connection: sqlite3.Connection, phrases: Iterable[Sequence[str]], limit: int = -1
) -> dict[int, str]:
    """Sentences, by id, that hold one of these runs of words; at most `limit` of them, -1 for all."""
    rows = connection.execute(
        "SELECT rowid, text FROM sentences_fts WHERE sentences_fts MATCH ? LIMIT ?", (_query(phrases), limit)
    )
    return dict(rows.fetchall())


def with_most_words(connection: sqlite3.Connection, words: Iterable[str], limit: int) -> dict[int, str]:
    """The `limit` sentences, by id, that rank first for these words."""
    rows = connection.execute(
        "SELECT rowid, text FROM sentences_fts WHERE sentences_fts MATCH ? ORDER BY rank LIMIT ?",
        (_query([word] for word in words), limit),
    )
    return dict(rows.fetchall())


def frequencies(connection: sqlite3.Connection, words: Iterable[str]) -> dict[str, int]:
    """In how many sentences each word occurs; words that occur in none are left out."""
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.terms USING fts5vocab (main, sentences_fts, row)"
    )
    counted = {}
    for word in words:
        row = connection.execute("SELECT doc FROM temp.terms WHERE term = ?", (word,)).fetchone()
        if row:
            counted[word] = int(row[0])
    return counted


def _query(phrases: Iterable[Sequence[str]]) -> str:
    return " OR ".join('"' + " ".join(words).replace('"', '""') + '"' for words in phrases)


def _spans(text: str) -> tuple[Span, ...]:
    with reading_rows():
        return tuple((first, last) for first, last in json.loads(text))
