"""Sentences that match a regular expression: in the texts of today or of a date, or in all of history.

What is searched is the sentence as a reader sees it, without link targets and list, heading or table marks.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from archive_repo.archive import Texts
from archive_repo.index import holdings, queries
from archive_repo.index.holdings import Holding
from archive_repo.records import Version
from archive_repo.search import stays
from archive_repo.search.stays import Stay
from archive_repo.text.markdown import plain

if TYPE_CHECKING:
    from archive_repo.archive import Archive

Holds = Callable[[str, str], bool]
"""True if a document, by the slugs of its platform and its own, is to be searched."""

LITERAL_LENGTH = 3
"""Letters that a pattern must contain for SQLite to look for them first, which is seven times as fast."""


class Pattern(Protocol):
    """What is searched for: a regular expression compiled by `re`, or what can be used as one."""

    @property
    def pattern(self) -> str:
        """The expression."""

    @property
    def flags(self) -> int:
        """Flags of `re`."""

    def search(self, text: str, /) -> re.Match[str] | None:
        """The first match in a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A line that matches, in one version."""

    version: Version
    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A sentence that matches, and when one document held it."""

    platform: str
    document: str
    text: str
    """As it is now, or was last."""
    came_as: str
    """As it was first, perhaps with another number or other marks."""
    stays: tuple[Stay, ...]


def everywhere(holds: Holds | None, platform: str, document: str) -> bool:
    """True if a document is to be searched; without `holds`, all are."""
    return holds is None or holds(platform, document)


def at(
    connection: sqlite3.Connection,
    archive: Archive,
    pattern: Pattern,
    *,
    moment: datetime | None = None,
    holds: Holds | None = None,
) -> list[Match]:
    """The matching lines of the texts in force at a moment, or now; by platform, document and line."""
    numbers = holdings.in_force(connection, moment) if moment else None
    wanted: dict[tuple[str, str], set[str]] = {}
    versions: dict[tuple[str, str], tuple[int, int]] = {}
    for holding in _holdings(connection, pattern, holds):
        number = holding.newest if numbers is None else numbers.get(holding.document_id)
        if number and holding.is_held_by(number):
            key = holding.platform, holding.document
            wanted.setdefault(key, set()).add(holding.text)
            versions[key] = holding.document_id, number
    found: list[Match] = []
    text_of = Texts(archive)
    for key, texts in sorted(wanted.items()):
        document_id, number = versions[key]
        version = queries.numbered(connection, document_id, [number])[number]
        raws = text_of(version).split("\n")
        found += (
            Match(version=version, line=line, text=text)
            for line, raw in enumerate(raws, 1)
            if (text := plain(raw)) in texts
        )
    return found


def through_history(
    connection: sqlite3.Connection, archive: Archive, pattern: Pattern, *, holds: Holds | None = None
) -> list[Appearance]:
    """Each matching sentence of each document, with when it came and went, in the order in which they came.

    Those of a document that came at once are in order of their text. A sentence that only got another number
    or other marks did not go: it is listed once, as it was last.
    """
    from archive_repo.search import renumbered  # reads numbers: slow to load, and needed only here

    matching = renumbered.joined(connection, Texts(archive), _holdings(connection, pattern, holds))
    found: list[Appearance] = []
    for document, group in groupby(matching, key=lambda pair: pair[0].document_id):
        own = list(group)
        numbers = {number for holding, _ in own for number in stays.numbers(holding.spans)}
        versions = queries.numbered(connection, document, numbers)
        found += [_appearance(connection, versions, holding, came_as) for holding, came_as in own]
    return sorted(found, key=lambda one: (one.stays[0].came.fetched_at, one.platform, one.document))


def _appearance(
    connection: sqlite3.Connection, versions: Mapping[int, Version], holding: Holding, came_as: str
) -> Appearance:
    """The appearance of a sentence; `versions` has those of its document by number."""
    return Appearance(
        platform=holding.platform,
        document=holding.document,
        text=holding.text,
        came_as=came_as,
        stays=tuple(stays.of(connection, versions, holding.spans)),
    )


def _holdings(connection: sqlite3.Connection, pattern: Pattern, holds: Holds | None) -> Iterator[Holding]:
    needle = literal(pattern)
    candidates = (
        holdings.every(connection)
        if len(needle) < LITERAL_LENGTH
        else holdings.with_literal(connection, needle)
    )
    matching = {key: text for key, text in candidates if pattern.search(text)}
    for holding in holdings.holdings(connection, matching):
        if everywhere(holds, holding.platform, holding.document):
            yield holding


def literal(pattern: Pattern) -> str:
    r"""The longest run of ASCII letters and the like that every match contains; empty if that is unclear.

    >>> literal(re.compile(r"train(ing)? (your|our) models?\b")), literal(re.compile("a|b"))
    (' model', '')
    """
    text = pattern.pattern
    if "|" in re.sub(r"\\.|\([^()]*\)", "", text) or "(?" in text or pattern.flags & re.VERBOSE:
        return ""
    text = re.sub(r"\\.|\[\^?\]?(?>(?:\\.|[^\]\\])*)(?:\]|$)", "\0", text)
    while (inner := re.sub(r"\([^()]*\)", "\0", text)) != text:
        text = inner
    text = re.sub(r".(?:[?*]|\{[^{}]*\})", "\0", text, flags=re.DOTALL)
    return max(re.split(r"[^ !\"#%&',/0-9:;<=>@A-Z_`a-z~-]", text), key=len)
