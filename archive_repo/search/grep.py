"""Sentences that match a regular expression: in the texts of today or of a date, or in all of history.

What is searched is the sentence as a reader sees it, without link targets and list, heading or table marks.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from archive_repo.index import queries
from archive_repo.records import Version
from archive_repo.text.markdown import plain

if TYPE_CHECKING:
    from archive_repo.archive import Archive

Holds = Callable[[str, str], bool]
"""Whether a document, by the slugs of its platform and its own, is to be searched."""

LITERAL_LENGTH = 3
"""Letters that a pattern must contain for SQLite to look for them first, seven times as fast as Python."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A line that matches, in one version."""

    version: Version
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A time during which a document held a sentence."""

    came: Version
    """The version that brought it."""
    went: Version | None
    """The version that no longer has it; None while it is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A sentence that matches, and when one document held it."""

    platform: str
    document: str
    text: str
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True)
class _Holding:
    platform: str
    document: str
    document_id: int
    newest: int
    text: str
    spans: list[list[int | None]]


def everywhere(holds: Holds | None, platform: str, document: str) -> bool:
    """Whether a document is to be searched; all are where nothing says otherwise."""
    return holds is None or holds(platform, document)


def at(
    connection: sqlite3.Connection,
    archive: Archive,
    pattern: re.Pattern[str],
    *,
    moment: datetime | None = None,
    holds: Holds | None = None,
) -> list[Match]:
    """The matching lines of the texts in force at a moment, or now; by platform, document and line."""
    numbers = _in_force(connection, moment)
    wanted: dict[tuple[str, str], set[str]] = {}
    versions: dict[tuple[str, str], tuple[int, int]] = {}
    for holding in _holdings(connection, pattern, holds):
        number = numbers.get(holding.document_id) if numbers is not None else holding.newest
        if number and any(first and first <= number <= (last or number) for first, last in holding.spans):
            key = holding.platform, holding.document
            wanted.setdefault(key, set()).add(holding.text)
            versions[key] = holding.document_id, number
    found: list[Match] = []
    for (platform, _), texts in sorted(wanted.items()):
        document_id, number = versions[(platform, _)]
        version = queries.numbered(connection, document_id, [number])[number]
        raws = archive.repository(platform).text(version).split("\n")
        found += (
            Match(version=version, line=line, text=text)
            for line, raw in enumerate(raws, 1)
            if (text := plain(raw)) in texts
        )
    return found


def through_history(
    connection: sqlite3.Connection, pattern: re.Pattern[str], *, holds: Holds | None = None
) -> list[Appearance]:
    """Each matching sentence of each document, with when it came and went; the first to come first."""
    found = []
    for holding in _holdings(connection, pattern, holds):
        ends = [number for first, last in holding.spans for number in (first, (last or 0) + 1) if number]
        versions = queries.numbered(connection, holding.document_id, ends)
        stays = tuple(
            Stay(came=versions[first], went=versions.get(last + 1) if last else None)
            for first, last in holding.spans
            if first
        )
        found.append(
            Appearance(platform=holding.platform, document=holding.document, text=holding.text, stays=stays)
        )
    return sorted(found, key=lambda one: (one.stays[0].came.fetched_at, one.platform, one.document))


def _in_force(connection: sqlite3.Connection, moment: datetime | None) -> dict[int, int] | None:
    """By a document's id the number of its version in force at a moment; None for the newest ones."""
    if moment is None:
        return None
    query = "SELECT document, max(number) FROM versions WHERE fetched_at <= ? GROUP BY document"
    return dict(connection.execute(query, (moment.isoformat(),)))


def _holdings(
    connection: sqlite3.Connection, pattern: re.Pattern[str], holds: Holds | None
) -> Iterator[_Holding]:
    matching = {key: text for key, text in _candidates(connection, pattern) if pattern.search(text)}
    rows = connection.execute(
        "SELECT platform, slug, documents.id, newest, sentence, spans FROM json_each(?) "
        "JOIN holdings ON sentence = json_each.value JOIN documents ON documents.id = document",
        (json.dumps(list(matching)),),
    )
    for platform, document, document_id, newest, sentence, spans in rows:
        if everywhere(holds, platform, document):
            yield _Holding(platform, document, document_id, newest, matching[sentence], json.loads(spans))


def _candidates(connection: sqlite3.Connection, pattern: re.Pattern[str]) -> sqlite3.Cursor:
    needle = literal(pattern)
    if len(needle) < LITERAL_LENGTH:
        return connection.execute("SELECT id, text FROM sentences")
    escaped = re.sub(r"([%_\\])", r"\\\1", needle)
    return connection.execute(
        "SELECT id, text FROM sentences WHERE text LIKE ? ESCAPE '\\'", (f"%{escaped}%",)
    )


def literal(pattern: re.Pattern[str]) -> str:
    r"""The longest run of ASCII letters and the like that every match contains; empty where that is unclear.

    >>> literal(re.compile(r"train(ing)? (your|our) models?\b")), literal(re.compile("a|b"))
    (' model', '')
    """
    text = pattern.pattern
    if "|" in re.sub(r"\\.|\([^()]*\)", "", text) or "(?" in text or pattern.flags & re.VERBOSE:
        return ""
    text = re.sub(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", "\0", text)
    while (inner := re.sub(r"\([^()]*\)", "\0", text)) != text:
        text = inner
    text = re.sub(r".(?:[?*]|\{[^{}]*\})", "\0", text, flags=re.DOTALL)
    return max(re.split(r"[^ !\"#%&',/0-9:;<=>@A-Z_`a-z~-]", text), key=len)
