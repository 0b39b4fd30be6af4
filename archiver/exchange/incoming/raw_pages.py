"""The raw pages that a collection's texts were read from: its repository of snapshots, and its addresses.

found = raw_pages.found(repository, wanted)     which of the snapshots are there, by their ids
raw_pages.body(objects, page, url)              one of them, as this archive stores it
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive_repo.format.snapshot import Body, Fetched
from archive_repo.git import foreign
from archive_repo.git.foreign import Change, Objects
from archiver.exchange.collection import moment

_LOCATION = re.compile(r"^X-source-document-location:[ \t]*(\S+)[ \t]*$", re.MULTILINE)
ENDINGS = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "txt": "text/plain; charset=utf-8"}
"""File endings that are kept, with what the bytes are: the engine stores pages as UTF-8, as whatever they
came."""

WHOLE = 40
"""Digits of an id that is not shortened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page in a collection's repository of snapshots."""

    commit: str
    blob: str
    extension: str
    fetched_at: datetime
    url: str
    """As its commit says; empty where that was recorded before May 2025."""


def found(repository: Path, wanted: Iterable[str]) -> dict[str, Page]:
    """The pages with these ids, which may be shortened, by the ids as they are given.

    Raises InvalidInput or DamagedRepository where the repository cannot be read.
    """
    foreign.must_be_repository(repository)
    ids = set(wanted)
    short = {len(one) for one in ids} - {WHOLE}
    pages: dict[str, Page] = {}
    for change in foreign.changes(repository):
        named = {change.commit, *(change.commit[:length] for length in short)} & ids
        if named and (one := page(change)):
            pages.update(dict.fromkeys(named, one))
    return pages


def page(change: Change) -> Page | None:
    """The page that a commit records; None where it is not one page."""
    if len(change.files) != 1:
        return None
    ((name, blob),) = change.files
    extension = name.rpartition(b".")[2].decode(errors="replace").lower()
    said = _LOCATION.search(change.message)
    return Page(
        commit=change.commit,
        blob=blob,
        extension=extension if extension in ENDINGS else "txt",
        fetched_at=moment(change.authored),
        url=said[1] if said else "",
    )


def body(objects: Objects, page: Page, url: str) -> Body:
    """A page as it is stored; `url` is its address where its commit does not say it."""
    fetched = Fetched(url=page.url or url, fetched_at=page.fetched_at, content_type=ENDINGS[page.extension])
    return Body(extension=page.extension, data=objects.blob(page.blob), fetched=fetched)
