"""The stories of documents, cached in the archive's index until a document or the taxonomy changes.

An outline of each is cached beside it, for who asks about many documents: it is a tenth as long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from archive_repo import history
from archive_repo.format import plain
from archive_repo.index import kept, queries
from archive_repo.records import Cause, ChangeClass, Version
from archive_repo.repository import Repository
from archive_repo.text import kinds
from archiver.provisions import KEPT_AS, findings
from archiver.provisions.detect import detector, fingerprint
from archiver.provisions.detection import readable_languages
from archiver.provisions.parameters import reading
from archiver.provisions.stories import event_chances, known_units, lost_rows, outlines
from archiver.provisions.stories.chapters import Chapter
from archiver.provisions.stories.history import Story, follow
from archiver.provisions.stories.known_units import KnownUnits
from archiver.provisions.stories.outlines import Outline
from archiver.provisions.text import units, whole_text
from archiver.provisions.text.whole_text import WholeText

OUTLINE = "provisions in outline"
"""The key under which the outline of a document's story is kept in the index."""

QUIET = frozenset({ChangeClass.NUMBERING, ChangeClass.COMPLETED})
"""Classes of change that are no event of a provision: clauses got other numbers, or had been missing."""
STALE_AFTER = timedelta(days=1)
"""A story that holds back the newest version is rebuilt after a day: time alone may confirm it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptStory:
    """A story as it is kept in the index."""

    key: str
    """The newest version and the taxonomy that it was made from."""
    at: datetime
    story: Story


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOutline(KeptStory):
    """The outline of a story as it is kept in the index."""

    story: Outline


K = TypeVar("K", bound=KeptStory)


def of(
    connection: sqlite3.Connection,
    repository: Repository,
    document: str,
    now: datetime,
    versions: Sequence[Version] = (),
) -> Story:
    """The story of a document up to its newest version. `connection` is an index that is up to date.

    `versions` are the document's, newest first, for who has read them. Raises UnknownDocument.
    """
    told = versions or _versions(connection, repository, document)
    return _whole(connection, repository, told, now).story


def outline(
    connection: sqlite3.Connection,
    repository: Repository,
    document: str,
    now: datetime,
    versions: Sequence[Version] = (),
) -> Outline:
    """The outline of the same story. Raises UnknownDocument."""
    told = versions or _versions(connection, repository, document)
    if known := _remembered(connection, KeptOutline, OUTLINE, told[0], now):
        return known.story
    made = _outline(_whole(connection, repository, told, now), told[0].title)
    keep(connection, told[0], {OUTLINE: plain.write(made)})
    return made.story


def _outline(whole: KeptStory, title: str) -> KeptOutline:
    return KeptOutline(key=whole.key, at=whole.at, story=outlines.of(whole.story, title))


def _versions(connection: sqlite3.Connection, repository: Repository, document: str) -> list[Version]:
    found = queries.versions(connection, repository.platform, document)
    if not found:
        raise history.unknown_document(repository, document)
    return found


def _whole(
    connection: sqlite3.Connection, repository: Repository, versions: Sequence[Version], now: datetime
) -> KeptStory:
    if told := _remembered(connection, KeptStory, KEPT_AS, versions[0], now):
        return told
    known = known_units.read(connection, versions[0].platform, versions[0].document, detector())
    made = _made(repository, versions, now, known)
    keep(connection, versions[0], _values(made, known))
    return made


def _made(repository: Repository, versions: Sequence[Version], now: datetime, known: KnownUnits) -> KeptStory:
    return KeptStory(key=_key(versions[0].id), at=now, story=until(repository, versions, now, known))


def _values(made: KeptStory, known: KnownUnits) -> dict[str, object]:
    return {KEPT_AS: plain.write(made), known_units.KEPT_AS: known.value()}


def anew(
    repository: Repository, versions: Sequence[Version], now: datetime
) -> tuple[Story, dict[str, object]]:
    """The story of a document of which none is kept, and what is to be kept by its keys: JSON values."""
    known = KnownUnits(detector())
    made = _made(repository, versions, now, known)
    return made.story, _values(made, known) | {OUTLINE: plain.write(_outline(made, versions[0].title))}


def keep(connection: sqlite3.Connection, newest: Version, values: Mapping[str, object]) -> bool:
    """Keep values of the document of a version, by their keys; false if the index cannot be written."""
    return all(
        kept.write(connection, newest.platform, newest.document, key, value) for key, value in values.items()
    )


def lacking(connection: sqlite3.Connection, documents: Iterable[tuple[str, str]]) -> list[list[Version]]:
    """The versions, newest first, of those of these documents of which this code has kept no story."""
    wanted = set(documents)
    for key in (OUTLINE, KEPT_AS):  # most have an outline, which is read in a tenth of the time
        if wanted:
            found = kept.parts(connection, key, "key")
            wanted -= {where for where, made in found.items() if str(made).endswith(_key(""))}
    return [queries.versions(connection, *where) for where in sorted(wanted)]


def outdated(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """The documents whose story would have to be made again, or has never been; none if no story is kept."""
    known = kept.parts(connection, KEPT_AS, "key")
    if not known:
        return []
    newest = {(one.platform, one.document): one.newest for one in queries.documents(connection)}
    return [where for where, version in newest.items() if known.get(where) != _key(version)]


def _key(version: str) -> str:
    """What a story up to a version is kept under."""
    return f"{version} {fingerprint()}.{event_chances.digest()}"


def until(
    repository: Repository, versions: Sequence[Version], now: datetime, known: KnownUnits | None = None
) -> Story:
    """The story of a document from the given versions, newest first, without the cache.

    What is not the document says nothing of it, and is passed over. What is `known` of units is not looked
    for again.
    """
    told = [version for version in versions if version.is_the_document] or versions
    known = known or KnownUnits(detector())
    story = follow([read(repository, version, known) for version in reversed(told)], now)
    text = repository.text(next(version for version in told if version.id == story.version))
    parts = units.read(text)
    return replace(
        story,
        findings=tuple(findings.shown(text, parts, story.findings)),
        weak=tuple(findings.shown(text, parts, story.weak)),
    )


def read(repository: Repository, version: Version, known: KnownUnits) -> Chapter:
    """What is found in one version."""
    text = repository.text(version)
    read = units.read(text)
    language = readable_languages.identify(text)
    known.teach(read)
    found = known.detector.among(text, read, kinds.of(version.title), language=language, weak=True)
    known.note(read)
    return Chapter(
        version=version.id,
        date=version.fetched_at,
        findings=tuple(reading.stated(found)),
        units=len(read),
        quiet=version.cause is Cause.REEXTRACTION or version.change_class in QUIET,
        language=language,
        unread=readable_languages.named(language),
        text=WholeText(whole_text.of_unit(unit, text) for unit in read),
        tables=lost_rows.read(text),
    )


def _remembered(
    connection: sqlite3.Connection, kind: type[K], key: str, newest: Version, now: datetime
) -> K | None:
    """What is kept under a key of the document of a version, if it ends with that one and is not stale."""
    try:
        told = plain.read(kind, kept.read(connection, newest.platform, newest.document, key))
    except ValueError:  # none is kept, or it is of another release: it is made again
        return None
    waits = bool(told.story.muted) and told.story.version != newest.id
    is_stale = waits and now - told.at > STALE_AFTER
    return told if told.key == _key(newest.id) and not is_stale else None
