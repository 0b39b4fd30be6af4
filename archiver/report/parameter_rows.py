"""Parameters of platforms' documents, and how their values changed, as values and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from archive_repo.records import Bounds
from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.parameters import following
from archiver.provisions.parameters.following import ValueLife
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
    """The version that brought another value in their place."""
    since: Bounds
    """When it came, between two looks."""
    values: tuple[str, ...]
    """What was stated until then, and is not now."""


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
    """When the document came to state this value, as far as that is known, whatever was around it."""
    former_values: tuple[FormerValue, ...]
    """Values of this parameter that others replaced in the document, each once, newest first; they stand at
    the first of its rows for the parameter."""
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


def rows(documents: Sequence[DocumentStory], seen: Seen, categories: frozenset[str]) -> list[ParameterRow]:
    """The values that documents state in provisions of some categories, by parameter and platform."""
    found = [row for one in documents for row in _of(one, seen, categories)]
    order = list(ParameterKind)
    return sorted(found, key=lambda row: (order.index(row.parameter), row.platform, row.document))


def _of(one: DocumentStory, seen: Seen, categories: frozenset[str]) -> Iterator[ParameterRow]:
    told: dict[ParameterKind, set[str]] = {}
    for finding, parameter in following.shown(one.story.findings, one.story.weak):
        kind, value = parameter.kind, parameter.measure.value
        if finding.category not in categories or value in told.get(kind, ()):
            continue
        former = () if kind in told else tuple(_former(one, kind))
        told.setdefault(kind, set()).add(value)
        yield ParameterRow(
            parameter=kind,
            value=value,
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
            since=_since(one, one.story.values[following.name(kind, value)]),
            former_values=former,
            **looks.keys(seen[one.repository.platform, one.document]),
        )


def _since(one: DocumentStory, life: ValueLife) -> Bounds:
    came = one.since[life.came_with]
    return came if life.was_seen_to_come else replace(came, after=None)


def _former(one: DocumentStory, kind: ParameterKind) -> Iterator[FormerValue]:
    """The values that others replaced, and that the document does not state again."""
    told: set[str] = set()
    for change in reversed(one.story.replaced):
        gone = tuple(
            value
            for value in change.old
            if value not in told and following.name(kind, value) not in one.story.values
        )
        if change.kind is kind and gone:
            told |= set(gone)
            yield FormerValue(version=change.version, since=one.since[change.version], values=gone)


def csv(found: Sequence[ParameterRow]) -> Iterator[str]:
    """The lines of a CSV file with a header. Unknown values are empty."""
    yield spreadsheet.line(COLUMNS)
    for row in found:
        yield spreadsheet.line(cells(row))


def cells(row: ParameterRow) -> tuple[object, ...]:
    """A row of a spreadsheet, by `COLUMNS`."""
    after = row.since.after.isoformat() if row.since.after else None
    former = [f"until {one.since.by:%Y-%m-%d}: {'; '.join(one.values)}" for one in row.former_values]
    return (
        row.parameter, row.value, row.amount, row.unit, row.platform, row.platform_name, row.document,
        row.title, row.version, row.fetched_at.isoformat(), row.category, row.words, row.excerpt, after,
        row.since.by.isoformat(), " | ".join(former),
    )  # fmt: skip
