"""The difference of two texts as a value for programs: `archive_repo.diff.apply` makes the new text of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from archive_repo.diff import compare
from archive_repo.edits import Edit, Kind
from archive_repo.records import BEGINNING, ChangeClass, SentenceCounts, Version
from archiver.report import looks
from archiver.report.difference.comparison import Comparison
from archiver.report.looks import LastLooks
from archiver.report.versions import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class OldText:
    """The text that the new one is compared with."""

    platform: str
    platform_name: str
    document: str
    title: str
    version: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRow:
    """Lines of the old text, and what stands in their place in the new one."""

    kind: Kind
    old_lines: tuple[int, int] | None
    """First and last line in the old text, from 1; None where it has none of them."""
    new_lines: tuple[int, int] | None
    markdown: tuple[str, ...] | None
    """The lines that came or went, as they are stored; None for others."""
    edits: tuple[Edit, ...] | None
    """Of an amended line its words in pairs of a sign (`=`, `-`, `+`) and a text; None for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow:
    """What a text says now, or said later, in place of the old one."""

    platform: str
    platform_name: str
    document: str
    title: str
    version: str
    fetched_at: datetime
    compared_with: OldText | None
    """Another version, or another document; None for a document's first version, which changed nothing."""
    change_class: ChangeClass | None
    """None where the texts are the same."""
    sentences: SentenceCounts
    sections: tuple[Section, ...]
    segments: tuple[SegmentRow, ...]
    """Every line of both texts, in the order of the new one; none for a first version."""
    last_confirmed_at: datetime | None
    last_looked_at: datetime | None
    stale: bool


def row(compared: Comparison, last: LastLooks) -> DifferenceRow:
    """A comparison; `last` has the looks at the newer text. A first version is compared with nothing."""
    after, before = compared.new, compared.old
    difference = compared.difference if before else compare(compared.new_text, compared.new_text)
    return DifferenceRow(
        platform=after.platform,
        platform_name=compared.new_name,
        document=after.document,
        title=after.title,
        version=after.id,
        fetched_at=after.fetched_at,
        compared_with=_old(compared.old_name, before) if before else None,
        change_class=difference.change_class,
        sentences=difference.sentences,
        sections=tuple(
            Section(path=() if one.path == (BEGINNING,) else tuple(one.path), kind=one.kind)
            for one in difference.changed_sections
        ),
        segments=tuple(SegmentRow(**one) for one in difference.as_json()["segments"]) if before else (),
        **looks.keys(last),
    )


def _old(name: str, version: Version) -> OldText:
    return OldText(
        platform=version.platform,
        platform_name=name,
        document=version.document,
        title=version.title,
        version=version.id,
        fetched_at=version.fetched_at,
    )
