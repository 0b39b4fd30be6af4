"""What changed: the versions that a reader wants to hear of, over time and over platforms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.repository import Repository
from archive_repo.versions import SUBSTANTIVE, Cause, ChangeClass, Version
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

    def holds(self, version: Version) -> bool:
        """Whether this version is wanted."""
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


def between(archive: Archive, wanted: Wanted) -> list[Version]:
    """The wanted versions of the archive, by platform and document, oldest first."""
    names = {address.platform for address in wanted.addresses}
    repositories = [archive.repository(name) for name in sorted(names)] if names else archive.platforms()
    found = [version for repository in repositories for version in _in(repository, wanted)]
    return sorted(found, key=lambda version: (version.platform, version.document, version.fetched_at))


def _in(repository: Repository, wanted: Wanted) -> Iterable[Version]:
    _must_exist(repository, wanted.addresses)
    return (version for version in history.every(repository) if wanted.holds(version))


def _must_exist(repository: Repository, addresses: Sequence[Address]) -> None:
    named = {one.document for one in addresses if one.platform == repository.platform and one.document}
    for document in sorted(named - repository.documents().keys()):
        raise history.unknown_document(repository, document)
