"""What changed: the versions that a reader wants to hear of, over time and over platforms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive_repo import history, index
from archive_repo.archive import Archive
from archive_repo.index import reading
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
    silent: bool = False
    """Only changes of words whose stated date did not move."""

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
    """The wanted versions of the archive, by platform and document, oldest first.

    Raises UnknownPlatform or UnknownDocument for an address that the archive does not have.
    """
    for address in wanted.addresses:
        _must_exist(archive, address)
    with index.current(archive) as connection:
        found = list(filter(wanted.holds, reading.changes(connection, wanted.since, wanted.until)))
        if wanted.silent:
            before = reading.by_id(connection, (version.previous for version in found if version.previous))
            found = [version for version in found if is_silent(version, before.get(version.previous or ""))]
    return sorted(found, key=lambda version: (version.platform, version.document))


def is_silent(version: Version, before: Version | None) -> bool:
    """Whether the words changed and the date that the text states for itself did not move.

    A text that states no date announces nothing and hides nothing: it is not silent.
    """
    if before is None or version.cause is not Cause.CHANGE or version.change_class not in SUBSTANTIVE:
        return False
    return version.stated.newest is not None and version.stated == before.stated


def _must_exist(archive: Archive, address: Address) -> None:
    repository = archive.repository(address.platform)
    if address.document and address.document not in repository.documents():
        raise history.unknown_document(repository, address.document)
