"""The index for a command: brought up to date, with progress on stderr where a person watches."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from archive_repo.archive import Archive
from archive_repo.index import connect
from archiver import addresses


@contextmanager
def current(archive: Archive) -> Iterator[sqlite3.Connection]:
    """A connection to the archive's index, up to date."""
    with connect.current(archive, _tell if sys.stderr.isatty() else None) as connection:
        yield connection


def only(archive: Archive, named: tuple[str, ...]) -> Callable[[str, str], bool] | None:
    """True if a document is one of those that were named; None where none was named."""
    wanted = [addresses.parse(one) for one in named]
    for address in wanted:
        archive.repository(address.platform)
    if not wanted:
        return None
    return lambda platform, document: any(address.holds(platform, document) for address in wanted)


def _tell(done: int, of: int) -> None:
    last = done == of
    told = "" if last else f"reading the history of {of} platforms: {done * 100 // of} %"
    click.echo(f"\r\x1b[K{told}", nl=False, err=True)
