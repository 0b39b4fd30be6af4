"""What the archive holds: its documents, with how much is known of each and when it was last seen."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from archive_repo.index import looks as index_looks
from archive_repo.index import queries
from archiver.report import looks

Holds = Callable[[str, str], bool]
"""True for a document, by the slugs of its platform and its own, that is wanted."""


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


def rows(connection: sqlite3.Connection, holds: Holds | None = None) -> list[DocumentRow]:
    """The documents of the archive, or those that are wanted, by platform and slug."""
    names = queries.names(connection)
    tracked = {(one.platform, one.document): one for one in queries.documents(connection)}
    looked = {(one.platform, one.document): one for one in index_looks.newest(connection)}
    found = []
    for key in sorted(tracked | looked):
        if holds is None or holds(*key):
            one = tracked.get(key)
            found.append(
                DocumentRow(
                    platform=key[0],
                    platform_name=names.get(key[0], key[0]),
                    document=key[1],
                    title=one.title if one else looked[key].title,
                    version=one.newest if one else None,
                    version_count=one.versions if one else 0,
                    first_fetched_at=one.first if one else None,
                    fetched_at=one.last if one else None,
                    **looks.keys(looks.last(connection, *key)),
                )
            )
    return found
