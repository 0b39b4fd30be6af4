"""The columns of a dataset: each table is a dataclass, whose docstrings describe its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """What every row begins with."""

    platform: str
    """Slug of the platform."""
    document: str
    """Slug of the document; unique within its platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRecord(Key):
    """The stored text of a document as of a time."""

    version: str
    """Id of the version: its commit on the branch main of the platform's repository."""
    previous: str | None
    """Id of the document's version before; missing for the first."""
    platform_name: str
    """The platform's name as it writes itself."""
    title: str
    """The document's title."""
    fetched_at: datetime
    """When its page was fetched, in UTC."""
    recorded_at: datetime
    """When it was written down, in UTC."""
    cause: str
    """first, change, or re-extraction: the page did not change, its reading did."""
    change_class: str | None
    """What kind of difference it is; missing for a first version."""
    stated_updated: date | None
    """The day of the last update that the text states."""
    stated_effective: date | None
    """The day from which the text says that it holds."""
    urls: str
    """The addresses of its pages, with blanks between."""
    text_sha256: str
    """SHA-256 of the text in UTF-8."""
    extractor: str
    """What read the pages."""
    text: str
    """The text as Markdown, one sentence per line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRecord(Key):
    """A version that differs from the one before, and how."""

    version: str
    """Id of the newer version."""
    previous: str
    """Id of the older version."""
    fetched_at: datetime
    """When the newer version was fetched, in UTC."""
    since_after: datetime | None
    """The last look that saw the older text; missing where no look tells."""
    since_by: datetime
    """The first look that saw the newer text."""
    cause: str
    """change or re-extraction."""
    change_class: str | None
    """What kind of difference it is."""
    subject: str
    """The change in one line."""
    added: int
    """Sentences that came."""
    removed: int
    """Sentences that went."""
    amended: int
    """Sentences in which words changed."""
    moved: int
    """Sentences that stand elsewhere."""
    sections: str
    """The sections that changed, a line each, with what happened to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceRecord(Key):
    """A sentence that came, went, was amended or moved."""

    version: str
    """Id of the version that changed it."""
    number: int
    """Its place among the changed sentences of the version, from 1."""
    section: str
    """The headings above it, the outermost first."""
    section_kind: str
    """What happened to the section."""
    kind: str
    """What happened to the sentence: added, removed, amended, moved."""
    old: str | None
    """What it said; missing where it came or moved."""
    new: str | None
    """What it says; missing where it went."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionRecord(Key):
    """What happened to a provision between two versions."""

    version: str
    """Id of the version in which it happened."""
    fetched_at: datetime
    """When that version was fetched, in UTC."""
    since_after: datetime | None
    """The last look before it; missing where no look tells."""
    since_by: datetime
    """The first look after it."""
    category: str
    """Id of the category of provisions."""
    category_title: str
    """The category in words."""
    kind: str
    """What happened to it."""
    polarity: str
    """Whether the text says so, on a condition, or that it is not so."""
    gone: str
    """The passages that are no longer there, a blank line between."""
    came: str
    """The passages that came, a blank line between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRecord(Key):
    """One look at a document, whatever came of it."""

    looked_at: datetime
    """When it was looked at, in UTC."""
    outcome: str
    """recorded, unchanged, held or failed."""
    reason: str | None
    """Why it was held or failed."""
    failures: int
    """Looks in a row that failed or were held, this one included."""
    version: str | None
    """Id of the newest version after the look; missing where there was none."""


TABLES: Mapping[str, type[Key]] = {
    "versions": VersionRecord,
    "changes": ChangeRecord,
    "sentences": SentenceRecord,
    "provisions": ProvisionRecord,
    "looks": LookRecord,
}

UNIQUE: Mapping[str, tuple[str, ...]] = {
    "versions": ("version",),
    "changes": ("version",),
    "sentences": ("version", "number"),
    "provisions": (),
    "looks": ("platform", "document", "looked_at"),
}
"""The columns that tell a table's rows apart."""


def written(value: Any) -> Any:
    """A value as all formats have it: times end in Z, days are 2025-05-08."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%SZ}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value  # a member of an enumeration is its value
