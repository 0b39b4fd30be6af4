"""Since when each sentence of a text has been there, as readers see it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_repo.index import queries
from archive_repo.records import Bounds, Version
from archive_repo.search.blame import BlamedLine, Wording
from archiver.report import looks
from archiver.report.looks import LastLooks


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginRow:
    """A sentence, and the version that it came with."""

    platform: str
    platform_name: str
    document: str
    title: str
    line: int
    text: str
    """The line's Markdown."""
    version: str
    """The version that it came with, the last time."""
    fetched_at: datetime
    since: Bounds
    first_since: Bounds
    """When it came for the first time."""
    returns: int
    """How often it went and came back."""
    wordings: tuple[Wording, ...] | None
    """What it said before, newest first; None where that was not asked for."""
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


def rows(
    connection: sqlite3.Connection,
    version: Version,
    found: Sequence[BlamedLine],
    last: LastLooks,
    *,
    previous: bool,
) -> list[OriginRow]:
    """The sentences of a version, in the order of the text."""
    name = queries.names(connection)[version.platform]
    return [
        OriginRow(
            platform=version.platform,
            platform_name=name,
            document=version.document,
            title=version.title,
            line=line.line,
            text=line.text,
            version=line.version,
            fetched_at=line.fetched_at,
            since=line.since,
            first_since=line.first_since,
            returns=line.returns,
            wordings=line.previous if previous else None,
            **looks.keys(last),
        )
        for line in found
    ]
