"""What changes changed, computed once for all pages and feeds that tell it."""

from __future__ import annotations

import zlib
from functools import lru_cache

from archive_repo.archive import Archive
from archive_repo.records import Version
from archiver.publish.site.contents import Contents
from archiver.report.difference import comparison, page
from archiver.report.difference.comparison import Comparison

LONGEST = 20_000
"""Characters of HTML of a difference in a feed; a longer one is left to its page, since readers cut it."""


class Differences:
    """The differences between versions and those before them."""

    def __init__(self, archive: Archive, contents: Contents) -> None:
        self._archive = archive
        self._contents = contents
        self._newest = lru_cache(maxsize=1)(self._compared)
        self._in_feeds: dict[str, bytes] = {}
        """Compressed: an entry is in up to a dozen feeds, which are written after all pages."""

    def of(self, version: Version) -> Comparison:
        """A version and the one before it; the last one that was asked for is remembered."""
        return self._newest(version.platform, version.document, version.id)

    def in_feeds(self, version: Version) -> str:
        """What a version changed as HTML for feeds; empty where it is left to its page."""
        known = self._in_feeds.get(version.id)
        if known is not None:
            return zlib.decompress(known).decode()
        compared = self.of(version)
        told = "\n".join(page.sections(compared, context=0)) if compared.old else ""
        html = told if len(told) <= LONGEST else ""
        self._in_feeds[version.id] = zlib.compress(html.encode(), level=1)
        return html

    def _compared(self, platform: str, document: str, version: str) -> Comparison:
        own = self._contents.documents[platform, document]
        new = own.by_id[version]
        return comparison.of(self._archive, {platform: own.name}, own.before(new), new)
