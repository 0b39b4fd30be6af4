"""What changed: the versions that a reader wants to hear of, over time and over platforms."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from archive_repo.archive import Archive
from archive_repo.index import connect, queries
from archive_repo.index.connect import SILENCE, Watch
from archive_repo.records import SUBSTANTIVE, Cause, ChangeClass, Version
from archiver.addresses import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which versions count as news: by default those whose words differ, and new documents."""

    since: datetime
    until: datetime
    addresses: tuple[Address, ...] = ()
    """Platforms and documents; empty for all."""
    documents: frozenset[str] = frozenset()
    """Slugs of documents, whatever the platform; empty for all."""
    classes: frozenset[ChangeClass] = SUBSTANTIVE
    reextractions: bool = False
    silent: bool = False
    """Only changes of words whose stated date did not move."""

    def holds(self, version: Version) -> bool:
        """True if this version is wanted."""
        return (
            self.since <= version.fetched_at <= self.until
            and (version.cause is not Cause.REEXTRACTION or self.reextractions)
            and (version.change_class is None or version.change_class in self.classes)
            and (not self.documents or version.document in self.documents)
            and (
                not self.addresses
                or any(one.holds(version.platform, version.document) for one in self.addresses)
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What was found: versions by platform and document, oldest first; the platforms' names by slug."""

    versions: list[Version]
    names: dict[str, str]


def between(archive: Archive, wanted: Wanted, watch: Watch = SILENCE) -> News:
    """The wanted versions of the archive.

    Raises UnknownPlatform or UnknownDocument for an address that the archive does not have.
    """
    for address in wanted.addresses:
        archive.must_have(address.platform)
    return connect.ask(archive, lambda connection: _between(connection, wanted), watch)


def _between(connection: sqlite3.Connection, wanted: Wanted) -> News:
    for address in wanted.addresses:
        if address.document:
            queries.at(connection, address.platform, address.document)
    found = list(filter(wanted.holds, queries.changes(connection, wanted.since, wanted.until)))
    if wanted.silent:
        before = queries.by_id(connection, (version.previous for version in found if version.previous))
        found = [version for version in found if is_silent(version, before.get(version.previous or ""))]
    versions = sorted(found, key=lambda version: (version.platform, version.document))
    return News(versions=versions, names=queries.names(connection))


def is_silent(version: Version, before: Version | None) -> bool:
    """True if the words changed and the date that the text states for itself did not move.

    A text that states no date announces nothing and hides nothing: it is not silent.
    """
    if before is None or version.cause is not Cause.CHANGE or version.change_class not in SUBSTANTIVE:
        return False
    return version.stated.newest is not None and version.stated == before.stated
