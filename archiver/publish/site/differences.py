"""What changes changed, computed once for all pages and feeds that tell it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from functools import lru_cache

from archive_repo.archive import Archive
from archive_repo.format.message import plural
from archive_repo.index import kept
from archive_repo.records import Version
from archiver.publish.site import rendering
from archiver.publish.site.contents import Contents
from archiver.report.difference import comparison, page
from archiver.report.difference.comparison import Comparison

LONGEST = 20_000
"""Characters of HTML of a difference in a feed: a quarter of 241 changes have more, and readers cut those. Of
such a one the first sections are there, and the others on its page."""


class Differences:
    """The differences between versions and those before them. `connection` is an index that is up to date."""

    def __init__(self, archive: Archive, connection: sqlite3.Connection, contents: Contents) -> None:
        self._archive = archive
        self._connection = connection
        self._contents = contents
        self._newest = lru_cache(maxsize=1)(self._compared)

    def of(self, version: Version) -> Comparison:
        """A version and the one before it; the last one that was asked for is remembered."""
        return self._newest(version.platform, version.document, version.id)

    def in_feeds(self, version: Version) -> str:
        """What a version changed as HTML for feeds; empty where it is left to its page.

        It is kept in the index: an entry is in up to a dozen feeds, and stays in them while others come.
        """
        where = version.platform, version.document, f"difference {version.id}"
        told = kept.read(self._connection, *where)
        if told and told["made_by"] == rendering.fingerprint():
            return str(told["html"])
        html = self._html(version)
        kept.write(self._connection, *where, {"made_by": rendering.fingerprint(), "html": html})
        return html

    def _html(self, version: Version) -> str:
        compared = self.of(version)
        return shortened(list(page.sections(compared, context=0))) if compared.old else ""

    def _compared(self, platform: str, document: str, version: str) -> Comparison:
        own = self._contents.documents[platform, document]
        new = own.by_id[version]
        return comparison.of(self._archive, {platform: own.name}, own.before(new), new)


def shortened(lines: Sequence[str]) -> str:
    """The sections of a difference, lines of HTML, that are short enough together; how many more there are.

    Empty where already the first is too long.
    """
    starts = [place for place, line in enumerate(lines) if line.startswith("<h2>")]
    ends = [*(place for place in starts if place), len(lines)]
    fits = [end for end in ends if len("\n".join(lines[:end])) <= LONGEST]
    if not fits:
        return ""
    rest = len(ends) - len(fits)
    more = [f"<p>and {plural(rest, 'more section')}, on the page of the change</p>"] if rest else []
    return "\n".join([*lines[: fits[-1]], *more])
