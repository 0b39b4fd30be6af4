"""What the commands that maintain an archive print as JSON: how looks went, what is held, what was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from archive_repo.records import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueRow:
    """A platform of the catalogue that ships with archiver."""

    platform: str
    platform_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawledRow:
    """One look of a crawl."""

    platform: str
    document: str
    title: str
    outcome: Outcome
    reason: str | None
    """Why it was held or failed."""
    last_looked_at: datetime
    version: str | None
    """The document's newest version after the look."""
    newly_failed: bool
    """True if it failed, and the look before did not."""
    bug: bool
    """True if it failed for a reason that nobody foresaw."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformProblem:
    """Why a platform was not looked at, or not to the end."""

    platform: str
    problem: str
    busy: bool
    """True if another run was at work on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """How a crawl went."""

    looks: tuple[CrawledRow, ...]
    problems: tuple[PlatformProblem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RereadRow:
    """A document whose stored page was read again."""

    platform: str
    document: str
    title: str
    version: str | None
    """The version that was recorded; None where the text came out the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A text that is held back."""

    platform: str
    document: str
    text_sha256: str
    snapshot: str
    """Id of the commit on `snapshots` that holds its page."""
    first_looked_at: datetime
    """The first look that saw it."""
    last_looked_at: datetime
    look_count: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """A platform of a collection, as this run imported it."""

    platform: str
    version_count: int
    """Versions that were recorded."""
    known_count: int
    """Commits of the collection that an earlier run had imported."""
    same_count: int
    """Commits without a version: they change only marks, such as emphasis."""
    not_the_document_count: int
    """Of the versions, those that are an error page or a wall."""
    problem: str | None
    """Why the platform, or the rest of it, was not imported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedRow:
    """A platform of which recorded pages were brought in."""

    platform: str
    outcomes: dict[Outcome, int]
    """Looks at the times of records, by what came of them."""
    passed_over: int
    """Times of records that are not after the last look."""
    problem: str | None
    """Why the platform, or the rest of its records, was not brought in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TidiedRow:
    """A platform whose repository was tidied up, or would be."""

    platform: str
    disk_bytes_before: int
    disk_bytes: int
    """What it takes now, or would take; as before where there was a problem."""
    problem: str | None
    """Why it was left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedRow:
    """A platform that was pushed, pulled or cloned."""

    platform: str
    remote: str
    """The address of its repository on the host, without a password."""
    refs: tuple[str, ...]
    """Branches by their names, other references as `tags/NAME`; none where all was the same."""
    version_count: int
    """Versions that came with it."""
    left_alone: tuple[str, ...]
    """Tags and references of the archive that differ on the host, and were left as they are."""
    problem: str | None
    """Why nothing moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedRow:
    """An authority that was asked to date the archive."""

    authority: str
    """Its address; `ots` for OpenTimestamps."""
    dated_at: datetime | None
    """When it saw the heads, by its own clock; None where it did not just now, or says later."""
    problem: str | None
    """Why it dated nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedArchive:
    """How dating an archive went."""

    platform_count: int
    """How many platforms' heads were dated."""
    authorities: tuple[DatedRow, ...]
    problems: tuple[PlatformProblem, ...]
    """Platforms that were left out, or that could not keep the answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessRow:
    """What somebody else said of the sentences of a version."""

    platform: str
    document: str
    version: str
    asked_about: datetime
    """The time that was asked about."""
    witness: str
    """Who was asked: the address of a web archive, or another archive's folder."""
    captures: tuple[str, ...]
    """Where its captures are; none where it has none near that time, so that nothing can be said."""
    captured_at: datetime | None
    asked_sentences: tuple[str, ...]
    missing_sentences: tuple[str, ...]
    """Those that the capture does not have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    """Something in settings or declarations that keeps them from being used."""

    problem: str
    """The file, the key, and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedRow:
    """A policy that was found on a platform's pages."""

    document: str
    title: str
    """What it is declared as."""
    type: str
    """Open Terms Archive's name of its type."""
    url: str
    word_count: int
    needs_scripts: bool
    """True if only a browser shows its text."""
    named_by: str
    """The heading, title or link that tells its type."""
    linked_from: str | None
    """The page that links to it."""
    declared_before: bool
    """True if it was declared already, by title or address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A page that was looked at, and is not declared."""

    url: str
    label: str | None
    """The words of the link, or what the page calls itself."""
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """What was found of a platform, and whether it was declared."""

    platform: str
    platform_name: str
    file: str
    """The name of its declaration."""
    written: bool
    """True if the declaration was written."""
    documents: tuple[AddedRow, ...]
    refused: tuple[RefusedRow, ...]


class AlertResult(StrEnum):
    """What came of a subscription in a run."""

    BEGUN = "begun"
    """It is new, and is told of what is recorded from here on."""
    NOTHING = "nothing"
    WAITING = "waiting"
    """There is something for its next weekly letter."""
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRow:
    """A subscription, and what came of it."""

    subscription: str
    result: AlertResult
    change_count: int
    """How many changes, or documents whose health turned, its letter tells of."""
    reason: str | None
    """Why it failed."""
    attempts: int
    """Failed attempts in a row."""
