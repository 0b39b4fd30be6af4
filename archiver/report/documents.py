"""What the archive holds: its documents, how much is known of each, and when it was last seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from archive_repo.archive import Archive
from archive_repo.errors import UnknownDocument
from archive_repo.index import queries
from archiver.addresses import Address
from archiver.report import looks

NONE_RETIRED: Mapping[tuple[str, str], str] = MappingProxyType({})

Holds = Callable[[str, str], bool]
"""True if a document, by the slugs of its platform and its own, is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A document that was looked at, with or without a version."""

    platform: str
    platform_name: str
    document: str
    title: str
    version: str | None
    """Id of the newest version."""
    version_count: int
    first_fetched_at: datetime | None
    """When the first version was fetched."""
    fetched_at: datetime | None
    """When the newest version was fetched."""
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool
    retired: str | None
    """Until when it was declared, as its declaration says; None for what is declared, or never was."""


def named(archive: Archive, connection: sqlite3.Connection, addresses: Sequence[Address]) -> Holds:
    """A predicate that is true for the documents that these addresses name.

    Raises UnknownPlatform or UnknownDocument for an address that was never looked at.
    """
    known = {(one.platform, one.document) for one in queries.documents(connection)}
    known |= queries.titles(connection).keys()
    for address in addresses:
        archive.must_have(address.platform)
        there = [document for platform, document in sorted(known) if platform == address.platform]
        if address.document and address.document not in there:
            raise UnknownDocument(
                f"{address.platform}/{address.document}: no such document; it has "
                f"{', '.join(there) or 'none yet'}",
                platform=address.platform,
            )
    return lambda platform, document: any(one.holds(platform, document) for one in addresses)


def archived(connection: sqlite3.Connection, holds: Holds | None = None) -> list[tuple[str, str]]:
    """The documents that have a version, by platform and slug; all, or those that are wanted."""
    keys = [(one.platform, one.document) for one in queries.documents(connection)]
    return [key for key in keys if holds is None or holds(*key)]


def rows(
    connection: sqlite3.Connection,
    holds: Holds | None = None,
    retired: Mapping[tuple[str, str], str] = NONE_RETIRED,
) -> list[DocumentRow]:
    """The documents of the archive, or those that are wanted, by platform and slug.

    `retired` says until when those were declared that are declared no longer.
    """
    names = queries.names(connection)
    tracked = {(one.platform, one.document): one for one in queries.documents(connection)}
    titles = queries.titles(connection)
    wanted = [key for key in sorted({*tracked, *titles}) if holds is None or holds(*key)]
    last = looks.of_all(connection, wanted)
    found = []
    for key in wanted:
        one = tracked.get(key)
        found.append(
            DocumentRow(
                platform=key[0],
                platform_name=names.get(key[0], key[0]),
                document=key[1],
                title=one.title if one else titles[key],
                version=one.newest if one else None,
                version_count=one.versions if one else 0,
                first_fetched_at=one.first if one else None,
                fetched_at=one.last if one else None,
                retired=retired.get(key),
                **looks.keys(last[key]),
            )
        )
    return found
