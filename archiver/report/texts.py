"""A document's text as readers see it: which version it is, and when it was last seen."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive_repo.archive import Archive
from archive_repo.records import Version
from archiver.report import looks, values, versions
from archiver.report.looks import LastLooks
from archiver.report.versions import VersionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRow(VersionRow):
    """A version with its text."""

    text: str


def row(connection: sqlite3.Connection, archive: Archive, version: Version, last: LastLooks) -> TextRow:
    """A version's text, with when it was looked at."""
    return values.extended(
        TextRow,
        versions.row(connection, version),
        text=archive.text(version),
        **looks.keys(last),
    )
