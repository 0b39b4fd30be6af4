"""Makes the stories of many documents on all cores: the first question to an archive asks for all of them."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError
from archive_repo.records import Version
from archive_repo.repository import Repository
from archiver import cores
from archiver.errors import ProcessEnded
from archiver.provisions.comparison import compare
from archiver.provisions.comparison.compare import DocumentStory
from archiver.provisions.stories import kept

WORTH = 120
"""Fewest versions without a story for which other processes are started: the reading of so many takes six
seconds, and each process one and a half to load what it reads them with."""


def lacking(connection: sqlite3.Connection, documents: Iterable[tuple[str, str]]) -> list[list[Version]]:
    """The versions, newest first, of those documents of which no story is kept.

    None if they are few, or there is one core.
    """
    found = kept.lacking(connection, documents) if cores.usable() > 1 else []
    return found if sum(map(len, found)) >= WORTH else []


def _nothing(_: DocumentStory) -> Mapping[str, object]:
    return {}


def make(
    connection: sqlite3.Connection,
    archive: Archive,
    documents: Sequence[Sequence[Version]],
    now: datetime,
    also: Callable[[DocumentStory], Mapping[str, object]] = _nothing,
) -> Iterator[str]:
    """Make and keep the stories of documents, given by their versions; yields the address of each when it is.

    What is `also` told of a document, by its keys, is kept too; it does not know when versions came. One that
    cannot be made is left to whoever asks for it, and learns why.
    """
    make_one = functools.partial(_made, archive.folder, now, also)
    longest_first = sorted(documents, key=len, reverse=True)
    with suppress(ProcessEnded), closing(cores.spread(make_one, longest_first)) as done:
        for versions, made in done:
            newest = versions[0]
            if made and not kept.keep(connection, newest, made):
                return
            yield f"{newest.platform}/{newest.document}"


def _made(
    root: Path,
    now: datetime,
    also: Callable[[DocumentStory], Mapping[str, object]],
    versions: Sequence[Version],
) -> Mapping[str, object] | None:
    try:
        repository = _repository(root, versions[0].platform)
        story, made = kept.anew(repository, versions, now)
        return {**made, **also(compare.undated(repository, versions, story))}
    except ArchiveError:  # it may not be possible to send it
        return None


@functools.cache
def _repository(root: Path, platform: str) -> Repository:
    return Archive.open(root).repository(platform)
