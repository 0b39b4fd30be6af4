"""The site of an archive as a use case: `archiver site` and each round of a watch make the same one.

Nothing of a site is imported before one is made: its templates need an extra.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

from archive_repo.archive import Archive
from archive_repo.errors import InvalidInput
from archiver.report.documents import archived
from archiver.settings import SiteSettings

if TYPE_CHECKING:
    from archiver.publish.site.contents import Watched
    from archiver.publish.site.deploy import Deployed


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """What makes a site."""

    make: Callable[[sqlite3.Connection], Deployed]
    """Makes it, from an index that is up to date."""
    has_search: bool
    """False if the program that makes its search is not installed."""


def maker(
    archive: Archive,
    own: SiteSettings,
    folder: Path,
    now: datetime,
    *,
    watched: Watched,
    sick: Callable[[str, str], None],
) -> Maker:
    """What makes the archive's site in a folder, or brings it up to date.

    Raises InvalidInput if the extra is not installed.
    """
    try:
        from archiver.publish.site import build, contents, search_index
        from archiver.publish.site.rendering import Frame
        from archiver.publish.site.source import Source
    except ModuleNotFoundError as error:
        raise InvalidInput(
            f"a site needs {error.name}; install it with `pip install 'policy-archiver[site]'`"
        ) from error
    frame = Frame(title=own.title, url=own.url)
    indexer = search_index.indexer()

    def make(index: sqlite3.Connection) -> Deployed:
        _read_ahead(index, archive, now, watched)
        found = contents.read(index, archive, now, watched=watched, sick=sick)
        return build.build(Source.of(archive, index, found, frame), folder, watched, indexer)

    return Maker(make=make, has_search=indexer is not None)


def _read_ahead(index: sqlite3.Connection, archive: Archive, now: datetime, watched: Watched) -> None:
    """Read and quote the provisions of many new documents in other processes, whose memory is free then."""
    from archiver.provisions import ahead  # most sites find all of them read
    from archiver.publish.site import kept_quotations, rendering

    documents = ahead.lacking(index, archived(index, None))
    quoted = partial(kept_quotations.ahead, rendering.fingerprint())
    made = ahead.make(index, archive, documents, now, quoted)
    for _ in zip_longest(watched(documents, "reading the provisions of"), made):
        pass
