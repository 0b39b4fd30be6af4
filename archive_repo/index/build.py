"""From a platform's commits to the rows of the index: reads git, writes in the caller's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING
from zlib import crc32

from archive_repo.branches import MAIN
from archive_repo.errors import DamagedRepository
from archive_repo.format import trailers
from archive_repo.format.message import parse
from archive_repo.git.objects import Commit
from archive_repo.index import looks
from archive_repo.index.schema import COUNTS, OWN, TRAILERS
from archive_repo.records import ChangeClass, Message, Trailer
from archive_repo.text.markdown import plain

if TYPE_CHECKING:
    from archive_repo.archive import Archive
    from archive_repo.repository import Repository

REMEMBERED = 3
"""Texts per document that are kept in memory: a page that flips between two is read once."""

_MARKS = ", ".join("?" * len((*OWN, *COUNTS, *TRAILERS)))
_INSERT_VERSION = f"INSERT INTO versions VALUES ({_MARKS})"  # noqa: S608


def bring_up_to_date(connection: sqlite3.Connection, archive: Archive, slug: str) -> None:
    """Make the tables say what the platform's repository says: add new commits, replace rewritten ones."""
    repository = archive.repository(slug) if archive.path(slug).is_dir() else None
    looks.bring_up_to_date(connection, slug, repository)
    tip = repository.store.tip(MAIN) if repository else None
    known = connection.execute("SELECT tip FROM platforms WHERE slug = ?", (slug,)).fetchone()
    if tip is None or known is None:
        _forget(connection, slug)
    if repository is None or tip is None:
        return
    commits = list(repository.store.ancestry(MAIN, known[0] if known else None))
    if known and not _continues(commits, known[0]):
        _forget(connection, slug)
        commits = list(repository.store.ancestry(MAIN))
    connection.execute(
        "INSERT INTO platforms VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET name = excluded.name, tip = excluded.tip",
        (slug, repository.name, commits[0].id if commits else tip),
    )
    _Platform(connection, repository).take(reversed(commits))


def _continues(commits: list[Commit], tip: str) -> bool:
    """True if the walk back from the newest commit ended at `tip`, and not at a root."""
    return not commits or next(iter(commits[-1].parents), "") == tip


def _forget(connection: sqlite3.Connection, slug: str) -> None:
    """Remove a platform. Its sentences stay, but as no document holds them, no search finds them."""
    own = "SELECT id FROM documents WHERE platform = ?"
    versions = f"SELECT id FROM versions WHERE document IN ({own})"  # noqa: S608
    if connection.execute(own, (slug,)).fetchone():  # a new platform has none, and finding none reads a table
        connection.execute(f"DELETE FROM sections WHERE version IN ({versions})", (slug,))  # noqa: S608
        for table in ("versions", "holdings"):
            connection.execute(f"DELETE FROM {table} WHERE document IN ({own})", (slug,))  # noqa: S608
    for table in ("documents", "kept"):
        connection.execute(f"DELETE FROM {table} WHERE platform = ?", (slug,))  # noqa: S608
    connection.execute("DELETE FROM platforms WHERE slug = ?", (slug,))


Spans = list[int | None]
"""First and last number of the versions that hold a sentence, and so on; the last one None while it is there.
Flat, since a full build keeps one for each sentence of a platform."""


@dataclass(slots=True)
class _Document:
    """A document while its versions are added, one after another."""

    id: int
    title: str
    newest: int
    commit: str | None
    """Of the newest version that is the document."""
    is_new: bool
    lines: frozenset[bytes] = frozenset()
    counts: dict[str, int] = field(default_factory=dict)
    """How many distinct lines show a sentence now; more than one if they differ only in links or marks."""
    spans: dict[str, Spans] = field(default_factory=dict)
    """The spans of the sentences that came or went in this run."""
    seen: dict[str, frozenset[bytes]] = field(default_factory=dict)


class _Platform:
    """Adds the commits of one platform."""

    def __init__(self, connection: sqlite3.Connection, repository: Repository) -> None:
        self._connection = connection
        self._repository = repository
        self._documents: dict[str, _Document] = {}
        self._sentences: dict[bytes, str] = {}
        self._versions: list[tuple[object, ...]] = []
        self._sections: list[tuple[object, ...]] = []
        self._next = _next_id(connection, "versions")

    def take(self, commits: Iterable[Commit]) -> None:
        """Add the versions that these commits are, oldest first."""
        for commit in commits:
            message = parse(commit.message)
            if message is not None:
                self._take(commit, message)
        self._connection.executemany(_INSERT_VERSION, self._versions)
        self._connection.executemany("INSERT INTO sections VALUES (?, ?, ?, ?)", self._sections)
        documents = self._documents.values()
        self._connection.executemany(
            "UPDATE documents SET title = ?, newest = ? WHERE id = ?",
            [(document.title, document.newest, document.id) for document in documents],
        )
        ids = _numbered(self._connection, dict.fromkeys(text for one in documents for text in one.spans))
        for document in documents:
            self._write_holdings(document, ids)

    def _take(self, commit: Commit, message: Message) -> None:
        document = self._documents.get(message.document) or self._read_document(message)
        lines = self._lines(document, commit, f"{message.document}.md")
        document.newest += 1
        document.title = message.title
        if message.is_the_document:
            self._note(document, lines)
        self._versions.append((self._next, *_version_row(document, commit, message)))
        self._sections += (
            (self._next, place, one.heading, one.kind) for place, one in enumerate(message.sections)
        )
        self._next += 1
        if message.is_the_document:
            document.commit = commit.id

    def _read_document(self, message: Message) -> _Document:
        """The document as it is in the tables, or a new one."""
        where = self._repository.platform, message.document
        row = self._connection.execute(
            'SELECT documents.id, newest, (SELECT "commit" FROM versions WHERE document = documents.id '
            "AND change_class IS NOT ? ORDER BY number DESC LIMIT 1) FROM documents "
            "WHERE platform = ? AND slug = ?",
            (ChangeClass.NOT_THE_DOCUMENT, *where),
        ).fetchone()
        if row is None:
            insert = "INSERT INTO documents (platform, slug, title, newest) VALUES (?, ?, '', 0)"
            row = (self._connection.execute(insert, where).lastrowid, 0, None)
        document = _Document(id=row[0], title=message.title, newest=row[1], commit=row[2], is_new=row[1] == 0)
        if document.commit:
            commit = self._repository.store.commit(document.commit)
            document.lines = self._lines(document, commit, f"{message.document}.md")
            document.counts = dict(Counter(self._shown(document.lines)))
        self._documents[message.document] = document
        return document

    def _lines(self, document: _Document, commit: Commit, name: str) -> frozenset[bytes]:
        """The distinct lines of a version's text."""
        key = self._repository.store.blob_at(commit, name)
        if key is None:
            raise DamagedRepository(
                f"{self._repository.path}: {commit.id} lacks {name}; `archiver verify` lists what is damaged",
                platform=self._repository.platform,
            )
        found = document.seen.pop(key, None)
        if found is None:
            found = frozenset(self._repository.store.blob(key).split(b"\n"))
        document.seen[key] = found
        if len(document.seen) > REMEMBERED:
            del document.seen[next(iter(document.seen))]
        return found

    def _note(self, document: _Document, lines: frozenset[bytes]) -> None:
        """Open a span for each sentence that came with the newest version, and close those of what went."""
        counts = document.counts
        came: set[str] = set()
        went: set[str] = set()
        for text in self._shown(lines - document.lines):
            counts[text] = count = counts.get(text, 0) + 1
            if count == 1:
                came.add(text)
        for text in self._shown(document.lines - lines):
            counts[text] = count = counts[text] - 1
            if not count:
                went.add(text)
        document.lines = lines
        for text in came - went:
            self._spans(document, text).extend((document.newest, None))
        for text in went - came:
            self._spans(document, text)[-1] = document.newest - 1

    def _shown(self, lines: Iterable[bytes]) -> Iterator[str]:
        """The sentence that each line shows; nothing for a line without words."""
        known = self._sentences
        for raw in lines:
            text = known.get(raw)
            if text is None:
                text = known[raw] = plain(raw.decode("utf-8", "replace"))
            if text:
                yield text

    def _spans(self, document: _Document, text: str) -> Spans:
        if text not in document.spans:
            document.spans[text] = [] if document.is_new else self._stored_spans(document.id, text)
        return document.spans[text]

    def _stored_spans(self, document: int, text: str) -> Spans:
        row = self._connection.execute(
            "SELECT spans FROM sentences JOIN holdings ON sentence = id "
            "WHERE checksum = ? AND text = ? AND document = ?",
            (crc32(text.encode()), text, document),
        ).fetchone()
        return [number for span in json.loads(row[0]) for number in span] if row else []

    def _write_holdings(self, document: _Document, ids: Mapping[str, int]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO holdings VALUES (?, ?, ?, ?, ?)",
            [
                (ids[text], document.id, spans[0], spans[-1], _pairs(spans))
                for text, spans in document.spans.items()
            ],
        )


def _numbered(connection: sqlite3.Connection, texts: Iterable[str]) -> dict[str, int]:
    """The id of each of these sentences; new ones are inserted."""
    checksums = {text: crc32(text.encode()) for text in texts}
    rows = connection.execute(
        "SELECT text, sentences.id FROM json_each(?) JOIN sentences ON checksum = json_each.value",
        (json.dumps(sorted(set(checksums.values()))),),
    )
    ids = {text: key for text, key in rows if text in checksums}
    new = [text for text in checksums if text not in ids]
    start = _next_id(connection, "sentences")
    ids.update(zip(new, range(start, start + len(new)), strict=True))
    connection.executemany(
        "INSERT INTO sentences (id, text, checksum) VALUES (?, ?, ?)",
        [(ids[text], text, checksums[text]) for text in new],
    )
    return ids


def newest_sentence(connection: sqlite3.Connection) -> int:
    """The highest id of a sentence; 0 without any."""
    return _next_id(connection, "sentences") - 1


def make_searchable(connection: sqlite3.Connection, after: int) -> None:
    """Add the sentences with higher ids than this to the full-text index.

    Once for many platforms: it writes what it has at the end of each part of a transaction, and merges that
    again later.
    """
    connection.execute(
        "INSERT INTO sentences_fts (rowid, text) SELECT id, text FROM sentences WHERE id > ?", (after,)
    )


def _next_id(connection: sqlite3.Connection, table: str) -> int:
    newest: int | None = connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]  # noqa: S608
    return (newest or 0) + 1


def _pairs(spans: Spans) -> str:
    """As JSON: `[[1,4],[9,null]]`."""
    if len(spans) == 2:  # most came once
        return f"[[{spans[0]},{spans[1] or 'null'}]]"
    told = ",".join(
        f"[{first},{last or 'null'}]" for first, last in zip(spans[::2], spans[1::2], strict=True)
    )
    return f"[{told}]"


_counts = attrgetter(*COUNTS)
_said = attrgetter(*(name for name, _, _ in TRAILERS))


def _version_row(document: _Document, commit: Commit, message: Message) -> tuple[object, ...]:
    said = zip(TRAILERS, _said(message), strict=True)
    return (
        document.id,
        document.newest,
        commit.id,
        document.commit,
        commit.authored.isoformat(),
        commit.committed.isoformat(),
        trailers.split(commit.message)[0],
        *_counts(message.sentences),
        *[None if value == default else _cell(trailer, value) for (_, trailer, default), value in said],
    )


def _cell(trailer: Trailer, value: object) -> str:
    """A value as it stands in a column."""
    texts = trailer.texts(value)
    return json.dumps(texts) if trailer.several else texts[0]
