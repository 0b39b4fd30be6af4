"""The stories of documents, cached in the archive's index until a document or the taxonomy changes."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from archive_repo import history
from archive_repo.format import plain
from archive_repo.index import kept, queries
from archive_repo.records import Cause, ChangeClass, Version
from archive_repo.repository import Repository
from archive_repo.text import kinds
from archiver.provisions import readable_languages, units
from archiver.provisions.detect import Detector, detector, fingerprint
from archiver.provisions.history import Chapter, Story, essence, follow

KEY = "provisions"
"""The key under which a document's story is kept in the index."""

STALE_AFTER = timedelta(days=1)
"""A story that holds back versions is rebuilt after a day: time alone may confirm them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStory:
    """A story as it is kept in the index."""

    key: str
    """The newest version and the taxonomy that it was made from."""
    at: datetime
    story: Story


def of(connection: sqlite3.Connection, repository: Repository, document: str, now: datetime) -> Story:
    """The story of a document up to its newest version. `connection` is an index that is up to date.

    Raises UnknownDocument.
    """
    where = repository.platform, document
    versions = queries.versions(connection, *where)
    if not versions:
        raise history.unknown_document(repository, document)
    key = _key(versions[0].id)
    remembered = _remembered(connection, where, key, now)
    if remembered is not None:
        return remembered
    story = until(repository, versions, now)
    kept.write(connection, *where, KEY, plain.write(KeptStory(key=key, at=now, story=story)))
    return story


def outdated(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The documents whose story would have to be made again, or has never been; none if no story is kept."""
    known = kept.parts(connection, KEY, "key")
    if not known:
        return []
    newest = {(one.platform, one.document): one.newest for one in queries.documents(connection)}
    return [where for where, version in newest.items() if known.get(where) != _key(version)]


def _key(version: str) -> str:
    """What a story up to a version is kept under."""
    return f"{version} {fingerprint()}"


def until(repository: Repository, versions: list[Version], now: datetime) -> Story:
    """The story of a document from the given versions, newest first, without the cache.

    What is not the document says nothing of it, and is passed over.
    """
    told = [version for version in versions if version.is_the_document] or versions
    return follow([read(repository, version, detector()) for version in reversed(told)], now)


def read(repository: Repository, version: Version, detector: Detector) -> Chapter:
    """What is found in one version."""
    text = repository.text(version)
    read = units.read(text)
    language = readable_languages.identify(text)
    found = detector.among(text, read, kinds.of(version.title), language=language, weak=True)
    return Chapter(
        version=version.id,
        date=version.fetched_at,
        findings=tuple(found),
        units=len(read),
        quiet=version.cause is Cause.REEXTRACTION or version.change_class is ChangeClass.NUMBERING,
        unread=readable_languages.named(language),
        passages=frozenset(essence(unit.words[unit.own :]) for unit in read),
    )


def _remembered(
    connection: sqlite3.Connection, where: tuple[str, str], key: str, now: datetime
) -> Story | None:
    try:
        told = plain.read(KeptStory, kept.read(connection, *where, KEY))
    except ValueError:  # none is kept, or it is of another release: it is made again
        return None
    is_stale = bool(told.story.muted) and now - told.at > STALE_AFTER
    return told.story if told.key == key and not is_stale else None
