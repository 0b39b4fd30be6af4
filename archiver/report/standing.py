"""How each document is doing: what its last look said, since when, and what a person can do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from archive_repo.archive import Archive
from archive_repo.index import looks, queries
from archive_repo.index.looks import DocumentLooks
from archive_repo.records import MissingPage, Outcome, slug
from archiver import declarations
from archiver.declarations import Declaration
from archiver.errors import DeclarationError
from archiver.report import remedies
from archiver.report.documents import Holds

NEVER: Literal["never"] = "never"
"""The `outcome` of a document that is declared and has not been looked at yet."""

URGENCY = (Outcome.FAILED, Outcome.HELD, NEVER, Outcome.RECORDED, Outcome.UNCHANGED)
FAILING = frozenset({Outcome.FAILED, Outcome.HELD, NEVER})
"""Outcomes of documents that could not be read, or not yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingRow:
    """A document that is declared or was looked at."""

    platform: str
    document: str
    title: str
    outcome: Outcome | Literal["never"]
    """The outcome of the last look; `never` where nobody looked yet."""
    reason: str | None
    """Why that look failed or the text was held."""
    remedy: str | None
    """What a person can do about it."""
    advice: str | None
    """What would make a document that is read well be read better."""
    failures: int
    """Looks in a row that failed or were held."""
    last_looked_at: datetime | None
    last_confirmed_at: datetime | None
    changed_at: datetime | None
    """When the newest version was fetched that is no re-extraction."""
    missing: tuple[MissingPage, ...]
    """The pages of a document of several that the last look did not see."""
    waiting: int
    """Texts of the document that are in quarantine."""
    declared_in: str | None
    """The file that declares it; None where none does any more."""

    @property
    def fails(self) -> bool:
        """True if it is not well, or not yet; a text that was recorded without all of its pages is not."""
        return self.outcome in FAILING or bool(self.missing)


def by_urgency(rows: Iterable[StandingRow]) -> list[StandingRow]:
    """The documents, the most urgent first."""
    return sorted(rows, key=lambda one: (URGENCY.index(one.outcome), one.platform, one.document))


def declared(archive: Archive) -> tuple[dict[str, tuple[str, Declaration]], Sequence[DeclarationError]]:
    """File and declaration by platform, and what is wrong with the files that are broken.

    Both are empty where there is no such folder, as in an archive that was only copied.
    """
    try:
        found, broken = declarations.read_sound(archive.declarations)
    except DeclarationError:
        return {}, ()
    files = {
        slug(path.stem): f"{archive.declarations.name}/{path.name}" for path in archive.declarations.iterdir()
    }
    return {one.slug: (files.get(one.slug, ""), one) for one in found}, broken


def undeclared(archive: Archive) -> str:
    """What to do where nothing is declared: an archive that was cloned has platforms all the same."""
    if archive.slugs():
        return (
            "Nothing is declared here; copy declarations/ from where these platforms were crawled, or "
            "`archiver add` them."
        )
    return "Nothing is declared; `archiver init` writes declarations from the catalogue."


def looked_at(
    connection: sqlite3.Connection,
    declared: Mapping[str, tuple[str, Declaration]],
    *,
    holds: Holds,
    moment: datetime | None = None,
    now: datetime | None = None,
) -> list[StandingRow]:
    """The documents that are wanted and were looked at, as they are now or were at a moment.

    `declared` has the file and the declaration by platform. With `now`, looks that a clock dated later, which
    ran ahead, do not hide what was seen since it was set right.
    """
    return [
        _row(connection, one, declared, moment)
        for one in looks.newest(connection, moment, now=now)
        if holds(one.platform, one.document)
    ]


def _row(
    connection: sqlite3.Connection,
    seen: DocumentLooks,
    declared: Mapping[str, tuple[str, Declaration]],
    moment: datetime | None,
) -> StandingRow:
    file, declaration = declared.get(seen.platform, ("", None))
    is_declared = declaration and any(one.slug == seen.document for one in declaration.documents)
    last = seen.last
    return StandingRow(
        platform=seen.platform,
        document=seen.document,
        title=seen.title,
        outcome=last.outcome,
        reason=last.reason or None,
        remedy=remedies.of_look(last.outcome, last.reason, last.advice) or None,
        advice=last.advice or None,
        failures=last.failures,
        last_looked_at=last.checked_at,
        last_confirmed_at=seen.confirmed_at,
        changed_at=queries.changed_at(connection, seen.platform, seen.document, moment),
        missing=last.missing,
        waiting=last.waiting,
        declared_in=file if is_declared else None,
    )


def never_looked_at(
    declared: Mapping[str, tuple[str, Declaration]],
    holds: Holds,
    *,
    seen: Iterable[StandingRow],
    unread: Container[str],
) -> Iterator[StandingRow]:
    """The documents that are declared and wanted and were not looked at: all but those that are `seen`.

    Of `unread` platforms nobody knows: they are left out.
    """
    known = {(one.platform, one.document) for one in seen}
    for platform, (file, declaration) in declared.items():
        for one in declaration.documents:
            if holds(platform, one.slug) and (platform, one.slug) not in known and platform not in unread:
                yield StandingRow(
                    platform=platform,
                    document=one.slug,
                    title=one.title,
                    outcome=NEVER,
                    reason=None,
                    remedy="`archiver crawl` looks at it.",
                    advice=None,
                    failures=0,
                    last_looked_at=None,
                    last_confirmed_at=None,
                    changed_at=None,
                    missing=(),
                    waiting=0,
                    declared_in=file,
                )
