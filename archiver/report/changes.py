"""What changed: the versions that a reader asks for, over time and across platforms."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from archive_repo.archive import Archive
from archive_repo.edits import Edit, Kind
from archive_repo.errors import InvalidInput, meant
from archive_repo.format.message import plural
from archive_repo.index import flaps, queries
from archive_repo.records import SUBSTANTIVE, Cause, ChangeClass, SectionKind, SentenceCounts, Version
from archiver.addresses import Address
from archiver.report import documents, health, values, versions
from archiver.report.health import Health
from archiver.report.versions import VersionRow

if TYPE_CHECKING:
    from archive_repo.search.grep import Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which versions count as news: by default those whose words differ, and new documents."""

    since: datetime
    until: datetime
    addresses: tuple[Address, ...] = ()
    """Platforms and documents; empty for all."""
    documents: frozenset[str] = frozenset()
    """Slugs of documents, whatever the platform; empty for all."""
    classes: frozenset[ChangeClass] = SUBSTANTIVE
    reextractions: bool = False
    flaps: bool = False
    """Also imported texts that were gone again within days, and what came back after them."""
    amending: bool = False
    """Only changes of texts that were there before: a first version has no class."""
    silent: bool = False
    """Only changes of words in which the stated date did not change."""
    pattern: Pattern | None = None
    """Only changes with a sentence that matches, and of those only these sentences."""
    categories: frozenset[str] = frozenset()
    """Only changes of provisions of these categories; empty for all."""
    details: bool = False
    """Also the sentences."""
    provisions: bool = False
    """Also the categories of provisions that each change touches."""

    def holds(self, version: Version) -> bool:
        """True if this version is wanted, as far as can be said without reading texts."""
        return (
            self.since <= version.fetched_at <= self.until
            and (version.cause is not Cause.REEXTRACTION or self.reextractions)
            and (version.change_class is None or version.change_class in self.classes)
            and not (_is_back(version) and ChangeClass.NOT_THE_DOCUMENT not in self.classes)
            and self.names(version.platform, version.document)
            and not (version.change_class is None and (self.amending or self.pattern or self.categories))
        )

    def names(self, platform: str, document: str) -> bool:
        """True if this document is wanted."""
        return (not self.documents or document in self.documents) and (
            not self.addresses or any(one.holds(platform, document) for one in self.addresses)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceChange:
    """A sentence that came, went, was amended or moved; without Markdown, cells of a table apart.

    Where no word of an amended one differs, the targets of its links stand behind their words.
    """

    kind: Kind
    old: str | None
    """What it said; None where it came or moved."""
    new: str | None
    """What it says; None where it went."""
    edits: tuple[Edit, ...]
    """Of an amended one its words in pairs of a sign (`=`, `-`, `+`) and a text; empty for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionDetail:
    """A section that changed, with its sentences in the order of the text."""

    path: tuple[str, ...]
    """Its headings, the outermost first; empty for the opening lines."""
    kind: SectionKind
    changes: tuple[SentenceChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow(VersionRow):
    """A version that is news."""

    categories: tuple[str, ...] | None
    """Ids of the categories of provisions that it touches; None where that was not asked for."""
    details: tuple[SectionDetail, ...] | None
    """Its sections with their sentences; None where they were not asked for, and for a first version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What was found, by platform and document, oldest first, and what may be missing."""

    rows: tuple[ChangeRow, ...]
    flaps: int
    """Imported versions that are left out, since the text before them was back within days."""
    undated: int
    """Changes that `silent` left out because their document states no date."""
    health: Health


def between(connection: sqlite3.Connection, archive: Archive, wanted: Wanted, now: datetime) -> News:
    """The wanted versions of the archive. `connection` is an index that is up to date.

    Raises UnknownPlatform or UnknownDocument for an address that the archive does not have, InvalidInput for
    a title that no document has.
    """
    _check(connection, archive, wanted)
    found = list(filter(wanted.holds, queries.changes(connection, wanted.since, wanted.until)))
    flapped = frozenset() if wanted.flaps else flaps.among(connection, _imported(found))
    found = [version for version in found if version.id not in flapped]
    before = queries.by_id(connection, (version.previous for version in found if version.previous))
    undated = 0
    if wanted.silent:
        undated = sum(_is_undated(version) for version in found)
        found = [version for version in found if is_silent(version, before.get(version.previous or ""))]
    found.sort(key=lambda version: (version.platform, version.document))
    touched = _touched(connection, archive, found, now) if wanted.provisions or wanted.categories else None
    rows = [
        _row(archive, wanted, row, touched)
        for row in versions.rows(connection, found, before)
        if not wanted.categories or wanted.categories.intersection((touched or {}).get(row.version, ()))
    ]
    return News(
        rows=tuple(row for row in rows if row.details or not wanted.pattern),
        flaps=len(flapped),
        undated=undated,
        health=health.of_period(connection, wanted.until, wanted.names, now),
    )


def _imported(found: Sequence[Version]) -> list[str]:
    """The ids of the imported changes of words."""
    return [version.id for version in found if version.origin and version.change_class in SUBSTANTIVE]


def _is_back(version: Version) -> bool:
    """True if the document came back as it was, after another page in its place."""
    return version.change_class is ChangeClass.RESTORED and version.sentences == SentenceCounts()


def is_silent(version: Version, before: Version | None) -> bool:
    """True if the words changed and the date that the text states for itself did not.

    A text that states no date announces nothing and hides nothing: its changes are not silent.
    """
    if before is None or version.cause is not Cause.CHANGE or version.change_class not in SUBSTANTIVE:
        return False
    return version.stated.newest is not None and version.stated == before.stated


def total(rows: Sequence[VersionRow]) -> str:
    """How many changes of how many documents, in words."""
    changed = [row for row in rows if row.change_class is not None]
    count = len({(row.platform, row.document) for row in changed})
    new = len(rows) - len(changed)
    also = f"; {plural(new, 'document')} newly tracked" if new else ""
    found = f"{plural(len(changed), 'change')} of {plural(count, 'document')}" if changed else "no change"
    return f"{found}{also}"


def warnings(news: News) -> list[str]:
    """What a reader must know besides the changes, a line each."""
    left_out = {
        "the document states no date that could have moved": news.undated,
        f"imported, and undone within {flaps.FLAP.days} days (--all shows them)": news.flaps,
    }
    told = [f"{plural(count, 'change')} left out: {why}" for why, count in left_out.items() if count]
    return [*told, *health.warnings(news.health)]


def _is_undated(version: Version) -> bool:
    """True if nobody can say whether a change of words is silent."""
    is_change = version.cause is Cause.CHANGE and version.change_class in SUBSTANTIVE
    return is_change and version.stated.newest is None


def _row(
    archive: Archive, wanted: Wanted, row: VersionRow, touched: Mapping[str, tuple[str, ...]] | None
) -> ChangeRow:
    asked = (wanted.details or wanted.pattern) and row.change_class is not None
    return values.extended(
        ChangeRow,
        row,
        categories=touched.get(row.version, ()) if touched is not None else None,
        details=_details(archive, row, wanted.pattern) if asked else None,
    )


def _details(archive: Archive, row: VersionRow, pattern: Pattern | None) -> tuple[SectionDetail, ...]:
    from archive_repo import diff  # what compares texts is slow to load
    from archiver.report import details

    repository = archive.repository(row.platform)
    old = repository.text(row.previous) if row.previous else ""
    return details.sections(diff.compare(old, repository.text(row.version)), pattern)


def _touched(
    connection: sqlite3.Connection, archive: Archive, found: Sequence[Version], now: datetime
) -> dict[str, tuple[str, ...]]:
    """The categories of provisions that each version changed, by its id."""
    from archiver.provisions.stories import history, kept  # take a while to load

    touched: dict[str, tuple[str, ...]] = {}
    for platform, document in sorted({(version.platform, version.document) for version in found}):
        touched |= history.touched(kept.outline(connection, archive.repository(platform), document, now))
    return touched


def _check(connection: sqlite3.Connection, archive: Archive, wanted: Wanted) -> None:
    if wanted.addresses:
        documents.named(archive, connection, wanted.addresses)
    known = {document for _, document in documents.archived(connection)}
    for name in wanted.documents - known:
        hint = meant(name, known, "`archiver list` shows their titles")
        raise InvalidInput(f"--type {name}: no document has this title; {hint}")
