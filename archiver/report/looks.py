"""When a document was looked at: last confirmed, and last looked at.

The last look that saw the text and the last look of any outcome are two times. If they differ, the document
is stale: what it says today is not known, and every reading command says so.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from archive_repo.index import looks, queries
from archive_repo.index.looks import DocumentLooks
from archive_repo.index.queries import Fetch
from archive_repo.records import CONFIRMING, Bounds, Outcome, StandIn, Version
from archiver.report.reasons import cause

TOLD_EACH = 3
"""Most stale documents that get a line each; of more, as in a question about everything, one line gives the
number."""

MOMENT = timedelta(seconds=1)
"""Looks are kept to the second."""

_REFUSALS = {
    Outcome.FAILED: "failed",
    Outcome.HELD: "were held back",
    Outcome.RECORDED: "did not see every page",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LastLooks:
    """A document with the two times, now or as of a moment."""

    platform: str
    document: str
    last_confirmed_at: datetime | None
    """The last look that saw the newest text; None where no text was ever recorded."""
    last_looked_at: datetime | None
    refusals: dict[Outcome, int]
    """Looks since the text was last confirmed, by outcome; empty where it is what the last look saw."""
    reason: str
    """Why the last look did not see the text."""

    @property
    def stale(self) -> bool:
        """True if the last look did not see the text that is shown."""
        return bool(self.refusals)


def last(
    connection: sqlite3.Connection,
    platform: str,
    document: str,
    moment: datetime | None = None,
    page: str = "",
) -> LastLooks:
    """The two times of a document, or of one page of it, by its URL.

    A version without a look, such as an imported one, counts as one.
    """
    fetched = queries.newest_fetch(connection, platform, document, moment)
    looked = looks.last(connection, platform, document, moment, page)
    return _last(connection, (platform, document), fetched, looked, page)


def of_all(
    connection: sqlite3.Connection, keys: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], LastLooks]:
    """The same of many documents, by platform and document: all are asked for at once."""
    fetched = queries.newest_fetches(connection)
    looked = {(one.platform, one.document): one for one in looks.newest(connection)}
    return {key: _last(connection, key, fetched.get(key), looked.get(key)) for key in keys}


def _last(
    connection: sqlite3.Connection,
    key: tuple[str, str],
    newest: Fetch | None,
    looked: DocumentLooks | None,
    page: str = "",
) -> LastLooks:
    fetched = _seen_at(*newest, page) if newest else None
    confirmed = max(filter(None, [fetched, looked.confirmed_at if looked else None]), default=None)
    refusals: dict[Outcome, int] = {}
    if looked and not looked.last.confirms(page):
        refusals = _refusals(looks.outcomes(connection, *key, confirmed, looked.last.checked_at))
    at = max(filter(None, [confirmed, looked.last.checked_at if looked else None]), default=None)
    return LastLooks(
        platform=key[0],
        document=key[1],
        last_confirmed_at=confirmed,
        last_looked_at=at,
        refusals=refusals,
        reason=looked.last.reason if looked and refusals else "",
    )


def _refusals(outcomes: Mapping[Outcome, int]) -> dict[Outcome, int]:
    """Looks that did not confirm a text, by outcome; one that saw it without a page counts as recorded."""
    found: Counter[Outcome] = Counter()
    for outcome, count in outcomes.items():
        found[Outcome.RECORDED if outcome in CONFIRMING else outcome] += count
    return dict(found)


def of_version(connection: sqlite3.Connection, version: Version, moment: datetime | None = None) -> LastLooks:
    """The two times of a text: now or as of a moment if it is the newest then, else as long as it was."""
    where = version.platform, version.document
    newest = queries.newest(connection, *where, moment)
    after = queries.following(connection, [version.id]).get(version.id)
    if newest is None or newest.id == version.id or after is None:
        return last(connection, *where, moment)
    return _followed(connection, version, after)


def of_versions(
    connection: sqlite3.Connection, versions: Sequence[Version], since: Mapping[str, Bounds]
) -> dict[str, LastLooks]:
    """The two times of each of these texts, by the version's id: now, or as long as it was the newest.

    `since` says when they came, by the version's id: where one followed another, it is not asked for again.
    """
    following = queries.following(connection, [version.id for version in versions])
    return {
        version.id: (
            _followed(connection, version, following[version.id], since.get(following[version.id].id))
            if version.id in following
            else last(connection, version.platform, version.document)
        )
        for version in versions
    }


def of_lines(
    connection: sqlite3.Connection,
    version: Version,
    whole: LastLooks,
    text: Callable[[Version], str],
    moment: datetime | None = None,
) -> Callable[[Iterable[int]], LastLooks]:
    """The two times of lines of a version, by their numbers: those of the page that they are on, of several.

    `whole` are the times of all of it; `text` reads it, if need be. Of lines on several pages the times are
    those of the page that was not seen for longest.
    """
    from archive_repo.text.markdown import PAGE_BREAK  # only needed here, and slow to load

    urls = [source.url for source in version.sources]
    pages = text(version).split(PAGE_BREAK) if whole.stale and len(urls) > 1 else []
    if not pages or len(pages) != len(urls):
        return lambda lines: whole
    ends = list(accumulate(page.count("\n") + PAGE_BREAK.count("\n") for page in pages))

    @cache
    def of_page(place: int) -> LastLooks:
        return last(connection, version.platform, version.document, moment, urls[place])

    def of(lines: Iterable[int]) -> LastLooks:
        places = {min(bisect_left(ends, line), len(urls) - 1) for line in lines}
        return min(map(of_page, places), key=_confirmed_at, default=whole)

    return of


def _confirmed_at(one: LastLooks) -> float:
    return one.last_confirmed_at.timestamp() if one.last_confirmed_at else 0.0


def _followed(
    connection: sqlite3.Connection, version: Version, after: Version, since: Bounds | None = None
) -> LastLooks:
    """The two times of a text that another one followed; `since` says when that came, if it is known."""
    confirmed = (since or looks.change(connection, version, after)).after or version.fetched_at
    if version.stand_ins or after.stand_ins:
        looked = looks.last(connection, version.platform, version.document, after.fetched_at - MOMENT)
        confirmed = max(
            filter(
                None,
                [_seen_at(version.fetched_at, version.stand_ins), looked.confirmed_at if looked else None],
            )
        )
    return LastLooks(
        platform=version.platform,
        document=version.document,
        last_confirmed_at=confirmed,
        last_looked_at=confirmed,
        refusals={},
        reason="",
    )


def of_documents(
    connection: sqlite3.Connection, named: Iterable[tuple[str, str]], moment: datetime | None = None
) -> list[LastLooks]:
    """The two times of each of these documents, by platform and document, each once."""
    return [last(connection, platform, document, moment) for platform, document in sorted(set(named))]


def keys(found: LastLooks) -> dict[str, Any]:
    """The fields that every row about a document has."""
    return {
        "last_confirmed_at": found.last_confirmed_at,
        "last_looked_at": found.last_looked_at,
        "stale": found.stale,
    }


def warnings(found: Sequence[LastLooks]) -> list[str]:
    """What a reader must know of stale documents, a line each; of many, one line for all."""
    stale = sorted((one for one in found if one.stale), key=lambda one: (one.platform, one.document))
    if len(stale) <= TOLD_EACH:
        return [f"{one.platform}/{one.document}: {told(one)}" for one in stale]
    names = ", ".join(f"{one.platform}/{one.document} ({day(one.last_confirmed_at)})" for one in stale)
    return [
        f"{len(stale)} documents could not be read lately; they are as last seen on the day given: {names}"
    ]


def known(found: LastLooks, present: bool) -> bool | None:
    """`present`, that is if the newest text has something; None if the document is stale, so nobody knows."""
    return None if found.stale else present


def last_seen(found: LastLooks) -> list[str]:
    """When a stale document was last seen, to be shown beside what it says; empty for others."""
    return [f"last seen {day(found.last_confirmed_at)}"] if found.stale else []


def told(found: LastLooks) -> str:
    """When the document was last seen and how the looks since ended, for a stale one."""
    count = sum(found.refusals.values())
    since = f"the {count} looks since then (to {day(found.last_looked_at)})"
    if count == 1:
        since = f"the look since then ({day(found.last_looked_at)})"
    came = " or ".join(_REFUSALS[outcome] for outcome in found.refusals)
    if count == 1:
        came = came.replace("were", "was")
    return f"last seen {day(found.last_confirmed_at)}; {since} {came}: {cause(found.reason)}"


def _seen_at(fetched_at: datetime, stand_ins: Sequence[StandIn], page: str = "") -> datetime:
    """When all of a version, or one page, was seen: by its fetch, or before it if an older copy stands in."""
    own = (one for one in stand_ins if page in ("", one.url))
    return min((one.last_seen for one in own), default=fetched_at)


def day(moment: datetime | None) -> str:
    """The day of a time, as it is printed; "never" for none."""
    return f"{moment:%Y-%m-%d}" if moment else "never"
