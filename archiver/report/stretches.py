"""The stretches of a document's looks: those one after another that found the same."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, pairwise

from archive_repo.index import looks, queries
from archive_repo.index.looks import Look
from archive_repo.records import Outcome
from archiver.report.reasons import cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why looks were held or failed, and how many of them."""

    reason: str
    look_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LookStretch:
    """Looks at a document one after another that found the same."""

    platform: str
    document: str
    version: str | None
    """The newest version during these looks."""
    fetched_at: datetime | None
    """When that version's text was fetched: before these looks if it was held first, or waited."""
    confirmed: bool
    """True if they saw that version's text."""
    outcomes: dict[Outcome, int]
    """Looks by outcome."""
    look_count: int
    first_looked_at: datetime
    last_looked_at: datetime
    reasons: tuple[Reason, ...]
    """Why they were held or failed, the most frequent first."""


def of_document(connection: sqlite3.Connection, platform: str, document: str) -> list[LookStretch]:
    """Every stretch of looks at a document, newest first; empty for one that was never looked at."""
    fetched = {one.id: one.fetched_at for one in queries.versions(connection, platform, document)}
    found = looks.each(connection, platform, document)
    return list(_stretches(platform, document, found, fetched))


def waited(found: Sequence[LookStretch]) -> list[LookStretch]:
    """Those whose version had been seen by looks before, which did not record it."""
    return [
        newer
        for newer, older in pairwise(found)
        if newer.confirmed
        and newer.version != older.version
        and newer.fetched_at
        and newer.fetched_at <= older.last_looked_at
    ]


def _stretches(
    platform: str, document: str, found: Sequence[Look], fetched: Mapping[str, datetime]
) -> Iterator[LookStretch]:
    for (version, kind), run in groupby(found, key=lambda look: (look.version, _kind(look))):
        same = list(run)
        reasons = Counter(cause(look.reason) for look in same if look.reason)
        yield LookStretch(
            platform=platform,
            document=document,
            version=version or None,
            fetched_at=fetched.get(version),
            confirmed=kind is None,
            outcomes=dict(Counter(look.outcome for look in reversed(same))),
            look_count=len(same),
            first_looked_at=same[-1].checked_at,
            last_looked_at=same[0].checked_at,
            reasons=tuple(Reason(reason=text, look_count=count) for text, count in reasons.most_common()),
        )


def _kind(look: Look) -> Outcome | None:
    """The outcome by which looks are grouped; None for all that saw the text."""
    return None if look.confirms() else look.outcome
