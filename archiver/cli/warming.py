"""What `crawl` and `import` do for later questions: they read the provisions of new versions at once."""

from __future__ import annotations

import sqlite3
from contextlib import suppress

from archive_repo.archive import Archive
from archive_repo.errors import ArchiveError
from archive_repo.index import connect, kept
from archiver.cli import indexing, options
from archiver.provisions import KEPT_AS


def keep_up(archive: Archive) -> None:
    """Bring the provisions that are kept up to date; nothing in an archive that was never asked for any.

    It changes no outcome: what cannot be read is left to the question that needs it, and Ctrl-C leaves the
    rest to later.
    """
    if not kept.has(archive.index, KEPT_AS):
        return
    from archiver.provisions.stories.kept import outdated, outline  # takes a while to load

    def question(index: sqlite3.Connection) -> None:
        documents = outdated(index)
        for platform, document in indexing.watched(documents, len(documents), "reading the provisions of"):
            outline(index, archive.repository(platform), document, options.now())

    with suppress(ArchiveError, sqlite3.Error, KeyboardInterrupt):
        connect.ask(archive, question)
