"""A small archive, and the site that is made of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from archive_repo.archive import Archive
from archive_repo.index import connect
from archive_repo.repository import Repository
from archiver.publish.site import contents
from archiver.publish.site.build import build
from archiver.publish.site.contents import Contents
from archiver.publish.site.deploy import Deployed
from archiver.publish.site.rendering import Frame
from archiver.publish.site.search_index import Indexer
from archiver.publish.site.source import Source
from tests.conftest import Recorder

T = TypeVar("T")
FRAME = Frame(title="Policies", url="https://policies.example/")

HOSTILE = '<script>alert(1)</script></main><img src=x onerror=alert(2)> & "quotes" \u202e\x1b[31m'
FIRST = """# Privacy Policy

Last updated: May 1, 2025

## 1. What we collect

We collect your name.
We use your conversations to train our models.

- At sign-up we collect:
  - your e-mail address
  - your age

| Data | Purpose |
| --- | --- |
| E-mail | Support |

## 2. Your rights

You may ask us for a copy of your personal data.
"""
SECOND = FIRST.replace("We collect your name.", "We collect your name and your telephone number.")


def fill(folder: Path) -> Recorder:
    """Two documents of a platform; one changed, one is hostile."""
    record = Recorder(Repository.create(folder / "platforms" / "example-inc.git"))
    record(FIRST)
    record(SECOND)
    record(f"# Terms\n\nYou agree. {HOSTILE}\n", "terms-of-service", title="Terms of Service")
    record.look(day=4)
    return record


def unwatched(found: Sequence[T], _what: str) -> Iterable[T]:
    return found


NOW = datetime(2025, 5, 8, tzinfo=UTC)


def read(folder: Path, now: datetime = NOW) -> Contents:
    """What the site of the archive in a folder tells."""
    archive = Archive.open(folder)
    return connect.ask(archive, lambda index: _read(archive, index, now))


def make(folder: Path, out: Path, indexer: Indexer | None = None, now: datetime = NOW) -> Deployed:
    """Make the site of the archive in a folder, with a search if `indexer` can make its index."""
    archive = Archive.open(folder)

    def question(index: sqlite3.Connection) -> Deployed:
        found = _read(archive, index, now)
        return build(Source.of(archive, index, found, FRAME), out, unwatched, indexer)

    return connect.ask(archive, question)


def _read(archive: Archive, index: sqlite3.Connection, now: datetime) -> Contents:
    return contents.read(index, archive, now, watched=unwatched, sick=lambda *_: None)
