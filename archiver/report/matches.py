"""Sentences that match a pattern, as readers see them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_repo.archive import Archive, Texts
from archive_repo.index import queries
from archive_repo.search.grep import Appearance, Match
from archive_repo.text.markdown import plain
from archiver.report import looks, presence
from archiver.report.looks import LastLooks
from archiver.report.presence import Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchRow:
    """A line that matches, in the text that is in force."""

    platform: str
    platform_name: str
    document: str
    title: str
    version: str
    fetched_at: datetime
    line: int
    text: str
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AppearanceRow:
    """A sentence that matches, and when one document held it."""

    platform: str
    platform_name: str
    document: str
    title: str
    version: str
    """The version that brought it for the first time."""
    fetched_at: datetime
    line: int | None
    """Its line in that version."""
    text: str
    present: bool | None
    """True if the newest text has it; None where the document is stale, so that nobody knows."""
    presence: tuple[Presence, ...]
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


def matches(
    connection: sqlite3.Connection, archive: Archive, found: Sequence[Match], moment: datetime | None
) -> tuple[list[MatchRow], list[LastLooks]]:
    """The lines that match, and the looks at their documents now or as of a moment."""
    names = queries.names(connection)
    versions = {match.version.id: match.version for match in found}
    last = {key: looks.of_version(connection, version, moment) for key, version in versions.items()}
    of_lines = {
        key: looks.of_lines(connection, version, last[key], archive.text, moment)
        for key, version in versions.items()
    }
    looked = [of_lines[match.version.id]([match.line]) for match in found]
    rows = [
        MatchRow(
            platform=match.version.platform,
            platform_name=names[match.version.platform],
            document=match.version.document,
            title=match.version.title,
            version=match.version.id,
            fetched_at=match.version.fetched_at,
            line=match.line,
            text=match.text,
            **looks.keys(seen),
        )
        for match, seen in zip(found, looked, strict=True)
    ]
    return rows, list({id(one): one for one in looked}.values())


def appearances(
    connection: sqlite3.Connection,
    archive: Archive,
    found: Sequence[Appearance],
    seen: Sequence[LastLooks],
) -> list[AppearanceRow]:
    """The sentences that match at any time; `seen` has the looks at their documents."""
    names = queries.names(connection)
    last = {(one.platform, one.document): one for one in seen}
    line_of = _Lines(archive)
    return [
        AppearanceRow(
            platform=one.platform,
            platform_name=names[one.platform],
            document=one.document,
            title=one.stays[0].came.title,
            version=one.stays[0].came.id,
            fetched_at=one.stays[0].came.fetched_at,
            line=line_of(one),
            text=one.text,
            present=looks.known(last[one.platform, one.document], one.stays[-1].went is None),
            presence=presence.rows(one.stays),
            **looks.keys(last[one.platform, one.document]),
        )
        for one in found
    ]


class _Lines:
    """The numbers of sentences' lines; each text is read once."""

    def __init__(self, archive: Archive) -> None:
        self._texts = Texts(archive)
        self._lines: dict[str, dict[str, int]] = {}

    def __call__(self, one: Appearance) -> int | None:
        came = one.stays[0].came
        if came.id not in self._lines:
            raws = self._texts(came).split("\n")
            self._lines[came.id] = {plain(raw): number for number, raw in reversed(list(enumerate(raws, 1)))}
        return self._lines[came.id].get(one.came_as)
