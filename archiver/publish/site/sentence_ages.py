"""Since when each sentence of a document has been there, and what it said before; kept in the index."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archive_repo.archive import Archive
from archive_repo.format import plain
from archive_repo.index import kept
from archive_repo.records import Bounds
from archive_repo.search import blame
from archiver.publish.site import rendering
from archiver.publish.site.contents import Document

KEY = "ages"
"""The key under which the ages of a document's sentences are kept in the index."""
BEFORE = 600
"""Characters of an earlier wording that a page keeps for a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """The age of a sentence."""

    line: int
    """Its number in the text, from 1."""
    since: Bounds
    before: str
    """What it said before; empty where it is not known to have said anything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ages:
    """The ages of a text's sentences, as they are kept in the index."""

    key: str
    """Changes with what they were made from."""
    ages: tuple[Age, ...]


def of(connection: sqlite3.Connection, archive: Archive, document: Document) -> dict[int, Age]:
    """The ages of the sentences of the newest text, by their lines. `connection` is an up-to-date index."""
    where = document.platform, document.slug, KEY
    key = rendering.key(rendering.fingerprint(), list(document.outline.since.items()))
    found = _kept(connection, where, key)
    if found is None:
        found = Ages(key=key, ages=_read(connection, archive, document))
        kept.write(connection, *where, plain.write(found))
    return {one.line: one for one in found.ages}


def _kept(connection: sqlite3.Connection, where: tuple[str, str, str], key: str) -> Ages | None:
    try:
        found = plain.read(Ages, kept.read(connection, *where))
    except ValueError:  # none are kept, or they are of another release
        return None
    return found if found.key == key else None


def _read(connection: sqlite3.Connection, archive: Archive, document: Document) -> tuple[Age, ...]:
    return tuple(
        Age(
            line=one.line,
            since=one.since,
            before=one.previous[0].text[:BEFORE] if one.previous else "",
        )
        for one in blame.sentences(connection, archive, document.newest, previous=True)
    )
