"""What the pages of a site are made from, as one value."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Self

from archive_repo.archive import Archive
from archiver.publish.site import rendering
from archiver.publish.site.contents import Contents, Stories
from archiver.publish.site.differences import Differences
from archiver.publish.site.rendering import Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where pages are read from while they are made."""

    archive: Archive
    connection: sqlite3.Connection
    """An index that is up to date."""
    contents: Contents
    differences: Differences
    stories: Stories
    frame: Frame
    made_by: str
    """Changes with the code, the templates, and the site's name and address."""

    @classmethod
    def of(cls, archive: Archive, connection: sqlite3.Connection, contents: Contents, frame: Frame) -> Self:
        """The source of a site of these contents."""
        return cls(
            archive=archive,
            connection=connection,
            contents=contents,
            differences=Differences(archive, connection, contents),
            stories=Stories(connection, contents),
            frame=frame,
            made_by=f"{rendering.fingerprint()} {frame}",
        )

    def key(self, *parts: str) -> str:
        """What a page made from these parts is known by."""
        return rendering.key(self.made_by, *parts)
