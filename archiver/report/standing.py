"""How each document is doing: what its last look said, since when, and what a person can do about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from archive_repo import history
from archive_repo.archive import Archive
from archive_repo.errors import StoreError
from archive_repo.format.observation import MissingPage, Observation
from archive_repo.index import looks, queries
from archive_repo.records import Cause, Outcome
from archiver.declarations import Declaration
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


def of_archive(
    archive: Archive,
    connection: sqlite3.Connection,
    declared: Mapping[str, tuple[str, Declaration]],
    *,
    holds: Holds,
    moment: datetime | None = None,
    sick: Callable[[str, str], None],
) -> list[StandingRow]:
    """The documents that are wanted, the most urgent first, now or at a moment.

    `declared` has the file and the declaration by platform; `sick` is called for platforms that cannot be
    read.
    """
    found: list[StandingRow] = []
    unread: set[str] = set()
    for platform in archive.slugs():
        try:
            repository = archive.repository(platform)
            observed = (
                history.observations_at(repository, moment) if moment else repository.last_observations()
            )
        except StoreError as error:
            sick(platform, str(error))
            unread.add(platform)
            continue
        found += [
            _looked_at(connection, platform, one, declared, moment)
            for one in observed.values()
            if holds(platform, one.document)
        ]
    if moment is None:
        known = {(one.platform, one.document) for one in found}
        found += [
            one
            for one in never_looked_at(declared, holds)
            if (one.platform, one.document) not in known and one.platform not in unread
        ]
    return sorted(found, key=lambda one: (URGENCY.index(one.outcome), one.platform, one.document))


def _looked_at(
    connection: sqlite3.Connection,
    platform: str,
    seen: Observation,
    declared: Mapping[str, tuple[str, Declaration]],
    moment: datetime | None,
) -> StandingRow:
    last = looks.last(connection, platform, seen.document, moment)
    file, declaration = declared.get(platform, ("", None))
    is_declared = declaration and any(one.slug == seen.document for one in declaration.documents)
    return StandingRow(
        platform=platform,
        document=seen.document,
        title=seen.title,
        outcome=seen.outcome,
        reason=seen.reason or None,
        remedy=remedies.of_look(seen.outcome, seen.reason, seen.advice) or None,
        advice=seen.advice or None,
        failures=seen.failures,
        last_looked_at=seen.checked_at,
        last_confirmed_at=last.confirmed_at if last else None,
        changed_at=_changed_at(connection, platform, seen.document, moment),
        missing=seen.missing,
        waiting=len(seen.held),
        declared_in=file if is_declared else None,
    )


def _changed_at(
    connection: sqlite3.Connection, platform: str, document: str, moment: datetime | None
) -> datetime | None:
    versions = queries.versions(connection, platform, document)
    return next(
        (
            one.fetched_at
            for one in versions
            if one.cause is not Cause.REEXTRACTION and (moment is None or one.fetched_at <= moment)
        ),
        None,
    )


def never_looked_at(declared: Mapping[str, tuple[str, Declaration]], holds: Holds) -> Iterator[StandingRow]:
    """The documents that are declared and wanted, as if none had been looked at yet."""
    for platform, (file, declaration) in declared.items():
        for one in declaration.documents:
            if holds(platform, one.slug):
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
