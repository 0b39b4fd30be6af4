"""A digest: what a time brought, for letters and for `archiver digest`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archiver.report.changes import ChangeRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChange(ChangeRow):
    """A change, with what is said of it in words."""

    sentence: str
    """One plain sentence: how much changed, where, and which provisions it touches."""
    severity: str | None
    """That of the weightiest provision that it touches; None where it touches none."""
    silent: bool
    """True if the words changed and the date that the text states for itself did not."""
    clauses: tuple[str, ...]
    """Kinds of provisions that came or went as a whole, as `No longer found: Binding arbitration`."""
    parameters: tuple[str, ...]
    """Values that it replaced, as `Change notice: 30 days -> 14 days`."""
    page: str | None
    """Where its page on the site is; None where no site is known."""

    @property
    def stands_out(self) -> bool:
        """True for what a reader with little time should see first."""
        return self.severity == "high" or self.silent or bool(self.clauses or self.parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnchangedRow:
    """A document that was looked at and said what it had said before."""

    platform: str
    platform_name: str
    document: str
    title: str
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What a time brought, and what it did not."""

    period_start: datetime
    period_end: datetime
    platform_count: int
    """Platforms with a document that was looked at."""
    document_count: int
    """Documents that were looked at."""
    changed_count: int
    """Documents that changed."""
    change_count: int
    silent_count: int
    """Changes that left the stated date as it was."""
    first_count: int
    """Documents that are tracked since this time."""
    news: tuple[ToldChange, ...]
    """The weightiest first."""
    unchanged: tuple[UnchangedRow, ...]
    """By platform and document."""
    warnings: tuple[str, ...]
    """What is not known of the time."""
