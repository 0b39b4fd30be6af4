"""Makes the stories of many documents on all cores: the first question to an archive asks for all of them."""

from __future__ import annotations

import functools
import multiprocessing
import signal
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from datetime import datetime
from pathlib import Path

from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError
from archive_repo.records import Version
from archive_repo.repository import Repository
from archiver import cores
from archiver.provisions import kept

WORTH = 120
"""Fewest versions without a story for which other processes are started: the reading of so many takes six
seconds, and each process one and a half to load what it reads them with."""


def lacking(connection: sqlite3.Connection, documents: Iterable[tuple[str, str]]) -> list[list[Version]]:
    """The versions, newest first, of those documents of which no story is kept.

    None if they are few, or there is one core.
    """
    found = kept.lacking(connection, documents) if cores.usable() > 1 else []
    return found if sum(map(len, found)) >= WORTH else []


def make(
    connection: sqlite3.Connection, archive: Archive, documents: Sequence[Sequence[Version]], now: datetime
) -> Iterator[str]:
    """Make and keep the stories of documents, given by their versions; yields the address of each when it is.

    One that cannot be made is left to whoever asks for it, and learns why.
    """
    if not documents:
        return
    longest_first = sorted(documents, key=len, reverse=True)
    context = multiprocessing.get_context("spawn")
    count = min(len(documents), cores.usable())
    with ProcessPoolExecutor(count, mp_context=context, initializer=_begin) as pool:
        asked = {pool.submit(_made, archive.folder, one, now): one[0] for one in longest_first}
        try:
            for future in as_completed(asked):
                newest = asked.pop(future)  # which would keep what it made
                if (made := _value(future)) and not kept.keep(connection, newest, made):
                    pool.shutdown(cancel_futures=True)
                    return
                yield f"{newest.platform}/{newest.document}"
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _value(future: Future[dict[str, object] | None]) -> dict[str, object] | None:
    """What a process made; None if it ended, or failed, in which case the question itself will say why."""
    return None if future.exception() else future.result()


def _begin() -> None:
    """Prepare a process: the terminal's Ctrl-C is for the one that shares out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _made(root: Path, versions: Sequence[Version], now: datetime) -> dict[str, object] | None:
    try:
        return kept.anew(_repository(root, versions[0].platform), versions, now)
    except ArchiveError:  # it may not be possible to send it
        return None


@functools.cache
def _repository(root: Path, platform: str) -> Repository:
    return Archive.open(root).repository(platform)
