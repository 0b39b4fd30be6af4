"""Which version stood at an address at a time: what a TimeGate (RFC 7089) answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from archiver import urls
from archiver.publish.site.timemaps import Memento, Timeline


class TimeGate:
    """The timelines of an archive, by the addresses that they are about."""

    def __init__(self, found: Iterable[Timeline]) -> None:
        self._by_address: dict[str, list[Timeline]] = defaultdict(list)
        self._by_page: dict[str, tuple[Timeline, int]] = {}
        for one in found:
            if one.mementos:
                self._by_address[urls.page(one.url)].append(one)
                for at in range(one.inherited, len(one.mementos)):
                    memento = one.mementos[at]
                    if one.url in memento.sources[:1] or memento.page not in self._by_page:
                        self._by_page[memento.page] = one, at

    def of_page(self, page: str) -> tuple[Timeline, int] | None:
        """The timeline to which a page belongs, and its place there; None if it is no version's page."""
        return self._by_page.get(page)

    def of_address(self, url: str) -> Timeline | None:
        """What stood at an address, in any spelling.

        Where several documents stand on one page, the one whose part of the page (`#privacy`) is asked for;
        without such a part the one whose address is spelt so; then one that is read from there first, that
        reaches back furthest, that has the most versions.
        """
        own = self._by_address.get(urls.page(url), [])
        asked = [one for one in own if urls.part(url) and urls.part(one.url) == urls.part(url)]
        return min(asked or own, key=lambda one: (one.url != url, *_rank(one)), default=None)


def _rank(one: Timeline) -> tuple[bool, datetime, int]:
    return one.number > 0, one.mementos[0].at, -len(one.mementos)


def at(mementos: tuple[Memento, ...], moment: datetime | None) -> int:
    """The place of the version that stood there at a moment, the first where none did yet.

    Without a moment, the newest.
    """
    return max(0, sum(moment is None or one.at <= moment for one in mementos) - 1)


def asked_for(header: str | None) -> datetime | None:
    """The moment in `Accept-Datetime`; None without one. Raises ValueError if it is no date of HTTP."""
    if not header:
        return None
    try:
        read = parsedate_to_datetime(header)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)  # dates of HTTP are in UTC
    except OverflowError as error:
        raise ValueError(f"{header} is out of range") from error
