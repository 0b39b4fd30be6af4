"""Two texts that are compared: two versions of a document, or one version each of two documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from archive_repo.archive import Archive
from archive_repo.diff import Difference, compare
from archive_repo.format.message import describe, plural
from archive_repo.index import queries
from archive_repo.records import Version


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two texts and their difference."""

    old: Version | None
    """None where the other one is its document's first version: there is nothing to compare it with."""
    new: Version
    old_name: str
    """The platform's name; empty where there is no old text."""
    new_name: str
    old_text: str
    new_text: str

    @cached_property
    def difference(self) -> Difference:
        """What turned the old text into the new one; for a first version that all was added."""
        return compare(self.old_text, self.new_text)

    @property
    def crosses(self) -> bool:
        """True if the texts are of two documents."""
        return crosses(self.old, self.new)

    @property
    def differs(self) -> bool:
        """True if there are two texts, and they are not the same."""
        return self.old is not None and self.difference.change_class is not None

    @property
    def title(self) -> str:
        """What is compared, in few words."""
        new = f"{self.new_name}, {self.new.title}"
        return f"{self.old_name}, {self.old.title} / {new}" if self.old and self.crosses else new


def of(archive: Archive, names: Mapping[str, str], old: Version | None, new: Version) -> Comparison:
    """The comparison of two versions; None for the time before a document's first one.

    `names` has the names of the platforms, by their slugs.
    """
    return Comparison(
        old=old,
        new=new,
        old_name=names[old.platform] if old else "",
        new_name=names[new.platform],
        old_text=archive.text(old) if old else "",
        new_text=archive.text(new),
    )


def crosses(old: Version | None, new: Version) -> bool:
    """True if two versions are of two documents."""
    return old is not None and _place(old) != _place(new)


Pair = tuple[Version | None, Version]
"""The versions of a comparison."""


def of_platform(
    connection: sqlite3.Connection, platform: str, old: datetime | None, new: datetime | None
) -> list[Pair]:
    """Of each document the versions in force at two moments, where they are not the same.

    Without the first moment, what the version in force at the second one changed.
    """
    pairs: list[Pair] = []
    for one in queries.documents(connection):
        after = queries.newest(connection, platform, one.document, new) if one.platform == platform else None
        if after is None:
            continue
        if old is None:
            before = queries.by_id(connection, [after.previous])[after.previous] if after.previous else None
        else:
            before = queries.newest(connection, platform, one.document, old)
        if before != after:
            pairs.append((before, after))
    return pairs


def told(comparison: Comparison) -> str:
    """How much differs, in words."""
    difference, counts = comparison.difference, comparison.difference.sentences
    if difference.change_class is None:
        return "the texts are the same"
    if not comparison.crosses:
        return f"{describe(counts)} ({difference.change_class})"
    said = (
        (counts.removed, "only in the first"),
        (counts.added, "only in the second"),
        (counts.amended, "with other words"),
        (counts.moved, "in another place"),
    )
    return ", ".join(f"{plural(count, 'sentence')} {where}" for count, where in said if count)


def first(comparison: Comparison) -> str:
    """Says that there is no text to compare with, since none is that old, and what can be shown instead."""
    version = comparison.new
    count = plural(comparison.difference.sentences.added, "sentence")
    address = f"{version.platform}/{version.document}"
    if version.previous:
        return f"{address}: no version is as old as that; `archiver log {address}` lists them"
    return (
        f"{address}: the first version, of {_minute(version.fetched_at)} UTC ({count}), has none before it "
        f"to be compared with; `archiver show {address}@{version.id[:SHORT_ID]}` prints it"
    )


SHORT_ID = 10
"""Digits of a version's id that people are shown."""


def named(name: str, version: Version) -> str:
    """A text as one line: its document, when it was fetched, its version."""
    return f"{name}, {version.title}: {_stamp(version)} UTC"


def about(comparison: Comparison) -> tuple[str, ...]:
    """Which texts are compared, and how much differs, a line each."""
    old, new = comparison.old, comparison.new
    if old is None:
        return (first(comparison),)
    if old.id == new.id:
        return (f"{comparison.title}: no change; the version of {_stamp(new)} UTC stood at both times",)
    if not comparison.crosses:
        between = f"{comparison.title}: {_stamp(old)} to {_stamp(new)} UTC"
        return between, told(comparison)
    return (
        "two documents are compared, not two versions of one:",
        f"- {named(comparison.old_name, old)}",
        f"+ {named(comparison.new_name, new)}",
        told(comparison),
    )


def _stamp(version: Version) -> str:
    return f"{_minute(version.fetched_at)} ({version.id[:SHORT_ID]})"


def _place(version: Version) -> tuple[str, str]:
    return version.platform, version.document


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
