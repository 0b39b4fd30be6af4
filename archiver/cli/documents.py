"""The documents that a command was given, with their provisions; progress is shown on a terminal."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_repo.archive import Archive
from archiver import addresses
from archiver.addresses import Address, DocumentAddress
from archiver.cli import indexing, options, times
from archiver.provisions.comparison import compare
from archiver.provisions.comparison.compare import DocumentStory
from archiver.report import documents


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a command is asked about."""

    named: tuple[Address, ...]
    at: datetime | None
    """The stories end with what was fetched by then."""
    moment: datetime | None
    """The moment that was named; None without one, and for a version's id."""


def asked(archive: Archive, address: str) -> Asked:
    """The document or platform that was named. Raises NotFound or InvalidInput."""
    where = addresses.parse_dated(address)
    archive.must_have(where.platform)
    if where.document is None:
        moment = times.end(where.when)
        return Asked(named=(where,), at=moment, moment=moment)
    document = DocumentAddress(platform=where.platform, document=where.document, when=where.when)
    version = times.version(archive, document)
    moment = times.moment(where.when)
    return Asked(named=(where,), at=moment or (version.fetched_at if where.when else None), moment=moment)


def told(
    archive: Archive, index: sqlite3.Connection, named: Sequence[Address], at: datetime | None
) -> list[DocumentStory]:
    """The documents that these addresses name, or all for none; those that have a version by `at`."""
    holds = documents.named(archive, index, named) if named else None
    keys = documents.archived(index, holds)
    if at is None and len(keys) > 1:
        _make_ahead(archive, index, keys)
    found = compare.told(index, archive, keys, at, options.now())
    return list(indexing.watched(found, len(keys), "reading the provisions of"))


def _make_ahead(archive: Archive, index: sqlite3.Connection, keys: Sequence[tuple[str, str]]) -> None:
    """Make the stories of many documents of which none is kept on all cores."""
    from archiver.provisions import ahead  # loads what runs processes, which one document does without

    documents = ahead.lacking(index, keys)
    made = ahead.make(index, archive, documents, options.now())
    for _ in indexing.watched(made, len(documents), "reading the provisions of"):
        pass
