"""The index for a command: progress on stderr where a person watches, and what of it could not be read."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import click

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.index import connect
from archiver import addresses
from archiver.cli import output, sick

if TYPE_CHECKING:
    from archiver.report.documents import Holds

T = TypeVar("T")

EMPTY = "archiver.empty"
"""Key of the context's `meta`: True once the user was told that the archive has no platform."""


class Watch:
    """Tells the person who called the command."""

    def __init__(self) -> None:
        self._sick: dict[str, tuple[str, bool]] = {}

    def progress(self, done: int, of: int) -> None:
        """Show on a terminal how many histories have been read."""
        if sys.stderr.isatty():
            said = f"reading the history of {plural(of, 'platform')}: {done * 100 // of} %"
            told = "" if done == of else said
            click.echo(f"\r\x1b[K{told}", nl=False, err=True)

    def sick(self, platform: str, reason: str, *, shown: bool) -> None:
        """Remember that a platform is shown as it was, or is left out, and why."""
        self._sick[platform] = reason, shown

    def tell(self) -> None:
        """Keep what was remembered for the end of the command."""
        for platform, (reason, shown) in self._sick.items():
            sick.tell(platform, reason, shown=shown)


def ask(archive: Archive, question: Callable[[sqlite3.Connection], T], *, about: str = "") -> T:
    """What the archive's index answers; see `archive_repo.index.connect.ask`."""
    if not about and not archive.slugs() and not click.get_current_context().meta.setdefault(EMPTY, False):
        click.get_current_context().meta[EMPTY] = True
        output.note("Nothing is archived yet; `archiver crawl` fetches what is declared.")
    watch = Watch()
    found = connect.ask(archive, question, watch, about=about)
    watch.tell()
    return found


def only(archive: Archive, connection: sqlite3.Connection, named: tuple[str, ...]) -> Holds | None:
    """True for the documents that were named; None where none was.

    Raises UnknownPlatform or UnknownDocument for what the archive does not have.
    """
    if not named:
        return None
    from archiver.report import documents  # most questions are about everything

    return documents.named(archive, connection, [addresses.parse(one) for one in named])


def watched(found: Iterable[T], total: int, what: str) -> Iterator[T]:
    """The same values, with progress on stderr if it is a terminal: `what`, and the `total` of documents."""
    watching, head = sys.stderr.isatty(), f"{what} {plural(total, 'document')}"
    for done, one in enumerate(found):
        if watching:
            click.echo(
                f"\r\x1b[K{head}: {done * 100 // max(total, 1)} %",
                nl=False,
                err=True,
            )
        yield one
    if watching:
        click.echo("\r\x1b[K", nl=False, err=True)
