"""The documents that an archive is meant to have and has no text of: what they say is not known."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator
from datetime import datetime

from archive_repo.archive import Archive
from archive_repo.records import Outcome
from archiver.provisions.explain import Unrecorded
from archiver.report import standing
from archiver.report.reasons import cause
from archiver.report.standing import StandingRow


def of_platform(
    connection: sqlite3.Connection,
    archive: Archive,
    platform: str,
    recorded: Container[tuple[str, str]],
    moment: datetime | None = None,
) -> tuple[Unrecorded, ...]:
    """Those of a platform, now or as of a moment; `recorded` are the documents with a text.

    What is declared and was never looked at is told of as of now alone: when it was declared is not known.
    """

    def holds(slug: str, _document: str) -> bool:
        return slug == platform

    rows = standing.looked_at(connection, {}, holds=holds, moment=moment)
    if moment is None:
        declared, _ = standing.declared(archive)
        rows += standing.never_looked_at(declared, holds, seen=rows, unread=())
    return tuple(among(rows, recorded))


def among(rows: Iterable[StandingRow], recorded: Container[tuple[str, str]]) -> Iterator[Unrecorded]:
    """Those among some documents that are tracked."""
    for one in rows:
        if (one.platform, one.document) not in recorded:
            yield Unrecorded(address=f"{one.platform}/{one.document}", title=one.title, why=_why(one))


def _why(one: StandingRow) -> str:
    if one.outcome == standing.NEVER:
        return "nobody has looked at it yet"
    told = f": {cause(one.reason)}" if one.reason else ""
    return f"its text is held back{told}" if one.outcome is Outcome.HELD else f"the looks at it failed{told}"
