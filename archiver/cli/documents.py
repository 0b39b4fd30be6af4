"""Documents with their provisions, for a command: the ones that were named, with progress on a terminal."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from archive_repo.archive import Archive
from archiver import addresses
from archiver.addresses import Address
from archiver.cli import indexing, options, times
from archiver.provisions import compare
from archiver.provisions.compare import Told
from archiver.report import documents


def told(
    archive: Archive, connection: sqlite3.Connection, address: str
) -> tuple[list[Told], datetime | None]:
    """The document, or those of the platform, that was named, and the moment that it was named with.

    Raises NotFound or InvalidInput.
    """
    where = addresses.parse_dated(address)
    if where.document is None:
        moment = times.end(where.when)
        return all_told(archive, connection, [where], moment), moment
    repository = archive.repository(where.platform)
    version = times.version_at(repository, where.document, where.when)
    at = times.moment(where.when) or (version.fetched_at if where.when else None)
    one = compare.tell(connection, repository, where.document, at, options.now())
    return [one] if one else [], times.moment(where.when)


def all_told(
    archive: Archive, connection: sqlite3.Connection, named: Sequence[Address], at: datetime | None
) -> list[Told]:
    """The documents that these addresses name, or all for none; those that have a version by `at`."""
    holds = documents.named(archive, connection, named) if named else None
    keys = documents.archived(connection, holds)
    found = compare.told(connection, archive, keys, at, options.now())
    return list(indexing.watched(found, len(keys), "reading the provisions of {} documents"))
