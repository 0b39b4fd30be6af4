"""Parameters of platforms' documents, and how their values changed, as values and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from archive_repo.records import Bounds
from archiver.provisions.compare import DocumentStory
from archiver.provisions.history import identity
from archiver.provisions.parameters import following
from archiver.provisions.parameters.following import ParameterChange
from archiver.provisions.parameters.parameter import ParameterKind
from archiver.report import looks, spreadsheet
from archiver.report.clauses import CharacterSpan, Seen

COLUMNS = (
    "parameter", "value", "amount", "unit", "platform", "platform_name", "document", "title", "version",
    "fetched_at", "category", "words", "excerpt", "since_after", "since_by", "formerly",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FormerValue:
    """What a document stated before a version."""

    version: str
    """The version that brought other values."""
    since: Bounds
    """When it came, between two looks."""
    values: tuple[str, ...]
    """What was stated until then; empty if nothing was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterRow:
    """A value that a document states."""

    parameter: ParameterKind
    value: str
    """In words that are the same for all platforms."""
    amount: float | None
    """A period in days, an age in years, a sum in its currency."""
    unit: str | None
    platform: str
    platform_name: str
    document: str
    title: str
    version: str
    fetched_at: datetime
    category: str
    words: str
    """The words that state it, verbatim."""
    spans: tuple[CharacterSpan, ...]
    excerpt: str
    """The passage that they stand in."""
    since: Bounds
    """When the passage came, in these words or in those that were amended into them."""
    former_values: tuple[FormerValue, ...]
    """Other values of this parameter in the document's earlier versions, newest first."""
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


def rows(documents: Sequence[DocumentStory], seen: Seen, categories: frozenset[str]) -> list[ParameterRow]:
    """The values that documents state in provisions of some categories, by parameter and platform."""
    found = [row for one in documents for row in _of(one, seen, categories)]
    order = list(ParameterKind)
    return sorted(found, key=lambda row: (order.index(row.parameter), row.platform, row.document))


def _of(one: DocumentStory, seen: Seen, categories: frozenset[str]) -> Iterator[ParameterRow]:
    changed = following.changes(one.story)
    told: set[tuple[ParameterKind, str]] = set()
    for finding, parameter in following.stated(one.story.findings):
        key = parameter.kind, parameter.measure.value
        if finding.category not in categories or key in told:
            continue
        told.add(key)
        life = one.story.lives[identity(finding)]
        yield ParameterRow(
            parameter=parameter.kind,
            value=parameter.measure.value,
            amount=parameter.measure.amount,
            unit=parameter.measure.unit,
            platform=one.repository.platform,
            platform_name=one.name,
            document=one.document,
            title=one.title,
            version=one.version.id,
            fetched_at=one.version.fetched_at,
            category=finding.category,
            words=parameter.words,
            spans=(CharacterSpan(start=parameter.start, end=parameter.end),),
            excerpt=finding.excerpt,
            since=one.since[life.came_with],
            former_values=_former(one, changed, parameter.kind, finding.category),
            **looks.keys(seen[one.repository.platform, one.document]),
        )


def _former(
    one: DocumentStory, changed: Sequence[ParameterChange], kind: ParameterKind, category: str
) -> tuple[FormerValue, ...]:
    return tuple(
        FormerValue(version=change.version, since=one.since[change.version], values=change.old)
        for change in reversed(changed)
        if (change.kind, change.category) == (kind, category)
    )


def csv(found: Sequence[ParameterRow]) -> Iterator[str]:
    """The lines of a CSV file with a header. Unknown values are empty."""
    yield spreadsheet.line(COLUMNS)
    for row in found:
        yield spreadsheet.line(cells(row))


def cells(row: ParameterRow) -> tuple[object, ...]:
    """A row of a spreadsheet, by `COLUMNS`."""
    after = row.since.after.isoformat() if row.since.after else None
    former = [f"until {one.since.by:%Y-%m-%d}: {_values(one)}" for one in row.former_values]
    return (
        row.parameter, row.value, row.amount, row.unit, row.platform, row.platform_name, row.document,
        row.title, row.version, row.fetched_at.isoformat(), row.category, row.words, row.excerpt, after,
        row.since.by.isoformat(), " | ".join(former),
    )  # fmt: skip


def _values(one: FormerValue) -> str:
    return "; ".join(one.values) or "none"
