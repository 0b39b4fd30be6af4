"""What pages say of a change in words, and how weighty it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive_repo.format.message import plural
from archive_repo.records import ChangeClass, SentenceCounts
from archiver.provisions.taxonomy import Category
from archiver.report import phrases, versions
from archiver.report.changes import ChangeRow
from archiver.report.versions import VersionRow

NAMED = 2
"""Sections and categories that a sentence names; the others are counted."""

SEVERITIES = ("high", "medium", "low")
"""The weightiest first."""


def sentence(row: ChangeRow, touched: Sequence[Category]) -> str:
    """One plain sentence about a change: how much changed, where, and which provisions it touches."""
    if row.change_class is None:
        return f"Tracked from here on: {plural(row.sentences.added, 'sentence')}."
    if row.change_class is ChangeClass.RESTORED and row.sentences == SentenceCounts():
        return "An earlier text came back."
    parts = [_amount(row), _places(row)]
    touches = listed([f"“{one.title}”" for one in ranked(touched)])
    told = " ".join(filter(None, parts))
    return f"{told}; touches {touches}." if touches else f"{told}."


def ranked(touched: Iterable[Category]) -> list[Category]:
    """Categories, those of the highest severity first."""
    return sorted(touched, key=lambda one: SEVERITIES.index(one.severity))


def severity(touched: Iterable[Category]) -> str:
    """The severity of the weightiest provision that a change touches; empty where it touches none."""
    found = {one.severity for one in touched}
    return next((one for one in SEVERITIES if one in found), "")


def weight(row: ChangeRow, touched: Iterable[Category]) -> tuple[int, int]:
    """Sorts changes: by the severity of what they touch, then by how many sentences changed."""
    rank = severity(touched)
    counts = row.sentences
    size = counts.added + counts.removed + counts.amended
    return (SEVERITIES.index(rank) if rank else len(SEVERITIES), -size)


def _amount(row: VersionRow) -> str:
    told = row.subject.removeprefix(f"{row.title}: ")
    return phrases.capitalised(told)


def _places(row: VersionRow) -> str:
    names = [name for name, _ in versions.section_names(row) if name != versions.OPENING]
    quoted = [f"“{name}”" for name in names]
    found = listed(quoted, "section")
    return f"in {found}" if found else ""


def listed(names: Sequence[str], what: str = "") -> str:
    """Names as a sentence lists them; of many the first, and how many more there are."""
    shown, rest = list(names[:NAMED]), len(names) - NAMED
    if rest > 0:
        shown.append(plural(rest, f"more {what}") if what else f"{rest} more")
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
